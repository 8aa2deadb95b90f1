import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file's text as UTF-8, without its byte order mark.
struct DecodedText {
  var utf8: [UInt8]
  /// Where the text starts in `utf8`: after a byte order mark.
  var start: Int
  var encoding: TextEncoding
}

/// Decodes a file: by its byte order mark, else strictly as UTF-8, else as GB18030.
///
/// The order matters: nearly every UTF-8 file can also be read as GB18030, as gibberish. For the same reason a file
/// that is UTF-8 but for a few bytes is refused, not read as GB18030.
///
/// - Throws: ``DiagnosticError`` of kind `content` with the offset and line of the first bad byte.
func decodeText(
  _ bytes: [UInt8], file: String, encoding wanted: TextEncoding?
) throws(DiagnosticError) -> DecodedText {
  if bytes.starts(with: [0xFF, 0xFE]) { return try decode(bytes, from: 2, .utf16LittleEndian, file: file) }
  if bytes.starts(with: [0xFE, 0xFF]) { return try decode(bytes, from: 2, .utf16BigEndian, file: file) }
  let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  if wanted == nil || wanted == .utf8 || start == 3 {
    let scan = bytes.withUnsafeBufferPointer { scanUTF8($0, counting: false) }
    guard let bad = scan.firstError else { return DecodedText(utf8: bytes, start: start, encoding: .utf8) }
    let isMeantAsUTF8 = wanted == .utf8 || start == 3 || looksLikeDamagedUTF8(bytes)
    if isMeantAsUTF8 { throw badByte(bytes, at: bad, encoding: .utf8, file: file) }
  }
  return try decode(bytes, from: 0, wanted ?? .gb18030, file: file)
}

/// Four and more well-formed sequences for every error: in GB18030 text about one in seven characters is also
/// well-formed UTF-8 by chance, and the others are errors.
private func looksLikeDamagedUTF8(_ bytes: [UInt8]) -> Bool {
  let scan = bytes.withUnsafeBufferPointer { scanUTF8($0, counting: true) }
  return scan.sequences >= max(8, 4 * scan.errors)
}

private func decode(
  _ bytes: [UInt8], from start: Int, _ encoding: TextEncoding, file: String
) throws(DiagnosticError) -> DecodedText {
  switch convertToUTF8(bytes, from: start, name: encoding.rawValue) {
  case .text(let utf8): return DecodedText(utf8: utf8, start: 0, encoding: encoding)
  case .badByte(let offset): throw badByte(bytes, at: offset, encoding: encoding, file: file)
  case .unknownEncoding:
    throw DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "T-002", at: SourceLocation(file: file), "this system cannot convert \(encoding.rawValue) text",
        advice: "Save the file as UTF-8"))
  }
}

private func badByte(_ bytes: [UInt8], at offset: Int, encoding: TextEncoding, file: String) -> DiagnosticError {
  let line = lineNumber(of: offset, in: bytes, encoding: encoding)
  let shown = offset < bytes.count ? "byte 0x" + hex(bytes[offset]) : "the end"
  let expected = encoding == .gb18030 ? "neither UTF-8 nor GB18030" : "not \(encoding.rawValue)"
  return DiagnosticError(
    .content,
    Diagnostic(
      .error, code: "T-001", at: SourceLocation(file: file, line: line),
      "\(shown) at offset \(offset) is \(expected) text",
      advice: "Save the file again as UTF-8, or mend the damaged cell in line \(line)"))
}

/// The line, from 1, that holds the byte at `offset` of text in an encoding whose line ends may take two bytes.
private func lineNumber(of offset: Int, in bytes: [UInt8], encoding: TextEncoding) -> Int {
  let low: Int
  switch encoding {
  case .utf8, .gb18030: return lineNumber(of: offset, in: bytes)
  case .utf16LittleEndian: low = 0
  case .utf16BigEndian: low = 1
  }
  // The text up to there with every unit that is no ASCII character replaced by a letter.
  let units = stride(from: 0, to: offset - offset % 2, by: 2).map { bytes[$0 + 1 - low] == 0 ? bytes[$0 + low] : 0x61 }
  return lineNumber(of: units.count, in: units)
}

/// The line, from 1, that holds the byte at `offset`; CR, LF and CRLF each end a line.
func lineNumber(of offset: Int, in bytes: [UInt8]) -> Int {
  var line = 1
  for position in 0..<min(offset, bytes.count) {
    let byte = bytes[position]
    if byte == 0x0A || (byte == 0x0D && !(position + 1 < bytes.count && bytes[position + 1] == 0x0A)) { line += 1 }
  }
  return line
}

private enum Conversion {
  case text([UInt8])
  case badByte(Int)
  case unknownEncoding
}

/// Runs iconv over the bytes from `start`; the offset of a bad byte counts from the beginning of `bytes`.
private func convertToUTF8(_ bytes: [UInt8], from start: Int, name: String) -> Conversion {
  let descriptor = iconv_open("UTF-8", name)
  // iconv_open says (iconv_t)-1 for an encoding that it does not know.
  guard Int(bitPattern: descriptor) != -1 else { return .unknownEncoding }
  defer { iconv_close(descriptor) }
  var input = bytes
  // Two bytes become three at most, four become four.
  var output = [UInt8](repeating: 0, count: (bytes.count - start) / 2 * 3 + 64)
  var written = 0
  var consumed = start
  while true {
    var failure: Int32 = 0
    input.withUnsafeMutableBytes { source in
      output.withUnsafeMutableBytes { target in
        var from = source.baseAddress.map { ($0 + consumed).assumingMemoryBound(to: CChar.self) }
        var fromLeft = source.count - consumed
        var to = target.baseAddress.map { ($0 + written).assumingMemoryBound(to: CChar.self) }
        var toLeft = target.count - written
        if iconv(descriptor, &from, &fromLeft, &to, &toLeft) == -1 { failure = errno }
        consumed = source.count - fromLeft
        written = target.count - toLeft
      }
    }
    if failure == 0 { break }
    guard failure == E2BIG else { return .badByte(consumed) }
    output.append(contentsOf: repeatElement(0, count: output.count))
  }
  output.removeLast(output.count - written)
  return .text(output)
}

/// Two lower-case hexadecimal digits.
func hex(_ byte: UInt8) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: [digits[Int(byte >> 4)], digits[Int(byte & 15)]], as: UTF8.self)
}
