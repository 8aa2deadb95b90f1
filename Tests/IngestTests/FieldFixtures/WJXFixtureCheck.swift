import SurveyModel
import Tables

@testable import Ingest

/// Downloads of 问卷星: cells, dialect, and what the expectation says of paradata, kinds of missing, multiple choices,
/// ranks and numbers; the two downloads of one survey must agree.
func checkWJX(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let file = try cells(of: fixture)
  var complaints = Complaints()
  complaints.add(cellComplaints(fixture, file))
  let export = try SurveyExport.read(file)
  complaints.expect("the platform", export.platform, "wjx")
  if fixture.name == "wjx_synthetic_text.csv", let reading = fixture.expectation?["reading"] {
    try checkSynthetic(file, reading, &complaints)
  } else {
    try checkPair(fixture, file, export, &complaints)
  }
  return complaints.outcome
}

private func variable(
  _ name: String, _ kind: VariableKind, _ title: String, row: String? = nil, options: [String] = []
) -> SurveyVariable {
  SurveyVariable(
    name: name, question: String(name.prefix { $0 != "_" }), kind: kind, text: LocalizedText(title),
    rowText: row.map { LocalizedText($0) },
    options: options.enumerated().map { AnswerOption(code: "\($0.offset + 1)", label: LocalizedText($0.element)) })
}

/// The questionnaire behind the synthetic file; question 5 is a ranking.
private var syntheticQuestionnaire: [SurveyVariable] {
  let scale = ["非常不满意", "不满意", "一般", "满意", "非常满意"]
  let rank = variable("Q5", .numeric, "请按重要性排序")
  return [
    variable("Q1", .single, "贵企业所属行业", options: ["制造业", "服务业", "其他"]),
    variable("Q2_1", .open, "所在地区："), variable("Q2_2", .open, "详细地址:"),
    variable("Q3", .multi, "贵企业面临的主要困难（多选）", options: ["融资难", "用工贵", "其他"]),
    variable("Q4_1", .likert, "满意度", row: "市场准入", options: scale),
    variable("Q4_2", .likert, "满意度", row: "政务服务", options: scale),
  ]
    + ["税费", "融资", "用工"].map { label in
      var option = rank
      option.name = "Q5_\(label)"
      option.rowText = LocalizedText(label)
      option.rankedOption = AnswerOption(code: label, label: LocalizedText(label))
      return option
    } + [variable("Q6", .open, "(其他)"), variable("Q7", .numeric, "年营业收入（万元）")]
}

private func checkSynthetic(_ file: SourceCells, _ reading: JSONValue, _ complaints: inout Complaints) throws {
  let result = try surveyTable(file, syntheticQuestionnaire)
  complaints.expect("duration_s", result.texts("duration_s"), reading["meta"]["duration_s"].array.map(\.text))
  complaints.expect("ip", result.texts("ip"), reading["meta"]["ip"].array.map(\.text))
  complaints.expect(
    "ip_place", result.texts("ip_place"), reading["meta"]["geo"].array.map { $0.string ?? "[empty]" })
  let columns = ["2、所在地区：": "Q2_1", "2、详细地址:": "Q2_2", "3": "Q3", "5": "Q5_税费", "6": "Q6", "7": "Q7"]
  let kinds = ["skipped": "[not_asked]", "empty": "[empty]"]
  for (row, cells) in reading["missing"].object {
    let number = (Int(row.drop { !$0.isNumber }) ?? 0) - 1
    for (column, kind) in cells.object {
      let found = result.texts(columns[column] ?? column)
      complaints.expect("\(row) \(column)", found.indices.contains(number) ? found[number] : "", kinds[kind.text] ?? "")
    }
  }
  complaints.expect("row 1 question 3", result.texts("Q3").first, "1|3")
  complaints.expect(
    "row 1 question 3, written", result.texts("Q3_other").first,
    reading["multi"]["row1.q3"][1]["text"].string)
  complaints.expect("row 3 question 3", result.texts("Q3").last, "2")
  for (place, label) in reading["rank"]["row1.q5"].array.enumerated() {
    complaints.expect("the rank of \(label.text)", result.texts("Q5_\(label.text)").first, "\(place + 1)")
  }
  complaints.expect("row 1 question 7", result.texts("Q7").first, reading["numbers"]["row1.q7"].text)
  complaints.expect("row 3 question 7", result.texts("Q7").last, reading["numbers"]["row3.q7"].text)
}

/// The download by number and the one by text of one survey: the multiple choices hold the same options.
private func checkPair(
  _ fixture: FieldFixture, _ file: SourceCells, _ export: SurveyExport, _ complaints: inout Complaints
) throws {
  let isByNumber = fixture.name == "wjx_by_number.csv"
  var other = fixture
  other.path = fixture.path.replacing(isByNumber ? "by_number" : "by_text", with: isByNumber ? "by_text" : "by_number")
  let partner = try cells(of: other)
  let questions = Set(export.columns.compactMap(\.number))
  complaints.expect("the questions", questions, Set(1...8))
  let (numbers, texts) = isByNumber ? (file, partner) : (partner, file)
  let byNumber = proposedCodebook(try SurveyExport.read(numbers), cells: numbers)
  complaints.expect("questions by number", byNumber.variables.count, 8)
  let multiple = byNumber.variables.filter { $0.kind == .multi }
  complaints.expect("multiple choices", multiple.map(\.name), ["Q6", "Q8"])
  complaints.expect("options", multiple.map(\.options.count), [14, 10])
  var byText = proposedCodebook(try SurveyExport.read(texts), cells: texts).variables
  for (place, name) in [(5, "Q6"), (7, "Q8")] where byText.indices.contains(place) {
    byText[place].options = multiple.first { $0.name == name }?.options ?? []
  }
  let (first, second) = (try surveyTable(numbers, byNumber.variables), try surveyTable(texts, byText))
  for name in ["Q6", "Q8"] {
    let (found, wanted) = (first.texts(name), second.texts(name))
    complaints.expect("\(name), records", found.count, 400)
    let different = zip(found, wanted).enumerated().filter { pair in
      // A download by text cannot tell nothing chosen from nothing asked.
      pair.element.0 != pair.element.1 && !(pair.element.0.isEmpty && pair.element.1 == "[empty]")
    }
    complaints.expect("\(name), records that differ", different.map(\.offset), [])
  }
}
