import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct SurveyTests {
  private let wjxHead = "序号,提交答卷时间,所用时间,来源,来源详情,来自IP"

  private func variable(
    _ name: String, _ kind: VariableKind, _ title: String, row: String? = nil,
    options: [(String, String)] = [], missing: [(String, String, MissingKind)] = [], range: ValidRange? = nil
  ) -> SurveyVariable {
    SurveyVariable(
      name: name, question: String(name.prefix { $0 != "_" }), kind: kind, text: LocalizedText(title),
      rowText: row.map { LocalizedText($0) },
      options: options.map { AnswerOption(code: $0.0, label: LocalizedText($0.1)) }
        + missing.map { AnswerOption(code: $0.0, label: LocalizedText($0.1)) },
      missingCodes: Dictionary(missing.map { ($0.0, $0.2) }, uniquingKeysWith: { first, _ in first }), validRange: range
    )
  }

  private var satisfaction: [(String, String)] {
    [("1", "非常不满意"), ("2", "不满意"), ("3", "一般"), ("4", "满意"), ("5", "非常满意")]
  }

  private func read(
    _ text: String, _ variables: [SurveyVariable], platform: String? = "wjx", unit: String? = nil
  ) throws -> IngestResult {
    let folder = try ScratchFolder()
    try folder.write(text, to: "s-2025.csv")
    let source = SourceDefinition(
      name: "survey", role: .survey, path: "s-{wave}.csv", format: .csv, platform: platform, unitColumn: unit)
    return try ingest(
      source, wave: 2025, pipeline: testPipeline(codebook: Codebook(variables)), folder: folder.path)
  }

  private func texts(_ result: IngestResult, _ column: String) throws -> [String] {
    try #require(result.dataset.table[column], "\(column)").texts
  }

  @Test("A download by text: answers become codes, kinds of missing stay apart, paradata are typed")
  func downloadByText() throws {
    let sample = [
      variable("industry", .single, "贵企业所属行业", options: [("IND", "制造业"), ("SER", "服务业"), ("OTH", "其他")]),
      variable("region", .open, "所在地区："), variable("street", .open, "详细地址:"),
      variable(
        "trouble", .multi, "贵企业面临的主要困难（多选）",
        options: [("1", "融资难"), ("2", "用工贵"), ("3", "服务业"), ("9", "其他")]),
      variable("sat_a", .likert, "满意度", row: "市场准入", options: satisfaction),
      variable("sat_b", .likert, "满意度", row: "政务服务", options: satisfaction),
      variable("order", .open, "请按重要性排序"), variable("note", .open, "(其他)"),
      variable("revenue", .numeric, "年营业收入（万元）"),
    ]
    let source = SourceDefinition(
      name: "survey", role: .survey, path: "survey/wjx_synthetic_text.csv", format: .csv)
    let result = try ingest(
      source, wave: 2025, pipeline: testPipeline(codebook: Codebook(sample)), folder: fixtures)
    #expect(try texts(result, "record_id") == ["1", "2", "3"])
    #expect(
      try texts(result, "submitted_at") == ["2024-05-11T09:02:11", "2024-05-11T09:02:40", "2024-05-11T09:05:00"])
    #expect(try texts(result, "duration_s") == ["128", "9", "305"])
    #expect(try texts(result, "channel") == ["微信", "手机提交", "链接"])
    #expect(try texts(result, "ip") == ["1.2.3.4", "1.2.3.4", "5.6.7.8"])
    #expect(try texts(result, "ip_place") == ["广东-深圳", "广东-深圳", "[empty]"])
    #expect(try texts(result, "industry") == ["IND", "OTH", "[unreadable]"])
    #expect(try texts(result, "industry_other") == ["[not_asked]", "养老", "[not_asked]"])
    #expect(try texts(result, "region") == ["广东省-深圳市-南山区", "[not_asked]", "广东省-广州市-天河区"])
    #expect(try texts(result, "street") == ["科技园1号", "[not_asked]", "\"天河路\"2号\n3楼"])
    #expect(try texts(result, "trouble") == ["1|9", "[not_asked]", "2"])
    #expect(try texts(result, "trouble_other") == ["物流成本,高", "[not_asked]", "[not_asked]"])
    #expect(try texts(result, "sat_a") == ["5", "3", "1"])
    #expect(try texts(result, "sat_b") == ["4", "3", "5"])
    #expect(try texts(result, "note") == ["[empty]", "[not_asked]", "含┋的文本"])
    #expect(try texts(result, "revenue") == ["1200", "[empty]", "3500"])
    #expect(result.notes.contains { $0.contains("industry: 1 cell cannot be read, first at") && $0.contains("服务业┋") })
    #expect(
      result.notes.contains {
        $0.contains("dialect wjx, 16 columns: 9 to questions, 5 to the platform's record, 2 left out")
      })
    #expect(result.dataset.table["sat_a"]?.type == .integer)
    #expect(result.dataset.codebook["trouble_other"]?.isIdentifying == true)
  }

  @Test("A whole download of 150 records, with every row kept")
  func plantedDownload() throws {
    var sample = [
      variable("uscc", .open, "统一社会信用代码"),
      variable("Q02", .single, "行业", options: [("1", "制造业"), ("2", "服务业"), ("3", "建筑业")]),
      variable("Q03", .single, "近一年是否贷款", options: [("1", "是"), ("2", "否")]),
      variable("Q04", .single, "贷款期限（3题选“是”时作答）", options: [("1", "1年以内"), ("2", "1-3年"), ("3", "3年以上")]),
    ]
    let numbers = (1...5).map { ("\($0)", "\($0)") }
    for row in 1...10 { sample.append(variable("Q05_\(row)", .likert, "满意度", row: "事项\(row)", options: numbers)) }
    sample.append(variable("Q06", .attention, "请选择3（注意力检测）", options: numbers))
    sample.append(variable("Q07", .numeric, "从业人员（人）"))
    let source = SourceDefinition(
      name: "survey", role: .survey, path: "survey/planted_wjx.csv", format: .csv, platform: "wjx")
    let result = try ingest(
      source, wave: 2025, pipeline: testPipeline(codebook: Codebook(sample)), folder: fixtures)
    #expect(result.counts.rowsIn == 150)
    #expect(result.counts.rowsKept == 150)
    let attention = try texts(result, "Q06")
    let failed = [30, 72, 90, 130]
    #expect(attention.indices.filter { attention[$0] != "3" }.map { $0 + 1 } == failed)
    let straight = try (1...10).map { try texts(result, "Q05_\($0)") }
    for record in [50, 92, 101, 142, 149] { #expect(Set(straight.map { $0[record - 1] }).count == 1) }
    #expect(try texts(result, "Q04").filter { $0 == "[not_asked]" }.count > 0)
    #expect(try texts(result, "uscc").allSatisfy { $0.count == 18 })
  }

  @Test("Headers match questions by their letters, not by number, punctuation or width; total scores are ignored")
  func headerMatching() throws {
    let result = try read(
      "\(wjxHead),7.您 满意吗？— 窗口,8、满意(其它),总分\n1,2025-01-01 08:00,5秒,微信,,1.1.1.1,满意,一般,9\n",
      [
        variable("Q2", .likert, "您满意吗：", row: "窗口", options: satisfaction),
        variable("Q3", .likert, "满意（其它）", options: satisfaction),
      ])
    #expect(try texts(result, "Q2") == ["4"])
    #expect(try texts(result, "Q3") == ["3"])
  }

  @Test("Every column without a question, question without a column and double column is told, with the nearest")
  func mappingProblems() {
    let found = problems {
      _ = try read(
        "序号,提交答卷时间,所用时间,来源,来源详情,1、贵企业行业,1、贵企业行业,2、年收人,第3题(运动)\n",
        [variable("Q1", .open, "贵企业行业"), variable("Q2", .open, "年收入"), variable("Q4", .open, "建议")])
    }
    #expect(found.map(\.code) == ["I-403", "I-406", "I-402", "I-405", "I-404", "I-404"])
    #expect(found.first?.advice == "Did you mean Q2 (年收入)?")
    #expect(found.first?.location?.line == 1)
    #expect(found.last?.message == "no column holds Q4 (建议)")
  }

  @Test("Rows of another shape, repeated headers and record numbers given twice are set aside with line and reason")
  func quarantine() throws {
    var text = "\(wjxHead),1、建议\n"
    for record in 1...100 { text += "\(record),2025-01-01 08:00,5秒,微信,,1.1.1.1,好\n" }
    text += "101,2025-01-01 08:00,5秒,微信\n\(wjxHead),1、建议\n7,2025-01-01 08:00,5秒,微信,,1.1.1.1,好\n"
    text += ",2025-01-01 08:00,5秒,微信,,1.1.1.1,好\n"
    let result = try read(text, [variable("Q1", .open, "建议")])
    #expect(result.counts.rowsIn == 104)
    #expect(result.counts.rowsKept == 100)
    #expect(result.counts.rowsQuarantined == 4)
    #expect(result.quarantine.map(\.line) == [102, 103, 104, 105])
    #expect(
      result.quarantine.map(\.detail) == [
        "4 cells instead of 7", "the header again; were files joined end to end?",
        "the record number is that of line 8 already", "no record number",
      ])
    #expect(result.quarantine.first?.record == "101")
    #expect(result.dataset.table.origins.line.first == 2)
  }

  @Test("More than 5 % of rows unreadable stops the run")
  func tooManyUnreadable() {
    let rows = (1...10).map { "\($0),2025-01-01 08:00,5秒,微信,,1.1.1.1,好\n" }.joined()
    let found = problems { _ = try read("\(wjxHead),1、建议\n\(rows)11,x\n", [variable("Q1", .open, "建议")]) }
    #expect(found.first?.code == "I-011")
    #expect(found.first?.message.hasPrefix("1 of 11 rows cannot be read") == true)
    #expect(found.first?.location?.line == 12)
  }

  @Test("Answers that are no answer keep their kind, alone and among options")
  func missingAnswers() throws {
    let none: [(String, String, MissingKind)] = [
      ("-7", "不适用", .notApplicable), ("-8", "拒答", .refused), ("-9", "不知道/不了解", .dontKnow),
    ]
    let text =
      "\(wjxHead),1、a,2、b,3、c\n"
      + "1,2025-01-01 08:00,5秒,微信,,1.1.1.1,不适用,拒答,不知道/不了解\n"
      + "2,2025-01-01 08:00,5秒,微信,,1.1.1.1,满意,甲┋不适用,-8\n"
      + "3,2025-01-01 08:00,5秒,微信,,1.1.1.1,,(空),3.5\n"
    let result = try read(
      text,
      [
        variable("Q1", .likert, "a", options: satisfaction, missing: none),
        variable("Q2", .multi, "b", options: [("1", "甲"), ("2", "乙")], missing: none),
        variable(
          "Q3", .numeric, "c", missing: none, range: ValidRange(minimum: 0, maximum: 9, isInteger: true)),
      ])
    #expect(try texts(result, "Q1") == ["[not_applicable]", "4", "[empty]"])
    #expect(try texts(result, "Q2") == ["[refused]", "[unreadable]", "[empty]"])
    #expect(try texts(result, "Q3") == ["[dont_know]", "[refused]", "[unreadable]"])
    guard case .set(let values)? = result.dataset.table["Q2"]?.storage else {
      Issue.record("not a set")
      return
    }
    #expect(values.options == ["1", "2"])
    #expect(values.masks == [0, 0, 0])
  }

  @Test("The unit comes from the answer; outside the city is no unit")
  func units() throws {
    let text =
      "\(wjxHead),1、在哪\n1,,,,,,东区\n2,,,,,,西区（不含新区）\n3,,,,,,外地\n4,,,,,,(跳过)\n"
    let variables = [
      variable("Q01", .single, "在哪", options: [("A", "东区"), ("B", "西区(不含新区)"), ("OTH", "外地")])
    ]
    let result = try read(text, variables, unit: "Q01")
    #expect(try texts(result, "unit_id") == ["A", "B", "[not_applicable]", "[not_asked]"])
    #expect(try texts(result, "Q01") == ["A", "B", "OTH", "[not_asked]"])
    #expect(try texts(result, "submitted_at") == ["[empty]", "[empty]", "[empty]", "[empty]"])
    #expect(result.dataset.table["submitted_at"]?.type == .dateTime)
    #expect(failureKind { _ = try read(text, variables, unit: "Q02") } == .configuration)
  }

  @Test("Options that read alike are an error before any answer is read")
  func ambiguousOptions() {
    let variables = [variable("Q1", .single, "a", options: [("1", "有（是）"), ("2", "有(是)")])]
    #expect(problems { _ = try read("\(wjxHead),1、a\n", variables) }.first?.code == "I-407")
  }

  @Test("A plain table: headers are names, values are codes, choices joined with a bar")
  func plain() throws {
    let variables = [
      variable("Q1", .single, "a", options: [("IND", "工业"), ("CON", "建筑")], missing: [("-9", "不知道", .dontKnow)]),
      variable("Q2", .multi, "b", options: [("0", "无"), ("1", "甲"), ("2", "乙")]),
      variable("Q3", .numeric, "c"),
    ]
    let text = "record_id,duration_s,district,Q3,Q2,Q1\nr1,20,A,1.5,2|1,IND\nr2,30,新区,,0,-9\n"
    let result = try read(text, variables, platform: "plain", unit: "district")
    #expect(try texts(result, "record_id") == ["r1", "r2"])
    #expect(try texts(result, "unit_id") == ["A", "Z"])
    #expect(try texts(result, "Q1") == ["IND", "[dont_know]"])
    #expect(try texts(result, "Q2") == ["1|2", "0"])
    #expect(try texts(result, "Q3") == ["1.5", "[empty]"])
    let found = problems { _ = try read("Q1,Q2,Q33\nIND,0,1\n", variables, platform: "plain") }
    #expect(found.map(\.code) == ["I-403", "I-404"])
    #expect(found.first?.advice == "Did you mean Q3?")
  }

  @Test("The dialect is seen from the header; an unknown platform is a configuration error")
  func dialects() throws {
    func platform(_ header: String, _ name: String? = nil) throws -> String {
      try SurveyExport.read(surveyCells(header + "\n"), platform: name).platform
    }
    #expect(try platform(wjxHead + ",1、a") == "wjx")
    #expect(try platform("Q1,Q2") == "plain")
    #expect(try platform(wjxHead + ",1、a", "plain") == "plain")
    #expect(failureKind { _ = try platform("Q1,Q2", "monkey") } == .configuration)
  }

  @Test("A missing file is an input that is missing")
  func missingFile() {
    let source = SourceDefinition(name: "survey", role: .survey, path: "survey/planted_wjx.cvs", format: .csv)
    let failure = { _ = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: fixtures) }
    #expect(failureKind(failure) == .missingInput)
    #expect(problems(failure).first?.location?.file == "survey/planted_wjx.cvs")
  }

  @Test("Text people type beside an option may hold the separator")
  func otherText() {
    func pieces(_ text: String) -> [String] {
      splittingOptions(Array(text.utf8)[...], separator: Array("┋".utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(pieces("甲┋其他〖a┋b〗┋乙") == ["甲", "其他〖a┋b〗", "乙"])
    #expect(pieces("甲┋") == ["甲"])
    #expect(pieces("〗甲┋乙") == ["〗甲", "乙"])
  }
}
