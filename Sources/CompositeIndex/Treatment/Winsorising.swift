/// A column whose outliers were pulled in to their next neighbours.
public struct Winsorised: Sendable {
  public let values: [Double]
  /// Units of the last round at each end: those that share the highest value now, and the lowest.
  public let high: [Int]
  public let low: [Int]
  /// How many points count as winsorised.
  public var count: Int { high.count + low.count }
}

/// Pulls outliers in, one value at a time, until the column passes the outlier test or the points are used up.
///
/// With a positive skewness all cells that equal the maximum become the next highest value, with a negative one all that
/// equal the minimum the next lowest. Cells pulled in before take part in the next round, and tied cells count
/// each, so ties may exceed `maximum`.
///
/// - Parameters:
///   - values: NaN stands for missing and stays.
///   - maximum: no further round starts once so many points are winsorised.
///   - limits: the outlier test.
///   - forced: whether to use up all points even when the test is passed.
/// - Returns: the new values and the units concerned.
public func winsorise(
  _ values: [Double], maximum: Int = 5, limits: SkewKurtosisLimits = SkewKurtosisLimits(), forced: Bool = false
) -> Winsorised {
  var current = values
  var high: [Int] = []
  var low: [Int] = []
  while high.count + low.count < maximum {
    let check = DistributionCheck(current, limits: limits)
    guard forced || !check.passes, let skewness = check.skewness, let ends = range(current) else { break }
    let end = skewness >= 0 ? ends.greatest : ends.least
    let others = range(current.lazy.filter { $0 != end })
    guard let others else { break }
    let units = current.indices.filter { current[$0] == end }
    for unit in units { current[unit] = skewness >= 0 ? others.greatest : others.least }
    if skewness >= 0 { high = units } else { low = units }
  }
  return Winsorised(values: current, high: high, low: low)
}
