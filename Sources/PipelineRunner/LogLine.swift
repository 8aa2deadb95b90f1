import Tables

/// How bad what a line of the log tells is.
public enum LogLevel: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
  case debug, info, warn, error

  public static func < (lhs: LogLevel, rhs: LogLevel) -> Bool { lhs.order < rhs.order }

  private var order: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warn: 2
    case .error: 3
    }
  }
}

/// A value that a line of the log carries for programs.
public enum LogValue: Sendable, Hashable, Codable {
  case text(String)
  case number(Double)

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    }
  }
}

/// A line of a run's log. Codes are stable; messages are for people and may change.
public struct LogLine: Sendable, Hashable, Codable {
  /// UTC: `2025-07-22T02:30:07.412Z`.
  public var t: String
  public var level: LogLevel
  /// nil while it is not known yet.
  public var run: String?
  public var stage: String?
  public var code: String
  public var msg: String
  public var data: [String: LogValue]?
}

extension LogLine {
  /// The line as JSON, its keys always in the same order.
  public var json: String {
    func quoted(_ text: String?) -> String { text.map(jsonText) ?? "null" }
    var line = "{\"t\":\(quoted(t)),\"level\":\"\(level.rawValue)\",\"run\":\(quoted(run)),\"stage\":\(quoted(stage))"
    line += ",\"code\":\(quoted(code)),\"msg\":\(quoted(msg)),\"data\":{"
    line += (data ?? [:]).sorted { $0.key < $1.key }.map { key, value in
      switch value {
      case .text(let text): "\(quoted(key)):\(quoted(text))"
      case .number(let number): "\(quoted(key)):\(number.isFinite ? shortestText(number) : "null")"
      }
    }.joined(separator: ",")
    return line + "}}"
  }

  /// The line for people: time, level, stage, message.
  public var text: String {
    let place = stage.map { $0 + ": " } ?? ""
    return "\(t.dropFirst(11).prefix(8)) \(level.rawValue) \(place)\(msg)"
  }
}
