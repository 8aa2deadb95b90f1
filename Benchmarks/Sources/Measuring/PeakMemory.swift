#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory of this process as the kernel of Linux counts it; 0 elsewhere.
public enum PeakMemory {
  /// The peak counts from here on.
  public static func reset() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  /// A field of `/proc/self/status`.
  ///
  /// - Parameter field: its name with the colon, such as `VmHWM:`, the peak.
  /// - Returns: its kilobytes; 0 where there is no such field.
  public static func kilobytes(_ field: String) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = fread(&bytes, 1, bytes.count, file)
    for line in bytes[..<count].split(separator: 0x0A) {
      let words = line.split { $0 == 0x20 || $0 == 0x09 }.map { String(decoding: $0, as: UTF8.self) }
      if words.count > 1, words[0] == field { return Int(words[1]) ?? 0 }
    }
    return 0
  }
}
