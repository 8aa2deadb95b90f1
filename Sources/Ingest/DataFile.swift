public import Diagnostics
public import SurveyModel
public import Tables

/// A file of records as it stands, without a pipeline that says what it means.
public struct DataFile: Sendable {
  /// What messages name; with the sheet of a workbook behind `!`.
  public var file: String
  /// One row a record, every column typed by what it holds; rows know their line.
  public var table: Table
  /// Labels of variables and codes; empty where the format has none.
  public var codebook: Codebook
  /// What the reader found out, for the log.
  public var notes: [String]
}

/// Reads a CSV or TSV file, a sheet of a workbook, an SPSS or a Stata file as one table.
///
/// In delimited text and workbooks `NA` is missing in columns that hold numbers or dates otherwise: so R and others write
/// it. In columns of texts it may be a code (Namibia) and stays one.
///
/// - Parameters:
///   - path: where the file is.
///   - shown: what messages name.
///   - sheet: the sheet of a workbook; nil: the first visible one.
///   - encoding: the encoding of a statistics file, against what it says.
///   - missing: codes that are no answer in any column, such as `-9`.
/// - Returns: the table with its labels.
/// - Throws: ``DiagnosticError`` of kind `missingInput` when there is no such file, `content` when it cannot be read as a
///   table: every row of another shape than the header, every column name that stands twice.
public func readDataFile(
  path: String, shownAs shown: String, sheet: String? = nil, encoding: String? = nil, missing: [String] = []
) throws(DiagnosticError) -> DataFile {
  let format = try detectFormat(path: path, shownAs: shown)
  guard format != .xml else {
    throw DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-910", at: SourceLocation(file: shown), "an XML document, not a table of records",
        advice: "Make it a source of a pipeline, or export it as CSV"))
  }
  var source = SourceDefinition(
    name: "data", role: .records, path: path, format: format, sheet: sheet, encoding: encoding)
  source.findsHeader = format == .xlsx
  var cells = try SourceCells(source, wave: 0, folder: ".")
  if path != shown { cells.file = cells.file.replacing(path, with: shown) }
  if let file = cells.statistical {
    var table = file.table
    table.origins.files = [cells.file]
    for (name, column) in zip(table.names, table.columns) { table.set(name, column.settingMissing(missing)) }
    return DataFile(file: cells.file, table: table, codebook: file.codebook, notes: cells.notes)
  }
  source = source.withHeader(in: &cells)
  let (table, notes) = try cells.table(headerRows: source.headerRows, missing: missing)
  return DataFile(file: cells.file, table: table, codebook: Codebook(), notes: cells.notes + notes)
}

extension SourceCells {
  /// All columns under their own names, typed by what they hold.
  fileprivate func table(
    headerRows: ClosedRange<Int>, missing: [String]
  ) throws(DiagnosticError) -> (table: Table, notes: [String]) {
    let header = try HeaderTable(self, headerRows: headerRows)
    var problems: [Diagnostic] = []
    var notes: [String] = []
    var wanted: [Int] = []
    var columnOfName: [String: Int] = [:]
    for (column, name) in header.names.enumerated() {
      if name.isEmpty {
        notes.append("\(file): column \(column + 1) has no header and is left out")
        continue
      }
      if let other = columnOfName[name] {
        problems.append(
          diagnostic(
            "I-502", line: headerRows.lowerBound, "columns \(other + 1) and \(column + 1) are both called \(name)",
            advice: "Rename one of them"))
        continue
      }
      columnOfName[name] = column
      wanted.append(column)
    }
    let rows = (header.firstRow..<max(header.firstRow, grid.rowCount)).filter { row in
      (0..<grid.cellCount(row: row)).contains { !grid.range(row, $0).isEmpty }
    }
    if format == .csv { problems += shapeProblems(rows, header) }
    if rows.isEmpty { problems.append(diagnostic("I-002", "there are no rows below the header")) }
    guard problems.isEmpty else { throw DiagnosticError(.content, problems) }
    let (codes, chosen) = (missing.map { Array($0.utf8) }, wanted)
    let columns = parallelMap(count: chosen.count, threads: availableCores()) { position in
      typedColumn(chosen[position], rows: rows, missing: codes)
    }
    let pairs = zip(chosen, columns).map { (name: header.names[$0], column: $1) }
    return (Table(pairs, rowCount: rows.count, origins: origins(rows)), notes)
  }

  private func typedColumn(_ column: Int, rows: [Int], missing: [[UInt8]]) -> Column {
    func kind(_ cell: ArraySlice<UInt8>, _ codes: [[UInt8]]) -> MissingKind? {
      codes.contains { cell.elementsEqual($0) } ? .empty : nil
    }
    let notAvailable = missing + [Array("NA".utf8)]
    let typed = grid.typed(column: column, rows: rows, as: nil, missing: { kind($0, notAvailable) }).column
    let isFigure = typed.type.isNumeric || typed.type == .date || typed.type == .dateTime
    if isFigure || missing.contains(Array("NA".utf8)) { return typed }
    return grid.typed(column: column, rows: rows, as: nil, missing: { kind($0, missing) }).column
  }

  private func shapeProblems(_ rows: [Int], _ header: HeaderTable) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    var count = 0
    for row in rows {
      guard let reason = rowProblem(row, width: header.names.count, headerRow: header.firstRow - 1) else { continue }
      count += 1
      if count <= 20 { problems.append(diagnostic(reason.code, row: row, reason.text)) }
    }
    if count > 20 { problems.append(diagnostic("I-012", "and \(count - 20) more rows like these")) }
    return problems
  }
}

extension Column {
  /// The column with some codes missing: numbers compared as numbers, anything else as text.
  fileprivate func settingMissing(_ codes: [String]) -> Column {
    guard !codes.isEmpty else { return self }
    let numbers = Set(codes.compactMap { parseDouble($0) })
    let texts = Set(codes)
    func rows(_ isCode: (Int) -> Bool) -> [Int] {
      (0..<count).filter { !isMissing(at: $0) && isCode($0) }
    }
    let found: [Int] =
      switch storage {
      case .int8(let values): rows { numbers.contains(Double(values[$0])) }
      case .int16(let values): rows { numbers.contains(Double(values[$0])) }
      case .int32(let values): rows { numbers.contains(Double(values[$0])) }
      case .int64(let values): rows { numbers.contains(Double(values[$0])) }
      case .double(let values): rows { numbers.contains(values[$0]) }
      case .text(let values): rows { texts.contains(values[$0]) }
      case .category(let values): rows { texts.contains(values.dictionary[values[$0]]) }
      case .bool, .set, .date, .dateTime: []
      }
    return found.isEmpty ? self : editing(found.map { CellEdit(row: $0, cell: .missing(.empty)) }).column
  }
}
