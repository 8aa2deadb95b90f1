import Diagnostics
import SurveyModel
import Tables

/// Fills with the median or the mode of the finest cell that has enough values.
///
/// Deterministic imputation within classes (Kalton & Kasprzyk 1986, "The treatment of missing survey data", Survey
/// Methodology 12). It keeps the centre of a cell and loses its spread: for figures of spread use ``HotDeck``. The median
/// of an even number of values lies between the middle two; in a column of whole numbers, dates or times it is the lower
/// of them, so that every value filled in is one that a firm gave. Of equally frequent values the mode is the smallest
/// number, or the code that stands first.
struct CellImputation: Imputation {
  static let name = "cell_value"

  /// The value that stands for a cell.
  enum Centre: String, Sendable, CaseIterable {
    /// For numbers, dates and times.
    case median
    /// For any variable that is not a text.
    case mode
  }

  var target: ImputationTarget
  var centre = Centre.median
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] = []
  /// The fewest values of a cell.
  var minimumCell = 10

  private struct Value: Sendable {
    /// Between two rows' values there is a number and no row.
    var number: Double
    /// A row that has the value.
    var row: Int?
  }

  func impute(
    _ table: Table, codebook: Codebook, replicate: ImputationReplicate?
  ) throws(DiagnosticError) -> ImputationResult {
    var lookup = ColumnLookup("imputation \(Self.name)")
    let (column, recipients, present) = target.cells(table, codebook, &lookup)
    let numbers = column.numericValues
    lookup.require(
      centre == .mode ? column.type != .text : numbers != nil,
      "the \(centre.rawValue) of values of type \(column.type.rawValue)",
      advice: "Use the median for numbers, the mode for codes")
    let variables = lookup.columns(cells, in: table)
    try lookup.finish()

    let codes = centre == .mode ? ValueCodes(column) : nil
    let ranks = codes.map { self.ranks(of: $0, column) } ?? []
    let values = CellStatistics(
      variables, rowCount: table.rowCount,
      contributors: replicate?.drawn(present) ?? present,
      recipients: recipients, minimum: minimumCell
    ) { (rows, _) -> Value? in
      if let codes { return self.mode(rows, codes, ranks) }
      return numbers.flatMap { self.median(rows, $0, column.type) }
    }
    var fromRows: [(row: Int, source: Int)] = []
    var fromNumbers: [(row: Int, value: Double)] = []
    var filled: [(row: Int, level: Int)] = []
    for row in recipients {
      guard let cell = values[row] else { continue }
      filled.append((row, cell.level))
      if let source = cell.statistic.row {
        fromRows.append((row, source))
      } else {
        fromNumbers.append((row, cell.statistic.number))
      }
    }
    let result = column.filling(from: fromRows).filling(fromNumbers) ?? column
    let method: ImputationMethod = centre == .median ? .median : .mode
    let imputed = filled.map { cell in
      ImputedCell(
        row: cell.row, value: result.imputedValue(at: cell.row), method: method, donorRow: nil, cellLevel: cell.level)
    }
    return try target.result(result, imputed, of: recipients, present: present.count, isPublished: replicate == nil)
  }

  private func median(_ rows: ArraySlice<Int>, _ numbers: [Double], _ type: ColumnType) -> Value? {
    let sorted = rows.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
    guard !sorted.isEmpty else { return nil }
    let lower = sorted[(sorted.count - 1) / 2]
    let upper = sorted[sorted.count / 2]
    if type != .double || numbers[lower] == numbers[upper] { return Value(number: numbers[lower], row: lower) }
    return Value(number: numbers[lower] + (numbers[upper] - numbers[lower]) / 2, row: nil)
  }

  private func mode(_ rows: ArraySlice<Int>, _ codes: ValueCodes, _ ranks: [Int]) -> Value? {
    var counts: [Int32: Int] = [:]
    for row in rows { counts[codes.codes[row], default: 0] += 1 }
    let best = counts.max { one, other in
      (one.value, -ranks[Int(one.key)]) < (other.value, -ranks[Int(other.key)])
    }
    return best.map { Value(number: .nan, row: codes.firstRows[Int($0.key)]) }
  }

  /// The place of each code among the values of the column in order.
  private func ranks(of codes: ValueCodes, _ column: Column) -> [Int] {
    let numbers = column.numericValues
    func key(_ code: Int) -> Double {
      let row = codes.firstRows[code]
      if let numbers { return numbers[row] }
      switch column.storage {
      case .category(let values): return Double(values[row])
      case .set(let values): return Double(values.masks[row])
      case .bool(let values): return values[row] ? 1 : 0
      default: return 0
      }
    }
    var ranks = [Int](repeating: 0, count: codes.count)
    let sorted = (0..<codes.count).map { (key($0), $0) }.sorted { $0 < $1 }
    for (rank, code) in sorted.enumerated() { ranks[code.1] = rank }
    return ranks
  }
}
