import SurveyModel
import Tables

/// Neighbouring columns of some rows of a grid, put together.
///
/// The rows of a wide survey lie far apart, so that reading one column fetches each of its cells from memory by itself.
/// A strip is made in one pass and fits the cache; whoever has made it is the only one who refers to its bytes.
struct CellStrip: Sendable {
  let columns: Range<Int>
  private var bytes: [UInt8] = []
  /// Where each cell ends, row by row, 0 in front.
  private var ends: [Int] = [0]
  /// Whether a cell holds a workbook's error.
  private var isError: [Bool] = []

  /// - Parameters:
  ///   - grid: the cells.
  ///   - columns: those wanted; what a row lacks is empty.
  ///   - rows: rows of the grid, in any order.
  init(_ grid: CellGrid, columns: Range<Int>, rows: [Int]) {
    self.columns = columns
    ends.reserveCapacity(rows.count * columns.count + 1)
    isError.reserveCapacity(rows.count * columns.count)
    for row in rows {
      let first = grid.rowStarts[row]
      let end = grid.rowStarts[row + 1]
      let (lower, upper) = (min(first + columns.lowerBound, end), min(first + columns.upperBound, end))
      // Cells of a row follow each other.
      let start = grid.offsets[lower]
      let base = bytes.count
      bytes.append(contentsOf: grid.bytes[start..<grid.offsets[upper]])
      for cell in lower..<upper {
        ends.append(base + grid.offsets[cell + 1] - start)
        isError.append(grid.kinds[cell] == .error)
      }
      for _ in (upper - lower)..<columns.count {
        ends.append(bytes.count)
        isError.append(false)
      }
    }
  }

  /// The answer in a row of the strip.
  @inline(__always)
  func answer(_ place: Int, _ column: Int, _ marks: AnswerMarks) -> AnswerCell {
    let cell = place * columns.count + column - columns.lowerBound
    if isError[cell] { return .missing(.unreadable) }
    return AnswerCell(bytes[ends[cell]..<ends[cell + 1]], marks)
  }
}

extension AnswerReader {
  /// The reader with some columns put together.
  func with(columns: Range<Int>) -> AnswerReader {
    var reader = self
    reader.strip = CellStrip(grid, columns: columns, rows: rows)
    return reader
  }

  /// The answers of one column, row by row.
  @inline(__always)
  func forEachAnswer(column: Int, marks: AnswerMarks, _ body: (_ row: Int, _ cell: AnswerCell) -> Void) {
    guard let strip, strip.columns.contains(column) else {
      return grid.forEachAnswer(column: column, rows: rows, marks: marks, body)
    }
    for (place, row) in rows.enumerated() { body(row, strip.answer(place, column, marks)) }
  }
}
