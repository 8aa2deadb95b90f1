/// The values that are there: NaN stands for missing.
func present(_ values: some Sequence<Double>) -> [Double] { values.filter { !$0.isNaN } }

/// The arithmetic mean of the values that are there; NaN without any.
///
/// Two passes, so that a large common offset costs no digits.
func mean(_ values: some Sequence<Double>) -> Double {
  var sum = 0.0
  var count = 0.0
  for value in values where !value.isNaN {
    sum += value
    count += 1
  }
  guard count > 0 else { return .nan }
  let first = sum / count
  var rest = 0.0
  for value in values where !value.isNaN { rest += value - first }
  return first + rest / count
}

/// Central moments of one column.
struct Moments {
  let count: Int
  let mean: Double
  /// Sums of the second, third and fourth powers of the deviations from the mean.
  let squares: Double
  let cubes: Double
  let fourths: Double

  init(_ values: some Sequence<Double>) {
    let centre = CompositeIndex.mean(values)
    var count = 0
    var (squares, cubes, fourths) = (0.0, 0.0, 0.0)
    for value in values where !value.isNaN {
      let deviation = value - centre
      let square = deviation * deviation
      count += 1
      squares += square
      cubes += square * deviation
      fourths += square * square
    }
    self.count = count
    mean = centre
    self.squares = squares
    self.cubes = cubes
    self.fourths = fourths
  }

  /// With n - 1; NaN below two values.
  var variance: Double { count > 1 ? squares / Double(count - 1) : .nan }
  var standardDeviation: Double { variance.squareRoot() }
  /// With n, as published for the Mazziotta-Pareto index; NaN without values.
  var populationDeviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : .nan }

  /// G1 = √(n (n - 1)) / (n - 2) · m3 / m2^1.5 (Joanes and Gill 1998); nil below three values and for a constant.
  var skewness: Double? {
    guard count >= 3, squares > 0 else { return nil }
    let n = Double(count)
    let m2 = squares / n
    return (n * (n - 1)).squareRoot() / (n - 2) * (cubes / n) / (m2 * m2.squareRoot())
  }

  /// Excess kurtosis G2 = ((n + 1) g2 + 6) (n - 1) / ((n - 2) (n - 3)) (Joanes and Gill 1998); nil below four values and
  /// for a constant.
  var kurtosis: Double? {
    guard count >= 4, squares > 0 else { return nil }
    let n = Double(count)
    let m2 = squares / n
    let g2 = fourths / n / (m2 * m2) - 3
    return ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3))
  }
}

/// The standard deviation with n - 1 of the values that are there; NaN below two.
func standardDeviation(_ values: some Sequence<Double>) -> Double { Moments(values).standardDeviation }
