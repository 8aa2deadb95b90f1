import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A document in an encoding that the parser is not trusted with, as UTF-8, converted piece by piece.
final class TranscodedXMLSource: XMLSource {
  private static let blockBytes = 1 << 16
  /// Bytes, in any of the encodings.
  private static let longestCharacter = 4

  private let source: any XMLSource
  private let encoding: XMLEncoding
  private let file: String
  private let converter: iconv_t
  /// Bytes not yet converted: `input[inputStart..<inputEnd]`.
  private var input: [UInt8]
  private var inputStart = 0
  private var inputEnd: Int
  private var sourceEnded = false
  /// Bytes not yet handed out: `output[outputStart..<outputEnd]`. The reader may ask for less than a character.
  private var output = [UInt8](repeating: 0, count: blockBytes)
  private var outputStart = 0
  private var outputEnd = 0
  /// Bytes and line ends of the document that are converted.
  private var offset = 0
  private var lineEnds = 0

  /// - Parameters:
  ///   - source: the document, of which `start` has been read.
  ///   - start: its first bytes, with the byte order mark where there is one.
  ///   - encoding: what it is in.
  ///   - file: what messages name.
  /// - Throws: ``DiagnosticError`` where the system cannot convert the encoding.
  init(
    _ source: any XMLSource, start: ArraySlice<UInt8>, from encoding: XMLEncoding, file: String
  ) throws(DiagnosticError) {
    self.source = source
    self.encoding = encoding
    self.file = file
    input = Array(start)
    inputEnd = input.count
    if input.count < Self.blockBytes {
      input.append(contentsOf: repeatElement(0, count: Self.blockBytes - input.count))
    }
    if encoding != .gb18030, start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { inputStart = 2 }
    let name = encoding.converterName ?? "UTF-8"
    let converter = iconv_open("UTF-8", name)
    // iconv_open says (iconv_t)-1 for an encoding that it does not know.
    guard let converter, Int(bitPattern: converter) != -1 else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "I-201", at: SourceLocation(file: file, line: 1),
          "the document is in \(name), which this system cannot convert", advice: "Save it in UTF-8"))
    }
    self.converter = converter
  }

  deinit { iconv_close(converter) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int {
    while outputStart == outputEnd {
      guard try convert() else { return 0 }
    }
    let count = min(buffer.count, outputEnd - outputStart)
    let start = outputStart
    output.withUnsafeBytes { all in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[start..<start + count]))
    }
    outputStart += count
    return count
  }

  /// Converts the next piece; false at the end of the document.
  private func convert() throws(DiagnosticError) -> Bool {
    try fill()
    guard inputStart < inputEnd else { return false }
    let (start, end) = (inputStart, inputEnd)
    var (consumed, written) = (0, 0)
    var problem: Int32 = 0
    input.withUnsafeMutableBytes { bytes in
      output.withUnsafeMutableBytes { target in
        var from = bytes.baseAddress.map { ($0 + start).assumingMemoryBound(to: CChar.self) }
        var fromLeft = end - start
        var to = target.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
        var toLeft = target.count
        if iconv(converter, &from, &fromLeft, &to, &toLeft) == -1 { problem = errno }
        consumed = end - start - fromLeft
        written = target.count - toLeft
      }
      for byte in bytes[start..<start + consumed] where byte == 0x0A { lineEnds += 1 }
    }
    inputStart += consumed
    offset += consumed
    (outputStart, outputEnd) = (0, written)
    // A full output and a character cut in two by the piece's end are no faults.
    let isFault = problem == EILSEQ || (problem == EINVAL && (sourceEnded || end - start >= Self.longestCharacter))
    // What comes before the fault is read first: an earlier fault of the document is the one to tell.
    if isFault, consumed == 0 { throw badText() }
    return true
  }

  private func fill() throws(DiagnosticError) {
    let rest = inputEnd - inputStart
    guard !sourceEnded, rest < Self.longestCharacter else { return }
    for position in 0..<rest { input[position] = input[inputStart + position] }
    (inputStart, inputEnd) = (0, rest)
    var result: Result<Int, DiagnosticError> = .success(0)
    while !sourceEnded, inputEnd < input.count {
      let end = inputEnd
      input.withUnsafeMutableBytes { all in
        result = Result { () throws(DiagnosticError) in
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: all[end...]))
        }
      }
      let count = try result.get()
      if count == 0 { sourceEnded = true }
      inputEnd += count
    }
  }

  private func badText() -> DiagnosticError {
    let isGB18030 = encoding == .gb18030
    return DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-204", at: SourceLocation(file: file, line: isGB18030 ? lineEnds + 1 : nil),
        isGB18030
          ? "the byte at offset \(offset) is not GB18030 text, which the document declares"
          : "the UTF-16 text is broken or cut off",
        advice: "Export the file again, in UTF-8"))
  }
}
