import Diagnostics
import SurveyModel
import Tables

/// One input file as cells, before any role gives them meaning.
struct SourceCells {
  /// The path relative to the pipeline's folder, the wave filled in; what messages name.
  var file: String
  var sha256: String
  var byteCount: Int
  var format: SourceFormat
  var grid: CellGrid
  var merges: [CellRange] = []
  /// The names of the columns of XML records; other containers have their header among the rows of the grid.
  var recordColumns: [String]?
  var notes: [String]
  /// What is no cell but a formula that was never calculated.
  var uncalculatedCells = 0
}

extension SourceCells {
  /// Reads a source's file of one wave.
  ///
  /// - Throws: kind `missingInput` when there is no such file, `content` when it is not what it should be.
  init(
    _ source: SourceDefinition, wave: Int, folder: String, limits: IngestLimits = IngestLimits()
  ) throws(DiagnosticError) {
    let path = source.path.replacing("{wave}", with: "\(wave)")
    let bytes = try readFile(path.hasPrefix("/") ? path : "\(folder)/\(path)", shownAs: path)
    self.init(file: path, sha256: sha256Hex(bytes), byteCount: bytes.count, format: source.format)
    switch source.format {
    case .csv: try readDelimited(bytes)
    case .xlsx: try readWorkbook(bytes, sheet: source.sheet, limits: limits)
    case .xml: try readRecords(bytes, path: source.recordPath, limits: limits)
    }
  }

  private init(file: String, sha256: String, byteCount: Int, format: SourceFormat) {
    self.file = file
    self.sha256 = sha256
    self.byteCount = byteCount
    self.format = format
    grid = CellGrid()
    notes = []
  }

  private mutating func readDelimited(_ bytes: [UInt8]) throws(DiagnosticError) {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw problem(
        "I-001", "a zip archive, probably a workbook, not delimited text",
        advice: "Name it .xlsx, or save the sheet as CSV")
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw problem(
        "I-001", "an old binary workbook (.xls), not delimited text",
        advice: "Open it in a spreadsheet program and save it as .xlsx or CSV")
    }
    let reading = try CSVReader.read(bytes, file: file)
    grid = reading.grid
    if grid.rowCount == 0 { throw problem("I-002", "the file has no rows", advice: "Export it again") }
    let separators = [UInt8(ascii: ","): "comma", UInt8(ascii: ";"): "semicolon", UInt8(ascii: "\t"): "tab"]
    notes.append(
      "\(file): CSV in \(reading.encoding.rawValue), separated by \(separators[reading.separator] ?? "other")")
    notes += reading.diagnostics.map(\.description)
  }

  private mutating func readWorkbook(
    _ bytes: [UInt8], sheet wanted: String?, limits: IngestLimits
  ) throws(DiagnosticError) {
    let workbook = try Workbook(bytes, file: file, limits: limits)
    let sheet = try workbook.sheet(named: wanted)
    let reading = try workbook.read(sheet)
    file += "!\(sheet.name)"
    grid = reading.grid
    merges = reading.merges
    uncalculatedCells = reading.uncalculatedCells
    if grid.rowCount == 0 { throw problem("I-002", "the sheet has no cells") }
    notes.append(
      "\(file): sheet of \(grid.rowCount) rows, \(merges.count) merged cells, "
        + "dates from \(workbook.usesDates1904 ? 1904 : 1900)")
    if uncalculatedCells > 0 {
      notes.append(
        "warning: \(file): \(uncalculatedCells) formulas hold no value; "
          + "open and save the workbook in a spreadsheet program")
    }
  }

  private mutating func readRecords(
    _ bytes: [UInt8], path: String?, limits: IngestLimits
  ) throws(DiagnosticError) {
    guard let path, let records = RecordPath(path) else {
      throw DiagnosticError(
        .configuration,
        Diagnostic(
          .error, code: "I-003", at: SourceLocation(file: file),
          "an XML source needs the path of its record element, such as /ledger/case",
          advice: "Set record: in pipeline.yaml"))
    }
    let reading = try readXMLRecords(MemoryXMLSource(bytes), file: file, path: records, limits: limits)
    grid = reading.grid
    recordColumns = reading.columns
    notes.append("\(file): XML, \(grid.rowCount) records \(path) of \(reading.columns.count) fields")
  }

  /// The file's own path, without the sheet.
  var path: String {
    format == .xlsx ? String(file[..<(file.lastIndex(of: "!") ?? file.endIndex)]) : file
  }

  func problem(_ code: String, line: Int? = nil, _ message: String, advice: String? = nil) -> DiagnosticError {
    DiagnosticError(.content, diagnostic(code, line: line, message, advice: advice))
  }

  func diagnostic(_ code: String, line: Int? = nil, _ message: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(.error, code: code, at: SourceLocation(file: file, line: line), message, advice: advice)
  }

  func line(_ row: Int) -> Int { Int(grid.lines[row]) }

  /// A header's unit that is of another dimension than the declared one.
  func incompatibleUnit(_ column: SourceColumn, _ header: String, _ source: SourceDefinition) -> Diagnostic {
    diagnostic(
      "I-505", line: recordColumns == nil ? source.headerRows.upperBound : nil,
      "the column \(header) is in a unit that does not convert to \(column.unit ?? ""), which \(column.name) declares",
      advice: "Correct unit: of the column, or ask the department which unit it is")
  }

  /// A cell as an analyst names it: `D6` of a sheet, else its line and the column's header.
  func place(_ row: Int, _ column: Int, header: String) -> String {
    format == .xlsx ? "cell \(columnLetters(column + 1))\(line(row))" : "column \(header)"
  }
}
