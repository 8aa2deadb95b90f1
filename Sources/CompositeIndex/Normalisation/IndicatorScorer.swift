public import SurveyModel

/// Scores one indicator: turns an estimate into points by its score map.
public struct IndicatorScorer: Sendable, Hashable {
  /// The straight line `slope * (x - origin) + intercept`, clamped where there are goalposts.
  private let origin: Double
  private let slope: Double
  private let intercept: Double
  /// The lower and upper goalpost; nil where nothing is clamped.
  private let goalposts: ClosedRange<Double>?
  /// Why nothing is scored: all reference values are equal, or there is none, or both goalposts are the same.
  public let isDegenerate: Bool

  /// - Parameters:
  ///   - map: how an estimate becomes a score.
  ///   - direction: whether more is better; goalposts carry their direction themselves.
  ///   - referenceValues: the estimates that min-max takes its ends from, one a ranked unit; other maps need none.
  public init(map: ScoreMap, direction: Direction, referenceValues: [Double?] = []) {
    switch map {
    case .goalpost(let worst, let best):
      isDegenerate = worst == best
      origin = worst
      slope = isDegenerate ? 0 : 100 / (best - worst)
      intercept = 0
      goalposts = min(worst, best)...max(worst, best)
    case .likert:
      isDegenerate = false
      (origin, slope, intercept, goalposts) = (0, 1, 0, nil)
    case .minMax(let lower, let upper):
      let sign: Double = direction == .positive ? 1 : -1
      let values = referenceValues.compactMap { $0 }.filter(\.isFinite)
      let least = values.min() ?? 0
      let greatest = values.max() ?? 0
      isDegenerate = !(greatest > least)
      // The direction turns the values round before min-max, so with less being better the greatest value scores `lower`.
      origin = direction == .positive ? least : greatest
      slope = isDegenerate ? 0 : sign * (upper - lower) / (greatest - least)
      intercept = lower
      goalposts = nil
    }
  }

  /// The score of an estimate; nil for a missing one, and for every estimate when the scorer is degenerate.
  ///
  /// Goalposts clamp to 0…100. Min-max extends beyond its ends for units that are not among the reference.
  public func score(_ x: Double?) -> Double? {
    guard let x, x.isFinite, !isDegenerate else { return nil }
    return value(x)
  }

  /// The score of an estimate, NaN for a missing one; for loops over replicates.
  public func score(orNaN x: Double) -> Double {
    isDegenerate || !x.isFinite ? .nan : value(x)
  }

  @inline(__always)
  private func value(_ x: Double) -> Double {
    goalposts == nil ? slope * (x - origin) + intercept : min(max(slope * (x - origin), 0), 100)
  }

  /// The derivative of the score; 0 outside the goalposts. The ends of min-max are taken as fixed.
  public func derivative(_ x: Double) -> Double {
    if let goalposts, !goalposts.contains(x) { return 0 }
    return slope
  }

  /// Whether the clamp can touch the score: the estimate does not lie more than two standard errors inside the goalposts.
  ///
  /// Then the score has an interval, the image of the estimate's interval, and no standard error. Without a standard
  /// error: whether the estimate lies on a goalpost or beyond.
  public func isBounded(_ x: Double, standardError: Double?) -> Bool {
    guard let goalposts else { return false }
    let margin = 2 * (standardError ?? 0)
    return !(x - goalposts.lowerBound > margin && goalposts.upperBound - x > margin)
  }
}
