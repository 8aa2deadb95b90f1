#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// ln Γ(z) for z > 0, to about 1e-15: Stirling's series above 10, the recurrence Γ(z + 1) = z Γ(z) below.
func logGamma(_ z: Double) -> Double {
  var shifted = z
  var product = 1.0
  while shifted < 10 {
    product *= shifted
    shifted += 1
  }
  let series = (shifted - 0.5) * log(shifted) - shifted + 0.5 * log(2 * Double.pi) + stirlingCorrection(shifted)
  return series - log(product)
}

/// ln Γ(z) - [(z - ½) ln z - z + ½ ln 2π] for z ≥ 10.
private func stirlingCorrection(_ z: Double) -> Double {
  let inverse = 1 / (z * z)
  var sum = 1.0 / 156
  for coefficient in [-691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12] {
    sum = sum * inverse + coefficient
  }
  return sum / z
}

/// ln B(a, b), without the cancellation that ln Γ(a) - ln Γ(a + b) suffers for large a.
func logBeta(_ a: Double, _ b: Double) -> Double {
  let (small, large) = (min(a, b), max(a, b))
  guard large >= 10 else { return logGamma(small) + logGamma(large) - logGamma(small + large) }
  // ln Γ(large) - ln Γ(large + small) with the leading terms of Stirling's series cancelled by hand.
  let sum = large + small
  let difference =
    -(large - 0.5) * log1p(small / large) - small * log(sum) + small + stirlingCorrection(large)
    - stirlingCorrection(sum)
  return logGamma(small) + difference
}

/// The regularised incomplete beta function I_x(a, b) for a, b > 0 and x in 0…1, to about 1e-13.
///
/// Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions by Lentz's method, on the side
/// of the mean where it converges fast. `complement` is 1 - x, where the caller knows it more exactly than the subtraction
/// does.
public func regularizedIncompleteBeta(_ a: Double, _ b: Double, _ x: Double, complement: Double? = nil) -> Double {
  let y = complement ?? 1 - x
  if x <= 0 { return 0 }
  if y <= 0 { return 1 }
  if x > (a + 1) / (a + b + 2) { return 1 - lowerTail(b, a, y, x) }
  return lowerTail(a, b, x, y)
}

private func lowerTail(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
  let logX = x > 0.5 ? log1p(-y) : log(x)
  let logY = y > 0.5 ? log1p(-x) : log(y)
  let front = exp(a * logX + b * logY - logBeta(a, b)) / a
  let tiny = 1e-300
  var c = 1.0
  var d = 1 - (a + b) * x / (a + 1)
  d = 1 / (abs(d) < tiny ? tiny : d)
  var fraction = d
  for step in 1...20_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 + even * d
    d = 1 / (abs(d) < tiny ? tiny : d)
    c = 1 + even / c
    if abs(c) < tiny { c = tiny }
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + odd * d
    d = 1 / (abs(d) < tiny ? tiny : d)
    c = 1 + odd / c
    if abs(c) < tiny { c = tiny }
    let change = d * c
    fraction *= change
    if abs(change - 1) < 1e-16 { break }
  }
  return front * fraction
}
