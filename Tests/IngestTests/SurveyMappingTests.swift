import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct SurveyMappingTests {
  private let wjxHead = "序号,提交答卷时间,所用时间,来源,来源详情,来自IP"

  private func question(
    _ name: String, _ kind: VariableKind, _ title: String, options: [(String, String)] = []
  ) -> SurveyVariable {
    SurveyVariable(
      name: name, question: String(name.prefix { $0 != "_" }), kind: kind, text: LocalizedText(title),
      options: options.map { AnswerOption(code: $0.0, label: LocalizedText($0.1)) })
  }

  private func ranking(_ name: String, _ title: String, _ options: [(String, String)]) -> [SurveyVariable] {
    options.map { code, label in
      SurveyVariable(
        name: "\(name)_\(code)", question: name, kind: .numeric, text: LocalizedText(title),
        rowText: LocalizedText(label), validRange: ValidRange(minimum: 1, maximum: 3, isInteger: true),
        rankedOption: AnswerOption(code: code, label: LocalizedText(label)))
    }
  }

  private func read(
    _ text: String, _ variables: [SurveyVariable], platform: String? = nil,
    _ change: (inout SourceDefinition) -> Void = { _ in }
  ) throws -> IngestResult {
    let cells = try surveyCells(text)
    var source = SourceDefinition(name: "survey", role: .survey, path: cells.file, format: .csv, platform: platform)
    change(&source)
    let pipeline = testPipeline(codebook: Codebook(variables))
    return try ingestSurvey(cells, source, wave: 2025, pipeline: pipeline, UnitResolver(pipeline.units))
  }

  private var byNumber: String {
    "\(wjxHead),1、行业,第2题(甲),第2题(乙),3、人数\n"
      + "1,,,,,,2,1,0,-2\n2,,,,,,-3,-3,-3,7\n3,,,,,,1,0,0,-3\n4,,,,,,-2,-2,-2,0\n5,,,,,,1,2,0,1\n"
  }

  private var numberQuestions: [SurveyVariable] {
    [
      question("Q1", .single, "行业", options: [("1", "工业"), ("2", "商业")]),
      question("Q2", .multi, "困难", options: [("A", "甲"), ("B", "乙")]), question("Q3", .numeric, "人数"),
    ]
  }

  @Test func aDownloadByNumberHasCodesOptionColumnsAndItsOwnMissingCodes() throws {
    let result = try read(byNumber, numberQuestions)
    #expect(result.texts("Q1") == ["2", "[not_asked]", "1", "[empty]", "1"])
    #expect(result.texts("Q2") == ["A", "[not_asked]", "", "[empty]", "[unreadable]"])
    #expect(result.texts("Q3") == ["[empty]", "7", "[not_asked]", "0", "1"])
    #expect(result.notes.contains { $0.contains("answers are codes") })
    #expect(result.notes.contains { $0.contains("column 8 (第2题(甲)): an option of Q2, by number") })
  }

  @Test func aNumberAloneIsNotTrustedWhereItsOptionsAreAnotherQuestions() throws {
    var other = numberQuestions
    other[1] = question("Q2", .multi, "困难", options: [("A", "丙"), ("B", "丁")])
    let found = problems { _ = try read(byNumber, other) }
    #expect(found.map(\.code) == ["I-406", "I-406", "I-404"])
    // Renumbered, the options still say which question it is.
    other[1] = question("Q7", .multi, "困难", options: [("A", "甲"), ("B", "乙")])
    #expect(try read(byNumber, other).texts("Q7").first == "A")
  }

  @Test func aRankingBecomesTheRankOfEachOption() throws {
    let options = [("tax", "税费"), ("loan", "融资"), ("staff", "用工")]
    let text =
      "\(wjxHead),1、排序\n1,,,,,,融资→税费→用工\n2,,,,,,用工\n3,,,,,,(跳过)\n4,,,,,,融资→融资\n5,,,,,,融资→别的\n"
    let joined = try read(text, ranking("Q1", "排序", options))
    #expect(joined.texts("Q1_tax") == ["2", "[not_applicable]", "[not_asked]", "[unreadable]", "[unreadable]"])
    #expect(joined.texts("Q1_loan") == ["1", "[not_applicable]", "[not_asked]", "[unreadable]", "[unreadable]"])
    #expect(joined.dataset.table["Q1_staff"]?.type == .integer)
    #expect(joined.notes.contains { $0.contains("Q1_tax: 2 cells cannot be read") })
    let positions = try read(
      "id,submitdate,lastpage,Q1[1],Q1[2],Q1[3]\n1,2025-01-01,1,loan,tax,\n2,2025-01-01,1,,,\n",
      ranking("Q1", "order", options))
    #expect(positions.texts("Q1_tax") == ["2", "[empty]"])
    #expect(positions.texts("Q1_staff") == ["[not_applicable]", "[empty]"])
    let ranks = try read(
      "id,submitdate,lastpage,Q1[tax],Q1[loan],Q1[staff]\n1,2025-01-01,1,3,1,2\n", ranking("Q1", "order", options))
    #expect(ranks.texts("Q1_tax") == ["3"])
  }

  @Test func mappingAndIgnoreOverruleWhatTheHeaderSays() throws {
    let text = "\(wjxHead),1、行 业类别,2、备注,3、x\n1,,,,,,工业,好,1\n"
    let variables = [question("Q1", .single, "行业", options: [("1", "工业")]), question("Q2", .open, "说明")]
    let result = try read(text, variables) { source in
      source.columnMapping = ["1": "Q1", "2、备注": "Q2"]
      source.ignoredColumns = ["3、x"]
    }
    #expect(result.texts("Q1") == ["1"])
    #expect(result.texts("Q2") == ["好"])
    let found = problems {
      _ = try read(text, variables) { source in
        source.columnMapping = ["9": "Q1", "2、备注": "Q22"]
        source.ignoredColumns = ["3、y"]
      }
    }
    #expect(found.map(\.code).sorted() == ["I-403", "I-403", "I-403", "I-404", "I-404", "I-413", "I-413", "I-414"])
    #expect(found.contains { $0.advice == "Did you mean Q2?" })
  }

  @Test func cellsTellWhetherTheyAreWordsOrCodesAndDoubtIsAnError() throws {
    let variables = [
      question("Q1", .single, "a", options: [("1", "2"), ("2", "1")]),
      question("Q2", .single, "b", options: [("1", "有"), ("2", "无")]),
    ]
    #expect(try read("\(wjxHead),1、a,2、b\n1,,,,,,1,有\n", variables).texts("Q1") == ["2"])
    #expect(try read("\(wjxHead),1、a,2、b\n1,,,,,,1,2\n", variables).texts("Q1") == ["1"])
    let doubt = "\(wjxHead),1、a,2、b\n1,,,,,,1,\n"
    #expect(problems { _ = try read(doubt, variables) }.map(\.code) == ["I-412"])
    #expect(try read(doubt, variables) { $0.answerStyle = "codes" }.texts("Q1") == ["1"])
    #expect(try read(doubt, variables) { $0.answerStyle = "labels" }.texts("Q1") == ["2"])
  }

  @Test func optionsWhoseWordsHoldTheSeparatorStayWhole() throws {
    let variables = [
      question("Q1", .multi, "Troubles", options: [("1", "Tax, fees"), ("2", "Law"), ("3", "Staff, skills, pay")])
    ]
    let text =
      "ResponseId,StartDate,EndDate,Finished,IPAddress,Q1\nid,s,e,f,ip,Troubles\n"
      + "R_1,2025-01-01 08:00:00,2025-01-01 08:01:30,True,1.1.1.1,\"Staff, skills, pay,Law,Tax, fees\"\n"
      + "R_2,2025-01-01 08:00:00,2025-01-01 08:01:00,False,1.1.1.1,\"Law,Tax\"\n"
    let result = try read(text, variables, platform: "qualtrics")
    #expect(result.texts("Q1") == ["1|2|3", "[unreadable]"])
    #expect(result.texts("duration_s") == ["90", "60"])
    #expect(result.notes.contains { $0.contains("1 of 2 responses were not finished") && $0.contains("R_2") })
  }

  @Test func textsBesideOptionsAreKeptFromColumnsOfTheirOwn() throws {
    let variables = [
      question("Q1", .single, "Industry", options: [("1", "Trade")]),
      question("Q2", .multi, "Troubles", options: [("1", "Finance"), ("2", "Labour")]),
    ]
    let sample = try #require(PlatformSample.all.first { $0.name == "surveymonkey" })
    let result = try read(sample.text, variables)
    #expect(result.texts("Q2") == ["1"])
    #expect(result.texts("Q2_other") == ["heat"])
    #expect(result.texts("submitted_at") == ["2026-01-01T00:01:00"])
    #expect(result.texts("duration_s") == ["120"])
  }

  @Test func whatAVVFileOrATencentFileEscapesIsReadAsItWas() throws {
    let text =
      "Response ID\tDate submitted\tLast page\tNote\nid\tsubmitdate\tlastpage\tQ1\n1\t\t3\ta{newline}b{lbrace}tab}{tab}\n"
    #expect(try read(text, [question("Q1", .open, "Note")]).texts("Q1") == ["a\nb{tab}\t"])
    let tencent =
      "编号,开始答题时间,结束答题时间,答题时长,1.附件\n9,2025-01-01 08:00:00,2025-01-01 08:02:00,2分,"
      + "\"=Hyperlink(\"\"https://a.b/c\"\",\"\"c\"\")\"\n"
    #expect(try read(tencent, [question("Q1", .open, "附件")]).texts("Q1") == ["https://a.b/c"])
  }

  @Test func filesJoinedEndToEndHaveEveryHeaderRowSetAside() throws {
    let sample = try #require(PlatformSample.all.first { $0.name == "qualtrics, legacy" })
    let lines = sample.text.split(separator: "\n").map(String.init)
    var rows = (1...60).map { "R_\($0)" + lines[2].dropFirst(3) }
    rows += lines[0...1]
    let text = (lines[0...1] + rows).joined(separator: "\n") + "\n"
    let options = [AnswerOption(code: "2", label: LocalizedText("Trade"))]
    let result = try read(
      text,
      [SurveyVariable(name: "Q1", question: "Q1", kind: .single, text: LocalizedText("Industry"), options: options)])
    #expect(result.counts.rowsKept == 60)
    #expect(result.quarantine.map(\.rules) == [["I-013"], ["I-013"]])
  }

  @Test func oneCellAndColumnsOfOptionsAreOneAnswer() throws {
    let sample = try #require(PlatformSample.all.first { $0.name == "Kobo" })
    let result = try read(
      sample.text, [question("trouble", .multi, "Trouble", options: [("tax", "Tax"), ("law", "Law")])])
    #expect(result.texts("trouble") == ["tax"])
    #expect(result.texts("submitted_at") == ["2025-01-01T00:03:00"])
  }
}
