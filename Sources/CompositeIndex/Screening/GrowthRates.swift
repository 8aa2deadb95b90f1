#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Compound annual growth rate between the first and the last point that have a value: (y_l / y_f)^(1 / (t_l - t_f)) - 1.
///
/// - Parameters:
///   - values: one a time point, NaN for missing.
///   - times: the time points, in ascending order.
/// - Returns: 0 where both values are equal; nil with fewer than two values, and where the ratio is not above 0.
public func compoundAnnualGrowth(_ values: [Double], times: [Double]) -> Double? {
  let known = values.indices.filter { !values[$0].isNaN && $0 < times.count }
  guard let first = known.first, let last = known.last, times[last] > times[first] else { return nil }
  if values[first] == values[last] { return 0 }
  let ratio = values[last] / values[first]
  guard ratio > 0, ratio.isFinite else { return nil }
  return pow(ratio, 1 / (times[last] - times[first])) - 1
}

/// Percentage change a period of time: 100 · slope / value of the fitted line at the first point, by least squares.
///
/// With two values it is the simple change from the first to the second, brought to a period; 0 where all values are equal.
///
/// - Parameters:
///   - values: one a time point, NaN for missing.
///   - times: the time points, in ascending order.
///   - period: length of the period in units of `times`.
/// - Returns: nil with fewer than two values, and where the value at the first point is 0.
public func percentageChange(_ values: [Double], times: [Double], per period: Double = 1) -> Double? {
  let known = values.indices.filter { !values[$0].isNaN && $0 < times.count }
  guard known.count >= 2, let first = known.first else { return nil }
  if known.allSatisfy({ values[$0] == values[first] }) { return 0 }
  let centre = mean(known.map { times[$0] })
  let level = mean(known.map { values[$0] })
  var products = 0.0
  var squares = 0.0
  for point in known {
    products += (times[point] - centre) * (values[point] - level)
    squares += (times[point] - centre) * (times[point] - centre)
  }
  guard squares > 0 else { return nil }
  let slope = products / squares
  let start = known.count == 2 ? values[first] : level + slope * (times[first] - centre)
  return start == 0 ? nil : 100 * slope / start * period
}
