/// The stages of a pipeline, in order.
public enum Stage: String, Sendable, CaseIterable, Comparable {
  case ingest, clean, aggregate, report

  /// Bumped by hand whenever the stage would give other bytes for the same input; part of the run id.
  public var version: Int {
    switch self {
    case .ingest: 1
    case .clean: 1
    case .aggregate: 5
    case .report: 3
    }
  }

  public static func < (lhs: Stage, rhs: Stage) -> Bool {
    order(lhs) < order(rhs)
  }

  private static func order(_ stage: Stage) -> Int {
    switch stage {
    case .ingest: 0
    case .clean: 1
    case .aggregate: 2
    case .report: 3
    }
  }
}
