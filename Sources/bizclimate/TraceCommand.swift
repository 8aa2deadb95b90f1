import ArgumentParser
import Diagnostics
import PipelineRunner
import Tables

/// `bizclimate trace`: where one number comes from.
struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Where one published score comes from: parts, questions, edits, records, sources.",
    discussion: """
      UNIT/NODE names a unit and a node of the framework, such as SQ/F or SQ/B21. What is shown is for the owner of the
      data: edits name records.
      """)

  @OptionGroup var arguments: StoreArguments

  @Flag(help: "Print the records behind the score as CSV: file, line, weight and answers. For the owner of the data.")
  var records = false

  func run() async throws {
    let (options, words) = try arguments.read(most: 2, allowsPaths: true)
    guard let word = words.first, let slash = word.firstIndex(of: "/") else {
      throw ValidationError("name a unit and a node, such as SQ/B21")
    }
    if records, words.count > 1 { throw ValidationError("--records reads the sources as they are now; name no run") }
    let (unit, node) = (String(word[..<slash]), String(word[word.index(after: slash)...]))
    let console = arguments.console
    try await reporting(console) {
      let runner = PipelineRunner(options) { _ in }
      if records { return console.say(bytes: try await runner.tracedRecords(unit: unit, node: node)) }
      let trace = try runner.trace(unit: unit, node: node, run: words.dropFirst().first)
      if arguments.json { return try console.say(json: trace) }
      for line in Self.lines(trace) { console.say(line) }
    }
  }

  private static func lines(_ trace: RunTrace) -> [String] {
    var lines = [headline(trace) + "  \(trace.unitName), \(trace.nodeName), \(trace.wave)" + sample(trace)]
    if let rank = trace.rank["rank"], !rank.isEmpty {
      let set = [trace.rank["rank_low"] ?? "", trace.rank["rank_high"] ?? ""]
      lines.append("  rank      \(rank)" + (set.contains("") ? "" : " [\(set[0])–\(set[1])]"))
    }
    if let statistic = trace.statistic {
      let value = number(trace.estimate["estimate"], decimals: 4) ?? "none"
      let error = number(trace.estimate["std_error"], decimals: 4).map { " (standard error \($0))" } ?? ""
      lines.append("  estimate  \(value)\(error) = \(statistic)")
    }
    lines += listed(
      "made of",
      trace.parts.map { part in
        let score = part.score.map { formatFixed($0, decimals: 1) } ?? "–"
        let weight = part.weight.map { "  weight " + formatFixed($0, decimals: 3) } ?? ""
        return "\(part.node) \(score)\(weight)  \(part.name)"
      })
    lines += listed("questions", trace.questions.map { "\($0.variables.joined(separator: ", "))  \($0.text)" })
    let shown = trace.edits.prefix(20).map { edit in
      "audit.csv \(edit.sequence): record \(edit.record), \(edit.variable) \(edit.before) → \(edit.after) "
        + "(\(edit.rule), \(edit.action))"
    }
    let more = trace.edits.count - shown.count
    lines += listed("edits", shown + (more > 0 ? ["and \(more) more; --json has all"] : []))
    if !trace.setAside.isEmpty {
      let rules = trace.setAside.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      lines.append("  set aside \(rules.joined(separator: ", ")) (records of the unit, by rule)")
    }
    lines += listed("read from", trace.sources.map { "\($0.sha256.prefix(8))  \($0.rows) rows  \($0.path)" })
    let place = trace.line.map { "data/scores.csv line \($0) of " } ?? ""
    return lines + ["  published \(place)\(trace.run)"]
  }

  private static func headline(_ trace: RunTrace) -> String {
    guard let score = number(trace.score["estimate"], decimals: 1) else { return "no score" }
    guard let low = number(trace.score["ci_low"], decimals: 1), let high = number(trace.score["ci_high"], decimals: 1)
    else { return score }
    return "\(score) [\(low), \(high)]"
  }

  private static func sample(_ trace: RunTrace) -> String {
    var parts: [String] = []
    if let n = trace.score["n"], !n.isEmpty { parts.append("n = \(n)") }
    if let effect = number(trace.estimate["design_effect"], decimals: 2) { parts.append("design effect \(effect)") }
    return parts.isEmpty ? "" : "   " + parts.joined(separator: ", ")
  }

  private static func number(_ text: String?, decimals: Int) -> String? {
    text.flatMap { Double($0) }.map { formatFixed($0, decimals: decimals) }
  }

  /// Lines under one heading.
  private static func listed(_ heading: String, _ lines: [String]) -> [String] {
    lines.enumerated().map { "  " + ($0 == 0 ? heading : "").padded(to: 10) + $1 }
  }
}
