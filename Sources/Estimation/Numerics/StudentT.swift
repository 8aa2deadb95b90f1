#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Student's t distribution; with infinite degrees of freedom the normal distribution.
public struct StudentT: Sendable, Hashable {
  /// Degrees of freedom, positive, not necessarily whole.
  public let df: Double

  public init(df: Double) {
    self.df = df
  }

  /// P(T ≤ t); NaN unless df > 0.
  public func cdf(_ t: Double) -> Double {
    t > 0 ? 1 - upperTail(t) : upperTail(-t)
  }

  /// P(|T| ≥ |t|), the two-sided p-value.
  public func twoSidedPValue(_ t: Double) -> Double {
    min(1, 2 * upperTail(abs(t)))
  }

  /// The value exceeded with probability 1 - p; infinite at p = 0 and 1, NaN outside.
  public func quantile(_ p: Double) -> Double {
    guard df > 0, p >= 0, p <= 1 else { return .nan }
    if df == .infinity { return normalQuantile(p) }
    if p == 0.5 { return 0 }
    let tail = min(p, 1 - p)
    if tail == 0 { return p == 0 ? -.infinity : .infinity }
    let size = upperQuantile(tail)
    return p < 0.5 ? -size : size
  }

  /// P(T ≥ t) for t ≥ 0.
  private func upperTail(_ t: Double) -> Double {
    guard df > 0, !t.isNaN else { return .nan }
    if df == .infinity { return normalCDF(-t) }
    if t == .infinity { return 0 }
    let square = t * t
    let x = df / (df + square)
    return 0.5 * regularizedIncompleteBeta(df / 2, 0.5, x, complement: square / (df + square))
  }

  /// Solves P(T ≥ t) = tail for tail < ½: Newton's method from an expansion around the normal quantile, held inside a
  /// bracket.
  private func upperQuantile(_ tail: Double) -> Double {
    var (low, high) = (0.0, Double.infinity)
    let logDensityAtZero = -logBeta(df / 2, 0.5) - 0.5 * log(df)
    var t = expansion(normalQuantile(1 - tail))
    for _ in 0..<500 {
      let excess = upperTail(t) - tail
      if excess > 0 { low = t } else { high = t }
      let step = excess / exp(logDensityAtZero - (df + 1) / 2 * log1p(t * t / df))
      var next = t + step
      if !(next > low && next < high) { next = high == .infinity ? 4 * t : (low + high) / 2 }
      // Newton's error is about the square of the step, so after a step this small the next would be rounding.
      if abs(step) <= 1e-8 * t || high - low <= 1e-15 * low { return next }
      t = next
    }
    return t
  }

  /// The Cornish-Fisher expansion of a t quantile in powers of 1/df (Abramowitz & Stegun 26.7.5); a start, no more.
  private func expansion(_ z: Double) -> Double {
    let square = z * z
    let first = (square + 1) * z / 4
    let second = ((5 * square + 16) * square + 3) * z / 96
    let third = (((3 * square + 19) * square + 17) * square - 15) * z / 384
    return z + (first + (second + third / df) / df) / df
  }
}
