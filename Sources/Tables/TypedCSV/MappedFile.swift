public import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file mapped into memory for reading. The bytes are the file's own pages: they take no memory of the process.
///
/// At least ``slack`` readable zero bytes follow the last byte, so that a scanner may load whole words and blocks.
///
/// - Note: A file that another program cuts short while it is mapped cannot be read on; ``hasChanged()`` tells whether
///   it was written to in the meantime.
public final class MappedFile: Sendable {
  /// Zero bytes that can be read after the last byte.
  public static let slack = 128

  // Written once by the initialiser and only read until `deinit`, so sharing between threads is safe.
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer
  private let mappedBytes: Int
  private let descriptor: Int32
  private let version: FileVersion
  /// Bytes of the file.
  public let count: Int

  /// Maps a regular file.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - shownAs: the path that messages name, as the analyst wrote it.
  /// - Throws: ``DiagnosticError`` of kind `missingInput`, as ``readFile(_:shownAs:)`` does.
  public init(_ path: String, shownAs: String) throws(DiagnosticError) {
    let descriptor = try openFile(path, shownAs: shownAs)
    let version = FileVersion(descriptor)
    count = version.size
    // An anonymous mapping with room to spare, and the file's pages over its beginning.
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    mappedBytes = (count + Self.slack + page - 1) / page * page
    guard
      let base = mmap(nil, mappedBytes, PROT_READ, MAP_PRIVATE | MAP_ANON, -1, 0), base != MAP_FAILED,
      count == 0 || mmap(base, count, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) != MAP_FAILED
    else {
      let code = errno
      close(descriptor)
      throw cannotRead(shownAs, code)
    }
    _ = madvise(base, mappedBytes, Int32(MADV_SEQUENTIAL))
    self.base = base
    self.descriptor = descriptor
    self.version = version
  }

  deinit {
    munmap(base, mappedBytes)
    close(descriptor)
  }

  /// Whether the file was written to, cut or grown since it was mapped.
  public func hasChanged() -> Bool { FileVersion(descriptor) != version }

  /// - Throws: ``DiagnosticError`` of kind `missingInput` when the file has changed since it was mapped.
  func checkUnchanged(shownAs file: String) throws(DiagnosticError) {
    if hasChanged() { throw changedFile(file) }
  }

  /// The file's bytes; ``slack`` more can be read behind them. The pointer is valid within `body` only.
  public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws(DiagnosticError) -> Result)
    throws(DiagnosticError) -> Result
  {
    try body(UnsafeBufferPointer(start: UnsafePointer(base.assumingMemoryBound(to: UInt8.self)), count: count))
  }
}
