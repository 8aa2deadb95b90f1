import Diagnostics
import Testing

@testable import Tables

@Suite struct CSVPropertyTests {
  @Test("the reader cuts any text into the cells that a reader of single characters finds", arguments: 0..<64)
  func cells(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    for _ in 0..<40 {
      let separator: Unicode.Scalar = random.pick([",", ";", "\t"], else: ",")
      let text = random.delimitedText(separator: String(separator))
      let options = CSVOptions(separator: UInt8(ascii: separator), encoding: .utf8)
      let reading: CSVReference
      do throws(DiagnosticError) {
        let found = try CSVReader.read(Array(text.utf8), file: "a.csv", options: options)
        let broken = found.diagnostics.first?.message.prefix { $0 != " " }
        reading = .rows(referenceRows(found.grid), broken: broken.flatMap { Int($0) } ?? 0)
      } catch {
        reading = .unclosedQuote(line: error.diagnostics.first?.location?.line ?? 0)
      }
      #expect(reading == CSVReference(text, separator: separator), "\(text.debugDescription)")
    }
  }

  @Test("a file of any bytes is read, or refused with the line", arguments: 0..<64)
  func anyBytes(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed) &+ 1_000_000)
    for _ in 0..<60 {
      let bytes = random.fileBytes()
      do throws(DiagnosticError) {
        let grid = try CSVReader.read(bytes, file: "a.csv").grid
        #expect(isConsistent(grid), "\(bytes)")
      } catch {
        #expect(error.kind == .content)
        #expect(error.diagnostics.count == 1)
        #expect(error.diagnostics.allSatisfy { ($0.location?.line ?? 0) > 0 && $0.advice != nil }, "\(bytes)")
      }
    }
  }

  @Test("a table that is written reads back the same", arguments: 0..<150)
  func roundTrip(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed) &+ 2_000_000)
    let table = random.table()
    let reading = try CSVReader.read(writeCSV(table), file: "a.csv", options: CSVOptions(separator: 0x2C))
    #expect(reading.diagnostics.isEmpty)
    try #require(reading.grid.rowCount == table.rowCount + 1)
    let header = (0..<reading.grid.cellCount(row: 0)).map { reading.grid.text(0, $0) }
    let names = columnNames(header, file: "a.csv", line: 1)
    #expect(names.diagnostics.isEmpty)
    #expect(names.names.map { Array($0.utf8) } == table.names.map { Array($0.utf8) })
    for (index, column) in table.columns.enumerated() {
      let rows = Array(1..<(table.rowCount + 1))
      let typed = reading.grid.typed(column: index, rows: rows, as: column.type, codes: codes(column))
      #expect(typed.unreadable.isEmpty)
      #expect(typed.column == readable(column), "column \(index), \(column.type)")
      #expect(bits(typed.column) == bits(readable(column)), "column \(index), \(column.type)")
    }
  }

  @Test("fields are the same bytes, whether written by the table or one by one", arguments: 0..<150)
  func fieldByField(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed) &+ 3_000_000)
    let table = random.table()
    var csv = CSVWriter()
    csv.row(table.names)
    for row in 0..<table.rowCount { csv.row(table.columns.map { text($0, row) }) }
    #expect(writeCSV(table) == csv.bytes)
  }

  @Test("numbers are written as the texts that the shortest form has", arguments: 0..<50)
  func numbers(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed) &+ 4_000_000)
    for _ in 0..<400 {
      let value = random.double()
      #expect(written { writeShortest(value, to: $0) } == shortestText(value))
      let integer = Int64(bitPattern: random.next()) >> Int64(random.number(0...63))
      #expect(written { writeInteger(integer, to: $0) } == String(integer))
      let days = Int32(truncatingIfNeeded: integer)
      #expect(written { writeDate(days: days, to: $0) } == isoDateText(days: days))
      #expect(written { writeDateTime(seconds: integer, to: $0) } == isoDateTimeText(seconds: integer))
    }
    for value in [Double.nan, .infinity, -.infinity, 999_999_999.999_999, 1e15 - 1, 0.000_1, 0.000_099] {
      #expect(written { writeShortest(value, to: $0) } == shortestText(value))
    }
    #expect(written { writeInteger(.min, to: $0) } == "-9223372036854775808")
    #expect(written { writeDigits(.max, to: $0) } == "18446744073709551615")
  }

  @Test("a table without columns, without rows, and with one empty column can be written")
  func degenerate() {
    #expect(writeCSV(Table([], rowCount: 0)) == Array("\"\"\r\n".utf8))
    #expect(writeCSV(Table([("a", Column(.int8([])))], rowCount: 0)) == Array("a\r\n".utf8))
    let empty = Column(.int8([0, 0]), missing: [.empty, .refused])
    #expect(writeCSV(Table([("a", empty)], rowCount: 2)) == Array("a\r\n\"\"\r\n\"\"\r\n".utf8))
    #expect(writeCSV(Table([("a", empty), ("b", empty)], rowCount: 2)) == Array("a,b\r\n,\r\n,\r\n".utf8))
  }

  @Test("what a CSV cannot say is lost as documented")
  func lost() throws {
    let text = Column(.text(TextStorage(["", " ", "x"])))
    let set = Column(.set(SetStorage(masks: [0, 1, 2], options: ["A", "B"])))
    let number = Column(.double([.nan, .infinity, 1]), missing: [.present, .present, .dontKnow])
    let grid = try CSVReader.read(
      writeCSV(Table([("t", text), ("s", set), ("n", number)], rowCount: 3)), file: "a.csv"
    ).grid
    let rows = [1, 2, 3]
    #expect(grid.typed(column: 0, rows: rows, as: .text).column.missing == [.empty, .empty, .present])
    #expect(grid.typed(column: 1, rows: rows, as: .set).column.missing == [.empty, .present, .present])
    #expect(grid.typed(column: 2, rows: rows, as: .double).column.missing == [.unreadable, .unreadable, .empty])
  }
}

/// The grid as the reference gives its rows.
private func referenceRows(_ grid: CellGrid) -> [CSVReference.Row] {
  (0..<grid.rowCount).map { row in
    CSVReference.Row(
      line: Int(grid.lines[row]),
      cells: (0..<grid.cellCount(row: row)).map { Array(grid.bytes[grid.range(row, $0)]) })
  }
}

/// Whether offsets, rows and lines of a grid fit together and its bytes are UTF-8.
private func isConsistent(_ grid: CellGrid) -> Bool {
  let cells = grid.kinds.count
  guard grid.offsets.count == cells + 1, grid.offsets.first == 0, grid.offsets.last == grid.bytes.count else {
    return false
  }
  guard grid.rowStarts.first == 0, grid.rowStarts.last == cells, grid.lines.count == grid.rowCount else { return false }
  let areOrdered = zip(grid.offsets, grid.offsets.dropFirst()).allSatisfy { $0 <= $1 }
  let haveCells = zip(grid.rowStarts, grid.rowStarts.dropFirst()).allSatisfy { $0 < $1 }
  let linesGrow = zip(grid.lines, grid.lines.dropFirst()).allSatisfy { $0 < $1 }
  return areOrdered && haveCells && linesGrow && String(validating: grid.bytes, as: UTF8.self) != nil
}

/// The codes that a codebook gives for a column.
private func codes(_ column: Column) -> [String] {
  switch column.storage {
  case .category(let values): values.dictionary
  case .set(let values): values.options
  default: []
  }
}

/// The column without what a CSV cannot say: kinds of missing, texts of white space, sets of no options.
private func readable(_ column: Column) -> Column {
  var missing = (0..<column.count).map { column.isMissing(at: $0) ? MissingKind.empty : .present }
  var storage = column.storage
  switch column.storage {
  case .set(let values):
    for row in missing.indices where values.masks[row] == 0 { missing[row] = .empty }
  case .text(let values):
    var kept = TextStorage()
    for row in missing.indices {
      let text = values.bytes[values.offsets[row]..<values.offsets[row + 1]]
      let isBlank = trimmingSpaces(text).isEmpty
      if isBlank { missing[row] = .empty }
      kept.append(utf8: isBlank ? [] : text)
    }
    storage = .text(kept)
  default: break
  }
  return Column(storage, missing: missing)
}

/// Doubles compared bit by bit: -0 equals 0.
private func bits(_ column: Column) -> [UInt64] {
  if case .double(let values) = column.storage { values.map(\.bitPattern) } else { [] }
}

/// A cell's text by the slow way of a String a cell.
private func text(_ column: Column, _ row: Int) -> String {
  if column.isMissing(at: row) { return "" }
  return switch column.storage {
  case .bool(let values): values[row] ? "true" : "false"
  case .int8(let values): "\(values[row])"
  case .int16(let values): "\(values[row])"
  case .int32(let values): "\(values[row])"
  case .int64(let values): "\(values[row])"
  case .double(let values): shortestText(values[row])
  case .category(let values): values.dictionary[values[row]]
  case .set(let values):
    values.options.indices.filter { values.masks[row] >> UInt64($0) & 1 == 1 }.map { values.options[$0] }
      .joined(separator: "|")
  case .text(let values): values[row]
  case .date(let values): isoDateText(days: values[row])
  case .dateTime(let values): isoDateTimeText(seconds: values[row])
  }
}

private func written(_ write: (UnsafeMutablePointer<UInt8>) -> Int) -> String {
  let bytes = [UInt8](unsafeUninitializedCapacity: widestScalarText) { target, count in
    count = target.baseAddress.map { write($0) } ?? 0
  }
  return String(decoding: bytes, as: UTF8.self)
}
