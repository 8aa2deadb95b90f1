#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// P(|T| > |t|) for Student's t with a whole number of degrees of freedom.
///
/// With θ = arctan(t / √ν) the probability within ±t is a finite sum of powers of cos θ (Abramowitz and Stegun 1964, 26.7.3
/// and 26.7.4). Far out, where one minus that sum would lose digits, the rest of the same series is added up.
///
/// - Parameters:
///   - t: the statistic; infinite gives 0.
///   - df: degrees of freedom, 1 or more.
/// - Returns: the two-sided probability; NaN without degrees of freedom.
func studentTwoSidedTail(_ t: Double, df: Int) -> Double {
  guard df >= 1, !t.isNaN else { return .nan }
  guard t.isFinite else { return 0 }
  let ratio = t * t / Double(df)
  let cosineSquare = 1 / (1 + ratio)
  let sine = (ratio / (1 + ratio)).squareRoot()
  let isOdd = df % 2 == 1
  // The k-th term is product((2j - 1) / 2j) cos^2k θ for even, product(2j / (2j + 1)) cos^(2k + 1) θ for odd degrees.
  let terms = df / 2
  var term = isOdd ? cosineSquare.squareRoot() : 1.0
  var step = 0
  func advance() {
    step += 1
    let k = Double(step)
    term *= cosineSquare * (isOdd ? 2 * k / (2 * k + 1) : (2 * k - 1) / (2 * k))
  }
  if abs(t) < 4 {
    var sum = 0.0
    while step < terms {
      sum += term
      advance()
    }
    let angle = atan2(abs(t), Double(df).squareRoot())
    let within = isOdd ? 2 / Double.pi * (angle + sine * sum) : sine * sum
    return min(max(1 - within, 0), 1)
  }
  while step < terms { advance() }
  var tail = 0.0
  while term > tail * 1e-17 {
    tail += term
    advance()
  }
  return min(isOdd ? 2 / Double.pi * sine * tail : sine * tail, 1)
}
