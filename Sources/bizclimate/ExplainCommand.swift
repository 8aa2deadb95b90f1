import ArgumentParser
import Diagnostics
import PipelineRunner

/// `bizclimate explain`: what a stage or a file is made from, and why it is stale.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "What a stage or a file of the run is made from, and why it is not fresh.",
    discussion: "Name a stage (ingest, clean, aggregate, report) or a file of the run, such as tables/scores.csv.")

  @OptionGroup var arguments: StoreArguments

  func run() async throws {
    let (options, words) = try arguments.read(most: 1, allowsPaths: true)
    guard let subject = words.first else { throw ValidationError("name a stage or a file of the run") }
    let console = arguments.console
    try await reporting(console) {
      let explanation = try PipelineRunner(options) { _ in }.explain(subject)
      if arguments.json { return try console.say(json: explanation) }
      for line in Self.lines(explanation) { console.say(line) }
    }
  }

  private static func lines(_ explanation: RunExplanation) -> [String] {
    let isFile = explanation.subject != explanation.stage
    let made = isFile ? "made by stage" : "stage"
    var lines = [
      "\(explanation.subject): \(explanation.state == .fresh ? "fresh" : "stale"), \(made) \(explanation.stage) "
        + "(version \(explanation.version))"
    ]
    lines += explanation.reasons.map { "  because   \($0)" }
    lines += explanation.inputs.map { "  from      \($0)" }
    lines += explanation.configuration.map { "  by        \($0)" }
    if let bytes = explanation.bytes, let sum = explanation.sha256 {
      lines.append("  published \(bytes) bytes, SHA-256 \(sum)")
    }
    return lines
  }
}
