import CLibZip

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes and reads the container of an XLSX file.
enum ZipFile {
  /// Replaces the file at `path`. Times in the archive are fixed, so that the same parts give the same archive.
  static func write(_ parts: [(name: String, bytes: [UInt8])], to path: String) throws {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
      throw SampleDataError("\(path): cannot be written (libzip error \(code))")
    }
    for part in parts {
      // libzip frees the copy when the archive is closed.
      let copy = malloc(max(part.bytes.count, 1))
      part.bytes.withUnsafeBytes { source in
        if let start = source.baseAddress { copy?.copyMemory(from: start, byteCount: source.count) }
      }
      guard let source = zip_source_buffer(archive, copy, zip_uint64_t(part.bytes.count), 1) else {
        free(copy)
        zip_discard(archive)
        throw SampleDataError("\(path): out of memory")
      }
      let index = zip_file_add(archive, part.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
      guard index >= 0 else {
        zip_source_free(source)
        zip_discard(archive)
        throw SampleDataError("\(path): cannot hold \(part.name)")
      }
      // 2026-01-15 00:00 as MS-DOS writes it.
      zip_file_set_dostime(archive, zip_uint64_t(index), 0, UInt16((2026 - 1980) << 9 | 1 << 5 | 15), 0)
      zip_set_file_compression(archive, zip_uint64_t(index), ZIP_CM_DEFLATE, 9)
    }
    guard zip_close(archive) == 0 else {
      zip_discard(archive)
      throw SampleDataError("\(path): cannot be written")
    }
  }

  /// The parts of an archive, in order.
  static func read(_ path: String) throws -> [(name: String, bytes: [UInt8])] {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
      throw SampleDataError("\(path): cannot be read (libzip error \(code))")
    }
    defer { zip_discard(archive) }
    var parts: [(name: String, bytes: [UInt8])] = []
    for index in 0..<zip_uint64_t(max(zip_get_num_entries(archive, 0), 0)) {
      var entry = zip_stat_t()
      guard zip_stat_index(archive, index, 0, &entry) == 0, let name = entry.name,
        let file = zip_fopen_index(archive, index, 0)
      else { throw SampleDataError("\(path): part \(index) cannot be read") }
      defer { zip_fclose(file) }
      var bytes = [UInt8](repeating: 0, count: Int(entry.size))
      let read = zip_fread(file, &bytes, entry.size)
      guard read == Int64(entry.size) else { throw SampleDataError("\(path): part \(index) is cut short") }
      parts.append((String(cString: name), bytes))
    }
    return parts
  }
}
