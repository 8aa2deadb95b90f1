public import Diagnostics
import SurveyModel
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

/// A run that lies in the output root.
public struct StoredRun: Sendable, Encodable {
  public var run: String
  public var edition: String
  public var wave: Int
  public var asOf: String
  /// When it was last made, UTC; nil where no attempt tells.
  public var made: String?
  /// Of all its files.
  public var bytes: Int
  /// Whether `current` points at it.
  public var isCurrent: Bool
  /// Whether `current` pointed at it once.
  public var wasPublished: Bool
}

/// The runs, attempts and logs of one output root. Reading them needs no lock and changes nothing.
public struct RunStore: Sendable {
  /// The output root.
  public let root: String

  public init(root: String) { self.root = root }

  /// The output root of a pipeline, whatever else is wrong with its configuration.
  ///
  /// - Parameter options: the pipeline, and the output root where it is not the declared one.
  /// - Throws: as `loadPipeline` does, where pipeline.yaml does not say where outputs are.
  public init(_ options: RunOptions) throws(DiagnosticError) {
    guard
      let output = options.output ?? declaredOutput(folder: options.folder, overrides: options.overrides)
    else {
      self.init(root: options.root(of: try loadPipeline(folder: options.folder, overrides: options.overrides).output))
      return
    }
    self.init(root: options.root(of: output))
  }

  /// The name of the run that `current` points at; nil: nothing is published.
  public var current: String? {
    FileSystem.target(of: root + "/current")?.split(separator: "/").last.map(String.init)
  }

  /// Who writes to the output root; nil: nobody.
  public var lockHolder: LockHolder? { RunLock.holder(root: root) }

  /// Whether this user may look at the lock, the attempts and the logs, which are for their owner only.
  public var isStateReadable: Bool {
    let state = root + "/.state"
    return !FileSystem.exists(state) || access(state, R_OK | X_OK) == 0
  }

  /// The attempt that began last.
  public var lastAttempt: Attempt? {
    for name in Attempt.names(root: root).reversed() {
      if let attempt = Attempt.load(name, root: root) { return attempt }
    }
    return nil
  }

  /// All attempts, the earliest first.
  public var attempts: [Attempt] { Attempt.names(root: root).compactMap { Attempt.load($0, root: root) } }

  /// Where a run lies.
  public func folder(of run: String) -> String { root + "/runs/" + run }

  private var names: [String] {
    FileSystem.names(in: root + "/runs").filter { name in
      !name.hasPrefix(".") && FileSystem.exists(folder(of: name) + "/manifest.json")
    }
  }

  /// All runs, the one made last first.
  ///
  /// - Returns: those whose manifest can be read.
  public func runs() -> [StoredRun] {
    let attempts = attempts
    let runs = names.compactMap { name -> StoredRun? in
      guard let manifest = try? manifest(of: name) else { return nil }
      let own = attempts.filter { $0.run == name && $0.exitCode == 0 && $0.to == Stage.report.rawValue }
      return StoredRun(
        run: name, edition: manifest.edition, wave: manifest.wave, asOf: manifest.asOf, made: own.last?.ended,
        bytes: FileSystem.files(below: folder(of: name)).reduce(0) {
          $0 + FileSystem.size(folder(of: name) + "/" + $1)
        },
        isCurrent: name == current, wasPublished: attempts.contains { $0.run == name && $0.published })
    }
    return runs.sorted { ($0.made ?? "", $0.run) > ($1.made ?? "", $1.run) }
  }

  /// The run that a name means.
  ///
  /// - Parameter name: a run's name, the end of one (its eight digits), or `current`; nil: the same as `current`.
  /// - Returns: the run's whole name.
  /// - Throws: kind `missingInput` when there is none, or more than one.
  public func resolve(_ name: String?) throws(DiagnosticError) -> String {
    guard let name, name != "current" else {
      guard let current else {
        throw missing("nothing is published in \(root)", advice: "Name a run, or make one with bizclimate run")
      }
      guard FileSystem.isFolder(folder(of: current)) else {
        throw missing("`current` points at \(current), which is not there", advice: "Run bizclimate run")
      }
      return current
    }
    let names = names
    if names.contains(name) { return name }
    let found = names.filter { $0.hasSuffix("-" + name) }
    if found.count == 1, let first = found.first { return first }
    let near = nearestName(to: name, among: names).map { "Did you mean \($0)?" }
    throw missing(
      found.isEmpty ? "there is no run \(name) in \(root)" : "\(name) may be \(found.joined(separator: " or "))",
      advice: near ?? "See bizclimate runs list")
  }

  private func missing(_ message: String, advice: String) -> DiagnosticError {
    DiagnosticError(.missingInput, Diagnostic(.error, code: "O-020", message, advice: advice))
  }

  /// The bytes of a run's manifest, as they are.
  ///
  /// - Parameter run: a run's whole name.
  /// - Returns: JSON.
  /// - Throws: kind `missingInput` when they cannot be read.
  public func manifestBytes(of run: String) throws(DiagnosticError) -> [UInt8] {
    let path = folder(of: run) + "/manifest.json"
    return try readFile(path, shownAs: path)
  }

  func manifest(of run: String) throws(DiagnosticError) -> Manifest {
    let bytes = try manifestBytes(of: run)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Manifest.self, from: Data(bytes))
    } catch {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "O-021", at: SourceLocation(file: folder(of: run) + "/manifest.json"),
          "is no manifest that this version can read", advice: "Make the run again with bizclimate run"))
    }
  }

  /// The log of the last attempt at a run.
  ///
  /// - Parameter run: a run's whole name; nil: of the attempt that began last, whatever it led to.
  /// - Returns: the attempt and the lines of its log; a line that a kill cut short is left out.
  /// - Throws: kind `missingInput` when there was no attempt.
  public func log(of run: String?) throws(DiagnosticError) -> (attempt: Attempt, lines: [LogLine]) {
    let attempt = run == nil ? lastAttempt : attempts.last { $0.run == run }
    guard let attempt else {
      throw missing(
        "there was no attempt at \(run ?? "a run") in \(root)", advice: "Make one with bizclimate run")
    }
    let path = Attempt.logFile(attempt.attempt, root: root)
    let bytes = (try? readFile(path, shownAs: path)) ?? []
    let decoder = JSONDecoder()
    let lines = bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      try? decoder.decode(LogLine.self, from: Data($0))
    }
    return (attempt, lines)
  }
}

extension RunStore {
  /// What went into a run and what came of it, for people.
  ///
  /// - Parameter run: a run's whole name.
  /// - Returns: a line a fact.
  /// - Throws: kind `missingInput` or `content` when the run's manifest cannot be read.
  public func description(of run: String) throws(DiagnosticError) -> [String] {
    let manifest = try manifest(of: run)
    var lines = [
      "run       \(run)\(run == current ? " (current)" : "")",
      "edition   \(manifest.edition), wave \(manifest.wave), as of \(manifest.asOf)",
      "made by   bizclimate \(manifest.software.bizclimate), seed \(manifest.seed), \(manifest.replicates) replicates",
    ]
    for input in manifest.inputs {
      lines.append("input     \(input.sha256.prefix(8))  \(grouped(input.rows)) rows  \(input.path)")
    }
    for edition in manifest.history?.editions ?? [] {
      lines.append("history   \(edition.sha256.prefix(8))  edition \(edition.edition), wave \(edition.wave)")
    }
    for stage in manifest.stages where !stage.counts.isEmpty {
      let (rowsIn, kept, quarantined) = stage.counts.reduce((0, 0, 0)) {
        ($0.0 + $1.rowsIn, $0.1 + $1.rowsKept, $0.2 + $1.rowsQuarantined)
      }
      lines.append(
        "\(stage.name + String(repeating: " ", count: max(1, 10 - stage.name.count)))\(grouped(rowsIn)) rows = \(grouped(kept)) kept "
          + "+ \(grouped(quarantined)) quarantined")
    }
    let bytes = manifest.outputs.reduce(0) { $0 + $1.bytes }
    lines.append("outputs   \(manifest.outputs.count) files, \(grouped(bytes)) bytes, in \(folder(of: run))")
    return lines
  }
}
