import Diagnostics

/// Where the bytes of an XML document come from, chunk by chunk.
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

/// One document of a source that may have many: read when its turn comes, so that they are not in memory together.
struct XMLInput {
  /// What messages name.
  var file: String
  var load: () throws(DiagnosticError) -> [UInt8]

  init(file: String, load: @escaping () throws(DiagnosticError) -> [UInt8]) {
    self.file = file
    self.load = load
  }

  init(file: String, bytes: [UInt8]) {
    self.init(file: file) { () throws(DiagnosticError) in bytes }
  }
}
