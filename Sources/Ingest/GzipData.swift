import CZlib
import Diagnostics

/// Whether these are the first bytes of a gzip file.
func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B, 0x08]) }

/// The data that a gzip file holds; several streams end to end count as one, as RFC 1952 has it.
///
/// - Parameters:
///   - bytes: the whole file.
///   - file: what messages name.
///   - limits: the size and the ratio at which inflating stops.
/// - Returns: the data, unpacked.
/// - Throws: ``DiagnosticError`` of kind `content` when it is damaged, cut off, or inflates beyond the limits.
func gunzip(_ bytes: [UInt8], file: String, limits: IngestLimits) throws(DiagnosticError) -> [UInt8] {
  func problem(_ code: String, _ message: String, advice: String) -> DiagnosticError {
    DiagnosticError(.content, Diagnostic(.error, code: code, at: SourceLocation(file: file), message, advice: advice))
  }
  let allowed = min(limits.inflatedBytes, max(IngestLimits.ratioFloor, limits.inflationRatio * bytes.count))
  switch inflateGzip(bytes, atMost: allowed) {
  case .data(let data): return data
  case .tooLarge:
    throw problem(
      "I-302",
      "the file inflates to more than \(allowed >> 20) MB (at most \(limits.inflatedBytes >> 20) MB, and "
        + "\(limits.inflationRatio) times its packed size)",
      advice: "This is no table a department sends; look where it comes from")
  case .cutOff(let offset):
    throw problem(
      "I-309", "the gzip file is cut off at byte \(offset)", advice: "Copy or download the file again")
  case .damaged(let offset):
    throw problem(
      "I-309", "the gzip file is damaged near byte \(offset)", advice: "Copy or download the file again")
  }
}

private enum Inflation {
  case data([UInt8])
  case tooLarge
  case cutOff(Int)
  case damaged(Int)
}

private func inflateGzip(_ bytes: [UInt8], atMost allowed: Int) -> Inflation {
  var input = bytes
  var data: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 18)
  var stream = z_stream()
  guard bizclimate_zlib_start_gzip(&stream) == Z_OK else { return .damaged(0) }
  defer { inflateEnd(&stream) }
  return input.withUnsafeMutableBufferPointer { all in
    var position = 0
    while true {
      let given = min(all.count - position, 1 << 30)
      var status = Z_OK
      let produced = chunk.withUnsafeMutableBufferPointer { target -> Int in
        stream.next_in = all.baseAddress.map { $0 + position }
        stream.avail_in = UInt32(given)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        status = inflate(&stream, Z_NO_FLUSH)
        return target.count - Int(stream.avail_out)
      }
      position += given - Int(stream.avail_in)
      if data.count + produced > allowed { return .tooLarge }
      data.append(contentsOf: chunk[..<produced])
      if status == Z_STREAM_END {
        // Zeros behind the last stream are padding of tapes and disks.
        if all[position...].allSatisfy({ $0 == 0 }) { return .data(data) }
        guard inflateReset(&stream) == Z_OK else { return .damaged(position) }
      } else if status == Z_BUF_ERROR || (status == Z_OK && produced == 0 && position == all.count) {
        return .cutOff(position)
      } else if status != Z_OK {
        return .damaged(position)
      }
    }
  }
}
