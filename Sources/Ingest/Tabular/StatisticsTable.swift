import Diagnostics
import SurveyModel
import Tables

/// A department's table: one row a unit, with totals, titles and footnotes around it.
struct StatisticsTable {
  private let cells: SourceCells
  private let source: SourceDefinition
  private let header: HeaderTable
  private let units: UnitResolver
  private var problems: [Diagnostic] = []
  private(set) var notes: [String] = []

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
    for column in picked {
      let read = read(column, rows.map(\.row))
      checkTotals(column, rows.map(\.unit), read)
      pairs.append((column.definition.name, read))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    let origins = RowOrigins(
      files: [cells.file], fileIndex: rows.map { _ in 0 }, line: rows.map { cells.grid.lines[$0.row] })
    return (Table(pairs, rowCount: rows.count, origins: origins), header.names.count)
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
    for definition in source.columns {
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
        let text = textKey(cells.grid.text(row, column))
        guard let mark = text.firstRange(of: "单位:") else { continue }
        return MeasurementUnit(String(text[mark.upperBound...].prefix { !")）".contains($0) }))
      }
    }
    return nil
  }
}

// MARK: - Rows

extension StatisticsTable {
  private mutating func pickRows(unitColumn: Int, figures: [Picked]) -> [(row: Int, unit: Int)] {
    var rows: [(row: Int, unit: Int)] = []
    var lineOfUnit: [Int: Int] = [:]
    var unknown: [(row: Int, name: String)] = []
    var aside: [String] = []
    for row in header.firstRow..<max(header.firstRow, cells.grid.rowCount) {
      let name = cells.mergedText(row, unitColumn).trimmed
      let hasFigures = figures.contains { !cells.grid.text(row, $0.column).trimmed.isEmpty }
      let first = firstText(row)
      if first.isEmpty { continue }
      if isFootnote(first), !hasFigures || isFootnote(name) {
        aside.append("row \(cells.line(row)) (\(first.prefix(20)))")
      } else if name.isEmpty {
        if hasFigures {
          problems.append(
            cells.diagnostic(
              "I-506", line: cells.line(row), "the row has figures but no name in column \(header.names[unitColumn])",
              advice: "Write the unit's name there, or delete the row"))
        } else {
          aside.append("row \(cells.line(row)) (\(first.prefix(20)))")
        }
      } else if let unit = units.position(of: name) {
        if let earlier = lineOfUnit[unit] {
          problems.append(
            cells.diagnostic(
              "I-508", line: cells.line(row),
              "\(name) is the unit \(units.ids[unit]), which row \(earlier) already gives",
              advice: "Keep one row a unit; a parent with its zone included is a unit of its own"))
        } else {
          lineOfUnit[unit] = cells.line(row)
          rows.append((row, unit))
        }
      } else {
        unknown.append((row, name))
      }
    }
    // Text below the last unit without a figure is a note; anything else unknown may be a unit misspelt.
    let last = rows.last?.row ?? -1
    for (row, name) in unknown {
      let hasFigures = figures.contains { !cells.grid.text(row, $0.column).trimmed.isEmpty }
      if row > last, !hasFigures {
        aside.append("row \(cells.line(row)) (\(name.prefix(20)))")
      } else {
        problems.append(
          cells.diagnostic(
            "I-509", line: cells.line(row), "\(name) is no unit of this pipeline", advice: units.advice(for: name)))
      }
    }
    if !aside.isEmpty { notes.append("\(cells.file): set aside as notes: \(aside.joined(separator: ", "))") }
    return rows
  }

  private func firstText(_ row: Int) -> String {
    for column in 0..<cells.grid.cellCount(row: row) {
      let text = cells.grid.text(row, column).trimmed
      if !text.isEmpty { return text }
    }
    return ""
  }

  private func isFootnote(_ text: String) -> Bool {
    ["注", "备注", "说明", "数据来源", "资料来源", "来源", "填表", "审核", "Note", "Source"].contains { text.hasPrefix($0) }
  }

  /// A figure merged over several units is the figure of none of them.
  private mutating func checkMerges(_ picked: [Picked], _ rows: [Int]) {
    for merge in cells.merges {
      let inside = rows.filter { merge.rows.contains(cells.line($0)) }
      guard inside.count > 1,
        let column = picked.first(where: { merge.columns.contains($0.column + 1) }), let first = inside.first
      else { continue }
      problems.append(
        cells.diagnostic(
          "I-510", line: cells.line(first),
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
    case .none: return .failure(Missing(kind: .empty))
    case .number(let figure, let suffix):
      if let value = picked.scale.value(figure, suffix: suffix) {
        if picked.type != .integer || Int64(exactly: value) != nil { return .success(value) }
        problems.append(unreadable(picked, row, text, "a whole number"))
        return .failure(Missing(kind: .unreadable))
      }
      problems.append(unreadable(picked, row, text, "a number in the column's unit"))
    case .unreadable: problems.append(unreadable(picked, row, text, "a number"))
    }
    return .failure(Missing(kind: .unreadable))
  }

  private func unreadable(_ picked: Picked, _ row: Int, _ text: String, _ expected: String) -> Diagnostic {
    cells.diagnostic(
      "I-511", line: cells.line(row),
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

  /// Says where a column of counts does not add up, in the city or in a union of units.
  private mutating func checkTotals(_ picked: Picked, _ unitOfRow: [Int], _ column: Column) {
    guard picked.type == .integer else { return }
    var values: [String: Double] = [:]
    for (row, unit) in unitOfRow.enumerated() where !column.isMissing(at: row) {
      values[units.ids[unit]] = column.integer(at: row).map { Double($0) }
    }
    let parts = units.registry.units.filter(\.members.isEmpty).map(\.id)
    var totals: [(whole: AssessedUnit, parts: [String])] = units.registry.unions.map { ($0, $0.members) }
    if let city = units.registry.city { totals.insert((city, parts), at: 0) }
    for total in totals {
      guard let stated = values[total.whole.id], total.parts.allSatisfy({ values[$0] != nil }) else { continue }
      let sum = total.parts.reduce(0) { $0 + (values[$1] ?? 0) }
      guard sum != stated else { continue }
      notes.append(
        "warning: \(cells.file): \(picked.header): \(total.whole.name.zh) is \(shortestText(stated)), "
          + "but its parts add up to \(shortestText(sum))")
    }
  }
}

extension Column {
  /// The whole number of a row; nil in columns of other types.
  func integer(at row: Int) -> Int64? {
    switch storage {
    case .int8(let values): Int64(values[row])
    case .int16(let values): Int64(values[row])
    case .int32(let values): Int64(values[row])
    case .int64(let values): values[row]
    default: nil
    }
  }
}
