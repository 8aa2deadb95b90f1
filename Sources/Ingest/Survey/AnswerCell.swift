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
  ///
  /// Cells are copied together by blocks of rows and looked at there: the rows lie far apart in the grid, so that many
  /// are fetched at a time, and slices of the grid itself would count references to it, which threads that read
  /// columns side by side would wait for at every cell. A cell is good until the next.
  @inline(__always)
  func forEachAnswer(
    column: Int, rows: [Int], marks: AnswerMarks, _ body: (_ row: Int, _ cell: AnswerCell) -> Void
  ) {
    var block = CellBlock()
    for start in stride(from: 0, to: rows.count, by: CellBlock.rowCount) {
      block.fill(self, column: column, rows: rows[start..<min(start + CellBlock.rowCount, rows.count)])
      for place in 0..<block.count {
        let row = rows[start + place]
        if block.isError[place] {
          body(row, .missing(.unreadable))
        } else {
          body(row, AnswerCell(block.bytes[block.ends[place]..<block.ends[place + 1]], marks))
        }
      }
    }
  }
}

/// Cells of one column, of some rows, side by side.
private struct CellBlock {
  static let rowCount = 128

  private(set) var bytes: [UInt8] = []
  /// Where each cell ends, 0 in front.
  private(set) var ends: [Int] = []
  /// Whether a cell holds a workbook's error.
  private(set) var isError: [Bool] = []
  private var cells: [Range<Int>] = []

  var count: Int { isError.count }

  mutating func fill(_ grid: CellGrid, column: Int, rows: ArraySlice<Int>) {
    cells.removeAll(keepingCapacity: true)
    isError.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    grid.rowStarts.withUnsafeBufferPointer { rowStarts in
      grid.offsets.withUnsafeBufferPointer { offsets in
        grid.kinds.withUnsafeBufferPointer { kinds in
          for row in rows {
            let cell = rowStarts[row] + column
            let isThere = cell < rowStarts[row + 1]
            cells.append(isThere ? offsets[cell]..<offsets[cell + 1] : 0..<0)
            isError.append(isThere && kinds[cell] == .error)
          }
        }
      }
    }
    ends.append(0)
    grid.bytes.withUnsafeBufferPointer { source in
      for cell in cells {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[cell]))
        ends.append(bytes.count)
      }
    }
  }
}
