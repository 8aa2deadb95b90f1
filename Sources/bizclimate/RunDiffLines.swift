import ArgumentParser
import PipelineRunner
import Tables

/// The arguments of every command that compares numbers.
struct ComparisonArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Leave out differences up to this.", valueName: "number"))
  var threshold = 0.0

  @Flag(help: "Exit with 1 when numbers differ.")
  var exitCode = false

  func validate() throws {
    guard threshold >= 0, threshold.isFinite else { throw ValidationError("--threshold must be 0 or more") }
  }

  /// Ends the command with 1 where that is asked for and numbers differ.
  func end(isSame: Bool) throws {
    if exitCode, !isSame { throw ExitCode(1) }
  }
}

extension Console {
  /// What differs: a document for programs, or a line each.
  func tell(_ diff: RunDiff, isJSON: Bool) throws {
    if isJSON { return try say(json: diff) }
    for line in diff.lines { say(line) }
  }
}

extension RunDiff {
  /// What differs, a line each, and how many numbers do.
  var lines: [String] {
    var lines = tablesAdded.map { "\($0): only in \(new)" }
    lines += tablesRemoved.map { "\($0): only in \(old)" }
    lines += added.map { "\($0.table) \($0.key.joined(separator: "/")): only in \(new)" }
    lines += removed.map { "\($0.table) \($0.key.joined(separator: "/")): only in \(old)" }
    lines += changes.map { change in
      func text(_ value: Double?) -> String { value.map(shortestText) ?? "withheld" }
      var line = "\(change.table) \(change.key.joined(separator: "/")) \(change.column): "
      line += "\(text(change.old)) → \(text(change.new))"
      if let old = change.old, let new = change.new {
        // Published numbers have few decimals; what is beyond them comes from binary fractions.
        let difference = ((new - old) * 1e9).rounded() / 1e9
        line += " (\(difference < 0 ? "−" : "+")\(shortestText(abs(difference))))"
      }
      return line
    }
    lines.append("\(changes.count) \(changes.count == 1 ? "number differs" : "numbers differ"), \(same) do not")
    return lines
  }
}
