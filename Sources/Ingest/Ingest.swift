public import Diagnostics
public import SurveyModel
import Tables

/// Reads one source of one wave into a typed table.
///
/// The container (CSV, XLSX, XML) becomes cells; the role of the source says what the cells mean. Rows that cannot be
/// read are set aside with the reason; rows in = rows kept + rows set aside.
///
/// - Parameters:
///   - source: the source as declared.
///   - wave: fills `{wave}` in the path.
///   - pipeline: for the questionnaire and the units.
///   - folder: the pipeline's folder, which paths are relative to.
/// - Returns: the table with its codebook and provenance, the rows set aside, and notes for the log.
/// - Throws: ``DiagnosticError`` of kind `missingInput` when the file is absent, `content` when it is not what was
///   declared (every problem found, with file and line) or more than 5 % of its rows cannot be read, `configuration`
///   when the declaration lacks what the role needs.
public func ingest(
  _ source: SourceDefinition, wave: Int, pipeline: PipelineDefinition, folder: String
) throws(DiagnosticError) -> IngestResult {
  let cells = try SourceCells(source, wave: wave, folder: folder)
  let units = UnitResolver(pipeline.units)
  switch source.role {
  case .survey: return try ingestSurvey(cells, source, wave: wave, pipeline: pipeline, units)
  case .statistics:
    var reader = try StatisticsTable(cells, source, units)
    let (table, columns) = try reader.read()
    return result(
      cells, source, wave: wave, table: table, codebook: Codebook(table, source), rowsIn: table.rowCount,
      columns: columns, quarantine: [], notes: reader.notes)
  case .records, .frame, .published:
    var reader = try RecordTable(cells, source, wave: wave, units)
    let (table, rowsIn, columns) = try reader.read()
    let quarantine = reader.quarantine.records(of: cells, source: source, wave: wave) { "line \(cells.line($0))" }
    return result(
      cells, source, wave: wave, table: table, codebook: Codebook(table, source), rowsIn: rowsIn, columns: columns,
      quarantine: quarantine, notes: reader.notes)
  }
}

func result(
  _ cells: SourceCells, _ source: SourceDefinition, wave: Int, table: Table, codebook: Codebook, rowsIn: Int,
  columns: Int, quarantine: [QuarantinedRecord], notes: [String]
) -> IngestResult {
  let input = InputFile(
    path: cells.path, sha256: cells.sha256, bytes: cells.byteCount, rows: rowsIn, columns: columns)
  let counts = StageCount(
    stage: "ingest", source: source.name, wave: wave, rowsIn: rowsIn, rowsKept: table.rowCount,
    rowsQuarantined: quarantine.count)
  return IngestResult(
    dataset: Dataset(source: source.name, wave: wave, table: table, codebook: codebook, inputs: [input]),
    quarantine: quarantine, counts: counts, notes: cells.notes + notes)
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
