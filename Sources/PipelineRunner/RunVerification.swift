public import Diagnostics
import SurveyModel
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a look at a run's files found.
public struct RunVerification: Sendable, Encodable {
  /// A file that is not as the manifest, or the run made again, has it.
  public struct Difference: Sendable, Encodable {
    public var path: String
    /// `missing`, `changed` or `unknown` (in the folder, but no file of the run).
    public var what: String
  }

  public var run: String
  /// How many files were looked at.
  public var files: Int
  public var bytes: Int
  /// Empty: all is as it was made.
  public var differences: [Difference]
}

extension RunStore {
  /// Files of a run that no output of it is: its own description.
  private static let besides = ["config.lock.yaml", "manifest.json"]

  /// Computes the digests of a run's files again and holds them against its manifest, and the manifest against its name.
  ///
  /// - Parameter run: a run's whole name.
  /// - Returns: every file that is not as it was made.
  /// - Throws: kind `missingInput` when there is no manifest, `content` when it cannot be read.
  public func verify(_ run: String) throws(DiagnosticError) -> RunVerification {
    let manifest = try manifest(of: run)
    let folder = folder(of: run)
    var result = RunVerification(run: run, files: 0, bytes: 0, differences: [])
    var expected = manifest.outputs.map { (path: $0.path, sha256: $0.sha256) }
    // Runs of earlier versions have none.
    if FileSystem.exists(folder + "/config.lock.yaml") {
      expected.append(("config.lock.yaml", manifest.config.sha256))
    }
    for output in expected {
      guard let digest = try? FileDigest(folder + "/" + output.path, shownAs: output.path) else {
        result.differences.append(.init(path: output.path, what: "missing"))
        continue
      }
      result.files += 1
      result.bytes += digest.byteCount
      if digest.sha256 != output.sha256 {
        result.differences.append(.init(path: output.path, what: "changed"))
      }
    }
    if PipelineRunner.runID(of: manifest) != run {
      result.differences.append(.init(path: "manifest.json", what: "changed"))
    }
    let known = Set(expected.map(\.path) + Self.besides)
    for path in FileSystem.files(below: folder) where !known.contains(path) {
      result.differences.append(.init(path: path, what: "unknown"))
    }
    return result
  }
}

extension PipelineRunner {
  /// The name that a run with this manifest has.
  static func runID(of manifest: Manifest) -> String {
    let lines = manifest.inputs.map { "\($0.source) \($0.wave) \($0.sha256)" }
    let versions = manifest.stages.map { "\($0.name)=\($0.version)" }.joined(separator: ";")
    let parts =
      [sha256Hex([UInt8](lines.joined(separator: "\n").utf8)), manifest.config.sha256, versions]
      + (manifest.history.map { [$0.sha256] } ?? [])
    let digest = sha256Hex([UInt8](parts.joined(separator: "\n").utf8))
    return "\(manifest.city)-\(manifest.edition)-\(digest.prefix(8))"
  }

  /// Makes a run again in a passing folder of the output root and compares every byte.
  ///
  /// - Parameter run: a run's whole name; it must be what sources, configuration and history lead to now.
  /// - Returns: the files that differ.
  /// - Throws: kind `content` when sources or configuration lead to another run by now, and as ``run()``.
  public func rebuild(_ run: String) async throws(DiagnosticError) -> RunVerification {
    let configuration = try loadConfiguration(folder: options.folder, overrides: options.overrides)
    let pipeline = configuration.pipeline
    let store = RunStore(root: options.root(of: pipeline.output))
    let place = store.root + "/.state/.tmp-\(getpid())-rebuild"
    return try await locked(store.root, pipeline) { () async throws(DiagnosticError) in
      session.scratch.occupy(place)
      defer { session.scratch.discard(place) }
      var inner = options
      inner.publishes = false
      inner.forcedFrom = .ingest
      inner.lastStage = .report
      let made = try await PipelineRunner(inner, session: session, tell: tell)
        .produce(configuration, in: RunFolder(root: place, scratch: session.scratch))
      guard made.runID == run else {
        throw DiagnosticError(
          .content,
          Diagnostic(
            .error, code: "O-022", "sources, configuration and history lead to \(made.runID) by now, not to \(run)",
            advice: "See bizclimate status for what changed; give the --set and --seed that the run was made with"))
      }
      return Self.compare(store.folder(of: run), made.folder, run: run)
    }
  }

  private static func compare(_ folder: String, _ again: String, run: String) -> RunVerification {
    let (before, after) = (FileSystem.files(below: folder), FileSystem.files(below: again))
    var result = RunVerification(run: run, files: 0, bytes: 0, differences: [])
    for path in after {
      let new = try? readFile(again + "/" + path, shownAs: path)
      let old = try? readFile(folder + "/" + path, shownAs: path)
      result.files += 1
      result.bytes += new?.count ?? 0
      if old == nil {
        result.differences.append(.init(path: path, what: "missing"))
      } else if old != new {
        result.differences.append(.init(path: path, what: "changed"))
      }
    }
    let made = Set(after)
    for path in before where !made.contains(path) { result.differences.append(.init(path: path, what: "unknown")) }
    return result
  }
}
