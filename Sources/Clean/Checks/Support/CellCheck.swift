import Diagnostics
import Tables

/// A check of each value of a variable by a statistic of its cell, such as the quartiles.
protocol CellCheck: RecordCheck {
  associatedtype Statistic: Sendable

  var variable: String { get }
  var scale: ValueScale { get }
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] { get }
  /// The fewest values of a cell; a smaller one is judged by the coarser cell.
  var minimumCell: Int { get }

  /// Notes parameters that do not fit.
  func require(_ lookup: inout ColumnLookup)

  /// - Parameters:
  ///   - values: those of a cell, on the scale.
  ///   - isCoarsest: whether there is no coarser cell.
  /// - Returns: nil where the values tell nothing, so that the coarser cell judges.
  func statistic(of values: OrderedValues, isCoarsest: Bool) -> Statistic?

  /// - Returns: how far out a value is; nil where it is not to be struck.
  func figure(of value: Double, by statistic: Statistic) -> Double?
}

extension CellCheck {
  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let scaled = lookup.numbers(variable, in: table)
    let variables = lookup.columns(cells, in: table)
    require(&lookup)
    try lookup.finish()

    let (values, unjudged) = scale.applied(to: scaled)
    let judged = values.indices.filter { !values[$0].isNaN }
    let statistics = CellStatistics(
      variables, rowCount: table.rowCount, contributors: judged, recipients: judged, minimum: minimumCell
    ) { (rows, isCoarsest) -> Statistic? in
      statistic(of: OrderedValues(rows.lazy.map { values[$0] }), isCoarsest: isCoarsest)
    }
    let struck = judged.compactMap { (row) -> StruckRow? in
      statistics[row].flatMap { figure(of: values[row], by: $0.statistic) }.map { StruckRow(row, figure: $0) }
    }
    return CheckResult(struck, notes: scale.notes("check \(Self.name)", variable, unjudged: unjudged))
  }
}
