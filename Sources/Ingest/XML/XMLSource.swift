import Diagnostics
import Tables

/// Where the bytes of an XML document come from, piece by piece.
protocol XMLSource: AnyObject {
  /// Fills the front of `buffer`; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int
}

/// A document that is in memory as a whole.
final class MemoryXMLSource: XMLSource {
  let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int {
    let count = min(buffer.count, bytes.count - position)
    let start = position
    bytes.withUnsafeBytes { all in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[start..<start + count]))
    }
    position += count
    return count
  }
}

/// A document in a file, of which no more than the piece at hand is in memory.
final class FileXMLSource: XMLSource {
  private let file: FileStream

  init(_ file: FileStream) { self.file = file }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int {
    try file.read(into: buffer)
  }
}

/// One document of a source that may have many.
struct XMLInput {
  /// What messages name.
  var file: String
  private var byteCount: Int
  private var isPacked: Bool
  /// Opens it at its beginning: to know what it is and what repeats in it takes more than one reading.
  private var open: () throws(DiagnosticError) -> any XMLSource

  /// - Parameters:
  ///   - file: what messages name.
  ///   - byteCount: the size, packed where it is.
  ///   - start: the first bytes.
  ///   - open: opens it at its beginning, as often as it is called.
  init(
    file: String, byteCount: Int, start: [UInt8], open: @escaping () throws(DiagnosticError) -> any XMLSource
  ) {
    self.file = file
    self.byteCount = byteCount
    self.open = open
    isPacked = isGzip(start)
  }

  /// A document in memory.
  init(file: String, bytes: [UInt8]) {
    self.init(file: file, byteCount: bytes.count, start: Array(bytes.prefix(FileDigest.startBytes))) {
      () throws(DiagnosticError) in MemoryXMLSource(bytes)
    }
  }

  /// A file as it was when its digest was made.
  init(file: String, path: String, known: FileDigest) {
    self.init(file: file, byteCount: known.byteCount, start: known.start) { () throws(DiagnosticError) in
      FileXMLSource(try FileStream(path, shownAs: file, known: known))
    }
  }

  /// The document from its beginning, unpacked where it is a gzip file.
  func stream(_ limits: IngestLimits) throws(DiagnosticError) -> XMLStream {
    var source = try open()
    if isPacked { source = try GzipSource(source, packedBytes: byteCount, file: file, limits: limits) }
    return try XMLStream(source, file: file, limits: limits)
  }
}
