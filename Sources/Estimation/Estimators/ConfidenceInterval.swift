#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A confidence interval.
public struct ConfidenceInterval: Sendable, Hashable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// value ∓ t(df) SE.
  public static func t(_ value: Double, standardError: Double, df: Double, level: Double = 0.95) -> Self {
    let half = StudentT(df: df).quantile(1 - (1 - level) / 2) * standardError
    return Self(low: value - half, high: value + half)
  }

  /// For a share: the t interval on the logit scale, SE / (p (1 - p)); nil at 0 and 1, where there is no logit.
  public static func logit(_ share: Double, standardError: Double, df: Double, level: Double = 0.95) -> Self? {
    guard share > 0, share < 1 else { return nil }
    let center = log(share / (1 - share))
    let half = StudentT(df: df).quantile(1 - (1 - level) / 2) * standardError / (share * (1 - share))
    func inverse(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    return Self(low: inverse(center - half), high: inverse(center + half))
  }

  /// For a share: Wilson's (1927) score interval with t(df) in place of z. The effective n is p (1 - p) / V; at a share of
  /// 0 or 1, Kish's effective sample size.
  public static func wilson(_ share: Double, effectiveN: Double, df: Double, level: Double = 0.95) -> Self {
    let t = StudentT(df: df).quantile(1 - (1 - level) / 2)
    let shrink = t * t / effectiveN
    let center = (share + shrink / 2) / (1 + shrink)
    let half = t / (1 + shrink) * (share * (1 - share) / effectiveN + shrink / (4 * effectiveN)).squareRoot()
    return Self(low: max(0, center - half), high: min(1, center + half))
  }
}
