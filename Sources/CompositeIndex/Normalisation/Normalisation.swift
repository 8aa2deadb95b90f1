/// How the values of an indicator are brought to a common scale. Higher is better afterwards: the direction is applied
/// first.
public enum Normalisation: Sendable, Hashable {
  /// (x - min) / (max - min), scaled to `lower`…`upper`.
  case minMax(lower: Double, upper: Double)
  /// (x - mean) / sd with n - 1, scaled to the given mean and standard deviation.
  case zScore(mean: Double, standardDeviation: Double)
  /// 1 - (max - x) / (max - min).
  case distanceToMaximum
  /// 1 - (r - x) / (r - min), r being the value of the reference unit; above 1 for better units unless capped.
  case distanceToReference(unit: Int, capped: Bool)
  /// x / max; refused where the maximum is not above 0, as it would turn the order round.
  case fractionOfMaximum
  /// (x - min) / (target - min); above 1 beyond the target unless capped.
  case distanceToTarget(capped: Bool)
  /// The way between the indicator's goalposts, times their scale. Whether values beyond are truncated is for the goalposts to
  /// say unless it is given here.
  case goalposts(truncated: Bool?)
  /// 100 (x - lower) / (upper - lower), not truncated: the same two ends for every indicator.
  case scaled(lower: Double, upper: Double)
  /// 1 for the worst; ties share the smallest rank.
  case rank
  /// (rank - 1) / (n - 1).
  case percentileRank
  /// rank - 1.
  case borda
  /// Efficacy coefficient (功效系数): `base` + `span` (x - x_l) / (x_h - x_l), with the goalposts as x_l and x_h where there
  /// are any and the extremes else. Usually 60 and 40; below 60 beyond the unsatisfactory value.
  case efficacyCoefficient(base: Double, span: Double)
  /// 100 x / target, or 100 target / x where less is better, up to `cap`.
  case targetAchievement(cap: Double)
  /// Points of the answer codes.
  case likert(LikertMap)
}

/// Points that the codes of an answer scale are worth.
public struct LikertMap: Sendable, Hashable {
  public let name: String
  /// Points by code, in order of the codes.
  public let points: [LikertPoint]

  public init(name: String, points: [Double: Double]) {
    self.name = name
    self.points = points.sorted { $0.key < $1.key }.map { LikertPoint(code: $0.key, points: $0.value) }
  }

  /// Codes 1…`steps` in equal steps from 0 to 100; `reversed` gives code 1 the 100 points.
  public init(name: String = "linear", steps: Int, reversed: Bool = false) {
    let last = Double(max(steps - 1, 1))
    self.init(
      name: name,
      points: Dictionary(
        uniqueKeysWithValues: (0..<max(steps, 0)).map {
          (Double($0 + 1), 100 * (reversed ? last - Double($0) : Double($0)) / last)
        }))
  }

  /// The points of a code; nil for one that is not on the scale.
  public func points(of code: Double) -> Double? {
    var low = 0
    var high = points.count
    while low < high {
      let middle = (low + high) / 2
      if points[middle].code < code { low = middle + 1 } else { high = middle }
    }
    return low < points.count && points[low].code == code ? points[low].points : nil
  }
}

/// One code of an answer scale and what it is worth.
public struct LikertPoint: Sendable, Hashable {
  public var code: Double
  public var points: Double
}
