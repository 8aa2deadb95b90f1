public import Diagnostics

/// Whether units have drawn together between two waves.
///
/// Spread (σ) and catching up (β) are different things: units may catch up while shocks keep the spread as it was (Barro and
/// Sala-i-Martin, "Convergence", Journal of Political Economy 100, 1992; Quah 1993). Scores are estimates: a unit that was
/// high by chance falls back, so the slope of changes on first scores lies below its true value. Where sampling variances
/// are given they are taken off the moments (Fuller, "Measurement error models", 1987).
public struct Convergence: Sendable, Hashable {
  /// Units with a score in both waves.
  public let count: Int
  /// Standard deviations with n - 1 of the scores before and after.
  public let spreadBefore: Double
  public let spreadAfter: Double
  /// The change of a unit for each point that it stood higher before; below 0 is catching up. nil where all stood the same.
  public let slope: Double?
  /// Of `slope` by least squares; nil below three units.
  public let slopeError: Double?
  /// The slope with sampling error taken off; nil without variances, or where they leave no variation between units.
  public let correctedSlope: Double?

  /// Sampling error of one unit's two scores.
  public struct SamplingError: Sendable, Hashable {
    /// The variance of the score before.
    public var varianceBefore: Double
    /// The covariance of the two scores, from firms in both samples.
    public var covariance: Double

    public init(varianceBefore: Double, covariance: Double = 0) {
      self.varianceBefore = varianceBefore
      self.covariance = covariance
    }
  }

  /// - Parameters:
  ///   - before: scores of the earlier wave, one a unit; nil where there is none.
  ///   - after: of the later wave, in the same order.
  ///   - errors: of each unit, in the same order; nil where scores are taken as exact.
  /// - Throws: ``DiagnosticError`` of kind `content` when fewer than two units have both scores.
  public init(before: [Double?], after: [Double?], errors: [SamplingError]? = nil) throws(DiagnosticError) {
    let both = zip(before, after).enumerated().compactMap {
      place, pair -> (place: Int, before: Double, after: Double)? in
      guard let first = pair.0, let second = pair.1, first.isFinite, second.isFinite else { return nil }
      return (place, first, second)
    }
    guard both.count >= 2 else {
      throw .index("X-643", "\(both.count) units have a score in both waves; convergence needs two or more")
    }
    count = both.count
    let (first, second) = (Moments(both.map(\.before)), Moments(both.map(\.after)))
    spreadBefore = first.standardDeviation
    spreadAfter = second.standardDeviation
    guard first.squares > 0 else {
      (slope, slopeError, correctedSlope) = (nil, nil, nil)
      return
    }
    let meanChange = second.mean - first.mean
    let n = Double(both.count)
    let product = both.reduce(0) { $0 + ($1.before - first.mean) * ($1.after - $1.before - meanChange) }
    let slope = product / first.squares
    let residuals = both.reduce(0) { sum, unit in
      let rest = unit.after - unit.before - meanChange - slope * (unit.before - first.mean)
      return sum + rest * rest
    }
    self.slope = slope
    slopeError = both.count > 2 ? (residuals / (n - 2) / first.squares).squareRoot() : nil
    correctedSlope = errors.flatMap { errors -> Double? in
      let own = both.compactMap { errors.indices.contains($0.place) ? errors[$0.place] : nil }
      guard own.count == both.count else { return nil }
      let variance = own.reduce(0) { $0 + $1.varianceBefore } / n
      let covariance = own.reduce(0) { $0 + $1.covariance } / n
      let between = first.squares / (n - 1) - variance
      guard between > 0 else { return nil }
      return (product / (n - 1) + variance - covariance) / between
    }
  }
}

/// How much of the variation between units is theirs and not of the sample: 1 - mean(SE²) / Var(scores).
///
/// - Parameters:
///   - scores: one a unit; nil where there is none.
///   - standardErrors: in the same order; nil where there is none, whose unit is then left out.
/// - Returns: 0 where the sample alone explains the variation; nil below two units or where all scores are the same.
public func betweenUnitReliability(_ scores: [Double?], standardErrors: [Double?]) -> Double? {
  let known = zip(scores, standardErrors).compactMap { pair -> (score: Double, error: Double)? in
    guard let score = pair.0, let error = pair.1, score.isFinite, error.isFinite else { return nil }
    return (score, error)
  }
  let variance = Moments(known.map(\.score)).variance
  guard known.count >= 2, variance > 0 else { return nil }
  let sampling = known.reduce(0) { $0 + $1.error * $1.error } / Double(known.count)
  return max(0, 1 - sampling / variance)
}
