import Diagnostics
import SurveyModel
import Tables

/// Fills with the ratio of the cell times an auxiliary value of the same record: ŷ = R x, R = Σ y / Σ x.
///
/// Ratio imputation within classes as in business surveys (Kovar & Whitridge 1995, "Imputation of business survey data",
/// in Business Survey Methods): revenue from employees, this year's from last year's. R is over the cell's records with
/// both values; the auxiliary must be 0 or more and its sum above 0. In a column of whole numbers the result is rounded.
struct RatioImputation: Imputation {
  static let name = "ratio"

  var target: ImputationTarget
  /// The variable x.
  var auxiliary: String
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] = []
  /// The fewest records with both values of a cell.
  var minimumCell = 10

  func impute(
    _ table: Table, codebook: Codebook, replicate: ImputationReplicate?
  ) throws(DiagnosticError) -> ImputationResult {
    var lookup = ColumnLookup("imputation \(Self.name)")
    let (column, recipients, present) = target.cells(table, codebook, &lookup)
    let values = lookup.numbers(target.variable, in: table)
    let auxiliaries = lookup.numbers(auxiliary, in: table)
    let variables = lookup.columns(cells, in: table)
    lookup.require(
      column.type != .date && column.type != .dateTime, "a date is no multiple of \(auxiliary)",
      advice: "Impute amounts by ratio")
    try lookup.finish()

    let able = recipients.filter { auxiliaries[$0] >= 0 }
    let ratios = CellStatistics(
      variables, rowCount: table.rowCount,
      contributors: (replicate?.drawn(present) ?? present).filter { auxiliaries[$0] >= 0 && !values[$0].isNaN },
      recipients: able,
      minimum: minimumCell
    ) { (rows, _) -> Double? in
      let base = rows.reduce(0.0) { $0 + auxiliaries[$1] }
      let ratio = rows.reduce(0.0) { $0 + values[$1] } / base
      return base > 0 && ratio.isFinite ? ratio : nil
    }
    var numbers: [(row: Int, value: Double)] = []
    var levels: [Int] = []
    for row in able {
      guard let cell = ratios[row], (cell.statistic * auxiliaries[row]).isFinite else { continue }
      numbers.append((row, cell.statistic * auxiliaries[row]))
      levels.append(cell.level)
    }
    let filled = column.filling(numbers)
    lookup.require(
      filled != nil, "a value of \(target.variable) is too large for a whole number",
      advice: "Look for wrong values of \(auxiliary)")
    try lookup.finish()
    let result = filled ?? column
    let imputed = zip(numbers, levels).map { number, level in
      ImputedCell(
        row: number.row, value: result.imputedValue(at: number.row), method: .ratio, donorRow: nil, cellLevel: level)
    }
    return try target.result(result, imputed, of: recipients, present: present.count, isPublished: replicate == nil)
  }
}
