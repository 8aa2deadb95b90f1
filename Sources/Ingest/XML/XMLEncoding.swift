import Diagnostics

/// How the bytes of an XML document are to be read.
enum XMLEncoding: Hashable {
  /// As libxml2 finds it: UTF-8, or an ISO 8859 that the document declares.
  case declared
  /// GB2312, GBK and GB18030 are read as GB18030, which holds them all: files that declare the small set hold more.
  case gb18030
  /// Converted to UTF-8 before it is parsed: the parser takes a file cut off in UTF-16 for a whole one.
  case utf16(littleEndian: Bool)

  private static let passedOn: Set<String> = [
    "UTF-8", "UTF8", "US-ASCII", "ASCII", "ISO-8859-1", "ISO-8859-15", "LATIN1",
  ]

  /// - Parameters:
  ///   - start: the first bytes of the document, at least 200 where it is that long.
  ///   - file: what messages name.
  /// - Throws: kind `content` for an encoding outside the list.
  init(start: ArraySlice<UInt8>, file: String) throws(DiagnosticError) {
    let first = start.startIndex
    if start.starts(with: [0xFF, 0xFE]) || (start.count > 3 && start[first] == 0x3C && start[first + 1] == 0) {
      self = .utf16(littleEndian: true)
      return
    }
    if start.starts(with: [0xFE, 0xFF]) || (start.count > 3 && start[first] == 0 && start[first + 1] == 0x3C) {
      self = .utf16(littleEndian: false)
      return
    }
    guard let name = Self.declaredName(start) else {
      self = .declared
      return
    }
    let upper = name.uppercased()
    switch upper {
    case "GB2312", "GBK", "GB18030", "CP936", "EUC-CN": self = .gb18030
    case _ where Self.passedOn.contains(upper): self = .declared
    default:
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "I-201", at: SourceLocation(file: file, line: 1),
          "the document declares the encoding \(name), which is not read here",
          advice: "Save it in UTF-8 or GB18030"))
    }
  }

  /// The name in `encoding="…"` of the XML declaration.
  private static func declaredName(_ start: ArraySlice<UInt8>) -> String? {
    var head = start.prefix(200)
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = head.dropFirst(3) }
    guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    let text = String(decoding: head[..<end], as: UTF8.self)
    guard let key = text.firstRange(of: "encoding") else { return nil }
    let value = text[key.upperBound...].drop { $0.isWhitespace || $0 == "=" }
    guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
    return String(value.dropFirst().prefix { $0 != quote })
  }
}

/// UTF-16 as UTF-8; nil when a code unit is cut in two or has lost its partner.
func utf8(fromUTF16 bytes: [UInt8], littleEndian: Bool) -> [UInt8]? {
  guard bytes.count % 2 == 0 else { return nil }
  var units: [UInt16] = []
  units.reserveCapacity(bytes.count / 2)
  for position in stride(from: 0, to: bytes.count, by: 2) {
    let (first, second) = (UInt16(bytes[position]), UInt16(bytes[position + 1]))
    units.append(littleEndian ? second << 8 | first : first << 8 | second)
  }
  if units.first == 0xFEFF { units.removeFirst() }
  return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
}
