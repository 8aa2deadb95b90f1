/// JSON written in a fixed order of keys.
public enum JSONText: Sendable {
  case null
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case array([JSONText])
  case object([(String, JSONText)])

  /// Two-space indent, `\n` line ends, one at the end.
  public var document: String {
    var out = ""
    write(to: &out, indent: 0)
    return out + "\n"
  }

  private func write(to out: inout String, indent: Int) {
    let pad = String(repeating: "  ", count: indent + 1)
    let close = String(repeating: "  ", count: indent)
    switch self {
    case .null: out += "null"
    case .string(let text): out += JSONText.quoted(text)
    case .integer(let value): out += String(value)
    case .number(let value): out += value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    case .boolean(let value): out += value ? "true" : "false"
    case .array(let items):
      guard !items.isEmpty else {
        out += "[]"
        return
      }
      out += "[\n"
      for (index, item) in items.enumerated() {
        out += pad
        item.write(to: &out, indent: indent + 1)
        out += index + 1 < items.count ? ",\n" : "\n"
      }
      out += close + "]"
    case .object(let members):
      guard !members.isEmpty else {
        out += "{}"
        return
      }
      out += "{\n"
      for (index, member) in members.enumerated() {
        out += pad
        out += JSONText.quoted(member.0)
        out += ": "
        member.1.write(to: &out, indent: indent + 1)
        out += index + 1 < members.count ? ",\n" : "\n"
      }
      out += close + "}"
    }
  }

  /// Lines of JavaScript end at the separators of lines and paragraphs, so that they are escaped too.
  private static func quoted(_ text: String) -> String {
    quotedText(text) { $0 == "\u{2028}" || $0 == "\u{2029}" ? unicodeEscape($0) : jsonEscape($0) }
  }
}
