import Synchronization

/// How far the aggregate stage has come with what may take long.
public struct AggregateProgress: Sendable, Hashable {
  public enum Step: String, Sendable, Hashable {
    /// Replicates of the sample, with the index of each.
    case redraws
    /// Replicates of the sample once more, for the index under other methods.
    case alternatives
  }

  public var step: Step
  public var wave: Int
  public var done: Int
  public var total: Int
}

/// Counts what several threads do of one step, and tells of it.
final class ProgressCounter: Sendable {
  private let done = Mutex(0)
  private let step: AggregateProgress.Step
  private let wave: Int
  private let total: Int
  private let tell: @Sendable (AggregateProgress) -> Void

  init(
    _ step: AggregateProgress.Step, wave: Int, total: Int, tell: @escaping @Sendable (AggregateProgress) -> Void
  ) {
    (self.step, self.wave, self.total, self.tell) = (step, wave, total, tell)
  }

  /// So many more are done.
  func add(_ count: Int) {
    // Told under the lock, so that what is told only grows.
    done.withLock { done in
      done += count
      tell(AggregateProgress(step: step, wave: wave, done: done, total: total))
    }
  }
}
