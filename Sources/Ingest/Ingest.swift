public import Diagnostics
public import SurveyModel
import Tables

/// Reads one source of one wave into a typed table.
///
/// The container (CSV, XLSX, XML, SPSS, Stata) becomes cells; the role of the source says what the cells mean. Rows
/// that cannot be read are set aside with the reason; rows in = rows kept + rows set aside. A source in several files is read file by
/// file in the order of their names, and every row knows its file.
///
/// - Parameters:
///   - source: the source as declared.
///   - wave: fills `{wave}` in the path.
///   - pipeline: for the questionnaire and the units.
///   - folder: the pipeline's folder, which paths are relative to.
/// - Returns: the table with its codebook and provenance, the rows set aside, and notes for the log.
/// - Throws: ``DiagnosticError`` of kind `missingInput` when the file is absent or a pattern matches none, `content`
///   when it is not what was declared (every problem found, with file and line) or more of its rows than the source allows
///   cannot be read, `configuration` when the declaration lacks what the role needs.
public func ingest(
  _ source: SourceDefinition, wave: Int, pipeline: PipelineDefinition, folder: String
) throws(DiagnosticError) -> IngestResult {
  // Submissions come a file each, and one may replace another: a pattern of XML files is read as a whole.
  if source.format == .xml, source.morePaths.isEmpty {
    return try ingestFile(source, wave: wave, pipeline: pipeline, folder: folder, isOneOfSeveral: false).result
  }
  let files = try sourceFiles(source, wave: wave, folder: folder)
  guard let file = files.first, files.count == 1 else {
    return try ingestFiles(files, source, wave: wave, pipeline: pipeline, folder: folder)
  }
  var one = source
  (one.path, one.morePaths) = (file, [])
  return try ingestFile(one, wave: wave, pipeline: pipeline, folder: folder, isOneOfSeveral: false).result
}

/// Reads one file of a source.
func ingestFile(
  _ source: SourceDefinition, wave: Int, pipeline: PipelineDefinition, folder: String, isOneOfSeveral: Bool
) throws(DiagnosticError) -> FileResult {
  var file = try readAsDeclared(
    source, wave: wave, pipeline: pipeline, folder: folder, isOneOfSeveral: isOneOfSeveral)
  file.result = file.result.withNormalCreditCodes()
  return file
}

private func readAsDeclared(
  _ declared: SourceDefinition, wave: Int, pipeline: PipelineDefinition, folder: String, isOneOfSeveral: Bool
) throws(DiagnosticError) -> FileResult {
  let units = UnitResolver(pipeline.units)
  let batches = RecordBatches(declared, wave: wave, units)
  var cells = try SourceCells(declared, wave: wave, folder: folder, batches: batches)
  cells.isOneOfSeveral = isOneOfSeveral
  if let batches, batches.file != nil {
    if let records = try batches.finish(cells) { return fileResult(records, cells, declared, wave: wave) }
    cells = try SourceCells(declared, wave: wave, folder: folder)
    cells.isOneOfSeveral = isOneOfSeveral
  }
  let source = declared.withHeader(in: &cells)
  cells.chooseVariables(source, questionnaire: pipeline.questionnaire?.codebook)
  switch source.role {
  case .survey:
    return FileResult(result: try ingestSurvey(cells, source, wave: wave, pipeline: pipeline, units), header: [])
  case .statistics:
    var reader = try StatisticsTable(cells, source, units)
    let (table, columns) = try reader.read()
    let read = result(
      cells, source, wave: wave, table: table, codebook: Codebook(table, source), rowsIn: table.rowCount,
      columns: columns, quarantine: [], notes: reader.notes)
    return FileResult(result: read, header: reader.header.names)
  case .records, .frame, .published:
    var reader = try RecordTable(cells, source, wave: wave, units)
    return fileResult(try reader.read(), cells, source, wave: wave)
  }
}

private func fileResult(
  _ records: ReadRecords, _ cells: SourceCells, _ source: SourceDefinition, wave: Int
) -> FileResult {
  let isOne = cells.documents?.areSeveral != true
  let quarantine = records.quarantine.records(of: cells, source: source, wave: wave) { row in
    let line = "line \(records.quarantine.line(row, of: cells))"
    return isOne ? line : "\(records.quarantine.file(row, of: cells)) \(line)"
  }
  let read = result(
    cells, source, wave: wave, table: records.table, codebook: Codebook(records.table, source),
    rowsIn: records.rowsIn, columns: records.header.count, quarantine: quarantine, notes: records.notes)
  return FileResult(result: read, header: records.header)
}

func result(
  _ cells: SourceCells, _ source: SourceDefinition, wave: Int, table: Table, codebook: Codebook, rowsIn: Int,
  columns: Int, quarantine: [QuarantinedRecord], notes: [String]
) -> IngestResult {
  let input = InputFile(
    path: cells.path, sha256: cells.sha256, bytes: cells.byteCount, rows: rowsIn + cells.setAside.count,
    columns: columns)
  let counts = StageCount(
    stage: "ingest", source: source.name, wave: wave, rowsIn: rowsIn + cells.setAside.count,
    rowsKept: table.rowCount, rowsQuarantined: quarantine.count + cells.setAside.count)
  let setAside = cells.setAside.map { record in
    QuarantinedRecord(
      stage: "ingest", source: source.name, wave: wave, record: record.record, file: record.file, line: record.line,
      outcome: record.outcome, rules: [record.code], detail: record.reason)
  }
  return IngestResult(
    dataset: Dataset(
      source: source.name, wave: wave, table: cells.withMissingKinds(table, source),
      codebook: cells.withLabels(codebook, source), inputs: [input]),
    quarantine: setAside + quarantine, counts: counts, notes: cells.notes + notes)
}

extension Codebook {
  /// The variables of a table that is no survey: names, kinds, and the codes that categories have.
  init(_ table: Table, _ source: SourceDefinition) {
    let headers = Dictionary(
      source.columns.map { ($0.name, $0.header ?? $0.name) }, uniquingKeysWith: { first, _ in first })
    self.init(
      zip(table.names, table.columns).map { name, column in
        var options: [AnswerOption] = []
        if case .category(let values) = column.storage {
          options = values.dictionary.map { AnswerOption(code: $0, label: LocalizedText($0)) }
        }
        let kind: VariableKind =
          switch column.type {
          case .category, .bool: .single
          case .set: .multi
          case .integer, .double: .numeric
          case .text: .open
          case .date, .dateTime: .paradata
          }
        return SurveyVariable(
          name: name, question: name, kind: kind, text: LocalizedText(headers[name] ?? name), options: options)
      })
  }
}
