import Diagnostics

/// Where the bytes of an XML document come from, chunk by chunk.
protocol XMLSource: AnyObject {
  /// Fills the front of `buffer`; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int
}

/// A document that is in memory as a whole.
final class MemoryXMLSource: XMLSource {
  private let bytes: [UInt8]
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
