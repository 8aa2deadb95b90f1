import Diagnostics
import Tables

/// Finds the columns that a check or an imputation names, and collects everything that does not fit before any of it is
/// used.
///
/// What is not there is replaced by a column of missing cells, so that all problems come to light in one go; `finish`
/// stops before such a column can matter.
struct ColumnLookup {
  private let what: String
  private var problems: [Diagnostic] = []

  /// - Parameter what: who asks, as messages begin: `check near_duplicates`.
  init(_ what: String) { self.what = what }

  /// The column of that name.
  mutating func column(_ name: String, in table: Table, _ place: String = "the data") -> Column {
    if let column = table[name] { return column }
    let nearest = nearestName(to: name, among: table.names)
    problem(
      "Q-001", "\(place) have no column \(name)",
      advice: nearest.map { "Did you mean \($0)?" } ?? "Name a column of the data")
    return Column(
      .int8(Array(repeating: 0, count: table.rowCount)), missing: Array(repeating: .empty, count: table.rowCount))
  }

  mutating func columns(_ names: [String], in table: Table, _ place: String = "the data") -> [Column] {
    names.map { column($0, in: table, place) }
  }

  /// The values of a column of numbers, dates or times; NaN where there is none.
  mutating func numbers(_ name: String, in table: Table, _ place: String = "the data") -> [Double] {
    let found = column(name, in: table, place)
    if let values = found.numericValues { return values }
    problem(
      "Q-002", "column \(name) holds values of type \(found.type.rawValue), not numbers",
      advice: "Name a column of numbers, or derive one")
    return Array(repeating: .nan, count: table.rowCount)
  }

  /// Notes a problem with a parameter unless the condition holds.
  mutating func require(_ isRight: Bool, _ message: @autoclosure () -> String, advice: String) {
    if !isRight { problem("Q-003", message(), advice: advice) }
  }

  private mutating func problem(_ code: String, _ message: String, advice: String) {
    problems.append(Diagnostic(.error, code: code, "\(what): \(message)", advice: advice))
  }

  /// - Throws: ``DiagnosticError`` of kind `configuration` with all problems noted.
  func finish() throws(DiagnosticError) {
    if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
  }
}

/// The rows in which no column has a missing cell.
func rowsWithValues(in columns: [Column], rowCount: Int) -> [Int] {
  var isMissing = [Bool](repeating: false, count: rowCount)
  for column in columns {
    for row in column.missing.indices where column.missing[row] != .present { isMissing[row] = true }
  }
  return (0..<rowCount).filter { !isMissing[$0] }
}
