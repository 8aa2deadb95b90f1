import Diagnostics
import Promises
import Tables

/// Reads any bytes as a table, in chunks of several sizes; the result must be that of the cell grid whatever the size.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTable(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let whole = attempt(bytes, chunkSize: 1 << 20)
  for chunkSize in [1, 5, 64] {
    switch (whole, attempt(bytes, chunkSize: chunkSize)) {
    case (.success(let reading), .success(let again)):
      promise(isSame(reading, again), "chunks of \(chunkSize) bytes give the same table")
    case (.failure(let error), .failure(let again)):
      promise(error.diagnostics == again.diagnostics, "chunks of \(chunkSize) bytes give the same error")
    default: promise(false, "chunks of \(chunkSize) bytes are read or refused as the whole is")
    }
  }
  compareWithGrid(bytes, whole)
  return 0
}

private func attempt(_ bytes: [UInt8], chunkSize: Int) -> Result<CSVTableReading, DiagnosticError> {
  var options = CSVTableOptions(threads: 1)
  options.chunkSize = chunkSize
  do throws(DiagnosticError) {
    return .success(try CSVTableReader.read(bytes: bytes, file: "fuzz.csv", options: options))
  } catch {
    return .failure(error)
  }
}

private func isSame(_ first: CSVTableReading, _ second: CSVTableReading) -> Bool {
  first.table.names == second.table.names && first.table.columns == second.table.columns
    && first.table.origins == second.table.origins && first.setAside == second.setAside
    && first.unreadable == second.unreadable && first.diagnostics == second.diagnostics
    && first.encoding == second.encoding && first.separator == second.separator
}

private func compareWithGrid(_ bytes: [UInt8], _ table: Result<CSVTableReading, DiagnosticError>) {
  let grid: CellGrid
  do throws(DiagnosticError) {
    grid = try CSVReader.read(bytes, file: "fuzz.csv").grid
  } catch {
    guard case .failure(let found) = table else { return promise(false, "what the grid refuses the table refuses") }
    return promise(found.diagnostics == error.diagnostics, "both refuse for the same reason")
  }
  guard case .success(let reading) = table else {
    return promise(grid.rowCount == 0, "what the grid reads the table reads, if there is a header")
  }
  let width = grid.cellCount(row: 0)
  let isEven = (0..<grid.rowCount).map { row in
    let cells = grid.cellCount(row: row)
    return cells == width || (cells > width && (width..<cells).allSatisfy { grid.range(row, $0).isEmpty })
  }
  let rows = (1..<grid.rowCount).filter { isEven[$0] }
  promise(reading.table.names.count == width, "the header names the columns")
  promise(reading.table.origins.line == rows.map { grid.lines[$0] }, "rows keep their lines")
  let odd = (1..<grid.rowCount).filter { !isEven[$0] }
  promise(reading.setAside.map(\.line) == odd.map { Int(grid.lines[$0]) }, "odd rows are set aside, and no others")
  for column in 0..<min(width, 8) {
    let typed = grid.typed(column: column, rows: rows, as: nil).column
    promise(reading.table.columns[column] == typed, "column \(column) reads as the grid's cells do")
  }
}
