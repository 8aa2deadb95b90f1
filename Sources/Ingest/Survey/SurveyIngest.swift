import Diagnostics
import SurveyModel
import Tables

/// Reads a survey platform's export into the table that the questionnaire describes.
func ingestSurvey(
  _ cells: SourceCells, _ source: SourceDefinition, wave: Int, pipeline: PipelineDefinition, _ units: UnitResolver
) throws(DiagnosticError) -> IngestResult {
  guard let questionnaire = pipeline.questionnaire else {
    throw DiagnosticError(
      .configuration,
      Diagnostic(
        .error, code: "I-400", at: SourceLocation(file: cells.file),
        "the source \(source.name) is a survey, but the pipeline has no questionnaire",
        advice: "Set questionnaire: in pipeline.yaml"))
  }
  let export = try SurveyExport.read(cells, platform: source.platform, headerRows: source.headerRows)
  var survey = SurveyIngest(
    cells: cells, source: source, codebook: questionnaire.codebook, units: units, export: export)
  return try survey.read(wave: wave)
}

/// One survey's file on its way into a table.
struct SurveyIngest {
  let cells: SourceCells
  let source: SourceDefinition
  let codebook: Codebook
  let units: UnitResolver
  let export: SurveyExport
  var notes: [String] = []
  private var quarantine = RowQuarantine()

  init(
    cells: SourceCells, source: SourceDefinition, codebook: Codebook, units: UnitResolver, export: SurveyExport
  ) {
    self.cells = cells
    self.source = source
    self.codebook = codebook
    self.units = units
    self.export = export
  }

  mutating func read(wave: Int) throws(DiagnosticError) -> IngestResult {
    let headerLine = export.firstRow > 0 ? cells.line(export.firstRow - 1) : 1
    let mapping = ColumnMapping(export, codebook, source)
    let style = answerStyle(mapping)
    // Another file of the source may hold a question that this form version does not have.
    let mayLack = cells.isOneOfSeveral && mapping.targets.contains { if case .variable = $0 { true } else { false } }
    var problems = mapping.problems.filter { !(mayLack && $0.code == "I-404") }.map {
      cells.diagnostic($0.code, line: headerLine, $0.message, advice: $0.advice)
    }
    problems += ambiguousOptions(headerLine, style)
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    notes += export.notes
    noteMapping(mapping, style.style)

    let all = Array(export.firstRow..<max(export.firstRow, cells.grid.rowCount))
    let recordColumn = mapping.targets.firstIndex(of: .paradata(.column(.recordID)))
    let rows = keptRows(all, recordColumn: recordColumn)
    try quarantine.check(against: all.count, of: cells)
    let reader = AnswerReader(grid: cells.grid, rows: rows, conventions: export.conventions, style: style.style)
    let (table, book) = try columns(mapping, reader)
    noteIncomplete(mapping, rows, recordColumn: recordColumn)
    notes += childNotes(export, mapping, cells, rows)
    let set = quarantine.records(of: cells, source: source, wave: wave) { row in
      recordColumn.map { cells.grid.text(row, $0).trimmed } ?? recordName(row)
    }
    return result(
      cells, source, wave: wave, table: table, codebook: book, rowsIn: all.count, columns: export.columns.count,
      quarantine: set, notes: notes)
  }

  /// What the source declares, what the platform always writes, or what the cells say.
  private func answerStyle(_ mapping: ColumnMapping) -> AnswerStyleFinding {
    if let declared = source.answerStyle.flatMap(AnswerStyle.init(rawValue:)) {
      return AnswerStyleFinding(style: declared)
    }
    guard export.conventions.style == .either else { return AnswerStyleFinding(style: export.conventions.style) }
    return AnswerStyleFinding(mapping, cells.grid)
  }

  private func ambiguousOptions(_ line: Int, _ style: AnswerStyleFinding) -> [Diagnostic] {
    let ambiguous = codebook.variables.filter { !$0.options.isEmpty }.flatMap { variable in
      ChoiceReader(variable, style: style.style).ambiguous.map { text in
        cells.diagnostic(
          "I-407", line: line, "\(variable.name) has several options that read \(text)",
          advice: "Make the options of the questionnaire distinct")
      }
    }
    let undecided = style.undecided.map { variable, text in
      cells.diagnostic(
        "I-412", line: line,
        "\(variable): \(text) is the label of one option and the code of another, and no other cell of the file tells "
          + "which is meant",
        advice: "Set answers: labels, or answers: codes")
    }
    return ambiguous + undecided
  }

  private mutating func noteMapping(_ mapping: ColumnMapping, _ style: AnswerStyle) {
    var questions = 0
    var paradata = 0
    for target in mapping.targets {
      switch target {
      case .variable, .option, .rankList, .rankPosition, .otherText: questions += 1
      case .paradata, .addressAndPlace, .unitName: paradata += 1
      case .ignored, .child, .unknown: break
      }
    }
    notes.append(
      "\(cells.file): dialect \(export.platform), \(mapping.targets.count) columns: \(questions) to questions, "
        + "\(paradata) to the platform's record, \(mapping.targets.count - questions - paradata) left out; answers are "
        + (style == .codes ? "codes" : "the words of options"))
    notes += mapping.table.map { "\(cells.file): \($0)" }
  }

  /// Tells of responses that were not submitted in full; they are kept.
  private mutating func noteIncomplete(_ mapping: ColumnMapping, _ rows: [Int], recordColumn: Int?) {
    let finished = mapping.targets.firstIndex(of: .paradata(.finished))
    let submitted = mapping.targets.firstIndex(of: .paradata(.column(.submittedAt)))
    let marks = AnswerMarks(export.conventions.missingMarks)
    let incomplete = rows.filter { row in
      if let finished, ["0", "false"].contains(cells.grid.text(row, finished).trimmed.lowercased()) { return true }
      guard export.conventions.emptyTimeMeansIncomplete, let submitted else { return false }
      if case .missing = AnswerCell(cells.grid.bytes[cells.grid.range(row, submitted)], marks) { return true }
      return false
    }
    guard !incomplete.isEmpty else { return }
    let shown = incomplete.prefix(5).map { row in
      recordColumn.map { cells.grid.text(row, $0).trimmed } ?? cells.placeText(row)
    }
    notes.append(
      "warning: \(cells.file): \(incomplete.count) of \(rows.count) responses were not finished, and are kept (first: "
        + "\(shown.joined(separator: ", ")))")
  }

  /// Rows of the right shape with a record id of their own; the others are set aside.
  private mutating func keptRows(_ all: [Int], recordColumn: Int?) -> [Int] {
    var ids = ByteInterner()
    var rowOfID: [Int] = []
    var rows: [Int] = []
    rows.reserveCapacity(all.count)
    for row in all {
      if cells.format == .csv, let reason = shapeProblem(row) {
        quarantine.add(row: row, code: reason.code, reason.text)
        continue
      }
      if let recordColumn {
        let id = trimmingSpaces(cells.grid.bytes[cells.grid.range(row, recordColumn)])
        if id.isEmpty {
          quarantine.add(row: row, code: "I-410", "no record number")
          continue
        }
        let entry = ids.intern(id)
        if entry < rowOfID.count {
          quarantine.add(
            row: row, code: "I-411", "the record number is that of \(cells.placeText(rowOfID[entry])) already")
          continue
        }
        rowOfID.append(row)
      }
      rows.append(row)
    }
    return rows
  }

  /// What a record without a number is called: its line, after its file where that alone does not tell.
  func recordName(_ row: Int) -> String {
    cells.documents?.areSeveral == true ? "\(cells.file(ofRow: row)):\(cells.line(row))" : "\(cells.line(row))"
  }

  /// Files joined end to end repeat each row of the header.
  private func shapeProblem(_ row: Int) -> (code: String, text: String)? {
    for headerRow in export.headerRows {
      if let reason = cells.rowProblem(row, width: export.columns.count, headerRow: headerRow) { return reason }
    }
    return export.headerRows.isEmpty ? cells.rowProblem(row, width: export.columns.count, headerRow: -1) : nil
  }

  /// Says how many cells of a variable could not be read, and which was first.
  mutating func noteUnreadable(_ unreadable: [UnreadableAnswer], _ name: String) {
    guard let first = unreadable.first else { return }
    notes.append(
      "warning: \(name): \(unreadable.count) cell\(unreadable.count == 1 ? "" : "s") cannot be read, first at "
        + "\(cells.file(ofRow: first.row)):\(cells.line(first.row)): “\(first.text.prefix(40))”")
  }
}
