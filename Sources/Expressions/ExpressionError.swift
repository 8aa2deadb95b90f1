public import Diagnostics

/// What is wrong with the text of an expression, and where.
public struct ExpressionError: Error, Sendable, Hashable {
  /// Where it is, in characters from the start of the text, from 0.
  public var offset: Int
  /// What was found and what was expected, without a full stop.
  public var message: String
  /// What to do about it, without a full stop.
  public var advice: String?

  public init(offset: Int, message: String, advice: String? = nil) {
    self.offset = offset
    self.message = message
    self.advice = advice
  }

  init(_ offset: Int, _ message: String, advice: String? = nil) {
    self.init(offset: offset, message: message, advice: advice)
  }

  /// The error as a diagnostic of code `E-001`.
  ///
  /// - Parameters:
  ///   - text: the expression.
  ///   - start: where the first character of the expression stands. The place of the error is counted from there
  ///     when the expression is on one line; otherwise the diagnostic points at the start.
  /// - Returns: an error that shows the expression when it is short.
  public func diagnostic(in text: String, at start: SourceLocation?) -> Diagnostic {
    var location = start
    let isOneLine = !text.contains(where: \.isNewline)
    if isOneLine, let column = start?.column { location?.column = column + offset }
    let shown = isOneLine && text.count <= 80 ? " of `\(text)`" : ""
    return Diagnostic(
      .error, code: "E-001", at: location, "\(message), at character \(offset + 1)\(shown)", advice: advice)
  }
}
