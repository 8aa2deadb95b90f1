import SurveyModel
import Tables

@testable import Ingest

/// The VV file against what it was made to hold, the structure file against its questions.
func checkLimeSurvey(_ fixture: FieldFixture) throws -> FixtureOutcome {
  fixture.ending == "lss" ? try checkStructure(fixture) : try checkVV(fixture)
}

private func checkStructure(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let bytes = try fixture.bytes()
  let stream = try XMLStream(MemoryXMLSource(bytes), file: fixture.path)
  var elements = 0
  var root: String?
  reading: while true {
    switch try stream.next() {
    case .start:
      elements += 1
      if root == nil { root = stream.name.map { String(cString: $0) } }
    case .finished: break reading
    default: break
    }
  }
  var complaints = Complaints()
  complaints.expect("elements", Double(elements), fixture.expectation?["elements"].number ?? 0)
  complaints.expect("the root", root, fixture.expectation?["root"].string)
  let book = try PlatformCodebook(bytes, file: fixture.path)
  complaints.expect("questions", book.questions.map { "\($0.id) \($0.code) \($0.type)" }, ["2281 Q00 T"])
  complaints.expect("wording", book.variables.map(\.text.en), ["this is an example question"])
  complaints.expect("kinds", book.variables.map(\.kind), [.open])
  return complaints.outcome
}

private func checkVV(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let reading = fixture.expectation?["reading"] ?? .null
  let file = try cells(of: fixture)
  var complaints = Complaints()
  complaints.expect("tabs", file.notes.contains { $0.contains("separated by tab") }, reading["delimiter"].text == "\\t")
  let export = try SurveyExport.read(file)
  complaints.expect("the platform", export.platform, "limesurvey")
  complaints.expect("header rows", Double(export.headerRows.count), reading["header_rows"].number ?? 0)
  let codes = (0..<file.grid.cellCount(row: 1)).map { file.grid.text(Int(reading["codes_row"].number ?? 1) - 1, $0) }
  complaints.expect("the codes", export.columns.map { $0.name ?? "" }, codes)
  let options = (1...3).map { AnswerOption(code: "A\($0)", label: LocalizedText("Industry \($0)")) }
  let result = try surveyTable(
    file,
    [
      SurveyVariable(name: "Q1", question: "Q1", kind: .single, text: LocalizedText("Industry"), options: options),
      SurveyVariable(
        name: "Q2", question: "Q2", kind: .multi, text: LocalizedText("Trouble"),
        options: ["SQ001", "SQ002"].map { AnswerOption(code: $0, label: LocalizedText($0)) }),
      SurveyVariable(name: "Q3", question: "Q3", kind: .numeric, text: LocalizedText("Revenue")),
    ])
  for (row, answer) in reading["q2"].array.enumerated() {
    let wanted =
      answer.isNull
      ? "[not_asked]" : answer.object.filter { $0.value.bool == true }.keys.sorted().joined(separator: "|")
    complaints.expect("Q2 of row \(row + 1)", result.texts("Q2")[row], wanted)
  }
  complaints.expect("Q1", result.texts("Q1"), ["A1", "A3"])
  complaints.expect("Q3", result.texts("Q3"), ["1200", "[not_asked]"])
  complaints.expect("submitted_at", result.texts("submitted_at"), ["2024-05-11T09:02:11", "[not_asked]"])
  complaints.expect(
    "incomplete responses", result.notes.filter { $0.contains("1 of 2 responses were not finished") }.count,
    reading["incomplete"].array.count)
  return complaints.outcome
}
