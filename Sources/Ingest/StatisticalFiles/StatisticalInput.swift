import CReadStat

/// A file in memory as the library reads it, with what tells that it was cut off.
struct StatisticalInput {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0
  /// A read that got some of the bytes it asked for, but not all, or none in the middle of something.
  private(set) var lastShortRead: (wanted: Int, got: Int)?

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func read(into buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    guard count > 0 else { return 0 }
    let got = min(count, bytes.count - position)
    if got > 0 {
      buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + got]).baseAddress
          ?? UnsafeRawPointer(buffer), byteCount: got)
    }
    position += got
    if got < count { lastShortRead = (count, got) }
    return got
  }

  /// The new position; nil when it would lie outside the file.
  mutating func seek(_ offset: Int, from origin: readstat_io_flags_t) -> Int? {
    let base =
      switch origin {
      case READSTAT_SEEK_SET: 0
      case READSTAT_SEEK_CUR: position
      default: bytes.count
      }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0, target <= bytes.count else { return nil }
    position = target
    return target
  }

  /// Makes the parser read from the input, which must stay where it is until the parser is freed.
  static func attach(_ input: UnsafeMutablePointer<StatisticalInput>, to parser: OpaquePointerToParser) {
    readstat_set_open_handler(parser) { _, _ in 0 }
    readstat_set_close_handler(parser) { _ in 0 }
    readstat_set_seek_handler(parser) { offset, origin, context in
      guard let input = context?.assumingMemoryBound(to: StatisticalInput.self) else { return -1 }
      return readstat_off_t(input.pointee.seek(Int(offset), from: origin) ?? -1)
    }
    readstat_set_read_handler(parser) { buffer, count, context in
      guard let buffer, let input = context?.assumingMemoryBound(to: StatisticalInput.self) else { return -1 }
      return input.pointee.read(into: buffer, count: Int(count))
    }
    readstat_set_update_handler(parser) { _, _, _, _ in READSTAT_OK }
    readstat_set_io_ctx(parser, input)
  }
}

typealias OpaquePointerToParser = UnsafeMutablePointer<readstat_parser_t>
