import Diagnostics
import SurveyModel
import Tables

/// A department's table: one row a unit, with totals, titles and footnotes around it.
struct StatisticsTable {
  private let cells: SourceCells
  private let source: SourceDefinition
  let header: HeaderTable
  private let units: UnitResolver
  private var problems: [Diagnostic] = []
  private var summaries: [SummaryRow] = []
  private(set) var notes: [String] = []
  /// Rows that are no unit's, and why.
  private(set) var droppedRows: [AsideRow] = []
  /// Cells whose text was no plain number.
  private(set) var changes: [FigureChange] = []

  init(_ cells: SourceCells, _ source: SourceDefinition, _ units: UnitResolver) throws(DiagnosticError) {
    self.cells = cells
    self.source = source
    self.units = units
    header = try HeaderTable(cells, headerRows: source.headerRows)
  }

  /// One wanted column and where it is.
  private struct Picked {
    var definition: SourceColumn
    var column: Int
    var header: String
    var type: ColumnType
    var scale = FigureScale()
  }

  /// Rows of units, in the order of the file.
  mutating func read() throws(DiagnosticError) -> (table: Table, columnCount: Int) {
    let picked = pickColumns()
    guard let unitColumn = findUnitColumn() else { throw DiagnosticError(.content, problems) }
    let rows = pickRows(unitColumn: unitColumn, figures: picked)
    if rows.isEmpty, problems.isEmpty {
      problems.append(
        cells.diagnostic(
          "I-507", "no row names a unit in column \(header.names[unitColumn])",
          advice: "Correct unit: or header_rows: of the source \(source.name)"))
    }
    checkMerges(picked, rows.map(\.row))
    var pairs: [(name: String, column: Column)] = [
      (
        unitColumnName,
        Column(.category(CategoryStorage(codes: rows.map(\.unit), dictionary: units.ids)))
      )
    ]
    for column in picked { pairs.append((column.definition.name, read(column, rows.map(\.row)))) }
    checkTotals(picked, rows)
    notes += changes.summary(cells.file)
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    return (Table(pairs, rowCount: rows.count, origins: cells.origins(rows.map(\.row))), header.names.count)
  }
}

// MARK: - Columns

extension StatisticsTable {
  private mutating func findUnitColumn() -> Int? {
    guard let wanted = source.unitColumn else {
      problems.append(
        cells.diagnostic(
          "I-501", "the source \(source.name) does not say which column names the unit", advice: "Set unit:"))
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

  private mutating func pickColumns() -> [Picked] {
    var picked: [Picked] = []
    var takenBy: [Int: String] = [:]
    let mayLack = header.mayLack(source.columns, cells)
    for definition in source.columns {
      if mayLack, header.lacks(definition.header ?? definition.name) { continue }
      guard let column = locate(definition.header ?? definition.name) else { continue }
      if let other = takenBy[column] {
        problems.append(
          cells.diagnostic(
            "I-504", line: source.headerRows.lowerBound,
            "\(other) and \(definition.name) are both read from the column \(header.names[column])"))
        continue
      }
      takenBy[column] = definition.name
      var one = Picked(
        definition: definition, column: column, header: header.names[column], type: definition.type ?? .double)
      if one.type.isNumeric { one.scale = scale(definition, header: one.header) }
      picked.append(one)
    }
    return picked
  }

  /// The unit that the header, or the caption above it, gives, against the one wanted.
  private mutating func scale(_ definition: SourceColumn, header text: String) -> FigureScale {
    let scale = FigureScale(definition, header: text, caption: captionUnit())
    let wanted = definition.unit ?? ""
    switch scale.agreement {
    case .same: break
    case .converted: notes.append("\(cells.file): \(text) converted to \(wanted)")
    case .assumed:
      notes.append("warning: \(cells.file): no unit is given for \(text); taken as \(wanted), as declared")
    case .incompatible:
      problems.append(cells.incompatibleUnit(definition, text, source))
      return FigureScale()
    }
    return scale
  }

  /// `单位：万元` above the header, when it names one unit only.
  private func captionUnit() -> MeasurementUnit? {
    for row in 0..<header.firstRow where cells.line(row) < source.headerRows.lowerBound {
      for column in 0..<cells.grid.cellCount(row: row) {
        if let note = unitNote(cells.grid.text(row, column)) { return note }
      }
    }
    return nil
  }
}

// MARK: - Rows

extension StatisticsTable {
  private mutating func pickRows(unitColumn: Int, figures: [Picked]) -> [UnitRow] {
    var rows: [UnitRow] = []
    var lineOfUnit: [Int: Int] = [:]
    var unknown: [(row: Int, name: String)] = []
    for row in header.firstRow..<max(header.firstRow, cells.grid.rowCount) {
      guard let first = cells.firstText(row) else { continue }
      let name = cells.mergedText(row, unitColumn).trimmed
      let hasFigures = figures.contains { !cells.grid.text(row, $0.column).trimmed.isEmpty }
      let kind =
        cells.isColumnNumbers(row)
        ? .columnNumbers : tableRowKind(first: first, name: name, hasFigures: hasFigures)
      if kind == .footnote || kind == .columnNumbers {
        drop(row, kind, first)
      } else if name.isEmpty {
        if hasFigures {
          problems.append(
            cells.diagnostic(
              "I-506", row: row, "the row has figures but no name in column \(header.names[unitColumn])",
              advice: "Write the unit's name there, or delete the row"))
        } else {
          drop(row, .footnote, first)
        }
      } else if let unit = units.position(of: name) {
        if let earlier = lineOfUnit[unit] {
          problems.append(
            cells.diagnostic(
              "I-508", row: row,
              "\(name) is the unit \(units.ids[unit]), which row \(earlier) already gives",
              advice: "Keep one row a unit; a parent with its zone included is a unit of its own"))
        } else {
          lineOfUnit[unit] = cells.line(row)
          rows.append(UnitRow(row: row, unit: unit, name: name))
        }
      } else if kind != .data {
        // A sum or a part of rows that are there already: checked against them, and no row of its own.
        summaries.append(SummaryRow(row: row, kind: kind, name: name, rowsAbove: rows.count))
        drop(row, kind, name)
      } else {
        unknown.append((row, name))
      }
    }
    // Text below the last unit without a figure is a note; anything else unknown may be a unit misspelt.
    let last = rows.last?.row ?? -1
    for (row, name) in unknown {
      let hasFigures = figures.contains { !cells.grid.text(row, $0.column).trimmed.isEmpty }
      if row > last, !hasFigures {
        drop(row, .footnote, name)
      } else {
        problems.append(
          cells.diagnostic(
            "I-509", row: row, "\(name) is no unit of this pipeline", advice: units.advice(for: name)))
      }
    }
    noteDropped()
    return rows
  }

  private mutating func drop(_ row: Int, _ kind: TableRowKind, _ text: String) {
    droppedRows.append(AsideRow(row: cells.line(row), kind: kind, detail: String(text.prefix(20))))
  }

  private mutating func noteDropped() {
    let notes = droppedRows.filter { $0.kind == .footnote || $0.kind == .columnNumbers }
    let sums = droppedRows.filter { $0.kind != .footnote && $0.kind != .columnNumbers }
    for (what, rows) in [("notes", notes), ("sums or parts of other rows", sums)] where !rows.isEmpty {
      let list = rows.map { "row \($0.row) (\($0.detail))" }.joined(separator: ", ")
      self.notes.append("\(cells.file): set aside as \(what): \(list)")
    }
  }

  /// A figure merged over several units is the figure of none of them.
  private mutating func checkMerges(_ picked: [Picked], _ rows: [Int]) {
    var rowsOf: [CellRange: (count: Int, first: Int, header: String)] = [:]
    for row in rows {
      for column in picked {
        guard let merge = cells.merges.range(row: cells.line(row), column: column.column + 1) else { continue }
        // One merge over several columns counts once a row.
        if rowsOf[merge]?.header ?? column.header == column.header {
          rowsOf[merge, default: (0, row, column.header)].count += 1
        }
      }
    }
    for merge in cells.merges.ranges {
      guard let column = rowsOf[merge], column.count > 1 else { continue }
      let first = column.first
      problems.append(
        cells.diagnostic(
          "I-510", row: first,
          "the cells of \(column.header) in rows \(merge.rows.lowerBound) to \(merge.rows.upperBound) are merged, "
            + "so their figure belongs to no single unit",
          advice: "Split the cells and give each unit its own figure"))
    }
  }
}

// MARK: - Figures

extension StatisticsTable {
  private mutating func read(_ picked: Picked, _ rows: [Int]) -> Column {
    guard picked.type.isNumeric else { return readOther(picked, rows) }
    var integers = IntegerColumnBuilder(capacity: rows.count)
    var doubles = DoubleColumnBuilder(capacity: rows.count)
    for row in rows {
      let value = figure(picked, row)
      switch value {
      case .success(let figure):
        doubles.append(figure)
        integers.append(Int64(exactly: figure) ?? 0)
      case .failure(let missing):
        doubles.appendMissing(missing.kind)
        integers.appendMissing(missing.kind)
      }
    }
    return picked.type == .integer ? integers.finish() : doubles.finish()
  }

  private struct Missing: Error {
    var kind: MissingKind
  }

  private mutating func figure(_ picked: Picked, _ row: Int) -> Result<Double, Missing> {
    let text = cells.grid.text(row, picked.column)
    if cells.grid.kind(row, picked.column) == .error {
      notes.append(
        "warning: \(cells.file): \(cells.place(row, picked.column, header: picked.header)) holds \(text); "
          + "taken as unreadable")
      return .failure(Missing(kind: .unreadable))
    }
    switch readFigure(text) {
    case .none:
      note(text, nil, picked, row)
      return .failure(Missing(kind: .empty))
    case .number(let figure, let suffix):
      if let value = picked.scale.value(figure, suffix: suffix) {
        if picked.type != .integer || Int64(exactly: value) != nil {
          note(text, value, picked, row)
          return .success(value)
        }
        problems.append(unreadable(picked, row, text, "a whole number"))
        return .failure(Missing(kind: .unreadable))
      }
      problems.append(unreadable(picked, row, text, "a number in the column's unit"))
    case .unreadable: problems.append(unreadable(picked, row, text, "a number"))
    }
    return .failure(Missing(kind: .unreadable))
  }

  private mutating func note(_ text: String, _ value: Double?, _ picked: Picked, _ row: Int) {
    let place = cells.place(row, picked.column, header: picked.header)
    let cell = cells.format == .xlsx ? place : "\(cells.placeText(row)), \(place)"
    if let change = FigureChange(row: cells.line(row), cell: cell, text: text, value: value) { changes.append(change) }
  }

  private func unreadable(_ picked: Picked, _ row: Int, _ text: String, _ expected: String) -> Diagnostic {
    cells.diagnostic(
      "I-511", row: row,
      "\(cells.place(row, picked.column, header: picked.header)) (\(picked.definition.name)) holds “\(text)”, "
        + "not \(expected)",
      advice: "Write a plain number, or leave the cell empty if there is none")
  }

  private mutating func readOther(_ picked: Picked, _ rows: [Int]) -> Column {
    if !picked.definition.codes.isEmpty {
      let mapped = CodeMap(picked.definition.codes).read(cells.grid, column: picked.column, rows: rows)
      for row in mapped.unreadable { problems.append(unknownCode(picked, row)) }
      return mapped.column
    }
    let typed = cells.grid.typed(column: picked.column, rows: rows, as: picked.type)
    for row in typed.unreadable {
      problems.append(unreadable(picked, row, cells.grid.text(row, picked.column), "of type \(picked.type.rawValue)"))
    }
    return typed.column
  }

  private func unknownCode(_ picked: Picked, _ row: Int) -> Diagnostic {
    let text = cells.grid.text(row, picked.column).trimmed
    return unreadable(picked, row, text, "one of \(picked.definition.codes.keys.sorted().joined(separator: ", "))")
  }

  /// Says where counts and amounts do not add up; figures that hold another unit's are refused.
  private mutating func checkTotals(_ picked: [Picked], _ rows: [UnitRow]) {
    var check = TotalsCheck(units, rows: rows, summaries: summaries)
    for column in picked where column.type.isNumeric {
      let unit = column.scale.target
      guard addsUp(header: column.header, unit: unit), unit != nil || column.type == .integer else { continue }
      let isExact = (column.scale.given ?? unit)?.isWholeCount ?? true
      check.check(column.header) { row in
        let text = cells.mergedText(row, column.column)
        guard case .number(let figure, let suffix) = readFigure(text) else {
          return SummedCell(text: text, value: nil, step: 1, isExact: true)
        }
        return SummedCell(
          text: text, value: column.scale.value(figure, suffix: suffix),
          step: column.scale.value(1, suffix: suffix) ?? 1, isExact: isExact)
      }
    }
    notes += check.warnings.map { "warning: \(cells.file): \($0)" }
    for double in check.doubleCounts() {
      let (parent, zone) = (double.parent, double.zone)
      if double.columns.isEmpty {
        notes.append(
          "warning: \(cells.file): \(parent.name) in row \(cells.line(parent.row)) may include \(zone.name), which "
            + "row \(cells.line(zone.row)) gives as a part of it; \(units.ids[parent.unit]) is taken to be without it")
        continue
      }
      problems.append(
        cells.diagnostic(
          "I-512", row: parent.row,
          "\(parent.name) includes \(zone.name), which would count twice: in \(double.columns.joined(separator: ", ")) "
            + "the parts exceed the city by just the figure of \(zone.name)",
          advice: "Give \(parent.name) without \(zone.name), or name the row as the union of both"))
    }
  }
}
