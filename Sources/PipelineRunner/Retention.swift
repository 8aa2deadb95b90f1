public import Diagnostics
public import SurveyModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run that goes, and why.
public struct PrunedRun: Sendable, Encodable {
  public var run: String
  public var bytes: Int
  public var why: String
}

/// What `retention` of pipeline.yaml does not keep.
public struct Pruning: Sendable, Encodable {
  public var runs: [PrunedRun] = []
  /// Records and logs of attempts that came to no run, but the latest of them.
  public var attempts: [String] = []

  /// Nothing goes.
  public init() {}

  init(runs: [PrunedRun], attempts: [String]) {
    self.runs = runs
    self.attempts = attempts
  }

  public var isEmpty: Bool { runs.isEmpty && attempts.isEmpty }
}

extension RunStore {
  /// How many attempts that came to no run are kept, the latest first.
  static let keptFailures = 50

  /// Everything that a rule does not keep.
  ///
  /// - Parameter retention: the rule.
  /// - Returns: runs, and old attempts that came to no run.
  public func pruning(_ retention: RetentionSettings) -> Pruning {
    let failures = attempts.filter { attempt in
      attempt.exitCode != nil && !(attempt.run.map { FileSystem.exists(folder(of: $0)) } ?? false)
    }
    return Pruning(runs: pruned(retention), attempts: failures.dropLast(Self.keptFailures).map(\.attempt))
  }

  /// The runs that a rule does not keep, the latest first. The one that `current` points at is always kept.
  ///
  /// - Parameter retention: the rule.
  /// - Returns: each with the part of the rule that it fell to.
  public func pruned(_ retention: RetentionSettings) -> [PrunedRun] {
    var kept = 0
    var bytes = 0
    var pruned: [PrunedRun] = []
    // The published one counts first, since it stays whatever else does.
    let runs = runs()
    let ordered = runs.filter(\.isCurrent) + runs.filter { !$0.isCurrent }
    for run in ordered {
      let isFixed = run.isCurrent || retention.keepsPublished && run.wasPublished
      if !isFixed, let last = retention.keepLast, kept >= last {
        pruned.append(PrunedRun(run: run.run, bytes: run.bytes, why: "keep_last: \(last)"))
      } else if !isFixed, let limit = retention.maximumGigabytes, Double(bytes + run.bytes) > limit * 1e9 {
        pruned.append(PrunedRun(run: run.run, bytes: run.bytes, why: "max_gb: \(limit)"))
      } else {
        kept += 1
        bytes += run.bytes
      }
    }
    return pruned
  }
}

extension PipelineRunner {
  /// Applies `retention` of pipeline.yaml.
  ///
  /// - Parameter removing: whether what it does not keep is removed; else nothing is changed.
  /// - Returns: the runs that go, with the records and logs of their attempts; nil where pipeline.yaml says nothing of
  ///   retention.
  /// - Throws: kind `locked` when another run is going on, and when a folder cannot be removed.
  public func prune(removing: Bool) async throws(DiagnosticError) -> Pruning? {
    let pipeline = try loadPipeline(folder: options.folder, overrides: options.overrides)
    let store = RunStore(root: options.root(of: pipeline.output))
    guard let retention = pipeline.retention else { return nil }
    guard removing, FileSystem.isFolder(store.root) else { return store.pruning(retention) }
    return try await locked(store.root, pipeline) { () async throws(DiagnosticError) in
      let pruning = store.pruning(retention)
      let gone = Set(pruning.runs.map(\.run))
      let attempts = store.attempts.filter { $0.run.map(gone.contains) ?? false }.map(\.attempt)
      for run in pruning.runs {
        // Out of sight in one step; what a kill leaves of it, the next run removes.
        let passing = store.root + "/runs/.tmp-\(getpid())-" + run.run
        try FileSystem.rename(store.folder(of: run.run), to: passing)
        try FileSystem.remove(passing)
      }
      for name in attempts + pruning.attempts {
        try FileSystem.remove(Attempt.folder(store.root) + "/\(name).json")
        try FileSystem.remove(Attempt.logFile(name, root: store.root))
      }
      return pruning
    }
  }
}
