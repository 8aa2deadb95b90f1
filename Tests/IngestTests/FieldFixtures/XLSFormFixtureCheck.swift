import SurveyModel
import Tables

@testable import Ingest

/// XLSForms: every cell of the workbook, and the questions of the codebook against the cells of the sheet `survey`.
func checkXLSForm(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let book = try PlatformCodebook(fixture.bytes(), file: fixture.path)
  var complaints = Complaints()
  if fixture.ending == "csv" {
    let file = try cells(of: fixture)
    complaints.add(cellComplaints(fixture, file))
    let rows = fixture.expectation?["rows"].array ?? []
    let asked = rows.filter { ["text", "include"].contains($0[1].text) }
    complaints.expect(
      "the questions", book.questions.map { [$0.type, $0.code] }, asked.map { [$0[1].text, $0[2].text] })
    return complaints.outcome
  }
  if case .wrong(let found) = try checkWorkbook(fixture) { complaints.add(found) }
  let survey = fixture.expectation?["sheets"]["survey"]["cells"] ?? .null
  let last = survey.object.keys.compactMap { Int($0.drop { !$0.isNumber }) }.max() ?? 1
  let named = (2...max(2, last)).compactMap { row -> String? in
    let type = survey["A\(row)"].text.lowercased()
    return type.isEmpty || type.hasPrefix("begin") || type.hasPrefix("end") || survey["B\(row)"].isNull
      ? nil : survey["B\(row)"].text
  }
  complaints.expect("the questions", book.questions.map(\.code), named)
  complaints.add(choiceComplaints(fixture, book))
  return complaints.outcome
}

/// Options are the choices of the list that the question names, with codes and labels.
private func choiceComplaints(_ fixture: FieldFixture, _ book: PlatformCodebook) -> [String] {
  let choices = fixture.expectation?["sheets"]["choices"]["cells"] ?? .null
  var lists: [String: [String]] = [:]
  let last = choices.object.keys.compactMap { Int($0.drop { !$0.isNumber }) }.max() ?? 1
  for row in 2...max(2, last) where !choices["A\(row)"].isNull {
    let code = choices["B\(row)"].text
    if !lists[choices["A\(row)"].text, default: []].contains(code) { lists[choices["A\(row)"].text]?.append(code) }
  }
  return book.questions.flatMap { question -> [String] in
    guard let wanted = lists[question.subtype], ["select_one", "select_multiple"].contains(question.type) else {
      return []
    }
    let variables = book.variables.filter { $0.question == question.code }
    if variables.isEmpty { return ["\(question.code) has no variable"] }
    return variables.compactMap { variable in
      let codes = variable.options.map(\.code).filter { $0 != "other" || wanted.contains("other") }
      return codes == wanted ? nil : "\(variable.name) has the options \(codes), not \(wanted)"
    }
  }
}
