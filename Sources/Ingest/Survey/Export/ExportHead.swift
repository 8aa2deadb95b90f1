import Diagnostics
import SurveyModel
import Tables

/// The top of a survey's file, as dialects look at it to recognise themselves and to read the header.
struct ExportHead {
  let cells: SourceCells
  /// The header's names, its declared rows joined with `/`, without the empty ones at the end.
  let names: [String]
  /// Where the data begin if the header has the declared number of rows.
  let firstRow: Int
  /// The grid's row of the first row of the header.
  let top: Int

  /// - Throws: kind `content` when the file has no such header.
  init(_ cells: SourceCells, headerRows: ClosedRange<Int> = 1...1) throws(DiagnosticError) {
    let header = try HeaderTable(cells, headerRows: headerRows)
    self.init(cells: cells, names: header.names, firstRow: header.firstRow, headerRows: headerRows)
  }

  init(cells: SourceCells, names: [String], firstRow: Int, headerRows: ClosedRange<Int> = 1...1) {
    self.cells = cells
    self.names = names
    self.firstRow = firstRow
    let first = cells.grid.lines.firstIndex { headerRows.contains(Int($0)) }
    top = cells.recordColumns == nil ? (first ?? max(0, firstRow - 1)) : 0
  }

  /// The cells of a row of the header, from 0, as wide as it is; empty beyond the file.
  func row(_ number: Int) -> [String] {
    guard cells.recordColumns == nil else { return number == 0 ? names : [] }
    let row = top + number
    guard row < cells.grid.rowCount else { return [] }
    return (0..<cells.grid.cellCount(row: row)).map { cells.grid.text(row, $0).trimmed }
  }

  /// The rows of a header of one row, as declared.
  var declaredRows: Range<Int> { cells.recordColumns == nil ? min(top, firstRow)..<firstRow : 0..<0 }

  /// Rows of a header that has this many.
  func rows(_ count: Int) -> Range<Int> { top..<min(cells.grid.rowCount, top + count) }

  /// The distinct trimmed values of a column below the header, in order of appearance; nil when there are more than
  /// `limit`. Only the first 2,000 rows are looked at.
  func values(_ column: Int, below first: Int, limit: Int, besides marks: AnswerMarks) -> [String]? {
    distinctValues(cells.grid, column, rows: first..<min(cells.grid.rowCount, first + 2000), limit: limit, marks: marks)
  }
}

/// The distinct trimmed values of a column, in order of appearance, without marks; nil: more than `limit`.
func distinctValues(
  _ grid: CellGrid, _ column: Int, rows: Range<Int>, limit: Int, marks: AnswerMarks
) -> [String]? {
  var seen = ByteInterner()
  for row in rows {
    let cell = trimmingSpaces(grid.bytes[grid.range(row, column)])
    if cell.isEmpty || marks.kind(of: cell) != nil { continue }
    _ = seen.intern(cell)
    if seen.count > limit { return nil }
  }
  return seen.strings
}
