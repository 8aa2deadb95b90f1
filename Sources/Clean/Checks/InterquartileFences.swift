import Diagnostics
import Tables

/// Values outside the fences of their cell: below Q1 - k IQR or above Q3 + k IQR.
///
/// Tukey (1977), "Exploratory data analysis", with k = 1.5 for the inner fences and 3 for the outer; quartiles by
/// definition 7 of Hyndman & Fan (1996). Where the quartiles coincide every other value would be an outlier: the coarser
/// cell judges, and where there is none nothing is struck. On the log scale values of 0 and less are not judged.
///
/// Figure: how far beyond its quartile, in interquartile ranges; negative below.
///
/// - Complexity: O(n log n) for each cell variable.
struct InterquartileFences: RecordCheck {
  static let name = "interquartile_fences"

  var variable: String
  var scale = ValueScale.raw
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] = []
  /// The fewest values of a cell; a smaller one is judged by the coarser cell.
  var minimumCell = 20
  /// The distance of the fences from the quartiles, in interquartile ranges.
  var factor = 1.5

  private struct Quartiles: Sendable {
    var lower: Double
    var upper: Double
  }

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let scaled = lookup.numbers(variable, in: table)
    let variables = lookup.columns(cells, in: table)
    lookup.require(factor > 0, "the factor is \(shortestText(factor))", advice: "Give a factor such as 1.5")
    try lookup.finish()

    let (values, unjudged) = scale.applied(to: scaled)
    let judged = values.indices.filter { !values[$0].isNaN }
    let quartiles = CellStatistics(
      variables, rowCount: table.rowCount, contributors: judged, recipients: judged, minimum: minimumCell
    ) { (rows, _) -> Quartiles? in
      let ordered = OrderedValues(rows.lazy.map { values[$0] })
      let found = Quartiles(lower: ordered.quantile(0.25), upper: ordered.quantile(0.75))
      return found.upper > found.lower ? found : nil
    }
    let struck = judged.compactMap { (row) -> StruckRow? in
      guard let found = quartiles[row]?.statistic else { return nil }
      let range = found.upper - found.lower
      let value = values[row]
      if value > found.upper + factor * range { return StruckRow(row, figure: (value - found.upper) / range) }
      if value < found.lower - factor * range { return StruckRow(row, figure: (value - found.lower) / range) }
      return nil
    }
    return CheckResult(struck, notes: scale.notes("check \(Self.name)", variable, unjudged: unjudged))
  }
}
