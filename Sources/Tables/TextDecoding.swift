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
  switch convertToUTF8(bytes, from: start, encoding) {
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

/// What came of converting a text.
enum TextConversion: Sendable, Equatable {
  case text([UInt8])
  case badByte(Int)
  case unknownEncoding
}

/// The bytes from `start` as UTF-8; the offset of a bad byte counts from the beginning of `bytes`.
///
/// Long texts in GB18030 are converted on all cores: a line feed is no part of another character there, and nothing
/// before a character changes what it is.
///
/// - Parameters:
///   - bytes: the whole file.
///   - start: where the text begins.
///   - encoding: what it is in.
///   - apart: bytes that a piece has at least, to be converted by itself.
/// - Returns: the text, or the first bad byte.
func convertToUTF8(
  _ bytes: [UInt8], from start: Int, _ encoding: TextEncoding, apart: Int = 1 << 22
) -> TextConversion {
  let ends = encoding == .gb18030 ? lineEnds(bytes, from: start, apart: apart) : [bytes.count]
  let starts = [start] + ends.dropLast()
  let pieces = parallelMap(count: ends.count, threads: availableCores()) { piece in
    bytes.withUnsafeBytes { convert($0, starts[piece]..<ends[piece], name: encoding.rawValue) }
  }
  var text: [UInt8] = []
  for (number, piece) in pieces.enumerated() {
    guard case .text(let utf8) = piece else { return piece }
    if pieces.count == 1 { return piece }
    if number == 0 { text.reserveCapacity(utf8.count * (pieces.count + 1)) }
    text.append(contentsOf: utf8)
  }
  return .text(text)
}

/// Where pieces of at least `apart` bytes end, each behind a line feed but for the last.
private func lineEnds(_ bytes: [UInt8], from start: Int, apart: Int) -> [Int] {
  var ends: [Int] = []
  var place = start + apart
  while place < bytes.count, let end = bytes[place...].firstIndex(of: 0x0A) {
    if end + 1 < bytes.count { ends.append(end + 1) }
    place = end + 1 + apart
  }
  return ends + [bytes.count]
}

/// Runs iconv over a part of the bytes; the offset of a bad byte counts from the beginning of all.
private func convert(_ bytes: UnsafeRawBufferPointer, _ part: Range<Int>, name: String) -> TextConversion {
  let descriptor = iconv_open("UTF-8", name)
  // iconv_open says (iconv_t)-1 for an encoding that it does not know.
  guard Int(bitPattern: descriptor) != -1 else { return .unknownEncoding }
  defer { iconv_close(descriptor) }
  // Two bytes become three at most, four become four.
  var room = part.count / 2 * 3 + 64
  var consumed = part.lowerBound
  var text: [UInt8] = []
  while true {
    var failure: Int32 = 0
    let written = [UInt8](unsafeUninitializedCapacity: room) { target, written in
      // iconv's type says that it may write to its input, which it does not.
      var from = bytes.baseAddress.map {
        UnsafeMutableRawPointer(mutating: $0 + consumed).assumingMemoryBound(to: CChar.self)
      }
      var fromLeft = part.upperBound - consumed
      var to = target.baseAddress.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: CChar.self) }
      var toLeft = target.count
      if iconv(descriptor, &from, &fromLeft, &to, &toLeft) == -1 { failure = errno }
      consumed = part.upperBound - fromLeft
      written = target.count - toLeft
    }
    if text.isEmpty { text = written } else { text += written }
    if failure == 0 { return .text(text) }
    guard failure == E2BIG else { return .badByte(consumed) }
    room *= 2
  }
}

/// Two lower-case hexadecimal digits.
func hex(_ byte: UInt8) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: [digits[Int(byte >> 4)], digits[Int(byte & 15)]], as: UTF8.self)
}
