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
  let header = try HeaderTable(cells, headerRows: source.headerRows)
  let dialect = try SurveyDialect.find(source.platform, header: header.names, file: cells.file)
  var survey = SurveyIngest(
    cells: cells, source: source, codebook: questionnaire.codebook, units: units, dialect: dialect)
  return try survey.read(header, wave: wave)
}

private struct SurveyIngest {
  let cells: SourceCells
  let source: SourceDefinition
  let codebook: Codebook
  let units: UnitResolver
  let dialect: SurveyDialect
  var notes: [String] = []
  var quarantine = RowQuarantine()

  mutating func read(_ header: HeaderTable, wave: Int) throws(DiagnosticError) -> IngestResult {
    let headerLine = header.firstRow > 0 ? cells.line(header.firstRow - 1) : 1
    let mapping = dialect.map(header.names, codebook, source.unitColumn)
    var problems = mapping.problems.map { cells.diagnostic($0.code, line: headerLine, $0.message, advice: $0.advice) }
    problems += ambiguousOptions(headerLine)
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    noteMapping(mapping)

    let all = Array(header.firstRow..<max(header.firstRow, cells.grid.rowCount))
    let recordColumn = mapping.targets.firstIndex(of: .paradata(.recordID))
    let rows = keptRows(all, width: header.names.count, headerRow: header.firstRow - 1, recordColumn: recordColumn)
    try quarantine.check(against: all.count, of: cells)
    let reader = AnswerReader(grid: cells.grid, rows: rows, dialect: dialect)
    let (table, book) = try columns(mapping, reader)
    let set = quarantine.records(of: cells, source: source, wave: wave) { row in
      recordColumn.map { cells.grid.text(row, $0).trimmed } ?? "\(cells.line(row))"
    }
    return result(
      cells, source, wave: wave, table: table, codebook: book, rowsIn: all.count, columns: header.names.count,
      quarantine: set, notes: notes)
  }

  private func ambiguousOptions(_ line: Int) -> [Diagnostic] {
    codebook.variables.filter { !$0.options.isEmpty }.flatMap { variable in
      ChoiceReader(variable, byLabel: dialect.answersByLabel).ambiguous.map { text in
        cells.diagnostic(
          "I-407", line: line, "\(variable.name) has several options that read \(text)",
          advice: "Make the options of the questionnaire distinct")
      }
    }
  }

  private mutating func noteMapping(_ mapping: ExportMapping) {
    var questions = 0
    var paradata = 0
    for target in mapping.targets {
      switch target {
      case .variable: questions += 1
      case .paradata, .addressAndPlace, .unitName: paradata += 1
      case .ignored: break
      }
    }
    notes.append(
      "\(cells.file): dialect \(dialect.name), \(mapping.targets.count) columns: \(questions) to questions, "
        + "\(paradata) to the platform's record, \(mapping.targets.count - questions - paradata) left out")
  }

  /// Rows of the right shape with a record id of their own; the others are set aside.
  private mutating func keptRows(_ all: [Int], width: Int, headerRow: Int, recordColumn: Int?) -> [Int] {
    var ids = ByteInterner()
    var rowOfID: [Int] = []
    var rows: [Int] = []
    rows.reserveCapacity(all.count)
    for row in all {
      if cells.format == .csv, let reason = cells.rowProblem(row, width: width, headerRow: headerRow) {
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
            row: row, code: "I-411", "the record number is that of line \(cells.line(rowOfID[entry])) already")
          continue
        }
        rowOfID.append(row)
      }
      rows.append(row)
    }
    return rows
  }
}

// MARK: - Columns

extension SurveyIngest {
  /// The table: record, unit, paradata in the order of ``ParadataColumn``, then the questionnaire's variables.
  private mutating func columns(
    _ mapping: ExportMapping, _ reader: AnswerReader
  ) throws(DiagnosticError) -> (Table, Codebook) {
    var paradata: [ParadataColumn: Column] = [:]
    var answers = [ReadAnswers?](repeating: nil, count: codebook.variables.count)
    var unit: Column?
    // Columns do not depend on each other: they are read on all cores, and told of in order.
    let (codebook, targets) = (codebook, mapping.targets)
    let isUnit = { @Sendable [source] (variable: SurveyVariable) in
      variable.name == source.unitColumn && !variable.options.isEmpty
    }
    let choices = parallelMap(count: targets.count, threads: availableCores()) { column -> ReadChoice? in
      guard case .variable(let position) = targets[column] else { return nil }
      let variable = codebook.variables[position]
      if isUnit(variable) { return reader.readChoice(variable, column: column) }
      return ReadChoice(answers: reader.read(variable, column: column), positions: [])
    }
    for (column, target) in mapping.targets.enumerated() {
      switch target {
      case .ignored: break
      case .unitName: unit = readUnitNames(column, reader)
      case .addressAndPlace:
        let read = reader.readAddresses(column: column)
        (paradata[.address], paradata[.addressPlace]) = (read.address, read.place)
      case .paradata(let kind):
        let read = reader.read(kind, column: column)
        noteUnreadable(read.unreadable, kind.rawValue)
        paradata[kind] = read.column
      case .variable(let position):
        guard let choice = choices[column] else { continue }
        let variable = codebook.variables[position]
        if isUnit(variable) { unit = try unitColumn(variable, choice.answers.column, choice.positions) }
        noteUnreadable(choice.answers.unreadable, variable.name)
        answers[position] = choice.answers
      }
    }
    if paradata[.recordID] == nil {
      paradata[.recordID] = Column(.text(TextStorage(reader.rows.map { "\(cells.line($0))" })))
      notes.append("\(cells.file): no record_id; the line number stands for it")
    }
    try requireUnit(unit)
    return assemble(paradata, unit, answers, reader.rows)
  }

  private func requireUnit(_ unit: Column?) throws(DiagnosticError) {
    guard unit == nil, let wanted = source.unitColumn else { return }
    let names = codebook.variables.filter { !$0.options.isEmpty }.map(\.name)
    throw DiagnosticError(
      .configuration,
      Diagnostic(
        .error, code: "I-408", at: SourceLocation(file: cells.file),
        "unit: \(wanted) of the source \(source.name) is no choice question of the questionnaire",
        advice: nearestName(to: wanted, among: names).map { "Did you mean \($0)?" }))
  }

  private func assemble(
    _ paradata: [ParadataColumn: Column], _ unit: Column?, _ answers: [ReadAnswers?], _ rows: [Int]
  ) -> (Table, Codebook) {
    var pairs: [(name: String, column: Column)] = []
    var variables: [SurveyVariable] = []
    for kind in ParadataColumn.allCases where codebook[kind.rawValue] == nil {
      guard let column = paradata[kind] else { continue }
      pairs.append((kind.rawValue, column))
      variables.append(
        SurveyVariable(
          name: kind.rawValue, question: kind.rawValue, kind: .paradata, text: LocalizedText(kind.rawValue),
          isIdentifying: kind.isIdentifying))
      if kind == .recordID, let unit { pairs.append((unitColumnName, unit)) }
    }
    for (variable, read) in zip(codebook.variables, answers) {
      guard let read else { continue }
      pairs.append((variable.name, read.column))
      variables.append(variable)
      let otherName = variable.name + "_other"
      if let written = read.written, codebook[otherName] == nil {
        pairs.append((otherName, written))
        variables.append(
          SurveyVariable(
            name: otherName, question: variable.question, kind: .open, text: variable.text, rowText: variable.rowText,
            isIdentifying: true))
      }
    }
    let origins = RowOrigins(
      files: [cells.file], fileIndex: [UInt16](repeating: 0, count: rows.count), line: rows.map { cells.grid.lines[$0] }
    )
    return (Table(pairs, rowCount: rows.count, origins: origins), Codebook(variables))
  }

  /// Says how many cells of a variable could not be read, and which was first.
  private mutating func noteUnreadable(_ unreadable: [UnreadableAnswer], _ name: String) {
    guard let first = unreadable.first else { return }
    notes.append(
      "warning: \(name): \(unreadable.count) cell\(unreadable.count == 1 ? "" : "s") cannot be read, first at "
        + "\(cells.file):\(cells.line(first.row)): “\(first.text.prefix(40))”")
  }
}

// MARK: - Units

extension SurveyIngest {
  /// The unit of each record from its answer; an option that is no unit ("outside the city") gives none.
  private func unitColumn(
    _ variable: SurveyVariable, _ answers: Column, _ positions: [Int?]
  ) throws(DiagnosticError) -> Column {
    let unitOfOption = variable.answers.map { option in
      units.ids.firstIndex(of: option.code) ?? units.position(of: option.label.zh)
    }
    guard unitOfOption.contains(where: { $0 != nil }) else {
      throw DiagnosticError(
        .configuration,
        Diagnostic(
          .error, code: "I-409", at: SourceLocation(file: cells.file),
          "no option of \(variable.name) is a unit of this pipeline",
          advice: "Use the units' ids as option codes: \(units.ids.joined(separator: ", "))"))
    }
    var builder = CategoryColumnBuilder(dictionary: units.ids, isClosed: true, capacity: positions.count)
    for (row, position) in positions.enumerated() {
      if let position, let unit = unitOfOption[position] {
        builder.append(code: unit)
      } else {
        builder.appendMissing(position == nil ? answers.missingKind(at: row) : .notApplicable)
      }
    }
    return builder.finish()
  }

  private mutating func readUnitNames(_ column: Int, _ reader: AnswerReader) -> Column {
    var builder = CategoryColumnBuilder(dictionary: units.ids, isClosed: true, capacity: reader.rows.count)
    var unreadable: [UnreadableAnswer] = []
    reader.grid.forEachAnswer(column: column, rows: reader.rows) { row, cell in
      switch cell {
      case .missing(let kind): builder.appendMissing(kind)
      case .answer(let bytes):
        let text = String(decoding: bytes, as: UTF8.self)
        if let position = units.position(of: text) {
          builder.append(code: position)
        } else {
          builder.appendMissing(.unreadable)
          unreadable.append(UnreadableAnswer(row: row, text: text))
        }
      }
    }
    noteUnreadable(unreadable, unitColumnName)
    return builder.finish()
  }
}
