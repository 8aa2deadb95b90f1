#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How the interval of a share is made.
public enum ProportionIntervalMethod: String, Sendable, Hashable, CaseIterable {
  /// p ∓ t SE, which may leave 0…1.
  case mean
  /// The t interval on the logit scale.
  case logit
  /// The t interval on the scale of asin √p.
  case arcsine
  /// Clopper & Pearson's with an effective n (Korn & Graubard 1998).
  case beta
  /// Wilson's score interval with t for z and an effective n.
  case wilson
}

extension ConfidenceInterval {
  /// The interval of a share.
  ///
  /// - Parameters:
  ///   - method: how it is made.
  ///   - share: the estimate p.
  ///   - variance: its variance.
  ///   - df: degrees of freedom of the design.
  ///   - rowCount: the rows of the sample or domain, missing answers included, for `beta`.
  ///   - level: the confidence level.
  /// - Returns: nil where the method has none: with logit at 0 and 1, with beta and Wilson where the variance is 0.
  public static func proportion(
    _ method: ProportionIntervalMethod, share: Double, variance: Double, df: Double, rowCount: Int, level: Double = 0.95
  ) -> Self? {
    let error = max(0, variance).squareRoot()
    switch method {
    case .mean: return .t(share, standardError: error, df: df, level: level)
    case .logit: return .logit(share, standardError: error, df: df, level: level)
    case .arcsine: return .arcsine(share, standardError: error, df: df, level: level)
    case .beta: return .beta(share, variance: variance, df: df, rowCount: rowCount, level: level)
    case .wilson:
      guard variance > 0 else { return nil }
      return .wilson(share, effectiveN: share * (1 - share) / variance, df: df, level: level)
    }
  }

  /// For a share: the t interval of asin √p, mapped back; nil at 0 and 1.
  public static func arcsine(_ share: Double, standardError: Double, df: Double, level: Double = 0.95) -> Self? {
    guard share > 0, share < 1 else { return nil }
    let center = asin(share.squareRoot())
    let half =
      StudentT(df: df).quantile(1 - (1 - level) / 2) * standardError / (2 * (share * (1 - share)).squareRoot())
    func inverse(_ x: Double) -> Double { sin(x) * sin(x) }
    return Self(low: inverse(center - half), high: inverse(center + half))
  }

  /// For a share: Korn & Graubard (1998), Clopper & Pearson's interval with n_eff = p(1 - p)/V · (t(n - 1)/t(df))²; nil where
  /// n_eff is not a number. n_eff may be larger than n, as in R `survey`.
  public static func beta(
    _ share: Double, variance: Double, df: Double, rowCount: Int, level: Double = 0.95
  ) -> Self? {
    let tail = (1 - level) / 2
    let ratio = StudentT(df: Double(rowCount - 1)).quantile(tail) / StudentT(df: df).quantile(tail)
    let n = share * (1 - share) / variance * ratio * ratio
    guard n.isFinite, n > 0 else { return nil }
    return Self(
      low: betaQuantile(tail, n * share, n * (1 - share) + 1),
      high: betaQuantile(1 - tail, n * share + 1, n * (1 - share)))
  }
}
