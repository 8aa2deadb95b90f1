import Tables

/// A cell of a survey before its answer is looked at.
enum AnswerCell {
  case missing(MissingKind)
  case answer(ArraySlice<UInt8>)

  /// Trims the bytes of a cell and tells what they mean.
  @inline(__always)
  init(_ cell: ArraySlice<UInt8>, _ marks: AnswerMarks) {
    guard let first = cell.first, let last = cell.last else {
      self = .missing(.empty)
      return
    }
    // Most cells begin and end with no byte that a space could have.
    let mayHaveSpace = first <= 0x20 || first == 0xE3 || last <= 0x20 || last == 0x80
    let trimmed = mayHaveSpace ? trimmingSpaces(cell) : cell
    if trimmed.isEmpty {
      self = .missing(.empty)
    } else if let kind = marks.kind(of: trimmed) {
      self = .missing(kind)
    } else {
      self = .answer(trimmed)
    }
  }
}

/// A cell that could not be read as its variable's type, for the log.
struct UnreadableAnswer {
  var row: Int
  var text: String
}

extension CellGrid {
  /// The answers of one column, row by row; error cells of a workbook are unreadable.
  @inline(__always)
  func forEachAnswer(
    column: Int, rows: [Int], marks: AnswerMarks, _ body: (_ row: Int, _ cell: AnswerCell) -> Void
  ) {
    for row in rows {
      if kind(row, column) == .error {
        body(row, .missing(.unreadable))
      } else {
        body(row, AnswerCell(bytes[range(row, column)], marks))
      }
    }
  }
}
