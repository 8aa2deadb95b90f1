/// How bad a problem is.
public enum Severity: String, Sendable, Comparable, CaseIterable {
  case info, warning, error

  public static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.order < rhs.order }

  private var order: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A place in a file that an analyst can open: line and column count from 1, columns in characters.
public struct SourceLocation: Sendable, Hashable, Codable {
  /// The path as the analyst wrote it or would write it.
  public var file: String
  public var line: Int?
  public var column: Int?

  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension SourceLocation: CustomStringConvertible {
  /// `file:line:column`, as compilers print it.
  public var description: String {
    var text = file
    if let line {
      text += ":\(line)"
      if let column { text += ":\(column)" }
    }
    return text
  }
}

/// One problem, told so that an analyst can mend it: where, what was found, what was expected, what to do.
///
/// Problems in data and configuration are collected values; only ``DiagnosticError`` is thrown.
public struct Diagnostic: Sendable, Hashable {
  public var severity: Severity
  /// A stable code for scripts, such as `C-012`; messages may change, codes do not.
  public var code: String
  public var location: SourceLocation?
  /// What was found and what was expected, in one sentence without a full stop.
  public var message: String
  /// What to do about it, in one sentence without a full stop.
  public var advice: String?

  public init(
    _ severity: Severity, code: String, at location: SourceLocation? = nil, _ message: String,
    advice: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.location = location
    self.message = message
    self.advice = advice
  }
}

extension Diagnostic: CustomStringConvertible {
  public var description: String {
    var text = ""
    if let location { text += "\(location): " }
    text += "\(severity.rawValue): \(message)"
    if let advice { text += ". " + advice.prefix(1).uppercased() + advice.dropFirst() }
    return text + " [\(code)]"
  }
}
