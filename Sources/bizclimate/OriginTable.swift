import Diagnostics
import SurveyModel
import Tables

/// Where the values of the configuration come from, for people: a line a key under the name of each file.
struct OriginTable {
  private static let widest = 48

  let origins: [ConfigurationOrigin]

  var lines: [String] {
    var lines: [String] = []
    var rest = origins[...]
    while let first = rest.first {
      let rows = rest.prefix { $0.file == first.file }
      rest = rest.dropFirst(rows.count)
      lines.append(first.file)
      let values = rows.map { Self.short($0.value) }
      let keyWidth = rows.map { terminalWidth($0.key) }.max() ?? 0
      let valueWidth = values.map(terminalWidth).max() ?? 0
      for (row, value) in zip(rows, values) {
        lines.append(
          "  " + row.key.padded(to: keyWidth + 2) + value.padded(to: valueWidth + 2) + Self.text(row.giver))
      }
    }
    return lines
  }

  private static func text(_ giver: ConfigurationOrigin.Giver) -> String {
    switch giver {
    case .override(let giver): giver
    case .line(let location): location.description
    case .standard: "default"
    }
  }

  /// The beginning of a long value, on one line.
  private static func short(_ value: String) -> String {
    let line = value.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard terminalWidth(line) > widest else { return line }
    var short = ""
    var width = 1
    for character in line {
      width += terminalWidth(String(character))
      if width > widest { break }
      short.append(character)
    }
    return short + "…"
  }
}

/// The same for programs.
struct OriginEntry: Encodable {
  var file: String
  var key: String
  var value: String
  /// `set`, `variable`, `file` or `default`.
  var origin: String
  /// The environment variable, where one gave it.
  var variable: String?
  /// Where it is written; nil for what no file says.
  var path: String?
  var line: Int?

  init(_ origin: ConfigurationOrigin) {
    (file, key, value) = (origin.file, origin.key, origin.value)
    switch origin.giver {
    case .override(let giver):
      let isFlag = giver.hasPrefix("-")
      self.origin = isFlag ? "set" : "variable"
      variable = isFlag ? nil : giver
    case .standard: self.origin = "default"
    case .line(let location):
      self.origin = "file"
      (path, line) = (location.file, location.line)
    }
  }
}
