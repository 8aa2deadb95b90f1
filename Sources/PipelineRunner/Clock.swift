#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The clock and the machine: for locks, attempts and logs, never for what a run publishes.
enum Clock {
  /// Milliseconds since 1970.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// `2025-07-22T02:30:07.412Z`.
  static func text(_ milliseconds: Int64) -> String {
    let parts = parts(milliseconds)
    return "\(parts.date.joined(separator: "-"))T\(parts.time.joined(separator: ":")).\(parts.fraction)Z"
  }

  /// `20250722T023007.412Z`, for names of files.
  static func name(_ milliseconds: Int64) -> String {
    let parts = parts(milliseconds)
    return "\(parts.date.joined())T\(parts.time.joined()).\(parts.fraction)Z"
  }

  private static func parts(_ milliseconds: Int64) -> (date: [String], time: [String], fraction: String) {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func digits(_ value: Int, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return (
      [digits(Int(parts.tm_year) + 1900, 4), digits(Int(parts.tm_mon) + 1, 2), digits(Int(parts.tm_mday), 2)],
      [digits(Int(parts.tm_hour), 2), digits(Int(parts.tm_min), 2), digits(Int(parts.tm_sec), 2)],
      digits(Int(milliseconds % 1000), 3)
    )
  }

  /// The name of this machine.
  static func host() -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let code = buffer.withUnsafeMutableBytes { bytes -> Int32 in
      guard let start = bytes.baseAddress else { return -1 }
      return gethostname(start.assumingMemoryBound(to: CChar.self), bytes.count - 1)
    }
    return code == 0 ? String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self) : "unknown"
  }
}
