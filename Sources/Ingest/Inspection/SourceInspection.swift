public import Diagnostics
public import SurveyModel
public import Tables

/// What a file looks like before anything is declared about it.
public struct SourceInspection: Sendable {
  /// The path as it is shown and as a pipeline would name it.
  public var file: String
  public var format: SourceFormat
  /// What the reader found out about the container: encoding, separator, sheet, dialect.
  public var notes: [String]
  /// Sheet rows, or lines, of the header; nil when the container names its columns itself.
  public var headerRows: ClosedRange<Int>?
  /// Rows below the header.
  public var rowCount: Int
  public var columns: [InspectedColumn]
  /// How the file reads as a survey's export; nil when it is a table of figures or of records.
  public var survey: SurveyShape?
  /// The sheet of a workbook, where it has several.
  public var sheet: String?
  /// The path of the records of an XML document.
  public var recordPath: String?
}

/// A column as it is found.
public struct InspectedColumn: Sendable {
  public var name: String
  public var type: ColumnType
  /// Share of rows without a value, 0 to 1.
  public var missingShare: Double
  /// How many different values there are, up to ``mostDistinct``.
  public var distinctCount: Int
  /// The most frequent values; none of columns that may tell who answered.
  public var samples: [String]
  /// What a survey platform means by it; empty for other files.
  public var role: String
  /// All different values of a column of names, in order of appearance; at most 100, none of other columns.
  public var values: [String]

  /// Values are told apart up to this many.
  public static let mostDistinct = 1000
}

/// How a file reads as a survey's export.
public struct SurveyShape: Sendable {
  /// The name for `platform:`.
  public var platform: String
  /// The questions found, with proposed codes and options.
  public var codebook: Codebook
  /// One a column: `Q3`, `record_id`, `left out`.
  public var roles: [String]
}

/// Looks at a file as ``ingest(_:wave:pipeline:folder:)`` would read it, without a pipeline.
///
/// - Parameters:
///   - path: where the file is.
///   - shown: what messages and a proposed pipeline call it.
///   - sheet: the sheet of a workbook; nil: the first visible one.
/// - Returns: container, columns, and the questions of a survey's export.
/// - Throws: ``DiagnosticError`` of kind `missingInput` or `content`, as for any source.
public func inspectSource(
  path: String, shownAs shown: String, sheet: String? = nil
) throws(DiagnosticError) -> SourceInspection {
  let format = try detectFormat(path: path, shownAs: shown)
  var source = SourceDefinition(name: "source", role: .records, path: shown, format: format, sheet: sheet)
  var sheetNotes: [String] = []
  if format == .xlsx { (source.sheet, sheetNotes) = try proposedSheet(path: path, shownAs: shown, wanted: sheet) }
  if format == .xml { source.recordPath = try proposedRecordPath(path: path, shownAs: shown) }
  source.path = path
  let cells = try SourceCells(source, wave: 0, folder: ".")
  var inspection = SourceInspection(
    file: shown, format: format, notes: sheetNotes + cells.notes.map { $0.replacing(path, with: shown) },
    headerRows: nil,
    rowCount: 0, columns: [], survey: nil, sheet: source.sheet,
    recordPath: source.recordPath)
  let shape = try surveyShape(of: cells)
  let rows = shape?.headerRows ?? proposedHeaderRows(cells)
  let header = try HeaderTable(cells, headerRows: rows)
  if cells.recordColumns == nil { inspection.headerRows = rows }
  let data = Array(header.firstRow..<max(header.firstRow, cells.grid.rowCount))
  inspection.rowCount = data.count
  inspection.survey = shape?.shape
  let roles = shape?.shape.roles ?? []
  let names = header.names
  inspection.columns = parallelMap(count: names.count, threads: availableCores()) { column in
    InspectedColumn(
      cells.grid, column: column, rows: data, name: names[column],
      role: roles.indices.contains(column) ? roles[column] : "")
  }
  return inspection
}

extension InspectedColumn {
  init(_ grid: CellGrid, column: Int, rows: [Int], name: String, role: String) {
    let typed = grid.typed(column: column, rows: rows, as: nil).column
    var counts: [Int] = []
    var seen = ByteInterner()
    var missing = 0
    var longest = 0
    // Entries of rows that hold something besides: names of units, not titles and notes.
    var isAccompanied: [Bool] = []
    for row in rows {
      let cell = trimmingSpaces(grid.bytes[grid.range(row, column)])
      if cell.isEmpty {
        missing += 1
        continue
      }
      defer {
        if let entry = seen.index(of: cell), entry < 100, !isAccompanied[entry] {
          isAccompanied[entry] = (0..<grid.cellCount(row: row)).contains {
            $0 != column && !grid.range(row, $0).isEmpty
          }
        }
      }
      longest = max(longest, cell.count)
      if let entry = seen.index(of: cell) {
        counts[entry] += 1
      } else if counts.count < Self.mostDistinct {
        _ = seen.intern(cell)
        counts.append(1)
        isAccompanied.append(false)
      }
    }
    self.name = name
    self.role = role
    type = typed.type
    missingShare = rows.isEmpty ? 0 : Double(missing) / Double(rows.count)
    distinctCount = counts.count
    // Texts that repeat are answers; texts that do not may be names, addresses and phones.
    let repeats = counts.count <= 50 && counts.count * 3 <= rows.count - missing && longest <= 90
    let isFigure = typed.type.isNumeric || typed.type == .date || typed.type == .dateTime
    let mayShow = (repeats || isFigure && counts.count < Self.mostDistinct) && !Self.mayIdentify(name)
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    let strings = mayShow ? seen.strings : []
    values = !isFigure && counts.count <= 100 ? zip(seen.strings, isAccompanied).filter(\.1).map(\.0) : []
    samples = mayShow ? order.prefix(3).map { strings[$0] } : []
  }

  /// Headers of columns that can tell who answered.
  private static func mayIdentify(_ name: String) -> Bool {
    let key = textKey(name).lowercased()
    let words = [
      "ip", "姓名", "名称", "电话", "手机", "联系", "邮箱", "地址", "信用代码", "身份证", "email", "phone", "name",
      "address", "latitude", "longitude", "recipient",
    ]
    return words.contains { $0 == "ip" ? key == "ip" || key.hasSuffix("ip") || key.hasPrefix("ip") : key.contains($0) }
  }
}

/// The sheet that holds most cells, and a note of all sheets where there are several.
private func proposedSheet(
  path: String, shownAs shown: String, wanted: String?
) throws(DiagnosticError) -> (name: String?, notes: [String]) {
  let workbook = try Workbook(try readFile(path, shownAs: shown), file: shown)
  guard workbook.sheets.count > 1 else { return (wanted, []) }
  var best: (name: String, cells: Int)?
  var texts: [String] = []
  for sheet in workbook.sheets {
    let grid = try workbook.read(sheet).grid
    texts.append("\(sheet.name) (\(sheet.isVisible ? "" : "hidden, ")\(grid.rowCount) rows)")
    if sheet.isVisible, grid.kinds.count > best?.cells ?? 0 { best = (sheet.name, grid.kinds.count) }
  }
  return (wanted ?? best?.name, ["sheets: \(texts.joined(separator: ", "))"])
}

/// The header of a table that nobody described: the row after which the cells look like data.
///
/// The widest of the first 20 rows whose cells are all text, the first of equals.
private func proposedHeaderRows(_ cells: SourceCells) -> ClosedRange<Int> {
  guard cells.recordColumns == nil, cells.grid.rowCount > 0 else { return 1...1 }
  var best = (row: 0, width: 0)
  for row in 0..<min(20, cells.grid.rowCount) {
    var width = 0
    for column in 0..<cells.grid.cellCount(row: row) {
      let cell = trimmingSpaces(cells.grid.bytes[cells.grid.range(row, column)])
      if !cell.isEmpty, parseDouble(cell) == nil { width += 1 }
    }
    if width > best.width { best = (row, width) }
  }
  return cells.line(best.row)...cells.line(best.row)
}
