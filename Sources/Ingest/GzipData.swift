import CZlib
import Diagnostics

/// Whether these are the first bytes of a gzip file.
func isGzip(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B, 0x08]) }

/// The data that a gzip file holds; several streams end to end count as one, as RFC 1952 has it.
///
/// - Parameters:
///   - bytes: the whole file.
///   - file: what messages name.
///   - limits: the size and the ratio at which inflating stops.
/// - Returns: the data, unpacked.
/// - Throws: ``DiagnosticError`` of kind `content` when it is damaged, cut off, or inflates beyond the limits.
func gunzip(_ bytes: [UInt8], file: String, limits: IngestLimits) throws(DiagnosticError) -> [UInt8] {
  let source = try GzipSource(MemoryXMLSource(bytes), packedBytes: bytes.count, file: file, limits: limits)
  let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  defer { piece.deallocate() }
  var data: [UInt8] = []
  while true {
    let count = try source.read(into: piece)
    if count == 0 { return data }
    data.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[..<count]))
  }
}

/// The data that a gzip file holds, inflated piece by piece.
final class GzipSource: XMLSource {
  private let packed: any XMLSource
  private let file: String
  private let limits: IngestLimits
  /// Bytes of data at which inflating stops.
  private let allowed: Int
  /// Where it stays, since zlib holds on to its address.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Bytes not yet inflated: `input[start..<end]`.
  private let input: UnsafeMutableBufferPointer<UInt8>
  private var start = 0
  private var end = 0
  private var inputEnded = false
  private var dataEnded = false
  /// Bytes of the file that are inflated, and of the data.
  private var position = 0
  private var total = 0

  /// - Parameters:
  ///   - packed: the file from its beginning.
  ///   - packedBytes: its size.
  ///   - file: what messages name.
  ///   - limits: the size and the ratio at which inflating stops.
  /// - Throws: ``DiagnosticError`` of kind `content` when there is no memory to inflate it.
  init(_ packed: any XMLSource, packedBytes: Int, file: String, limits: IngestLimits) throws(DiagnosticError) {
    self.packed = packed
    self.file = file
    self.limits = limits
    allowed = min(limits.inflatedBytes, max(IngestLimits.ratioFloor, limits.inflationRatio * packedBytes))
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(capacity: 1 << 16)
    guard bizclimate_zlib_start_gzip(stream) == Z_OK else { throw damaged() }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int {
    while !dataEnded {
      try fill()
      stream.pointee.next_in = input.baseAddress.map { $0 + start }
      stream.pointee.avail_in = UInt32(end - start)
      stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(clamping: buffer.count)
      let status = inflate(stream, Z_NO_FLUSH)
      let consumed = end - start - Int(stream.pointee.avail_in)
      let produced = Int(UInt32(clamping: buffer.count) - stream.pointee.avail_out)
      start += consumed
      position += consumed
      total += produced
      if total > allowed { throw tooLarge() }
      if status == Z_STREAM_END {
        dataEnded = try onlyPaddingFollows()
        guard dataEnded || inflateReset(stream) == Z_OK else { throw damaged() }
      } else if status != Z_OK && status != Z_BUF_ERROR {
        throw damaged()
      } else if produced == 0, start == end, inputEnded {
        throw problem(
          "I-309", "the gzip file is cut off at byte \(position)", advice: "Copy or download the file again")
      }
      if produced > 0 { return produced }
    }
    return 0
  }

  private func fill() throws(DiagnosticError) {
    guard start == end, !inputEnded else { return }
    (start, end) = (0, try packed.read(into: UnsafeMutableRawBufferPointer(input)))
    if end == 0 { inputEnded = true }
  }

  /// Whether the file ends here: zeros behind the last stream are padding of tapes and disks.
  private func onlyPaddingFollows() throws(DiagnosticError) -> Bool {
    var isPadded = false
    while true {
      try fill()
      if inputEnded { return true }
      while start < end, input[start] == 0 {
        start += 1
        isPadded = true
      }
      if start < end {
        if isPadded { throw damaged() }
        return false
      }
    }
  }
}

// MARK: - Problems

extension GzipSource {
  private func problem(_ code: String, _ message: String, advice: String) -> DiagnosticError {
    DiagnosticError(.content, Diagnostic(.error, code: code, at: SourceLocation(file: file), message, advice: advice))
  }

  private func damaged() -> DiagnosticError {
    problem("I-309", "the gzip file is damaged near byte \(position)", advice: "Copy or download the file again")
  }

  private func tooLarge() -> DiagnosticError {
    problem(
      "I-302",
      "the file inflates to more than \(allowed >> 20) MB (at most \(limits.inflatedBytes >> 20) MB, and "
        + "\(limits.inflationRatio) times its packed size)",
      advice: "This is no table a department sends; look where it comes from")
  }
}
