/// Text in the parts of a workbook (ECMA-376, part 1, `ST_Xstring`).
enum SpreadsheetText {
  /// The longest text of a cell, in units of UTF-16.
  static let mostUnits = 32_767

  /// Appends text as the content of an element or of an attribute in double quotes.
  ///
  /// Characters that XML 1.0 does not allow become U+FFFD. `_x0041_` in the text is not one of Excel's own escapes: its
  /// first mark is written as one, so that it reads as it is.
  ///
  /// - Parameters:
  ///   - text: what is to be read.
  ///   - out: the part.
  static func append(_ text: String, to out: inout [UInt8]) {
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "&"): out += "&amp;".utf8
      case UInt8(ascii: "<"): out += "&lt;".utf8
      case UInt8(ascii: ">"): out += "&gt;".utf8
      case UInt8(ascii: "\""): out += "&quot;".utf8
      case UInt8(ascii: "_") where isEscape(bytes, index): out += "_x005F_".utf8
      // Line ends and tabs would become spaces in an attribute and line feeds in an element.
      case 0x09: out += "&#9;".utf8
      case 0x0A: out += "&#10;".utf8
      case 0x0D: out += "_x000D_".utf8
      case 0..<0x20: out += "\u{FFFD}".utf8
      // U+FFFE and U+FFFF.
      case 0xEF
      where bytes[index...].starts(with: [0xEF, 0xBF, 0xBE]) || bytes[index...].starts(with: [0xEF, 0xBF, 0xBF]):
        out += "\u{FFFD}".utf8
        index += 2
      default: out.append(byte)
      }
      index += 1
    }
  }

  /// The text as far as a cell holds it; an ellipsis ends one that was longer.
  static func clipped(_ text: String) -> String {
    guard text.utf16.count > mostUnits else { return text }
    var units = 0
    var end = text.startIndex
    for index in text.indices {
      units += text[index].utf16.count
      if units > mostUnits - 1 { break }
      end = text.index(after: index)
    }
    return text[..<end] + "…"
  }

  /// Whether `_xHHHH_` begins here.
  private static func isEscape(_ bytes: [UInt8], _ start: Int) -> Bool {
    guard start + 6 < bytes.count, bytes[start + 1] == UInt8(ascii: "x"), bytes[start + 6] == UInt8(ascii: "_") else {
      return false
    }
    return bytes[start + 2..<start + 6].allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"):
        true
      default: false
      }
    }
  }
}
