import SurveyModel
import Tables

@testable import Ingest

/// Files of Qualtrics: definitions (`.qsf`) against the list of their questions; data against cells, and read whole with
/// the codebook of the survey they belong to.
func checkQualtrics(_ fixture: FieldFixture) throws -> FixtureOutcome {
  fixture.ending == "qsf" ? try checkDefinition(fixture) : try checkData(fixture)
}

private func checkDefinition(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let book = try PlatformCodebook(fixture.bytes(), file: fixture.path)
  let expectation = fixture.expectation ?? .null
  var complaints = Complaints()
  complaints.expect("the title", book.title, expectation["survey"].text)
  complaints.expect(
    "the questions", book.questions.map { [$0.id, $0.code, $0.type, $0.subtype] },
    expectation["questions"].array.map { $0.array.map(\.text) })
  for question in book.questions where question.isAsked {
    let variables = book.variables.filter { $0.question == identifier(question.code) || question.type == "SBS" }
    if variables.isEmpty { complaints.add(["\(question.code) has no variable"]) }
    let kinds = Set(variables.map(\.kind))
    switch (question.type, question.subtype) {
    case ("MC", "SAVR"): complaints.expect("\(question.code)", kinds, [.single])
    case ("MC", "MAVR"): complaints.expect("\(question.code)", kinds, [.multi])
    case ("TE", _): complaints.expect("\(question.code)", kinds, [.open])
    case ("Matrix", _): complaints.expect("\(question.code)", kinds.isSubset(of: [.likert, .multi]), true)
    default: break
    }
    for variable in variables where variable.kind != .open {
      complaints.expect("\(variable.name) has options", variable.options.isEmpty, false)
    }
  }
  return complaints.outcome
}

private func checkData(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let file = try cells(of: fixture)
  var complaints = Complaints()
  complaints.add(cellComplaints(fixture, file))
  let export = try SurveyExport.read(file)
  complaints.expect("the platform", export.platform, "qualtrics")
  let isLegacy = file.grid.text(0, 0) == "V1"
  complaints.expect("header rows", export.headerRows.count, isLegacy ? 2 : 3)
  let roles = Set(export.columns.map(\.role))
  for role in [ExportParadata.column(.recordID), .column(.submittedAt), .startedAt, .finished] {
    complaints.expect("a column for \(role)", roles.contains(.paradata(role)), true)
  }
  var imported: Codebook?
  if !fixture.name.hasPrefix("qualtRics") {
    var definition = fixture
    definition.path = fixture.path.replacing("_Insights", with: "").replacing(".csv", with: ".qsf")
    imported = try PlatformCodebook(definition.bytes(), file: definition.path).codebook
  }
  let proposal = proposedCodebook(export, cells: file, imported: imported)
  if let imported {
    let unknown = proposal.variables.filter { variable in
      // One question of the file is in no definition.
      !variable.name.hasPrefix("Q13") && !imported.variables.contains { $0.name == variable.name }
    }
    complaints.expect("variables that the definition does not have", unknown.map(\.name), [])
  }
  let result = try surveyTable(file, proposal.variables, style: "codes")
  complaints.expect("records", result.dataset.table.rowCount, file.grid.rowCount - export.firstRow)
  complaints.expect("what cannot be read", result.notes.filter { $0.contains("cannot be read") }, [])
  complaints.add(answerComplaints(file, export, result))
  return complaints.outcome
}

/// Every answer of the file is in the table: the cells with something are as many as the values, option by option.
private func answerComplaints(_ file: SourceCells, _ export: SurveyExport, _ result: IngestResult) -> [String] {
  let written = export.columns.filter { [.answer, .option].contains($0.role) }.reduce(0) { count, column in
    count + (export.firstRow..<file.grid.rowCount).count { !file.grid.text($0, column.position).trimmed.isEmpty }
  }
  let table = result.dataset.table
  var read = 0
  for variable in result.dataset.codebook.variables where variable.kind != .paradata {
    guard !variable.name.hasSuffix("_other"), let column = table[variable.name] else { continue }
    for row in 0..<table.rowCount where !column.isMissing(at: row) {
      if case .set(let values) = column.storage { read += values.masks[row].nonzeroBitCount } else { read += 1 }
    }
  }
  return read == written ? [] : ["\(read) answers in the table, \(written) in the file"]
}
