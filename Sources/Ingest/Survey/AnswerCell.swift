import Tables

/// A cell of a survey before its answer is looked at.
enum AnswerCell {
  case missing(MissingKind)
  case answer(ArraySlice<UInt8>)

  /// Trims the bytes of a cell and tells what they mean.
  init(_ cell: ArraySlice<UInt8>) {
    guard let first = cell.first, let last = cell.last else {
      self = .missing(.empty)
      return
    }
    // Most cells begin and end with no byte that a space could have.
    let mayHaveSpace = first <= 0x20 || first == 0xE3 || last <= 0x20 || last == 0x80
    if !mayHaveSpace, first != UInt8(ascii: "("), first != 0xEF {
      self = .answer(cell)
      return
    }
    self.init(trimmed: mayHaveSpace ? trimmingSpaces(cell) : cell)
  }

  private init(trimmed: ArraySlice<UInt8>) {
    guard let first = trimmed.first else {
      self = .missing(.empty)
      return
    }
    // `(` or the first byte of `（`.
    if first == UInt8(ascii: "(") || first == 0xEF {
      for mark in Self.marks where trimmed.elementsEqual(mark.text.utf8) {
        self = .missing(mark.kind)
        return
      }
    }
    self = .answer(trimmed)
  }

  /// A question that was shown and left empty is not one that was skipped.
  private static let marks: [(text: String, kind: MissingKind)] = [
    ("(空)", .empty), ("（空）", .empty), ("(跳过)", .notAsked), ("（跳过）", .notAsked),
  ]
}

/// A cell that could not be read as its variable's type, for the log.
struct UnreadableAnswer {
  var row: Int
  var text: String
}

extension CellGrid {
  /// The answers of one column, row by row; error cells of a workbook are unreadable.
  @inline(__always)
  func forEachAnswer(column: Int, rows: [Int], _ body: (_ row: Int, _ cell: AnswerCell) -> Void) {
    for row in rows {
      if kind(row, column) == .error {
        body(row, .missing(.unreadable))
      } else {
        body(row, AnswerCell(bytes[range(row, column)]))
      }
    }
  }
}
