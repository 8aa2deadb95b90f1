import Diagnostics
import SurveyModel
import Tables

/// Records, frames and published figures: one row a record, typed by the declared columns or by what they hold.
struct RecordTable {
  private let cells: SourceCells
  private let source: SourceDefinition
  private let wave: Int
  let header: HeaderTable
  private let units: UnitResolver
  private var problems: [Diagnostic] = []
  private(set) var notes: [String] = []
  private(set) var quarantine = RowQuarantine()

  init(_ cells: SourceCells, _ source: SourceDefinition, wave: Int, _ units: UnitResolver) throws(DiagnosticError) {
    self.cells = cells
    self.source = source
    self.wave = wave
    self.units = units
    header = try HeaderTable(cells, headerRows: source.headerRows)
  }

  private struct Picked {
    var definition: SourceColumn
    var column: Int
    var header: String
    var scale = FigureScale()
  }

  /// - Returns: the rows kept, and how many columns the file has.
  mutating func read() throws(DiagnosticError) -> (table: Table, rowsIn: Int, columnCount: Int) {
    let unitColumn = findUnitColumn()
    let picked = pickColumns(unitColumn: unitColumn)
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    let all = Array(header.firstRow..<max(header.firstRow, cells.grid.rowCount))
    let rows = wholeRows(all)
    var pairs: [(name: String, column: Column)] = []
    if let unitColumn { pairs.append((unitColumnName, readUnits(unitColumn, rows))) }
    for column in picked { pairs.append((column.definition.name, read(column, rows))) }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    var table = Table(
      pairs, rowCount: rows.count,
      origins: RowOrigins(
        files: [cells.file], fileIndex: rows.map { _ in 0 }, line: rows.map { cells.grid.lines[$0] }))
    if !quarantine.isEmpty {
      let kept = rows.indices.filter { !quarantine.contains(row: rows[$0]) }
      if kept.count < rows.count { table = table.gather(kept) }
    }
    try quarantine.check(against: all.count, of: cells)
    return (table, all.count, header.names.count)
  }
}

// MARK: - Columns

extension RecordTable {
  private mutating func findUnitColumn() -> Int? {
    guard let wanted = source.unitColumn else {
      // A published table may name units in the way our own tables do.
      if case .found(let column) = header.column(unitColumnName) { return column }
      return nil
    }
    return locate(wanted)
  }

  private mutating func locate(_ wanted: String) -> Int? {
    switch header.locate(wanted, in: cells, source) {
    case .success(let column): return column
    case .failure(let problem):
      problems.append(problem.diagnostic)
      return nil
    }
  }

  private mutating func pickColumns(unitColumn: Int?) -> [Picked] {
    guard !source.columns.isEmpty else { return everyColumn(but: unitColumn) }
    var picked: [Picked] = []
    let mayLack = header.mayLack(source.columns, cells)
    for definition in source.columns {
      if mayLack, header.lacks(definition.header ?? definition.name) { continue }
      guard let column = locate(definition.header ?? definition.name) else { continue }
      var one = Picked(definition: definition, column: column, header: header.names[column])
      if definition.type?.isNumeric ?? (definition.unit != nil) { one.scale = scale(definition, one.header) }
      picked.append(one)
    }
    return picked
  }

  /// All columns under their own names, types found out.
  private mutating func everyColumn(but unitColumn: Int?) -> [Picked] {
    var lineOfName: [String: Int] = [:]
    return header.names.indices.compactMap { column -> Picked? in
      let name = header.names[column]
      guard column != unitColumn else { return nil }
      guard !name.isEmpty else {
        notes.append("\(cells.file): column \(column + 1) has no header and is left out")
        return nil
      }
      if let other = lineOfName[name] {
        problems.append(
          cells.diagnostic(
            "I-502", line: source.headerRows.lowerBound, "columns \(other) and \(column + 1) are both called \(name)",
            advice: "Declare the columns wanted, or rename one"))
      }
      lineOfName[name] = column + 1
      return Picked(definition: SourceColumn(name: name), column: column, header: name)
    }
  }

  private mutating func scale(_ definition: SourceColumn, _ text: String) -> FigureScale {
    let scale = FigureScale(definition, header: text)
    guard case .incompatible = scale.agreement else { return scale }
    problems.append(cells.incompatibleUnit(definition, text, source))
    return FigureScale()
  }
}

// MARK: - Rows

extension RecordTable {
  /// The rows that have as many cells as the header; the others are set aside. Workbooks and XML leave out empty cells.
  private mutating func wholeRows(_ all: [Int]) -> [Int] {
    guard cells.format == .csv else { return all }
    return all.filter { row in
      if let reason = cells.rowProblem(row, width: header.names.count, headerRow: header.firstRow - 1) {
        quarantine.add(row: row, code: reason.code, reason.text)
        return false
      }
      return true
    }
  }

  private mutating func readUnits(_ column: Int, _ rows: [Int]) -> Column {
    var builder = CategoryColumnBuilder(dictionary: units.ids, isClosed: true, capacity: rows.count)
    var seen = ByteInterner()
    var positions: [Int?] = []
    var unknown: [String] = []
    var blank = 0
    for row in rows {
      let cell = trimmingSpaces(cells.grid.bytes[cells.grid.range(row, column)])
      if cell.isEmpty {
        blank += 1
        builder.appendMissing(.empty)
        if source.role == .frame { quarantine.add(row: row, code: "I-601", "no unit") }
        continue
      }
      let entry = seen.intern(cell)
      let isNew = entry == positions.count
      if isNew { positions.append(units.position(of: String(decoding: cell, as: UTF8.self))) }
      guard let position = positions[entry] else {
        builder.appendMissing(.unreadable)
        let text = String(decoding: cell, as: UTF8.self)
        if source.role == .published {
          if isNew { unknown.append(text) }
          if isNew, unknown.count <= 20 { problems.append(unknownUnit(text, row)) }
        } else {
          quarantine.add(row: row, code: "I-602", "\(text) is no unit. \(units.advice(for: text))")
        }
        continue
      }
      builder.append(code: position)
      if source.role == .frame, isWhole(units.unit(at: position)) {
        quarantine.add(row: row, code: "I-603", "\(units.ids[position]) is a total of other rows", isTotal: true)
      }
    }
    if blank > 0, source.role != .frame { notes.append("\(cells.file): \(blank) rows without a unit") }
    return builder.finish()
  }

  /// A frame lists the parts; a row of the city or of a union would count them twice.
  private func isWhole(_ unit: AssessedUnit) -> Bool {
    !unit.members.isEmpty || (unit.id == units.registry.city?.id && !units.registry.units.isEmpty)
  }

  private func unknownUnit(_ text: String, _ row: Int) -> Diagnostic {
    cells.diagnostic(
      "I-602", line: cells.line(row), "\(text) is no unit of this pipeline", advice: units.advice(for: text))
  }

  private mutating func read(_ picked: Picked, _ rows: [Int]) -> Column {
    let read: ReadCells
    let expected: String
    let definition = picked.definition
    if !definition.codes.isEmpty, definition.type == nil || definition.type == .category {
      read = CodeMap(definition.codes).read(cells.grid, column: picked.column, rows: rows)
      expected = "one of \(definition.codes.keys.sorted().joined(separator: ", "))"
    } else if let type = definition.type, type.isNumeric {
      read = readFigures(picked, type, rows)
      expected = type == .integer ? "a whole number" : "a number"
    } else {
      let typed = cells.grid.typed(column: picked.column, rows: rows, as: definition.type)
      read = ReadCells(column: typed.column, unreadable: typed.unreadable)
      expected = "of type \(read.column.type.rawValue)"
    }
    for row in read.unreadable {
      let text = cells.grid.text(row, picked.column).trimmed
      quarantine.add(row: row, code: "I-604", "\(picked.header) holds “\(text)”, not \(expected)")
    }
    return read.column
  }

  private func readFigures(_ picked: Picked, _ type: ColumnType, _ rows: [Int]) -> ReadCells {
    var integers = IntegerColumnBuilder(capacity: type == .integer ? rows.count : 0)
    var doubles = DoubleColumnBuilder(capacity: type == .integer ? 0 : rows.count)
    var unreadable: [Int] = []
    for row in rows {
      let value = figureValue(cells.grid, row, picked.column, picked.scale)
      switch value {
      case .missing(let kind):
        if kind == .unreadable { unreadable.append(row) }
        if type == .integer { integers.appendMissing(kind) } else { doubles.appendMissing(kind) }
      case .value(let number):
        if type != .integer {
          doubles.append(number)
        } else if let whole = Int64(exactly: number) {
          integers.append(whole)
        } else {
          unreadable.append(row)
          integers.appendMissing(.unreadable)
        }
      }
    }
    return ReadCells(column: type == .integer ? integers.finish() : doubles.finish(), unreadable: unreadable)
  }
}

enum FigureValue {
  case value(Double)
  case missing(MissingKind)
}

/// The number in a cell: plain numbers directly from the bytes, the others as ``readFigure(_:)`` reads them.
func figureValue(_ grid: CellGrid, _ row: Int, _ column: Int, _ scale: FigureScale) -> FigureValue {
  let cell = trimmingSpaces(grid.bytes[grid.range(row, column)])
  if cell.isEmpty { return .missing(.empty) }
  if grid.kind(row, column) == .error { return .missing(.unreadable) }
  let figure: Figure =
    parseDouble(cell).map { .number($0, suffix: "") } ?? readFigure(String(decoding: cell, as: UTF8.self))
  switch figure {
  case .none: return .missing(.empty)
  case .unreadable: return .missing(.unreadable)
  case .number(let number, let suffix):
    guard number.isFinite, let value = scale.value(number, suffix: suffix) else { return .missing(.unreadable) }
    return .value(value)
  }
}
