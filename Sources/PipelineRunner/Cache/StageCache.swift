import Diagnostics
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Results of stages by key, below `.state/cache` of an output root. Nothing depends on it: what is not there, or not as it
/// was written, is worked out again.
struct StageCache {
  /// More are not kept; those written longest ago go first.
  private static let capacity = 24
  private static let sums = "sha256"

  private let folder: RunFolder

  init(_ folder: RunFolder) { self.folder = folder }

  private var place: String { folder.root + "/.state/cache" }

  /// Keeps files under a name. A disk that has no room for them is no problem of the run.
  func keep(_ name: String, _ files: [RunFile]) {
    let all = files.map { RunFile($0.path, $0.bytes, confidential: true) }
    try? folder.writeCached(name, in: place, all + [RunFile(Self.sums, Self.sum(of: all), confidential: true)])
    forget()
  }

  /// The files under a name, in the order asked for; nil where there are none, or they are not as they were written.
  func files(_ name: String, _ files: [String]) -> [RunFile]? {
    let base = place + "/" + name + "/"
    guard let sum = try? readFile(base + Self.sums, shownAs: base) else { return nil }
    var found: [RunFile] = []
    for file in files {
      guard let bytes = try? readFile(base + file, shownAs: base) else { return nil }
      found.append(RunFile(file, bytes, confidential: true))
    }
    return Self.sum(of: found) == sum ? found : nil
  }

  func keep(_ name: String, _ value: some Encodable, besides: [RunFile] = []) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(value) else { return }
    keep(name, [RunFile("value.json", [UInt8](data))] + besides)
  }

  /// The value under a name, with the files beside it; nil: as for ``files(_:_:)``.
  func value<Value: Decodable>(
    _ name: String, _ type: Value.Type, besides: [String] = []
  ) -> (value: Value, besides: [RunFile])? {
    guard let files = files(name, ["value.json"] + besides), let first = files.first else { return nil }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let value = try? decoder.decode(Value.self, from: Data(first.bytes)) else { return nil }
    return (value, Array(files.dropFirst()))
  }

  private static func sum(of files: [RunFile]) -> [UInt8] {
    var hash = SHA256()
    for file in files {
      hash.update([UInt8]("\(file.path) \(file.bytes.count)\n".utf8))
      hash.update(file.bytes)
    }
    return hash.finalize()
  }

  private func forget() {
    let names = FileSystem.names(in: place).filter { !$0.hasPrefix(".") }
    guard names.count > Self.capacity else { return }
    let aged = names.map { (name: $0, time: FileSystem.modified(place + "/" + $0)) }
      .sorted { ($0.time, $0.name) < ($1.time, $1.name) }
    for entry in aged.prefix(names.count - Self.capacity) { folder.scratch.discard(place + "/" + entry.name) }
  }
}
