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
  /// Opens the document at its beginning: to know what it is and what repeats in it takes more than one reading.
  var open: () throws(DiagnosticError) -> any XMLSource

  /// A document in memory.
  init(file: String, bytes: [UInt8]) {
    self.file = file
    open = { () throws(DiagnosticError) in MemoryXMLSource(bytes) }
  }

  /// A file as it was when its digest was made.
  init(file: String, path: String, known: FileDigest) {
    self.file = file
    open = { () throws(DiagnosticError) in FileXMLSource(try FileStream(path, shownAs: file, known: known)) }
  }

  func stream(_ limits: IngestLimits) throws(DiagnosticError) -> XMLStream {
    try XMLStream(try open(), file: file, limits: limits)
  }
}
