import Diagnostics

/// How the bytes of an XML document are to be read.
enum XMLEncoding: Hashable {
  /// What a byte order mark or the declaration says, or what a document without either is.
  case utf8
  /// An ISO 8859 that the document declares and libxml2 converts.
  case declared
  /// GB2312, GBK and GB18030 are read as GB18030, which holds them all: files that declare the small set hold more.
  /// Converted to UTF-8 before it is parsed, so that a bad byte has its offset.
  case gb18030
  /// Converted to UTF-8 before it is parsed: the parser takes a file cut off in UTF-16 for a whole one.
  case utf16(littleEndian: Bool)

  /// What the system's converter calls an encoding that is converted before it is parsed.
  var converterName: String? {
    switch self {
    case .utf8, .declared: nil
    case .gb18030: "GB18030"
    case .utf16(let littleEndian): littleEndian ? "UTF-16LE" : "UTF-16BE"
    }
  }

  private static let subsetsOfUTF8: Set<String> = ["UTF-8", "UTF8", "US-ASCII", "ASCII"]
  private static let passedOn: Set<String> = ["ISO-8859-1", "ISO-8859-15", "LATIN1"]

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
    guard !start.starts(with: [0xEF, 0xBB, 0xBF]), let name = Self.declaredName(start) else {
      self = .utf8
      return
    }
    let upper = name.uppercased()
    switch upper {
    case "GB2312", "GBK", "GB18030", "CP936", "EUC-CN": self = .gb18030
    case _ where Self.subsetsOfUTF8.contains(upper): self = .utf8
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
    let head = start.prefix(200)
    guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    let text = String(decoding: head[..<end], as: UTF8.self)
    guard let key = text.firstRange(of: "encoding") else { return nil }
    let value = text[key.upperBound...].drop { $0.isWhitespace || $0 == "=" }
    guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
    return String(value.dropFirst().prefix { $0 != quote })
  }
}
