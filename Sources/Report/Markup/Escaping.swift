/// The two places where text becomes markup. Survey answers, names and labels are somebody else's words: nothing reaches
/// the page but through one of these.
enum Escaping {
  /// Text between tags.
  static func element(_ text: String) -> String { escape(text, quotes: false) }

  /// Text inside a double-quoted attribute.
  static func attribute(_ text: String) -> String { escape(text, quotes: true) }

  /// Control characters and noncharacters are not allowed in HTML, and the characters that override the direction of
  /// writing would let a name rearrange the words around it: both are left out.
  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    case 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }

  private static func needsWork(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0x22 || byte == 0x27 || byte >= 0x7F
  }

  private static func escape(_ text: String, quotes: Bool) -> String {
    guard text.utf8.contains(where: needsWork) else { return text }
    var out = ""
    out.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars where !isDropped(scalar) {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"" where quotes: out += "&quot;"
      case "'" where quotes: out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
