public import SurveyModel

/// Scores one indicator: turns an estimate into points by its score map.
public struct IndicatorScorer: Sendable, Hashable {
  private let function: ScoreFunction
  private let transform: ValueTransform?
  /// Why nothing is scored: all reference values are equal, or there is none, or both goalposts are the same.
  public let isDegenerate: Bool

  /// - Parameters:
  ///   - map: how an estimate becomes a score.
  ///   - direction: whether more is better; goalposts carry their direction themselves.
  ///   - transform: what estimates, reference values and the ends of the map go through first.
  ///   - referenceValues: the estimates that relative maps take their scale from, one a ranked unit; other maps need none.
  ///   - referenceUnit: the estimate of the unit that `distanceToUnit` leads to.
  public init(
    map: ScoreMap, direction: Direction, transform: ValueTransform? = nil, referenceValues: [Double?] = [],
    referenceUnit: Double? = nil
  ) {
    func through(_ x: Double) -> Double { transform.map { $0.value(x) ?? .nan } ?? x }
    let values =
      map.isRelative ? referenceValues.compactMap { $0 }.map(through).filter(\.isFinite) : []
    let made = ScoreFunction(
      map: map, direction: direction, values: values, referenceUnit: referenceUnit.map(through), through: through)
    function = made ?? .line(origin: 0, slope: 0, intercept: 0)
    isDegenerate = made == nil
    self.transform = transform
  }

  /// The score of an estimate; nil for a missing one, where the transformation is not defined, and for every estimate when the
  /// scorer is degenerate.
  ///
  /// Goalposts clamp to 0…100. Relative maps extend beyond their ends for units that are not among the reference.
  public func score(_ x: Double?) -> Double? {
    guard let x else { return nil }
    let score = score(orNaN: x)
    return score.isNaN ? nil : score
  }

  /// The score of an estimate, NaN for a missing one; for loops over replicates.
  public func score(orNaN x: Double) -> Double {
    if isDegenerate || !x.isFinite { return .nan }
    guard let transform else { return function.value(x) }
    return transform.value(x).map { function.value($0) } ?? .nan
  }

  /// The derivative of the score; 0 where it is clamped. Ends that are taken from the data count as fixed, and ranks have none.
  public func derivative(_ x: Double) -> Double {
    guard let transform else { return function.slope(x) }
    guard let y = transform.value(x) else { return 0 }
    return function.slope(y) * transform.slope(x)
  }

  /// Whether the clamp can touch the score: the estimate does not lie more than two standard errors inside the ends.
  ///
  /// Then the score has an interval, the image of the estimate's interval, and no standard error. Without a standard
  /// error: whether the estimate lies on an end or beyond. The same holds at every other kink, and for ranks everywhere.
  public func isBounded(_ x: Double, standardError: Double?) -> Bool {
    let margin = 2 * (standardError ?? 0)
    guard let transform else { return function.hasKink(within: margin, of: x) }
    let ends = [x - margin, x + margin].map { transform.value($0) }
    guard let low = ends[0], let high = ends[1] else { return true }
    return function.hasKink(within: (high - low) / 2, of: (high + low) / 2)
  }
}

extension ValueTransform {
  /// The derivative of the transformation.
  fileprivate func slope(_ x: Double) -> Double {
    switch self {
    case .log: 1 / x
    case .log1p: 1 / (1 + x)
    case .squareRoot: 0.5 / x.squareRoot()
    }
  }
}
