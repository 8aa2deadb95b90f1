public import Diagnostics

/// Where a pipeline stands.
public struct RunStatus: Sendable, Encodable {
  public var root: String
  /// The published run; nil: nothing is published.
  public var published: String?
  public var isFresh: Bool
  /// Why it is not.
  public var reasons: [RunFreshness.Reason]
  /// Whether this user may see attempts and lock; they are for their owner only.
  public var isStateReadable: Bool
  /// nil: there was none yet.
  public var lastAttempt: Attempt?
  /// Who writes to the output root; nil: nobody.
  public var lockHolder: LockHolder?
}

extension PipelineRunner {
  /// Where the pipeline stands: what is published, whether that is fresh, how the last attempt ended, who holds the lock.
  ///
  /// A configuration with problems is one reason not to be fresh; the problems themselves are for `check` to tell.
  ///
  /// - Throws: where pipeline.yaml cannot be read at all.
  public func status() throws(DiagnosticError) -> RunStatus {
    let store = try RunStore(options)
    var status = RunStatus(
      root: store.root, published: store.current, isFresh: false, reasons: [], isStateReadable: store.isStateReadable,
      lastAttempt: store.lastAttempt, lockHolder: store.lockHolder)
    do throws(DiagnosticError) {
      let freshness = try freshness()
      (status.isFresh, status.reasons) = (freshness.isFresh, freshness.reasons)
    } catch {
      let first = error.diagnostics.first?.description ?? ""
      let more = error.diagnostics.count > 1 ? " (and \(error.diagnostics.count - 1) more: bizclimate check)" : ""
      status.reasons = [.init(kind: "configuration", subject: "pipeline.yaml", text: first + more)]
    }
    return status
  }
}
