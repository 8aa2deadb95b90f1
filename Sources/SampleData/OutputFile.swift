#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is written in pieces.
struct OutputFile: ~Copyable {
  private let stream: UnsafeMutablePointer<FILE>
  private let path: String

  init(_ path: String) throws {
    guard let stream = fopen(path, "wb") else { throw SampleDataError("\(path) cannot be written") }
    self.stream = stream
    self.path = path
  }

  deinit {
    fclose(stream)
  }

  borrowing func write(_ bytes: [UInt8]) throws {
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count, fflush(stream) == 0 else {
      throw SampleDataError("\(path) cannot be written: is the disk full?")
    }
  }
}
