#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// P(X ≥ x) of a chi-square variable with `df` degrees of freedom, not necessarily whole; NaN unless df > 0.
public func chiSquareUpperTail(_ x: Double, df: Double) -> Double {
  guard df > 0, !x.isNaN else { return .nan }
  return x <= 0 ? 1 : upperIncompleteGamma(df / 2, x / 2)
}

/// P(X ≥ x) of Snedecor's F with the given degrees of freedom, not necessarily whole; NaN unless both are positive.
///
/// - Parameters:
///   - x: the value of the statistic.
///   - numerator: degrees of freedom of the numerator.
///   - denominator: degrees of freedom of the denominator; infinite gives the chi-square limit.
/// - Returns: the probability of a value as large or larger.
public func fUpperTail(_ x: Double, numerator: Double, denominator: Double) -> Double {
  guard numerator > 0, denominator > 0, !x.isNaN else { return .nan }
  if x <= 0 { return 1 }
  if denominator == .infinity { return chiSquareUpperTail(numerator * x, df: numerator) }
  if x == .infinity { return 0 }
  let scaled = numerator * x
  return regularizedIncompleteBeta(
    denominator / 2, numerator / 2, denominator / (denominator + scaled), complement: scaled / (denominator + scaled))
}

/// The value that an F variable exceeds with probability 1 - p; NaN where p or the degrees of freedom are out of range.
///
/// - Parameters:
///   - p: the probability below the value.
///   - numerator: degrees of freedom of the numerator.
///   - denominator: degrees of freedom of the denominator.
/// - Returns: the quantile.
public func fQuantile(_ p: Double, numerator: Double, denominator: Double) -> Double {
  guard p >= 0, p <= 1, numerator > 0, denominator > 0 else { return .nan }
  // From the tail of which less is left, so that 1 - x keeps its digits.
  if p > 0.5 {
    let x = betaQuantile(1 - p, denominator / 2, numerator / 2)
    return denominator / numerator * (1 - x) / x
  }
  let x = betaQuantile(p, numerator / 2, denominator / 2)
  return denominator / numerator * x / (1 - x)
}

/// The value of a Beta(a, b) variable that is exceeded with probability 1 - p; NaN where a, b or p are out of range.
///
/// Newton's method on the incomplete beta function, held inside a bracket. At a = 0 the variable is 0, at b = 0 it is 1.
public func betaQuantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
  guard p >= 0, p <= 1, a >= 0, b >= 0, a + b > 0 else { return .nan }
  if a == 0 || p == 0 { return 0 }
  if b == 0 || p == 1 { return 1 }
  var (low, high) = (0.0, 1.0)
  var x = a / (a + b)
  let scale = logBeta(a, b)
  for _ in 0..<400 {
    let excess = regularizedIncompleteBeta(a, b, x) - p
    if excess > 0 { high = x } else { low = x }
    let density = exp((a - 1) * log(x) + (b - 1) * log1p(-x) - scale)
    var next = x - excess / density
    if !(next > low && next < high) { next = (low + high) / 2 }
    if abs(next - x) <= 1e-15 * x || high - low <= 1e-15 * high { return next }
    x = next
  }
  return x
}

/// Q(a, x), the upper regularised incomplete gamma function for a > 0 and x > 0, to about 1e-14.
///
/// The series 8.7.1 of the NIST Digital Library of Mathematical Functions left of the mean, the continued fraction 8.9.2
/// right of it.
func upperIncompleteGamma(_ a: Double, _ x: Double) -> Double {
  if x == .infinity { return 0 }
  let front = exp(a * log(x) - x - logGamma(a))
  if x < a + 1 {
    var (term, sum, step) = (1 / a, 1 / a, a)
    for _ in 0..<100_000 {
      step += 1
      term *= x / step
      sum += term
      if term < sum * 1e-17 { break }
    }
    return 1 - front * sum
  }
  let tiny = 1e-300
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var fraction = d
  for step in 1...100_000 {
    let n = Double(step)
    let numerator = -n * (n - a)
    b += 2
    d = numerator * d + b
    d = 1 / (abs(d) < tiny ? tiny : d)
    c = b + numerator / c
    if abs(c) < tiny { c = tiny }
    let change = d * c
    fraction *= change
    if abs(change - 1) < 1e-16 { break }
  }
  return front * fraction
}
