internal import Diagnostics

/// A YAML value and the place it was written at.
struct ConfigurationNode: Sendable {
  enum ScalarStyle: Sendable, Hashable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  struct Entry: Sendable {
    var key: String
    var keyLocation: SourceLocation
    var value: ConfigurationNode
  }

  enum Value: Sendable {
    case scalar(String, ScalarStyle)
    case sequence([ConfigurationNode])
    case mapping([Entry])
  }

  var value: Value
  var location: SourceLocation

  /// An empty plain scalar, `~` or `null`: as if the key were not there.
  var isNull: Bool {
    if case .scalar(let text, .plain) = value { return ["", "~", "null"].contains(text) }
    return false
  }

  /// What an analyst would call it in an error, such as `the list`, `the text "abc"`.
  var found: String {
    switch value {
    case .scalar(let text, let style):
      if isNull { return "nothing" }
      let shown = text.count > 60 ? String(text.prefix(57)) + "…" : text
      return style == .plain ? "`\(shown)`" : "the text \"\(shown)\""
    case .sequence(let items): return items.isEmpty ? "an empty list" : "a list"
    case .mapping(let entries):
      guard let first = entries.first else { return "an empty mapping" }
      return "a mapping (`\(first.key): …`)"
    }
  }

  var scalar: String? {
    if case .scalar(let text, _) = value { return text }
    return nil
  }

  subscript(key: String) -> ConfigurationNode? {
    guard case .mapping(let entries) = value else { return nil }
    return entries.first { $0.key == key }?.value
  }
}

/// Where a value sits in its file, as an analyst would write it after `--set`: `sources.survey.path`.
struct ConfigurationPath: Sendable, Hashable, CustomStringConvertible {
  var parts: [String]

  static let root = ConfigurationPath(parts: [])

  func appending(_ part: String) -> ConfigurationPath { ConfigurationPath(parts: parts + [part]) }
  func appending(_ index: Int) -> ConfigurationPath { appending(String(index)) }

  var description: String { parts.joined(separator: ".") }
}

/// The codes of configuration diagnostics; codes are stable, messages may change.
enum ConfigurationProblem: String {
  case missingFile = "C-001"
  case unreadableText = "C-002"
  case syntax = "C-003"
  case duplicateKey = "C-004"
  case unknownKey = "C-005"
  case missingKey = "C-006"
  case wrongType = "C-007"
  case notAllowed = "C-008"
  case outOfRange = "C-009"
  case duplicateName = "C-010"
  case unknownName = "C-011"
  case expression = "C-012"
  case goalposts = "C-013"
  case override = "C-014"
  case structure = "C-015"
}
