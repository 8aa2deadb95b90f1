import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Digests of files by what the file system says of them, so that a large source is not read again to see that it is the same.
struct DigestMemo {
  /// A file whose size, times and number are these has not been written to.
  private struct Entry: Codable {
    var bytes: Int64
    var modified: Int64
    var changed: Int64
    var number: UInt64
    var sha256: String
  }

  private struct Document: Codable {
    var schema = "bizclimate-digests/1"
    var files: [String: Entry] = [:]
  }

  /// A file younger than this may be written to again within the same tick of the file system's clock.
  private static let settled: Int64 = 2_000_000_000

  private let path: String
  private var document = Document()
  private var isChanged = false

  init(root: String) {
    path = root + "/.state/digests.json"
    guard let bytes = try? readFile(path, shownAs: path),
      let found = try? JSONDecoder().decode(Document.self, from: Data(bytes)), found.schema == document.schema
    else { return }
    document = found
  }

  /// The SHA-256 sum of a file; nil when it is not there or cannot be read.
  mutating func digest(_ file: String) -> String? {
    var information = stat()
    guard stat(file, &information) == 0 else { return nil }
    #if canImport(Darwin)
      let (modified, changed) = (information.st_mtimespec, information.st_ctimespec)
    #else
      let (modified, changed) = (information.st_mtim, information.st_ctim)
    #endif
    func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }
    let key = file.hasPrefix("/") ? file : FileManager.default.currentDirectoryPath + "/" + file
    var entry = Entry(
      bytes: Int64(information.st_size), modified: nanoseconds(modified), changed: nanoseconds(changed),
      number: UInt64(information.st_ino), sha256: "")
    if let known = document.files[key], known.bytes == entry.bytes, known.modified == entry.modified,
      known.changed == entry.changed, known.number == entry.number
    {
      return known.sha256
    }
    guard let digest = try? FileDigest(file, shownAs: file) else { return nil }
    entry.sha256 = digest.sha256
    if Clock.now() * 1_000_000 - max(entry.modified, entry.changed) > Self.settled {
      document.files[key] = entry
      isChanged = true
    }
    return digest.sha256
  }

  /// Keeps what was found; where that is not allowed, it is worked out again next time.
  func save() {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard isChanged, let data = try? encoder.encode(document) else { return }
    try? FileSystem.replace(path, with: [UInt8](data), mode: 0o600)
  }
}
