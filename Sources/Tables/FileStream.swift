public import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is read piece by piece, from its beginning to its end.
public final class FileStream {
  private let descriptor: Int32
  private let shown: String
  fileprivate let version: FileVersion

  /// Opens a file at its beginning.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - shownAs: the path that messages name, as the analyst wrote it.
  ///   - known: what an earlier reading found; the file must be the same still.
  /// - Throws: ``DiagnosticError`` of kind `missingInput`, as ``readFile(_:shownAs:)`` does, and when the file was
  ///   written to since `known`.
  public init(_ path: String, shownAs: String, known: FileDigest? = nil) throws(DiagnosticError) {
    descriptor = try openFile(path, shownAs: shownAs)
    shown = shownAs
    version = FileVersion(descriptor)
    if let known, known.version != version { throw changedFile(shownAs) }
  }

  deinit { close(descriptor) }

  /// Fills the front of `buffer` with the next bytes.
  ///
  /// - Parameter buffer: at least one byte.
  /// - Returns: how many bytes; 0 at the end of the file.
  /// - Throws: ``DiagnosticError`` of kind `missingInput` when the file cannot be read, or has changed by its end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count > 0 { return count }
      guard count == 0 else {
        let code = errno
        if code == EINTR { continue }
        throw cannotRead(shown, code)
      }
      guard FileVersion(descriptor) == version else { throw changedFile(shown) }
      return 0
    }
  }
}

/// What a file is known by: its SHA-256 sum, its size, its first bytes.
public struct FileDigest: Sendable {
  /// 64 lower-case hexadecimal digits.
  public let sha256: String
  public let byteCount: Int
  /// The first bytes, at most ``startBytes``, which tell its kind.
  public let start: [UInt8]
  fileprivate let version: FileVersion

  /// How many first bytes are kept.
  public static let startBytes = 16
  private static let pieceBytes = 1 << 18

  /// Reads a file once, piece by piece.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - shownAs: the path that messages name, as the analyst wrote it.
  /// - Throws: ``DiagnosticError`` of kind `missingInput`, as ``readFile(_:shownAs:)`` does.
  public init(_ path: String, shownAs: String) throws(DiagnosticError) {
    let stream = try FileStream(path, shownAs: shownAs)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
    defer { piece.deallocate() }
    var hash = SHA256()
    var total = 0
    var first: [UInt8] = []
    while true {
      let count = try stream.read(into: piece)
      guard count > 0 else { break }
      let bytes = UnsafeBufferPointer(rebasing: piece.bindMemory(to: UInt8.self)[..<count])
      hash.update(bytes)
      first.append(contentsOf: bytes.prefix(Self.startBytes - first.count))
      total += count
    }
    sha256 = hash.finalize().map(hex).joined()
    byteCount = total
    start = first
    version = stream.version
  }
}

/// Whether a path leads to a regular file, which can be read more than once: a pipe cannot.
///
/// - Parameter path: where it leads.
/// - Returns: false too where there is nothing.
public func isRegularFile(_ path: String) -> Bool {
  var information = stat()
  return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
}

/// Whether a path leads to anything: a file, a folder, a pipe.
///
/// - Parameter path: where it leads.
/// - Returns: false also where a folder on the way may not be entered.
public func isThere(_ path: String) -> Bool {
  var information = stat()
  return stat(path, &information) == 0
}
