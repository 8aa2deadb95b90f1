import CZlib
import Diagnostics

/// A ZIP archive (PKWARE, .ZIP File Format Specification 6.3.10) of files in memory, always with the same bytes for the
/// same files and the same zlib: the only time it knows is 1980-01-01.
struct ZIPArchive {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count: UInt16 = 0

  /// The greatest archive without the extensions for large files.
  private static let mostBytes = Int(UInt32.max)
  /// The date 1980-01-01 as DOS writes it: years since 1980, month, day.
  private static let date: UInt16 = 1 << 5 | 1

  /// Appends a file; deflated (RFC 1951) where that makes it smaller.
  ///
  /// - Parameters:
  ///   - name: in ASCII, with `/` between its parts.
  ///   - data: what the file holds.
  /// - Throws: ``DiagnosticError`` of kind `internalError` when the archive would exceed 4 GB.
  mutating func add(_ name: String, _ data: [UInt8]) throws(DiagnosticError) {
    guard data.count < Self.mostBytes, count < .max else { throw Self.tooLarge }
    let packed = deflated(data)
    let stored = packed ?? data
    guard bytes.count + directory.count + stored.count + 1024 < Self.mostBytes else { throw Self.tooLarge }
    let offset = UInt32(bytes.count)
    // The part that the entry and the directory have in common: version 2.0, no flags, method, time and date, check sum,
    // sizes, length of the name, no extra field.
    var common: [UInt8] = []
    common.append16(20)
    common.append16(0)
    common.append16(packed == nil ? 0 : 8)
    common.append16(0)
    common.append16(Self.date)
    common.append32(checkSum(data))
    common.append32(UInt32(stored.count))
    common.append32(UInt32(data.count))
    common.append16(UInt16(name.utf8.count))
    common.append16(0)

    bytes.append32(0x0403_4B50)
    bytes += common
    bytes += name.utf8
    bytes += stored

    directory.append32(0x0201_4B50)
    directory.append16(20)
    directory += common
    // No comment, first disk, no attributes.
    for _ in 0..<3 { directory.append16(0) }
    directory.append32(0)
    directory.append32(offset)
    directory += name.utf8
    count += 1
  }

  /// The archive with the files added so far.
  var archive: [UInt8] {
    var out = bytes + directory
    out.append32(0x0605_4B50)
    out.append32(0)
    out.append16(count)
    out.append16(count)
    out.append32(UInt32(directory.count))
    out.append32(UInt32(bytes.count))
    out.append16(0)
    return out
  }

  private static let tooLarge = DiagnosticError(
    .internalError,
    Diagnostic(
      .error, code: "B-005", "the workbook of the tables would be larger than 4 GB",
      advice: "Publish fewer units, indicators or domains; nothing was published"))
}

/// CRC-32 as ZIP archives have it.
private func checkSum(_ data: [UInt8]) -> UInt32 {
  data.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count))) }
}

/// The raw deflate stream of `data`; nil where it is no smaller.
private func deflated(_ data: [UInt8]) -> [UInt8]? {
  // zlib holds on to the address of its state.
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  stream.initialize(to: z_stream())
  defer { stream.deallocate() }
  guard bizclimate_zlib_start_raw_deflate(stream, 6) == Z_OK else { return nil }
  defer { deflateEnd(stream) }
  let room = Int(deflateBound(stream, UInt(data.count)))
  var isWhole = false
  let packed = [UInt8](unsafeUninitializedCapacity: room) { out, written in
    data.withUnsafeBufferPointer { input in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = out.baseAddress
      stream.pointee.avail_out = UInt32(clamping: room)
      isWhole = deflate(stream, Z_FINISH) == Z_STREAM_END
      written = min(room, Int(UInt32(clamping: room) - stream.pointee.avail_out))
    }
  }
  return isWhole && packed.count < data.count ? packed : nil
}

extension [UInt8] {
  /// Two bytes, the low one first.
  fileprivate mutating func append16(_ value: UInt16) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  /// Four bytes, the low one first.
  fileprivate mutating func append32(_ value: UInt32) {
    append16(UInt16(truncatingIfNeeded: value))
    append16(UInt16(truncatingIfNeeded: value >> 16))
  }
}
