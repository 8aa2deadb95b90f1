import Tables

/// What stands in a column of the history.
enum HistoryKind: Sendable {
  case integer
  /// Of full precision.
  case number
  case text
}

/// A cell of a table of the history.
enum HistoryCell: Sendable, Hashable {
  case none
  case integer(Int)
  /// Never NaN, which no database keeps, and never a negative zero.
  case number(Double)
  case text(String)

  /// - Parameter value: a number; nil and NaN are no value.
  init(_ value: Double?) {
    guard let value, !value.isNaN else {
      self = .none
      return
    }
    self = .number(value == 0 ? 0 : value)
  }

  init(_ value: String?) { self = value.map { .text($0) } ?? .none }

  /// The cell of a file, by the kind of its column; nil where it is none of that kind. An empty cell is no value.
  init?(_ text: String, _ kind: HistoryKind) {
    guard !text.isEmpty else {
      self = .none
      return
    }
    switch kind {
    case .text: self = .text(text)
    case .integer:
      guard let value = Int(text) else { return nil }
      self = .integer(value)
    case .number:
      switch text {
      case "NaN": self = .none
      case "INF": self = .number(.infinity)
      case "-INF": self = .number(-.infinity)
      default:
        guard let value = parseDouble(text) else { return nil }
        self.init(value)
      }
    }
  }

  /// nil where it holds no number.
  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .none, .text: nil
    }
  }

  var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  /// As text that reads back as the same value; empty for none.
  var plain: String {
    switch self {
    case .none: ""
    case .integer(let value): String(value)
    case .number(let value): shortestText(value)
    case .text(let text): text
    }
  }

  /// As JSON, which knows no infinity: that is a text there.
  var json: String {
    switch self {
    case .none: "null"
    case .integer, .number(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude): plain
    case .number, .text: jsonText(plain)
    }
  }
}
