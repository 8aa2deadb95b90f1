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
  var merges = MergedCells()
  /// The names of the columns of XML records; other containers have their header among the rows of the grid.
  var recordColumns: [String]?
  var notes: [String]
  /// The documents of an XML source; nil where all rows are of ``file``.
  var documents: RowDocuments?
  /// Records that do not count and are not in the grid.
  var setAside: [SetAsideRecord] = []
  /// What is no cell but a formula that was never calculated.
  var uncalculatedCells = 0
  /// The share of rows that may be unreadable.
  var maxUnreadable = 0.05
  /// Whether other files of the source may have columns that this one lacks.
  var isOneOfSeveral = false
  /// A statistics file that the cells are made from, with the variable of each column.
  var statistical: StatisticalFile?
  var statisticalColumns: [Int] = []
}

extension SourceCells {
  /// Reads a source's file of one wave.
  ///
  /// - Parameters:
  ///   - source: the source as declared.
  ///   - wave: fills `{wave}` in the path.
  ///   - folder: what a relative path is relative to.
  ///   - batches: takes the records of an XML document while it is read; the grid holds the rest.
  /// - Throws: kind `missingInput` when there is no such file, `content` when it is not what it should be.
  init(
    _ source: SourceDefinition, wave: Int, folder: String, batches: RecordBatches? = nil
  ) throws(DiagnosticError) {
    let limits = IngestLimits(source.limits)
    let path = source.path.replacing("{wave}", with: "\(wave)")
    if source.format == .xml {
      let files = try XMLFiles(path, folder: folder)
      self.init(file: path, sha256: files.sha256, byteCount: files.byteCount, format: source.format)
      maxUnreadable = source.maxUnreadable
      try readXML(files.inputs, source, limits: limits, batches: batches)
      return
    }
    let place = path.hasPrefix("/") ? path : "\(folder)/\(path)"
    var bytes = try readFile(place, shownAs: path)
    self.init(file: path, sha256: sha256Hex(bytes), byteCount: bytes.count, format: source.format)
    maxUnreadable = source.maxUnreadable
    if isGzip(bytes) { bytes = try gunzip(bytes, file: path, limits: limits) }
    switch source.format {
    case .csv:
      try readDelimited(bytes)
      if source.recordPath == nil { takeSDMX() } else { try takeChildRecords(source) }
    case .xlsx:
      try readWorkbook(place, sheet: source.sheet, limits: limits)
      try takeChildRecords(source)
    case .sav, .dta: try readStatistics(bytes, encoding: source.encoding, limits: limits)
    case .xml: break
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
    _ place: String, sheet wanted: String?, limits: IngestLimits
  ) throws(DiagnosticError) {
    let workbook = try Workbook(path: place, file: file, limits: limits)
    let sheet = try workbook.sheet(named: wanted)
    let reading = try workbook.read(sheet)
    file += "!\(sheet.name)"
    grid = reading.grid
    merges = MergedCells(reading.merges)
    uncalculatedCells = reading.uncalculatedCells
    if grid.rowCount == 0 { throw problem("I-002", "the sheet has no cells") }
    notes.append(
      "\(file): sheet of \(grid.rowCount) rows, \(merges.ranges.count) merged cells, "
        + "dates from \(workbook.usesDates1904 ? 1904 : 1900)")
    if uncalculatedCells > 0 {
      notes.append(
        "warning: \(file): \(uncalculatedCells) formulas hold no value; "
          + "open and save the workbook in a spreadsheet program")
    }
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

  /// A problem of one row of the grid.
  func diagnostic(_ code: String, row: Int, _ message: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(
      .error, code: code, at: SourceLocation(file: file(ofRow: row), line: line(row)), message, advice: advice)
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
    format == .xlsx && recordColumns == nil ? "cell \(columnLetters(column + 1))\(line(row))" : "column \(header)"
  }
}
