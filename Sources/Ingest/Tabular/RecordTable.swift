import Diagnostics
import SurveyModel
import Tables

/// Records as they were read.
struct ReadRecords {
  /// The rows kept.
  var table: Table
  var rowsIn: Int
  /// The columns of the file.
  var header: [String]
  var quarantine: RowQuarantine
  var notes: [String]
}

/// A declared column and where it is.
struct PickedColumn {
  var definition: SourceColumn
  var column: Int
  var header: String
  var scale = FigureScale()
}

/// Where the columns of a table are.
struct RecordPicks {
  var unit: Int?
  var columns: [PickedColumn]

  /// Whether these, made when there were `width` columns, are among those made when all were there.
  func isSame(as all: RecordPicks, before width: Int) -> Bool {
    // What was not there yet stands behind the last column.
    func isSame(_ column: Int?, _ final: Int?) -> Bool {
      guard let column, let final else { return column == nil && final == nil }
      return column == final || column >= width && final >= width
    }
    var columnOfName: [String: Int] = [:]
    for picked in columns { columnOfName[picked.definition.name] = picked.column }
    return isSame(unit, all.unit)
      && all.columns.allSatisfy { isSame(columnOfName[$0.definition.name], $0.column) }
  }
}

/// Records, frames and published figures: one row a record, typed by the declared columns or by what they hold.
struct RecordTable {
  private let cells: SourceCells
  private let source: SourceDefinition
  private let wave: Int
  let header: HeaderTable
  private let units: UnitResolver
  private var problems: [Diagnostic] = []
  private(set) var notes: [String] = []
  private var quarantine = RowQuarantine()
  /// Rows without a unit.
  private(set) var blankUnits = 0

  init(_ cells: SourceCells, _ source: SourceDefinition, wave: Int, _ units: UnitResolver) throws(DiagnosticError) {
    self.cells = cells
    self.source = source
    self.wave = wave
    self.units = units
    header = try HeaderTable(cells, headerRows: source.headerRows)
  }

  /// Reads all rows.
  ///
  /// - Throws: ``DiagnosticError`` of kind `content` when columns are not there, or too many rows cannot be read.
  mutating func read() throws(DiagnosticError) -> ReadRecords {
    var read = read(try pick())
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    try read.quarantine.check(against: read.rowsIn, of: cells)
    read.notes += notes(ofBlankUnits: blankUnits)
    return read
  }

  /// Where the columns are.
  ///
  /// - Throws: ``DiagnosticError`` of kind `content` when declared ones are not there.
  mutating func pick() throws(DiagnosticError) -> RecordPicks {
    let unit = findUnitColumn()
    let picks = RecordPicks(unit: unit, columns: pickColumns(unitColumn: unit))
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    return picks
  }

  /// Reads the rows; problems that concern all of them wait for who asks.
  mutating func read(_ picks: RecordPicks) -> ReadRecords {
    let all = Array(header.firstRow..<max(header.firstRow, cells.grid.rowCount))
    let rows = wholeRows(all)
    var pairs: [(name: String, column: Column)] = []
    if let unit = picks.unit { pairs.append((unitColumnName, readUnits(unit, rows))) }
    for column in picks.columns { pairs.append((column.definition.name, read(column, rows))) }
    var table = Table(pairs, rowCount: rows.count, origins: cells.origins(rows))
    if !quarantine.isEmpty {
      let kept = rows.indices.filter { !quarantine.contains(row: rows[$0]) }
      if kept.count < rows.count { table = table.gather(kept) }
    }
    return ReadRecords(
      table: table, rowsIn: all.count, header: header.names, quarantine: quarantine, notes: notes)
  }

  func notes(ofBlankUnits count: Int) -> [String] {
    count > 0 && source.role != .frame ? ["\(cells.file): \(count) rows without a unit"] : []
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

  /// Where the declared columns are among those that have come so far; what has not come yet is behind them.
  mutating func picksSoFar() -> RecordPicks {
    func position(_ wanted: String) -> Int {
      if case .found(let column) = header.column(wanted) { column } else { header.names.count }
    }
    let columns = source.columns.map { definition in
      let column = position(definition.header ?? definition.name)
      let isHere = column < header.names.count
      var one = PickedColumn(
        definition: definition, column: column, header: isHere ? header.names[column] : definition.name)
      if isHere, let scale = scale(definition, one.header) { one.scale = scale }
      return one
    }
    return RecordPicks(unit: source.unitColumn.map(position) ?? findUnitColumn(), columns: columns)
  }

  private mutating func pickColumns(unitColumn: Int?) -> [PickedColumn] {
    guard !source.columns.isEmpty else { return everyColumn(but: unitColumn) }
    var picked: [PickedColumn] = []
    let mayLack = header.mayLack(source.columns, cells)
    for definition in source.columns {
      if mayLack, header.lacks(definition.header ?? definition.name) { continue }
      guard let column = locate(definition.header ?? definition.name) else { continue }
      var one = PickedColumn(definition: definition, column: column, header: header.names[column])
      if let scale = scale(definition, one.header) {
        one.scale = scale
      } else {
        problems.append(cells.incompatibleUnit(definition, one.header, source))
      }
      picked.append(one)
    }
    return picked
  }

  /// All columns under their own names, types found out.
  private mutating func everyColumn(but unitColumn: Int?) -> [PickedColumn] {
    var lineOfName: [String: Int] = [:]
    return header.names.indices.compactMap { column -> PickedColumn? in
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
      return PickedColumn(definition: SourceColumn(name: name), column: column, header: name)
    }
  }

  /// How the figures of a column are scaled; nil when its header names a unit that does not convert.
  private func scale(_ definition: SourceColumn, _ text: String) -> FigureScale? {
    guard definition.type?.isNumeric ?? (definition.unit != nil) else { return FigureScale() }
    let scale = FigureScale(definition, header: text)
    if case .incompatible = scale.agreement { return nil }
    return scale
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
    for row in rows {
      let cell = trimmingSpaces(cells.grid.bytes[cells.grid.range(row, column)])
      if cell.isEmpty {
        blankUnits += 1
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
    return builder.finish()
  }

  /// A frame lists the parts; a row of the city or of a union would count them twice.
  private func isWhole(_ unit: AssessedUnit) -> Bool {
    !unit.members.isEmpty || (unit.id == units.registry.city?.id && !units.registry.units.isEmpty)
  }

  private func unknownUnit(_ text: String, _ row: Int) -> Diagnostic {
    cells.diagnostic(
      "I-602", row: row, "\(text) is no unit of this pipeline", advice: units.advice(for: text))
  }

  private mutating func read(_ picked: PickedColumn, _ rows: [Int]) -> Column {
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

  private func readFigures(_ picked: PickedColumn, _ type: ColumnType, _ rows: [Int]) -> ReadCells {
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
