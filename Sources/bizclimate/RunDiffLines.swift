import PipelineRunner
import Tables

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
