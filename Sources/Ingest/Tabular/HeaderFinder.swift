import SurveyModel
import Tables

/// Where the header of a table is, found by what its rows look like, and what stands around it.
struct FoundHeader: Hashable {
  /// First and last sheet row (or line) of the header.
  var rows: ClosedRange<Int>
  /// The rows above it: titles and unit notes, with their texts.
  var above: [AsideRow]
}

/// A row of a table that is no record, and why.
struct AsideRow: Hashable, Sendable {
  /// Sheet row, or line.
  var row: Int
  var kind: TableRowKind
  /// The start of its text, or of a total how it compares with its parts.
  var detail: String
}

/// Finds the header above the first row of figures.
///
/// A header of several rows has gaps that rows below fill, or merged cells; a row that leaves no gap ends it. A row
/// with one cell, or one merged over the whole width, is a title.
struct HeaderFinder {
  /// Rows looked at from the top.
  private static let depth = 40
  private let cells: SourceCells
  private let width: Int

  init(_ cells: SourceCells) {
    self.cells = cells
    width = (0..<min(cells.grid.rowCount, Self.depth)).map { cells.lastFilled($0) + 1 }.max() ?? 0
  }

  /// nil when no row of the first forty looks like a header.
  func find() -> FoundHeader? {
    let rows = 0..<min(cells.grid.rowCount, Self.depth)
    var above: [AsideRow] = []
    guard let start = rows.first(where: { !isAside($0, &above) && filled($0).count > 0 }) else { return nil }
    let data = (start..<rows.upperBound).first { isData($0, header: start) }
    let last = lastRow(from: start, before: data ?? rows.upperBound)
    return FoundHeader(rows: cells.line(start)...cells.line(last), above: above)
  }

  private func filled(_ row: Int) -> [Int] {
    (0..<cells.grid.cellCount(row: row)).filter { !cells.grid.text(row, $0).trimmed.isEmpty }
  }

  /// Whether a row is a title or a unit note; empty rows are passed over in silence.
  private func isAside(_ row: Int, _ above: inout [AsideRow]) -> Bool {
    let columns = filled(row)
    guard let first = columns.first else { return true }
    let texts = columns.map { cells.grid.text(row, $0).trimmed }
    let kind: TableRowKind
    if let note = texts.first(where: { unitNote($0) != nil }), columns.count <= 2 {
      above.append(AsideRow(row: cells.line(row), kind: .unitNote, detail: String(note.prefix(30))))
      return true
    } else if columns.count == 1, width > 1, isTitle(row, first) {
      kind = .title
    } else {
      return false
    }
    above.append(AsideRow(row: cells.line(row), kind: kind, detail: String(texts[0].prefix(30))))
    return true
  }

  /// A lone cell is a title unless it is the group over some of the columns.
  private func isTitle(_ row: Int, _ column: Int) -> Bool {
    let line = cells.line(row)
    if let merge = cells.merges.range(row: line, column: column + 1) {
      return merge.columns.lowerBound == 1 && merge.columns.count * 2 > width
    }
    return column == 0 || cells.format == .xlsx
  }

  /// Whether figures stand in a row that is no header of years and no row of column numbers.
  private func isData(_ row: Int, header: Int) -> Bool {
    guard row > header, !cells.isColumnNumbers(row) else { return false }
    return filled(row).contains { column in
      let text = cells.grid.text(row, column).trimmed
      switch cells.grid.kind(row, column) {
      case .date: return true
      case .number, .text, .empty, .bool, .error: break
      }
      switch readFigure(text) {
      case .none: return true
      case .unreadable: return parseDate(text) != nil && text.contains("-")
      case .number(let value, let suffix):
        guard suffix.isEmpty || MeasurementUnit(suffix) != nil || MeasurementUnit.multiplier(suffix) != nil else {
          return false
        }
        // 2023 | 2024 below a group is a header; below a name of its own it is a figure.
        let isYear = suffix.isEmpty && (1900...2100).contains(value) && value == value.rounded()
        return !isYear || hasOwnName(column, header: header, above: row)
      }
    }
  }

  private func hasOwnName(_ column: Int, header: Int, above row: Int) -> Bool {
    (header..<row).contains { other in
      let line = cells.line(other)
      let isGroup = (cells.merges.range(row: line, column: column + 1)?.columns.count ?? 1) > 1
      let next = cells.grid.text(other, column + 1).trimmed
      let opensGroup = next.isEmpty && column + 1 < width && !cells.grid.text(row, column + 1).trimmed.isEmpty
      return !cells.grid.text(other, column).trimmed.isEmpty && !isGroup && !opensGroup
    }
  }

  /// The last row of the header: where every column has a name of its own, and the row of units that may follow.
  private func lastRow(from start: Int, before data: Int) -> Int {
    var named = [Bool](repeating: false, count: width)
    var last = start
    for row in start..<min(data, start + 6) {
      let columns = filled(row)
      let isUnits = row > start && !columns.isEmpty && columns.allSatisfy { isUnitText(cells.grid.text(row, $0)) }
      if row > start, named.allSatisfy({ $0 }), !isUnits { break }
      if row > start, columns.isEmpty || cells.isColumnNumbers(row) { break }
      last = row
      let line = cells.line(row)
      for column in columns {
        let isGroup = (cells.merges.range(row: line, column: column + 1)?.columns.count ?? 1) > 1
        if !isGroup { named[column] = true }
      }
    }
    // Gaps that nothing fills are columns without a name; then the rows below the first are records.
    return named.allSatisfy { $0 } || cells.line(data - 1) == cells.line(last) ? last : start
  }

  private func isUnitText(_ text: String) -> Bool {
    let bare = bracketedTexts(text).first ?? text
    return MeasurementUnit(bare) != nil
  }
}

extension SourceCells {
  /// The last column with a text in it; -1 when the row has none.
  func lastFilled(_ row: Int) -> Int {
    var column = grid.cellCount(row: row) - 1
    while column >= 0, grid.range(row, column).isEmpty { column -= 1 }
    return column
  }

  /// Whether a row only numbers the columns: `甲 乙 1 2 3`.
  func isColumnNumbers(_ row: Int) -> Bool {
    var expected: Double?
    var hasMark = false
    for column in 0..<grid.cellCount(row: row) {
      let text = grid.text(row, column).trimmed
      if text.isEmpty { continue }
      if ["甲", "乙", "丙", "丁", "栏次"].contains(text) {
        hasMark = true
      } else {
        guard let number = parseDouble(text), number == expected ?? number else { return false }
        expected = number + 1
      }
    }
    return hasMark
  }
}

extension FoundHeader {
  /// A line for the log.
  func note(_ file: String) -> String {
    let range = rows.count == 1 ? "row \(rows.lowerBound)" : "rows \(rows.lowerBound) to \(rows.upperBound)"
    let others = above.map { "\($0.kind.rawValue) in row \($0.row) (\($0.detail))" }
    return "\(file): header found in \(range)" + (others.isEmpty ? "" : "; above it \(others.joined(separator: ", "))")
  }
}
