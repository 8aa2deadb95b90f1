import Diagnostics
import Ingest
import Promises
import Tables

/// Reads any bytes as a workbook when they begin like a zip archive or a compound file, else as the sheet of a workbook
/// that is sound but for it. A promise that is broken stops the process, which libFuzzer reports with the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWorkbook(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let isContainer = bytes.starts(with: [0x50, 0x4B]) || bytes.starts(with: [0xD0, 0xCF])
  let workbook: Workbook
  do throws(DiagnosticError) {
    workbook = try Workbook(isContainer ? bytes : workbookBytes(sheet: bytes), file: "fuzz.xlsx", limits: limits)
  } catch {
    promise(isContainer, "a workbook with any sheet can be opened")
    checkError(error)
    return 0
  }
  for sheet in workbook.sheets.prefix(4) {
    switch (attempt(workbook, sheet, parserAlone: false), attempt(workbook, sheet, parserAlone: true)) {
    case (.success(let scanned), .success(let parsed)):
      promise(isSame(scanned, parsed), "scanner and parser read the same")
      checkShape(scanned)
    case (.failure(let scanned), .failure(let parsed)):
      checkError(scanned)
      checkError(parsed)
    default: promise(false, "scanner and parser take in the same")
    }
  }
  return 0
}

/// Small, so that reaching them takes no time.
private let limits: IngestLimits = {
  var limits = IngestLimits()
  limits.inflatedBytes = 1 << 20
  limits.partBytes = 1 << 20
  limits.cells = 200_000
  limits.textBytes = 1 << 20
  limits.valueBytes = 1 << 12
  return limits
}()

private func attempt(
  _ workbook: Workbook, _ sheet: SheetEntry, parserAlone: Bool
) -> Result<SheetReading, DiagnosticError> {
  do throws(DiagnosticError) {
    return .success(try workbook.read(sheet, usesParserAlone: parserAlone))
  } catch {
    return .failure(error)
  }
}

private func isSame(_ first: SheetReading, _ second: SheetReading) -> Bool {
  first.grid.bytes == second.grid.bytes && first.grid.offsets == second.grid.offsets
    && first.grid.kinds == second.grid.kinds && first.grid.rowStarts == second.grid.rowStarts
    && first.grid.lines == second.grid.lines && first.merges == second.merges
    && first.uncalculatedCells == second.uncalculatedCells
}

/// A refusal is one error about the content, that says something.
private func checkError(_ error: DiagnosticError) {
  promise(error.kind == .content && error.diagnostics.count == 1, "a refusal is one error about the content")
  promise(error.diagnostics.allSatisfy { $0.severity == .error && !$0.message.isEmpty }, "an error says something")
}

private func checkShape(_ reading: SheetReading) {
  let grid = reading.grid
  promise(grid.offsets.first == 0 && grid.offsets.last == grid.bytes.count, "cells cover the bytes")
  promise(grid.offsets.count == grid.kinds.count + 1, "every cell has an end")
  promise(grid.rowStarts.first == 0 && grid.rowStarts.last == grid.kinds.count, "rows cover the cells")
  promise(grid.lines.count == grid.rowCount, "every row has its number")
  promise(zip([0] + grid.lines, grid.lines).allSatisfy { $0 < $1 }, "rows count from 1 and ascend")
  promise(grid.kinds.count <= limits.cells && grid.bytes.count <= limits.textBytes, "the limits hold")
  promise(String(validating: grid.bytes, as: UTF8.self) != nil, "cells are UTF-8")
  for row in 0..<grid.rowCount {
    promise((1...16_384).contains(grid.cellCount(row: row)), "every row has cells, and no more than a sheet's")
    for column in 0..<grid.cellCount(row: row) where grid.kind(row, column) == .number {
      promise(parseDouble(grid.bytes[grid.range(row, column)]) != nil, "a number is one")
    }
  }
}
