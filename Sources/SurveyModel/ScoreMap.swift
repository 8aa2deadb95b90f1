/// Whether more is better.
public enum Direction: String, Sendable, Hashable {
  case positive = "+"
  case negative = "-"
}

/// How an estimate becomes a score. Shares of a way, such as the distance to the maximum, count 100 for the whole way.
public enum ScoreMap: Sendable, Hashable {
  /// 100 (x - worst) / (best - worst), clamped to 0…100; worst > best when less is better.
  case goalpost(worst: Double, best: Double)
  /// The expression already gives points of 0…100 through the named Likert map.
  case likert(map: String)
  /// Min-max over the ranked units, scaled to `lower`…`upper`, after the direction is applied.
  case minMax(lower: Double, upper: Double)
  /// Mean and standard deviation (n - 1) over the ranked units are mapped to these.
  case zScore(mean: Double, deviation: Double)
  /// 100 (x - min) / (max - min), which is 100 less the distance to the best ranked unit.
  case distanceToMaximum
  /// 100 (x - min) / (r - min), r being the value of one unit.
  case distanceToUnit(unit: String, capped: Bool)
  /// 100 (x - min) / (target - min).
  case distanceToTarget(target: Double, capped: Bool)
  /// 100 x / max.
  case fractionOfMaximum
  /// 1 and the number of ranked units that are worse; 1 is the worst.
  case rank
  /// 100 times the share of the other ranked units that are worse.
  case percentileRank
  /// The number of ranked units that are worse.
  case borda
  /// Efficacy coefficient: from + (to - from) (x - worst) / (best - worst), not clamped; without ends those of the ranked units.
  case efficacy(ends: ScoreEnds?, from: Double, to: Double)
  /// 100 x / target, or 100 target / x where less is better, up to `cap`.
  case achievement(target: Double, cap: Double)
  /// 100 from `low` to `high`, falling to 0 at `lower` and `upper`.
  case optimal(lower: Double, low: Double, high: Double, upper: Double)
  /// Half of a climate index of 0…200.
  case climateIndex

  /// Whether the scale is made from the values of the ranked units, so that a score says how a unit compares.
  public var isRelative: Bool {
    switch self {
    case .goalpost, .likert, .optimal, .climateIndex, .achievement: false
    case .efficacy(let ends, _, _): ends == nil
    case .minMax, .zScore, .distanceToMaximum, .distanceToUnit, .distanceToTarget, .fractionOfMaximum, .rank,
      .percentileRank, .borda:
      true
    }
  }

  /// Whether scores cannot leave 0…100.
  public var isBounded: Bool {
    switch self {
    case .goalpost, .likert, .optimal, .climateIndex: true
    case .achievement(_, let cap): cap <= 100
    default: false
    }
  }

  /// The word of the configuration.
  public var word: String {
    switch self {
    case .goalpost: "goalpost"
    case .likert: "likert"
    case .minMax: "min_max"
    case .zScore: "z_score"
    case .distanceToMaximum, .distanceToUnit, .distanceToTarget: "distance_to"
    case .fractionOfMaximum: "fraction_of_maximum"
    case .rank, .percentileRank, .borda: "rank"
    case .efficacy: "efficacy"
    case .achievement: "achievement"
    case .optimal: "optimal"
    case .climateIndex: "climate_index"
    }
  }
}

/// The two ends of a scale.
public struct ScoreEnds: Sendable, Hashable {
  public var worst: Double
  public var best: Double

  public init(worst: Double, best: Double) {
    self.worst = worst
    self.best = best
  }
}
