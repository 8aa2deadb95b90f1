import Diagnostics
import SurveyModel
import Tables

/// The columns of a table by their header, however many rows it has, and where the data begin.
struct HeaderTable {
  /// One a column; rows of the header joined with `/` from the top.
  let names: [String]
  /// The first row of the grid below the header.
  let firstRow: Int
  private let keys: [String]

  /// - Parameters:
  ///   - cells: the file.
  ///   - headerRows: the first and last sheet row (or line) of the header.
  /// - Throws: kind `content` when the file has no such row.
  init(_ cells: SourceCells, headerRows: ClosedRange<Int>) throws(DiagnosticError) {
    if let columns = cells.recordColumns {
      names = columns
      firstRow = 0
      keys = columns.map(textKey)
      return
    }
    var rows = cells.grid.lines.indices.filter { headerRows.contains(cells.line($0)) }
    // Blank lines above a header of one row do not count.
    if rows.isEmpty, headerRows == 1...1, cells.grid.rowCount > 0 { rows = [0] }
    guard let first = rows.first, let last = rows.last else {
      let upper = cells.grid.rowCount > 0 ? cells.line(cells.grid.rowCount - 1) : 0
      throw cells.problem(
        "I-010", line: headerRows.lowerBound, "the header should be here, but there is no such row",
        advice: "The last row is \(upper); correct header_rows")
    }
    firstRow = last + 1
    let width = rows.map { cells.grid.cellCount(row: $0) }.max() ?? 0
    let merged = MergedHeader(cells, rows: first...last, width: width)
    let all = (0..<width).map { merged.name(of: $0) }
    // Spreadsheets leave empty cells behind the last column.
    names = Array(all.prefix((all.lastIndex { !$0.isEmpty } ?? -1) + 1))
    keys = names.map(textKey)
  }

  /// The column under this header.
  ///
  /// White space, full-width forms and the unit in brackets make no difference, unless two columns differ only in them.
  func column(_ wanted: String) -> HeaderMatch {
    let key = textKey(wanted)
    let exact = keys.indices.filter { keys[$0] == key }
    if let only = exact.first { return exact.count == 1 ? .found(only) : .several(exact) }
    // A unit in a row of its own may have been written as a part of the header.
    let bare = keyWithoutUnit(joinedHeader(wanted.split(separator: "/").map(String.init)))
    let close = names.indices.filter { keyWithoutUnit(names[$0]) == bare && !bare.isEmpty }
    guard let only = close.first else { return .none(nearest: nearestName(to: wanted, among: names)) }
    return close.count == 1 ? .found(only) : .several(close)
  }

  /// Whether no column is under this header.
  func lacks(_ wanted: String) -> Bool { if case .none = column(wanted) { true } else { false } }

  /// Whether the wanted columns that are not here may be left to the source's other files: when some are here.
  func mayLack(_ wanted: [SourceColumn], _ cells: SourceCells) -> Bool {
    cells.isOneOfSeveral && wanted.contains { !lacks($0.header ?? $0.name) }
  }
}

extension HeaderTable {
  /// The column wanted, or what to tell the analyst.
  func locate(_ wanted: String, in cells: SourceCells, _ source: SourceDefinition) -> Result<Int, HeaderProblem> {
    let line = cells.recordColumns == nil ? source.headerRows.lowerBound : nil
    let what = cells.recordColumns == nil ? "column" : "field"
    switch column(wanted) {
    case .found(let column): return .success(column)
    case .several(let columns):
      let places = columns.map { cells.format == .xlsx ? columnLetters($0 + 1) : "\($0 + 1)" }
      return .failure(
        HeaderProblem(
          cells.diagnostic(
            "I-502", line: line, "several \(what)s are called \(wanted): \(places.joined(separator: ", "))",
            advice: "Make the headers distinct, or name one in full")))
    case .none(let nearest):
      let shown = names.filter { !$0.isEmpty }.joined(separator: ", ")
      return .failure(
        HeaderProblem(
          cells.diagnostic(
            "I-503", line: line, "there is no \(what) \(wanted)",
            advice: (nearest.map { "Did you mean \($0)? " } ?? "") + "The \(what)s are: \(shown)")))
    }
  }
}

struct HeaderProblem: Error {
  let diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

enum HeaderMatch: Hashable {
  case found(Int)
  case several([Int])
  case none(nearest: String?)
}

/// The cells of a header of several rows, with merged cells filled.
private struct MergedHeader {
  private var pieces: [[String]]

  init(_ cells: SourceCells, rows: ClosedRange<Int>, width: Int) {
    pieces = rows.map { row in
      (0..<width).map { column in cells.mergedText(row, column).trimmed }
    }
    // A delimited file has lost its merges: a blank cell above a name continues the group to its left.
    guard cells.format == .csv, let last = pieces.indices.last else { return }
    for row in pieces.indices.dropLast() {
      for column in 1..<max(width, 1) where column < width {
        if pieces[row][column].isEmpty, !pieces[last][column].isEmpty { pieces[row][column] = pieces[row][column - 1] }
      }
    }
  }

  func name(of column: Int) -> String {
    var parts: [String] = []
    for row in pieces {
      let part = row[column].split(whereSeparator: \.isNewline).joined()
      if !part.isEmpty, part != parts.last { parts.append(part) }
    }
    return joinedHeader(parts)
  }
}

/// The parts of a header from the top, joined with `/`; a unit that stands below a name of its own goes behind it in
/// brackets.
func joinedHeader(_ parts: [String]) -> String {
  guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
  let bare = bracketedTexts(last).first.flatMap { textKey(last) == "(\(textKey($0)))" ? $0 : nil } ?? last
  guard MeasurementUnit(bare) != nil else { return parts.joined(separator: "/") }
  return parts.dropLast().joined(separator: "/") + "（\(bare)）"
}

extension SourceCells {
  /// A cell's text; inside a merge, that of its first cell.
  func mergedText(_ row: Int, _ column: Int) -> String {
    guard let merge = merges.range(row: line(row), column: column + 1) else { return grid.text(row, column) }
    guard let first = gridRow(line: merge.rows.lowerBound) else { return "" }
    return grid.text(first, merge.columns.lowerBound - 1)
  }

  /// The row of the grid that was read at a line; nil when the file has none there.
  private func gridRow(line: Int) -> Int? {
    var (low, high) = (0, grid.rowCount)
    while low < high {
      let middle = (low + high) / 2
      if self.line(middle) < line { low = middle + 1 } else { high = middle }
    }
    return low < grid.rowCount && self.line(low) == line ? low : nil
  }
}

extension String {
  /// Without white space at both ends, the ideographic space included.
  var trimmed: String {
    guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[start...end])
  }
}
