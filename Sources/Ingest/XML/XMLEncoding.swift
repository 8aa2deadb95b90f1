import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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

enum TextConversion {
  case text([UInt8])
  case badByte(offset: Int)
}

/// GB18030 as UTF-8; the offset of the first byte that is none.
func utf8(fromGB18030 bytes: [UInt8]) -> TextConversion {
  let converter = iconv_open("UTF-8", "GB18030")
  // iconv_open says (iconv_t)-1 for an encoding that it does not know.
  guard Int(bitPattern: converter) != -1 else { return .badByte(offset: 0) }
  defer { iconv_close(converter) }
  var input = bytes
  var consumed = 0
  var failed = false
  // Two bytes become three at most, four become four, one stays one.
  let output = [UInt8](unsafeUninitializedCapacity: bytes.count / 2 * 3 + 64) { target, written in
    input.withUnsafeMutableBytes { source in
      var from = source.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
      var fromLeft = source.count
      var to = UnsafeMutableRawPointer(target.baseAddress).map { $0.assumingMemoryBound(to: CChar.self) }
      var toLeft = target.count
      failed = iconv(converter, &from, &fromLeft, &to, &toLeft) == -1
      consumed = source.count - fromLeft
      written = target.count - toLeft
    }
  }
  return failed ? .badByte(offset: consumed) : .text(output)
}
