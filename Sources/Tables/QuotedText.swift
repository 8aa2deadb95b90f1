/// A text in double quotes with escapes, as strings of JSON (RFC 8259, section 7) and of YAML (1.2.2, section 7.3.1) are
/// written. `"`, `\`, line feed and tab are escaped in either.
///
/// - Parameters:
///   - text: what is quoted.
///   - escape: what is written for another scalar; nil: the scalar itself.
/// - Returns: the text with its quotes.
public func quotedText(_ text: String, escaping escape: (Unicode.Scalar) -> String?) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\t": quoted += "\\t"
    default:
      if let escaped = escape(scalar) {
        quoted += escaped
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
  }
  return quoted + "\""
}

/// A text as a string of JSON (RFC 8259).
///
/// - Parameter text: any text.
/// - Returns: the text with its quotes.
public func jsonText(_ text: String) -> String { quotedText(text, escaping: jsonEscape) }

/// What JSON writes for a scalar beyond those that ``quotedText(_:escaping:)`` escapes: control characters.
///
/// - Parameter scalar: a scalar of a text.
/// - Returns: its escape; nil where it stands for itself.
public func jsonEscape(_ scalar: Unicode.Scalar) -> String? {
  scalar == "\r" ? "\\r" : scalar.value < 0x20 ? unicodeEscape(scalar) : nil
}

/// A scalar of the basic plane as JSON and YAML escape it by its code: `\u000b`.
///
/// - Parameter scalar: one below U+10000.
/// - Returns: `\u` and four digits.
public func unicodeEscape(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16)
  return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
