import Diagnostics
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
struct RobustOutliers: RecordCheck {
  static let name = "robust_outliers"

  var variable: String
  var scale = ValueScale.raw
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] = []
  /// The fewest values of a cell; a smaller one is judged by the coarser cell.
  var minimumCell = 20
  /// The robust z above which a record is struck.
  var limit = 3.5

  private struct Spread: Sendable {
    var median: Double
    var deviation: Double
  }

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let scaled = lookup.numbers(variable, in: table)
    let variables = lookup.columns(cells, in: table)
    lookup.require(limit > 0, "the limit is \(shortestText(limit))", advice: "Give a robust z such as 3.5")
    try lookup.finish()

    let (values, unjudged) = scale.applied(to: scaled)
    let judged = values.indices.filter { !values[$0].isNaN }
    let spreads = CellStatistics(
      variables, rowCount: table.rowCount, contributors: judged, recipients: judged, minimum: minimumCell
    ) { (rows, isCoarsest) -> Spread? in
      let ordered = OrderedValues(rows.lazy.map { values[$0] })
      let median = ordered.median
      var deviation = 1.4826 * ordered.medianDistance(from: median)
      if deviation == 0 {
        guard isCoarsest else { return nil }
        deviation = 1.2533 * ordered.meanDistance(from: median)
      }
      return Spread(median: median, deviation: deviation)
    }
    let struck = judged.compactMap { (row) -> StruckRow? in
      guard let spread = spreads[row]?.statistic, spread.deviation > 0 else { return nil }
      let z = (values[row] - spread.median) / spread.deviation
      return z.magnitude > limit ? StruckRow(row, figure: z) : nil
    }
    return CheckResult(struck, notes: scale.notes("check \(Self.name)", variable, unjudged: unjudged))
  }
}
