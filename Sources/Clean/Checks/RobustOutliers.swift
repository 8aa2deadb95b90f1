import Tables

/// Values far from the median of their cell: |x - median| / (1.4826 MAD) above `limit`.
///
/// The modified z of Iglewicz & Hoaglin (1993), "How to detect and handle outliers", whose limit of 3.5 is the default;
/// 1.4826 makes the median absolute deviation the standard deviation of a normal distribution (Hampel 1974). Where more
/// than half of a cell's values are equal the MAD is 0 and tells nothing: the coarser cell judges, and where there is
/// none the mean absolute deviation times 1.2533 takes its place, as those authors advise. Where all values are equal
/// there is no outlier. On the log scale values of 0 and less are not judged.
///
/// Figure: the robust z, negative below the median.
///
/// - Complexity: O(n log n) for each cell variable.
struct RobustOutliers: CellCheck {
  static let name = "robust_outliers"

  var variable: String
  var scale = ValueScale.raw
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] = []
  /// The fewest values of a cell; a smaller one is judged by the coarser cell.
  var minimumCell = 20
  /// The robust z above which a record is struck.
  var limit = 3.5

  struct Spread: Sendable {
    var median: Double
    var deviation: Double
  }

  func require(_ lookup: inout ColumnLookup) {
    lookup.require(limit > 0, "the limit is \(shortestText(limit))", advice: "Give a robust z such as 3.5")
  }

  func statistic(of values: OrderedValues, isCoarsest: Bool) -> Spread? {
    let median = values.median
    var deviation = 1.4826 * values.medianDistance(from: median)
    if deviation == 0 {
      guard isCoarsest else { return nil }
      deviation = 1.2533 * values.meanDistance(from: median)
    }
    return Spread(median: median, deviation: deviation)
  }

  func figure(of value: Double, by spread: Spread) -> Double? {
    guard spread.deviation > 0 else { return nil }
    let z = (value - spread.median) / spread.deviation
    return z.magnitude > limit ? z : nil
  }
}
