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

extension RunStore {
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
  /// The runs that `retention` of pipeline.yaml does not keep.
  ///
  /// - Parameter removing: whether they are removed, with the records and logs of their attempts; else nothing is changed.
  /// - Returns: the runs that go; nil where pipeline.yaml says nothing of retention.
  /// - Throws: kind `locked` when another run is going on, and when a folder cannot be removed.
  public func prune(removing: Bool) async throws(DiagnosticError) -> [PrunedRun]? {
    let pipeline = try loadPipeline(folder: options.folder, overrides: options.overrides)
    let store = RunStore(root: options.root(of: pipeline.output))
    guard let retention = pipeline.retention else { return nil }
    guard removing, FileSystem.isFolder(store.root) else { return store.pruned(retention) }
    return try await locked(store.root, pipeline) { () async throws(DiagnosticError) in
      let pruned = store.pruned(retention)
      let attempts = store.attempts
      for run in pruned {
        // Out of sight in one step; what a kill leaves of it, the next run removes.
        let passing = store.root + "/runs/.tmp-\(getpid())-" + run.run
        try FileSystem.rename(store.folder(of: run.run), to: passing)
        try FileSystem.remove(passing)
        for attempt in attempts where attempt.run == run.run {
          try FileSystem.remove(Attempt.folder(store.root) + "/\(attempt.attempt).json")
          try FileSystem.remove(Attempt.logFile(attempt.attempt, root: store.root))
        }
      }
      return pruned
    }
  }
}
