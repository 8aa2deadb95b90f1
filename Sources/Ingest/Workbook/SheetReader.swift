import Diagnostics
import Tables

/// Reads the rows, cells and merged rectangles of one sheet.
struct SheetReader: TokenReader {
  let context: SheetContext

  func read(_ tokens: inout some SheetTokens & ~Copyable) throws(TokenStop) -> SheetReading {
    var pass = SheetPass(cells: SheetCells(context))
    return try pass.read(&tokens)
  }
}

/// One pass over the tags of a sheet.
private struct SheetPass {
  var cells: SheetCells
  private var text: [UInt8] = []
  private var piece: [UInt8] = []

  init(cells: SheetCells) { self.cells = cells }

  mutating func read(_ tokens: inout some SheetTokens & ~Copyable) throws(TokenStop) -> SheetReading {
    // What follows the table, such as extensions, may use the same names for something else.
    var isInTable = true
    while true {
      while isInTable, let cell = try tokens.plainCell() { try append(cell, tokens) }
      switch try tokens.next() {
      case .start where isInTable && tokens.element == .cell: try readCell(&tokens)
      case .start where isInTable && tokens.element == .row: try startRow(tokens)
      case .end where isInTable && tokens.element == .row: cells.endRow()
      case .end where tokens.element == .sheetData: isInTable = false
      case .start where tokens.element == .mergeCell: try readMerge(tokens)
      case .finished: return cells.reading
      default: continue
      }
    }
  }

  private mutating func append(
    _ cell: PlainCell, _ tokens: borrowing some SheetTokens & ~Copyable
  ) throws(TokenStop) {
    let type = cell.type.isEmpty ? .number : SheetCellType(cell.type)
    do throws(SheetProblem) {
      try cells.move(to: column(of: cell.reference))
      // A value is not the text of a cell of inline text.
      let none = UnsafeBufferPointer(rebasing: cell.text[..<0])
      try cells.append(type == .inline ? none : cell.text, type, style: cell.style, hasFormula: false)
    } catch {
      throw stop(error, tokens)
    }
  }

  /// Column 0, which is before any other and so out of order, for a reference to another row or to no cell.
  private func column(of reference: UnsafeBufferPointer<UInt8>) -> Int {
    guard let position = cellPosition(reference), position.row == cells.row else { return 0 }
    return position.column
  }

  private mutating func startRow(_ tokens: borrowing some SheetTokens & ~Copyable) throws(TokenStop) {
    var number: Int?
    try tokens.forEachAttribute { (name, value) throws(TokenStop) in
      if name == .reference { number = parseInteger(value).map { Int(clamping: $0) } ?? 0 }
    }
    do throws(SheetProblem) { try cells.startRow(number) } catch { throw stop(error, tokens) }
  }

  private mutating func readMerge(_ tokens: borrowing some SheetTokens & ~Copyable) throws(TokenStop) {
    var range: CellRange?
    try tokens.forEachAttribute { (name, value) throws(TokenStop) in
      if name == .range { range = CellRange(value) }
    }
    guard let range else { return }
    do throws(SheetProblem) { try cells.merge(range) } catch { throw stop(error, tokens) }
  }

  private mutating func readCell(_ tokens: inout some SheetTokens & ~Copyable) throws(TokenStop) {
    var column = cells.nextColumn
    var style = 0
    var type = SheetCellType.number
    try tokens.forEachAttribute { (name, value) throws(TokenStop) in
      switch name {
      case .reference: column = self.column(of: value)
      case .style: style = parseInteger(value).map { Int(clamping: $0) } ?? 0
      case .type: type = SheetCellType(value)
      default: break
      }
    }
    let hasFormula = try readContent(&tokens, type)
    do throws(SheetProblem) {
      try cells.move(to: column)
      try text.withUnsafeBufferPointer { (utf8) throws(SheetProblem) in
        try cells.append(utf8, type, style: style, hasFormula: hasFormula)
      }
    } catch {
      throw stop(error, tokens)
    }
  }

  /// Reads the cell to its end: its value or inline text into `text`; whether it has a formula.
  private mutating func readContent(
    _ tokens: inout some SheetTokens & ~Copyable, _ type: SheetCellType
  ) throws(TokenStop) -> Bool {
    text.removeAll(keepingCapacity: true)
    var hasFormula = false
    let outer = tokens.depth - 1
    while true {
      switch try tokens.next() {
      // A cell of inline text may carry a value besides, which is not its text.
      case .start where tokens.element == .value && type != .inline: try tokens.readContent(into: &text)
      case .start where tokens.element == .inline && type == .inline:
        try readRichText(&tokens, into: &text, &piece)
      case .start:
        if tokens.element == .formula { hasFormula = true }
        try tokens.skipElement()
      case .end where tokens.depth == outer: return hasFormula
      case .finished: return hasFormula
      default: continue
      }
    }
  }

  private func stop(_ problem: SheetProblem, _ tokens: borrowing some SheetTokens & ~Copyable) -> TokenStop {
    .problem(tokens.problem(problem.code, problem.message, advice: problem.advice))
  }
}
