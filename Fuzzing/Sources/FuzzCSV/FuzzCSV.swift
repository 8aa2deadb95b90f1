import Diagnostics
import Promises
import Tables

/// Reads any bytes as a delimited file. A promise of the reader that is broken stops the process, which libFuzzer
/// reports with the bytes that did it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCSV(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  switch (attempt(bytes), attempt(bytes)) {
  case (.success(let reading), .success(let again)):
    promise(isSame(reading, again), "the same bytes give the same cells")
    checkShape(reading.grid)
    checkRowsSurviveWriting(reading.grid)
    checkTyping(reading.grid)
  case (.failure(let error), .failure(let again)):
    promise(error.diagnostics == again.diagnostics, "the same bytes give the same error")
    checkError(error, of: bytes)
  default:
    promise(false, "the same bytes are always read or always refused")
  }
  return 0
}

private func attempt(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) -> Result<CSVReading, DiagnosticError> {
  do throws(DiagnosticError) {
    return .success(try CSVReader.read(bytes, file: "fuzz.csv", options: options))
  } catch {
    return .failure(error)
  }
}

private func isSame(_ first: CSVReading, _ second: CSVReading) -> Bool {
  hasSameCells(first.grid, second.grid) && first.grid.lines == second.grid.lines
    && first.encoding == second.encoding && first.separator == second.separator
    && first.diagnostics == second.diagnostics
}

private func hasSameCells(_ first: CellGrid, _ second: CellGrid) -> Bool {
  first.bytes == second.bytes && first.offsets == second.offsets && first.kinds == second.kinds
    && first.rowStarts == second.rowStarts
}

/// A refusal is one error about the content, at a line that the file has.
private func checkError(_ error: DiagnosticError, of bytes: [UInt8]) {
  promise(error.kind == .content && error.diagnostics.count == 1, "a refusal is one error about the content")
  let diagnostic = error.diagnostics[0]
  promise(diagnostic.severity == .error && !diagnostic.message.isEmpty, "an error says something")
  if let line = diagnostic.location?.line {
    promise((1...bytes.count + 1).contains(line), "the error is in a line of the file")
  }
}

private func checkShape(_ grid: CellGrid) {
  promise(grid.offsets.first == 0 && grid.offsets.last == grid.bytes.count, "cells cover the bytes")
  promise(grid.offsets.count == grid.kinds.count + 1, "every cell has an end")
  promise(grid.rowStarts.first == 0 && grid.rowStarts.last == grid.kinds.count, "rows cover the cells")
  promise(grid.lines.count == grid.rowCount, "every row has its line")
  promise(zip([0] + grid.lines, grid.lines).allSatisfy { $0 < $1 }, "lines count from 1 and ascend")
  promise(String(validating: grid.bytes, as: UTF8.self) != nil, "cells are UTF-8")
  for row in 0..<grid.rowCount {
    promise(grid.cellCount(row: row) > 0, "every row has a cell")
    for column in 0...grid.cellCount(row: row) {
      let range = grid.range(row, column)
      promise(grid.kind(row, column) == (range.isEmpty ? .empty : .text), "a cell is text unless it is empty")
      promise(Array(grid.text(row, column).utf8) == Array(grid.bytes[range]), "a cell's text is its bytes")
    }
  }
}

/// Written as CSV and read back, the rows are the same.
private func checkRowsSurviveWriting(_ grid: CellGrid) {
  var csv = CSVWriter()
  for row in 0..<grid.rowCount {
    for column in 0..<grid.cellCount(row: row) { csv.field(grid.text(row, column)) }
    csv.endRow()
  }
  let back = readBack(csv.bytes)
  promise(hasSameCells(back.grid, grid), "rows written as CSV read back the same")
  promise(back.diagnostics.isEmpty, "what is written is well-formed")
}

private func readBack(_ bytes: [UInt8]) -> CSVReading {
  switch attempt(bytes, CSVOptions(separator: UInt8(ascii: ","), encoding: .utf8)) {
  case .success(let reading): return reading
  case .failure(let error): fatalError("broken promise: what is written can be read; \(error)")
  }
}

/// Reads the first columns as every type; as the type that is found out they must survive writing.
private func checkTyping(_ grid: CellGrid) {
  let rows = Array(0..<grid.rowCount)
  let width = rows.map { grid.cellCount(row: $0) }.max() ?? 0
  var found: [(name: String, column: Column)] = []
  for column in 0..<min(width, 8) {
    for type in ColumnType.allCases {
      let cells = grid.typed(column: column, rows: rows, as: type)
      promise(cells.column.type == type && cells.column.count == rows.count, "a typed column has its type and rows")
      let isUnreadable = rows.map { cells.column.missingKind(at: $0) == .unreadable }
      promise(cells.unreadable == rows.filter { isUnreadable[$0] }, "the cells named unreadable are those missing so")
    }
    let cells = grid.typed(column: column, rows: rows, as: nil)
    promise(cells.unreadable.isEmpty, "every cell can be read as the type that is found out")
    found.append((name: "c\(column)", column: cells.column))
  }
  guard !found.isEmpty else { return }
  let back = readBack(writeCSV(Table(found, rowCount: rows.count))).grid
  promise(back.rowCount == rows.count + 1, "a table is a header and its rows")
  for (position, original) in found.enumerated() {
    promise(back.text(0, position) == original.name, "the header holds the names")
    let cells = back.typed(column: position, rows: Array(1..<back.rowCount), as: original.column.type)
    promise(cells.column == original.column, "a typed column reads back the same")
  }
}
