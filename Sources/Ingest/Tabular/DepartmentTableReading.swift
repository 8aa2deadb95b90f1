import Diagnostics
import Tables

/// A department's table as it stands, before any column or unit is asked for: what its header is, which rows are
/// records, which are not and why, and which cells were no plain numbers.
struct DepartmentTableReading {
  enum Value: Hashable {
    case missing
    case text(String)
    /// In the unit of the column's header.
    case number(Double)
  }

  struct Column: Hashable {
    /// The rows of the header joined with `/`.
    var name: String
    var isFigures = false
    var unit: MeasurementUnit?
    /// 其中：规上 — a part of the column before, not to be added to it.
    var isOfWhich = false
  }

  struct Record: Hashable {
    /// Sheet row, or line.
    var row: Int
    var values: [Value]
  }

  let headerRows: ClosedRange<Int>
  private(set) var columns: [Column] = []
  private(set) var records: [Record] = []
  /// Everything else that has a text, in the order of the file.
  private(set) var droppedRows: [AsideRow] = []
  private(set) var changes: [FigureChange] = []
  /// Cells of columns of figures that hold no figure that can be read, as an analyst names them.
  private(set) var unreadable: [String] = []
  /// What does not add up.
  private(set) var warnings: [String] = []

  private let cells: SourceCells
  private let header: HeaderTable

  /// - Parameters:
  ///   - cells: the sheet or file.
  ///   - declared: the rows of the header; nil: they are looked for.
  /// - Throws: kind `content` when there is no header.
  init(_ cells: SourceCells, headerRows declared: ClosedRange<Int>? = nil) throws(DiagnosticError) {
    let found = declared == nil ? HeaderFinder(cells).find() : nil
    guard let rows = declared ?? found?.rows else {
      throw cells.problem("I-513", "no row looks like a header", advice: "Set header_rows: of the source")
    }
    self.cells = cells
    headerRows = rows
    header = try HeaderTable(cells, headerRows: rows)
    droppedRows = found?.above ?? []
    var unitAbove: MeasurementUnit?
    for aside in droppedRows {
      if let note = unitNote(aside.detail) { unitAbove = note ?? unitAbove }
    }
    read(unitAbove)
  }

  private struct Row {
    var row: Int
    var kind: TableRowKind
    var first: String
  }

  private mutating func read(_ unitAbove: MeasurementUnit?) {
    let rows = (header.firstRow..<max(header.firstRow, cells.grid.rowCount)).compactMap { row -> Row? in
      guard let first = cells.firstText(row) else { return nil }
      if cells.isColumnNumbers(row) { return Row(row: row, kind: .columnNumbers, first: first) }
      return Row(
        row: row, kind: tableRowKind(first: first, name: first, hasFigures: cells.filledCount(row) > 1), first: first)
    }
    columns = header.names.indices.map { column(header.names[$0], $0, rows, unitAbove) }
    for row in rows {
      switch row.kind {
      case .data, .ofWhich: records.append(Record(row: cells.line(row.row), values: values(row.row)))
      case .total, .subtotal:
        droppedRows.append(
          AsideRow(row: cells.line(row.row), kind: row.kind, detail: check(row, among: rows)))
      case .title, .unitNote, .columnNumbers, .footnote:
        droppedRows.append(AsideRow(row: cells.line(row.row), kind: row.kind, detail: String(row.first.prefix(30))))
      }
    }
  }

  private func column(_ name: String, _ position: Int, _ rows: [Row], _ unitAbove: MeasurementUnit?) -> Column {
    var column = Column(name: name)
    column.isOfWhich = name.split(separator: "/").contains { textKey(String($0)).hasPrefix("其中") }
    var figures = 0
    var texts = 0
    for row in rows where row.kind == .data {
      let text = cells.mergedText(row.row, position)
      switch readFigure(text) {
      case .number(_, let suffix) where isUnit(suffix): figures += 1
      case .none: break
      case .number, .unreadable: texts += 1
      }
    }
    column.isFigures = figures > texts
    let brackets = bracketedTexts(name)
    if column.isFigures {
      column.unit = brackets.compactMap { MeasurementUnit($0) }.first ?? (brackets.isEmpty ? unitAbove : nil)
    }
    return column
  }

  private func isUnit(_ suffix: String) -> Bool {
    suffix.isEmpty || MeasurementUnit(suffix) != nil || MeasurementUnit.multiplier(suffix) != nil
  }

  private mutating func values(_ row: Int) -> [Value] {
    columns.indices.map { column in
      let text = cells.mergedText(row, column).trimmed
      guard columns[column].isFigures else { return text.isEmpty ? .missing : .text(text) }
      let value = figure(text, columns[column])
      let place = cells.place(row, column, header: columns[column].name)
      if let value {
        if let change = FigureChange(row: cells.line(row), cell: place, text: text, value: value) {
          changes.append(change)
        }
        return .number(value)
      }
      if case .none = readFigure(text) {
        if let change = FigureChange(row: cells.line(row), cell: place, text: text, value: nil) {
          changes.append(change)
        }
      } else {
        unreadable.append("\(place) (“\(text.prefix(20))”)")
      }
      return .missing
    }
  }

  private func figure(_ text: String, _ column: Column) -> Double? {
    guard case .number(let figure, let suffix) = readFigure(text) else { return nil }
    return FigureScale(given: column.unit, wanted: column.unit).value(figure, suffix: suffix)
  }

  /// `check: 178=88+90`, one equation for each column that adds up; what does not goes to the warnings too.
  private mutating func check(_ total: Row, among rows: [Row]) -> String {
    guard let at = rows.firstIndex(where: { $0.row == total.row }) else { return "" }
    var parts = rows[..<at].filter { $0.kind == .data }
    if total.kind == .subtotal {
      let before = rows[..<at].lastIndex { $0.kind == .subtotal || $0.kind == .total }
      parts = rows[(before.map { $0 + 1 } ?? 0)..<at].filter { $0.kind == .data }
    } else if parts.isEmpty {
      // The total stands first.
      parts = rows[(at + 1)...].filter { $0.kind == .data }
    }
    var equations: [String] = []
    for (position, column) in columns.enumerated()
    where column.isFigures && addsUp(header: column.name, unit: column.unit) {
      guard let sum = PartsSum(total: summed(total.row, position), parts: parts.map { summed($0.row, position) }) else {
        continue
      }
      equations.append(sum.equation)
      if let complaint = sum.complaint(total.first) {
        warnings.append("warning: \(cells.file): row \(cells.line(total.row)): \(column.name): \(complaint)")
      }
    }
    return equations.isEmpty ? "" : "check: \(equations.joined(separator: ", "))"
  }

  private func summed(_ row: Int, _ position: Int) -> SummedCell {
    let text = cells.mergedText(row, position)
    return SummedCell(
      text: text, value: figure(text, columns[position]), step: 1,
      isExact: columns[position].unit?.isWholeCount ?? true)
  }
}

extension DepartmentTableReading {
  /// Lines for the log.
  var notes: [String] {
    let range =
      headerRows.count == 1
      ? "row \(headerRows.lowerBound)" : "rows \(headerRows.lowerBound) to \(headerRows.upperBound)"
    var lines = ["\(cells.file): header in \(range), \(columns.count) columns, \(records.count) records"]
    lines += droppedRows.map { "\(cells.file): row \($0.row) is no record: \($0.note)" }
    lines += changes.summary(cells.file)
    if !unreadable.isEmpty {
      lines.append("warning: \(cells.file): cells without a readable figure: \(unreadable.joined(separator: ", "))")
    }
    return lines + warnings
  }
}

extension AsideRow {
  /// `total row (check: 178=88+90)`.
  var note: String { detail.isEmpty ? kind.rawValue : "\(kind.rawValue) (\(detail))" }
}

extension SourceCells {
  /// The first text of a row; nil when all its cells are empty.
  func firstText(_ row: Int) -> String? {
    for column in 0..<grid.cellCount(row: row) {
      let text = grid.text(row, column).trimmed
      if !text.isEmpty { return text }
    }
    return nil
  }

  func filledCount(_ row: Int) -> Int {
    (0..<grid.cellCount(row: row)).count { !grid.range(row, $0).isEmpty }
  }
}
