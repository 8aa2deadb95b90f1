import Diagnostics
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One attempt at a run, as `.state/attempts/NAME.json` keeps it: what the clock, the machine and the user had to do with it.
/// What a run publishes knows nothing of that.
public struct Attempt: Sendable, Codable {
  /// A stage that came to its end.
  public struct StageTime: Sendable, Codable {
    public var name: String
    public var seconds: Double
    public var summary: String
  }

  public var schema = "bizclimate-attempt/1"
  /// Its start and its process: `20250722T023001.412Z-4121`.
  public var attempt: String
  /// UTC.
  public var started: String
  /// nil: it is going on, or was killed.
  public var ended: String?
  public var seconds: Double?
  public var host: String
  public var pid: Int32
  public var command: String
  public var software: String
  /// The last stage that was asked for; nil for `publish`.
  public var to: String?
  /// nil: it ended before that was known.
  public var run: String?
  public var stages: [StageTime] = []
  public var published = false
  public var warnings = 0
  public var errors = 0
  public var exitCode: Int32?
  /// The first problem of a failure.
  public var problem: String?
}

extension Attempt {
  init(command: String, to stage: String?) {
    let now = Clock.now()
    let pid = ProcessInfo.processInfo.processIdentifier
    self.init(
      attempt: "\(Clock.name(now))-\(pid)", started: Clock.text(now), host: Clock.host(), pid: pid, command: command,
      software: softwareVersion, to: stage)
  }

  static func folder(_ root: String) -> String { root + "/.state/attempts" }

  /// Where the log of an attempt is.
  static func logFile(_ name: String, root: String) -> String { folder(root) + "/\(name).jsonl" }

  /// Writes the record beside its place and moves it there.
  func save(root: String) throws(DiagnosticError) {
    guard let bytes = try? jsonDocument(self) else { return }
    try FileSystem.replace(Self.folder(root) + "/\(attempt).json", with: bytes, mode: 0o600)
  }

  /// The names of all attempts, the earliest first.
  static func names(root: String) -> [String] {
    FileSystem.names(in: folder(root)).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(5)) }
  }

  /// nil where there is no such record, or a kill left half of one.
  static func load(_ name: String, root: String) -> Attempt? {
    let path = folder(root) + "/\(name).json"
    guard let bytes = try? readFile(path, shownAs: path) else { return nil }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(Attempt.self, from: Data(bytes))
  }
}
