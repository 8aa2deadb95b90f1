public import Diagnostics
import SurveyModel
import Tables

/// Looks at a file as ``ingest(_:wave:pipeline:folder:)`` would read it, without a pipeline.
///
/// - Parameters:
///   - path: where the file is.
///   - shown: what a proposed pipeline calls it.
///   - sheet: the sheet of a workbook; nil: the first visible one.
///   - codebook: the path of a codebook of the survey (.qsf, .lss, XLSForm, XForm, DDI); nil: there is none.
/// - Returns: container, columns, and the questions of a survey's export.
/// - Throws: ``DiagnosticError`` of kind `missingInput` or `content`, as for any source; messages name `path`.
public func inspectSource(
  path: String, shownAs shown: String, sheet: String? = nil, codebook: String? = nil
) throws(DiagnosticError) -> SourceInspection {
  let format = try detectFormat(path: path, shownAs: path)
  var source = SourceDefinition(name: "source", role: .records, path: path, format: format, sheet: sheet)
  var notes: [String] = []
  if format == .xlsx { (source.sheet, notes) = try proposedSheet(path: path, shownAs: path, wanted: sheet) }
  if format == .xml { source.recordPath = try proposedRecordPath(path: path, shownAs: path) }
  var cells = try SourceCells(source, wave: 0, folder: ".")
  cells.chooseVariables(source, questionnaire: nil)
  var imported: PlatformCodebook?
  if let codebook {
    let read = try PlatformCodebook(try readFile(codebook, shownAs: codebook), file: codebook)
    notes.append("\(codebook): \(read.title), \(read.variables.count) variables")
    notes += read.notes
    imported = read
  }
  var inspection = SourceInspection(
    file: shown, format: format, notes: notes + cells.notes.map { $0.replacing(path, with: shown) }, headerRows: nil,
    rowCount: 0, columns: [], survey: nil, sheet: source.sheet, recordPath: source.recordPath)
  if let (shape, rows) = try surveyShape(of: cells, imported: imported?.codebook) {
    inspection.survey = shape
    if let imported { inspection.survey?.shown = imported.shown }
    try inspection.readColumns(cells, headerRows: rows)
  } else {
    if imported != nil { throw noSurvey(path) }
    try inspection.readTable(cells)
  }
  return inspection
}

private func noSurvey(_ path: String) -> DiagnosticError {
  DiagnosticError(
    .content,
    Diagnostic(
      .error, code: "I-904", at: SourceLocation(file: path), "this is no survey's export, so a codebook is no help",
      advice: "Leave the codebook out, or name the export that it belongs to"))
}

extension SourceInspection {
  /// The columns below a header; all rows are data, or those on the lines of `records`.
  fileprivate mutating func readColumns(
    _ cells: SourceCells, headerRows rows: ClosedRange<Int>, records: [Int]? = nil
  ) throws(DiagnosticError) {
    let header = try HeaderTable(cells, headerRows: rows)
    if cells.recordColumns == nil { headerRows = rows }
    let wanted = records.map { Set($0) }
    let data = (header.firstRow..<max(header.firstRow, cells.grid.rowCount)).filter {
      wanted?.contains(cells.line($0)) ?? true
    }
    rowCount = data.count
    let (roles, names) = (survey?.roles ?? [], header.names)
    columns = parallelMap(count: names.count, threads: availableCores()) { column in
      InspectedColumn(
        cells.grid, column: column, rows: data, name: names[column],
        role: roles.indices.contains(column) ? roles[column] : "")
    }
  }

  /// Tables of more rows are lists of records: no titles and totals are looked for.
  private static let longestTable = 2000

  /// A table that is no survey: a department's, with titles, totals and notes around it, or a list of records.
  fileprivate mutating func readTable(_ cells: SourceCells) throws(DiagnosticError) {
    guard cells.recordColumns == nil, cells.grid.rowCount <= Self.longestTable,
      let found = HeaderFinder(cells).find(),
      let table = try? DepartmentTableReading(cells)
    else {
      return try readColumns(cells, headerRows: HeaderFinder(cells).find()?.rows ?? firstRow(cells))
    }
    try readColumns(cells, headerRows: found.rows, records: table.records.map(\.row))
    notes += table.notes.map { $0.replacing(cells.path, with: file) }
    let unitAbove = found.above.compactMap { unitNoteText($0.detail) }.last
    for (position, column) in table.columns.enumerated() where columns.indices.contains(position) {
      if column.isFigures {
        if !columns[position].type.isNumeric { columns[position].type = .double }
        columns[position].values = []
        columns[position].unit =
          bracketedTexts(column.name).first { MeasurementUnit($0) != nil } ?? (column.unit == nil ? nil : unitAbove)
      } else {
        columns[position].type = columns[position].type.isNumeric ? columns[position].type : .category
        var seen: Set<String> = []
        columns[position].values = table.records.compactMap { record in
          if case .text(let text) = record.values[position], seen.insert(text).inserted { text } else { nil }
        }
        columns[position].distinctCount = seen.count
      }
    }
  }

  private func firstRow(_ cells: SourceCells) -> ClosedRange<Int> {
    cells.recordColumns == nil && cells.grid.rowCount > 0 ? cells.line(0)...cells.line(0) : 1...1
  }
}

/// The sheet that holds most cells, and a note of all sheets where there are several.
private func proposedSheet(
  path: String, shownAs shown: String, wanted: String?
) throws(DiagnosticError) -> (name: String?, notes: [String]) {
  let workbook = try Workbook(path: path, file: shown, limits: IngestLimits())
  if Set(workbook.sheets.map { $0.name.lowercased() }).isSuperset(of: ["survey", "choices"]) {
    throw DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-904", at: SourceLocation(file: shown), "the definition of a form (XLSForm), not its answers",
        advice: "Name the export of the answers, and this file with --codebook"))
  }
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
