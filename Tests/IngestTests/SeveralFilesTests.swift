import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct SeveralFilesTests {
  private let columns = [
    SourceColumn(name: "n", type: .integer), SourceColumn(name: "x", type: .double),
    SourceColumn(name: "kind", type: .category, codes: ["诉求": "request", "投诉": "complaint"]),
    SourceColumn(name: "note", type: .text),
  ]

  private func read(
    _ files: [(name: String, text: String)], paths: [String] = ["*.csv"], columns: [SourceColumn]? = nil,
    role: SourceRole = .records, pipeline: PipelineDefinition = testPipeline(), unit: String? = "板块",
    platform: String? = nil, maxUnreadable: Double = 0.05
  ) throws -> IngestResult {
    let folder = try ScratchFolder()
    for file in files { try folder.write(file.text, to: file.name) }
    var source = SourceDefinition(
      name: "r", role: role, path: paths[0], format: .csv, platform: platform, unitColumn: unit,
      columns: columns ?? self.columns)
    source.morePaths = Array(paths.dropFirst())
    source.maxUnreadable = maxUnreadable
    return try ingest(source, wave: 2025, pipeline: pipeline, folder: folder.path)
  }

  private func rows(_ table: Table) -> [String] {
    let texts = table.columns.map(\.texts)
    return (0..<table.rowCount).map { row in texts.map { $0[row] }.joined(separator: "|") }
  }

  private let header = "板块,n,x,kind,note\n"

  @Test("Files are read in the order of their names, and every row knows its file and line")
  func order() throws {
    let result = try read([
      ("b.csv", header + "西区,2,2.5,投诉,b\n"), ("a10.csv", header + "东区,1,1,诉求,a\n新区,3,,,\n"),
      ("a9.csv", header + "东区,9,9,诉求,c\n"), ("other.txt", "x\n"), (".hidden.csv", "x\n"), ("~$b.csv", "x\n"),
    ])
    let table = result.dataset.table
    #expect(table["n"]?.texts == ["1", "3", "9", "2"])
    #expect(table.origins.files == ["a10.csv", "a9.csv", "b.csv"])
    #expect(table.origins.fileIndex == [0, 0, 1, 2])
    #expect(table.origins.line == [2, 3, 2, 2])
    #expect(result.dataset.inputs.map(\.path) == ["a10.csv", "a9.csv", "b.csv"])
    #expect(result.dataset.inputs.map(\.rows) == [2, 1, 1])
    #expect(result.counts.rowsIn == 4 && result.counts.rowsKept == 4)
    #expect(result.dataset.codebook["kind"]?.options.map(\.code) == ["complaint", "request"])
  }

  @Test("A list of files is read as a pattern is, {wave} filled in")
  func list() throws {
    let result = try read(
      [("2025-b.csv", header + "西区,2,2.5,投诉,b\n"), ("a.csv", header + "东区,1,1,诉求,a\n")],
      paths: ["{wave}-b.csv", "a.csv"])
    #expect(result.dataset.table.origins.files == ["2025-b.csv", "a.csv"])
  }

  @Test("A pattern without a file is a missing input that names it; so is a file of a list")
  func nothing() {
    let pattern = problems { _ = try read([], paths: ["{wave}/*.csv", "x/*.csv"]) }
    #expect(pattern.map(\.code) == ["I-701", "I-701"])
    #expect(pattern.first?.location?.file == "2025/*.csv")
    #expect(failureKind { _ = try read([], paths: ["{wave}/*.csv"]) } == .missingInput)
    let list = [("a.csv", header + "东区,1,1,诉求,a\n")]
    #expect(failureKind { _ = try read(list, paths: ["a.csv", "b.csv"]) } == .missingInput)
    #expect(problems { _ = try read(list, paths: ["a.csv", "b.csv"]) }.first?.location?.file == "b.csv")
  }

  @Test("The same file twice is an error, whatever its names")
  func twice() {
    let text = header + "东区,1,1,诉求,a\n"
    let found = problems { _ = try read([("a.csv", text), ("copy.csv", text)]) }
    #expect(found.map(\.code) == ["I-702"])
    #expect(found.first?.location?.file == "copy.csv")
    #expect(found.first?.message.contains("a.csv") == true)
    #expect(problems { _ = try read([("a.csv", text)], paths: ["a.csv", "*.csv"]) }.map(\.code) == ["I-702"])
  }

  @Test("A column that a file lacks was not asked there; every difference of the columns is told")
  func drift() throws {
    let result = try read(
      [
        ("a.csv", "板块,n,金额（万元）,增加值\n东区,1,100,7\n"), ("b.csv", "板块,n,金额(亿元),kind,增加直\n西区,2,1.5,投诉,8\n"),
      ],
      columns: [
        SourceColumn(name: "n", type: .integer),
        SourceColumn(name: "amount", header: "金额", type: .double, unit: "万元"),
        SourceColumn(name: "kind", type: .category, codes: ["诉求": "request", "投诉": "complaint"]),
        SourceColumn(name: "added", header: "增加值", type: .integer),
      ])
    let table = result.dataset.table
    #expect(table["amount"]?.texts == ["100", "15000"])
    #expect(table["kind"]?.texts == ["[not_asked]", "complaint"])
    #expect(table["added"]?.texts == ["7", "[not_asked]"])
    #expect(result.notes.contains { $0.contains("the column kind is not in a.csv") })
    #expect(result.notes.contains { $0.contains("增加值 is not in b.csv; is 增加直 there the same, renamed?") })
    #expect(result.notes.contains { $0.contains("金额 is in different units: 万元 in a.csv, 亿元 in b.csv") })
  }

  @Test("A declared column that no file has, and a file with none of them, are errors")
  func absentEverywhere() {
    let files = [("a.csv", "板块,n\n东区,1\n"), ("b.csv", "板块,n\n西区,2\n")]
    let found = problems { _ = try read(files) }
    #expect(found.map(\.code) == ["I-704", "I-704", "I-704"])
    let strange = problems { _ = try read([("a.csv", header + "东区,1,1,诉求,a\n"), ("b.csv", "板块,z\n西区,2\n")]) }
    #expect(strange.map(\.code) == ["I-503", "I-503", "I-503", "I-503"])
    #expect(strange.allSatisfy { $0.location?.file == "b.csv" })
  }

  @Test("Found types are made one where that loses nothing; otherwise the files are named")
  func types() throws {
    let mixed = try read([("a.csv", "板块,v\n东区,1\n"), ("b.csv", "板块,v\n西区,2.5\n")], columns: [])
    #expect(mixed.dataset.table["v"]?.type == .double)
    #expect(mixed.dataset.table["v"]?.texts == ["1", "2.5"])
    #expect(mixed.notes.contains { $0.contains("v is of type integer in a.csv and of type double in b.csv") })
    let blank = try read([("a.csv", "板块,v\n东区,\n"), ("b.csv", "板块,v\n西区,2.5\n")], columns: [])
    #expect(blank.dataset.table["v"]?.texts == ["[empty]", "2.5"])
    let clash = problems {
      _ = try read([("a.csv", "板块,v\n东区,1\n"), ("b.csv", "板块,v\n西区,甲\n")], columns: [])
    }
    #expect(clash.map(\.code) == ["I-703"])
    #expect(clash.first?.message.contains("integer in a.csv") == true)
    #expect(clash.first?.message.contains("in b.csv") == true)
  }

  @Test("Problems of all files come at once")
  func allProblems() {
    let found = problems {
      _ = try read([
        ("a.csv", "地区,n,x,kind,note\n东区,1,1,诉求,a\n"), ("b.csv", "\u{FEFF}\n"),
        ("c.csv", "地区,n,x,kind,note\n西区,1,1,诉求,a\n"),
      ])
    }
    #expect(Set(found.compactMap(\.location?.file)).isSuperset(of: ["a.csv", "c.csv"]))
  }

  @Test("The share of unreadable rows counts over all files")
  func share() throws {
    let good = header + (1...30).map { "东区,\($0),1,诉求,a\n" }.joined()
    let bad = header + "东区,约3,1,诉求,a\n西区,2,1,投诉,b\n"
    let kept = try read([("a.csv", good), ("b.csv", bad)])
    #expect(kept.counts.rowsIn == 32 && kept.counts.rowsKept == 31)
    #expect(kept.quarantine.map(\.file) == ["b.csv"])
    #expect(kept.notes.contains { $0.contains("b.csv: 1 of 2 rows cannot be read") })
    let found = problems { _ = try read([("a.csv", good), ("b.csv", bad)], maxUnreadable: 0.01) }
    #expect(found.map(\.code) == ["I-011"])
    #expect(found.first?.message.contains("1 of 32 rows of 2 files cannot be read, more than 1 %") == true)
  }

  @Test("A unit's statistics stand in one file only")
  func unitTwice() {
    let found = problems {
      _ = try read(
        [("a.csv", "板块,n\n东区,1\n"), ("b.csv", "板块,n\n西区,2\n东区,3\n")],
        columns: [SourceColumn(name: "n", type: .integer)], role: .statistics)
    }
    #expect(found.map(\.code) == ["I-508"])
    #expect(found.first?.location?.file == "b.csv" && found.first?.location?.line == 3)
    #expect(found.first?.message.contains("a.csv:2") == true)
  }

  @Test("Any order of the names gives the same rows; files cut from one read back as the whole")
  func properties() throws {
    var random = SeededGenerator(seed: 77)
    for _ in 0..<25 {
      let lines = (0..<Int.random(in: 2...60, using: &random)).map { _ in line(&random) }
      let whole = try read([("whole.csv", header + lines.joined())], maxUnreadable: 1)
      let count = Int.random(in: 2...min(6, lines.count), using: &random)
      var cuts = Set<Int>()
      while cuts.count < count - 1 { cuts.insert(Int.random(in: 1..<lines.count, using: &random)) }
      let bounds = [0] + cuts.sorted() + [lines.count]
      let pieces = zip(bounds, bounds.dropFirst()).map { header + lines[$0..<$1].joined() }
      // Equal pieces would be the same file twice.
      guard Set(pieces).count == pieces.count else { continue }
      let inOrder = try read(pieces.enumerated().map { ("p\($0.offset).csv", $0.element) }, maxUnreadable: 1)
      #expect(inOrder.dataset.table.names == whole.dataset.table.names)
      #expect(inOrder.dataset.table.columns == whole.dataset.table.columns)
      #expect(inOrder.dataset.codebook == whole.dataset.codebook)
      #expect(inOrder.quarantine.map(\.detail) == whole.quarantine.map(\.detail))
      let shuffled = pieces.shuffled(using: &random).enumerated().map { ("q\($0.offset).csv", $0.element) }
      let other = try read(shuffled, maxUnreadable: 1)
      #expect(rows(other.dataset.table).sorted() == rows(whole.dataset.table).sorted())
      #expect(other.counts.rowsQuarantined == whole.counts.rowsQuarantined)
    }
  }

  private func line(_ random: inout SeededGenerator) -> String {
    let unit = ["东区", "西区", "新区", ""].randomElement(using: &random) ?? ""
    let number =
      ["", "7", "\(Int.random(in: -9...99_999, using: &random))", "约3", "三千"].randomElement(using: &random) ?? ""
    let decimal = ["", "1.5", "\(Int.random(in: 0...999, using: &random)).25", "—"].randomElement(using: &random) ?? ""
    let kind = ["诉求", "投诉", ""].randomElement(using: &random) ?? ""
    return "\(unit),\(number),\(decimal),\(kind),t\(Int.random(in: 0...9, using: &random))\n"
  }

  @Test(
    "Patterns match as people expect",
    arguments: [
      ("*.csv", "a.csv", true), ("*.csv", "a.csvx", false), ("a?c", "abc", true), ("a?c", "ac", false), ("*", "", true),
      ("*a*b*", "xxaxxbxx", true), ("*a*b", "ab1", false), ("区?.csv", "区一.csv", true), ("**", "x", true),
    ])
  func patterns(pattern: String, text: String, matches: Bool) throws {
    let folder = try ScratchFolder()
    if !text.isEmpty { try folder.write("x", to: text) }
    let found = PathPattern(pattern).files(in: folder.path)
    #expect(found == (matches && !text.isEmpty ? [text] : []))
  }
}

extension SeveralFilesTests {
  private var survey: Codebook {
    Codebook([
      SurveyVariable(
        name: "Q1", question: "Q1", kind: .single, text: LocalizedText("满意吗"),
        options: [
          AnswerOption(code: "1", label: LocalizedText("满意")), AnswerOption(code: "2", label: LocalizedText("不满意")),
        ]),
      SurveyVariable(name: "Q2", question: "Q2", kind: .open, text: LocalizedText("建议")),
    ])
  }

  @Test(
    "A question that an earlier form did not have was not asked; a record of two files is set aside with both places")
  func surveys() throws {
    let head = "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、满意吗"
    func row(_ id: Int, _ rest: String) -> String { "\(id),2025/1/2 10:00:00,10秒,微信,,1.2.3.4(江苏-常州),\(rest)\n" }
    let a = head + "\n" + (1...3).map { row($0, "满意") }.joined()
    let b = head + ",2、建议\n" + row(3, "不满意,快些") + row(4, "满意,好") + row(5, "不满意,(空)")
    let result = try read(
      [("a.csv", a), ("b.csv", b)], columns: [], role: .survey, pipeline: testPipeline(codebook: survey), unit: nil,
      platform: "wjx", maxUnreadable: 0.5)
    let table = result.dataset.table
    #expect(table["record_id"]?.texts == ["1", "2", "3", "4", "5"])
    #expect(table["Q1"]?.texts == ["1", "1", "1", "1", "2"])
    #expect(table["Q2"]?.texts.prefix(4) == ["[not_asked]", "[not_asked]", "[not_asked]", "好"])
    #expect(result.quarantine.map(\.rules) == [["I-411"]])
    #expect(result.quarantine.first?.detail.contains("a.csv:4") == true)
    #expect(result.quarantine.first?.file == "b.csv" && result.quarantine.first?.line == 2)
    #expect(result.counts.rowsIn == result.counts.rowsKept + result.counts.rowsQuarantined)
    #expect(result.notes.contains { $0.contains("Q2 is not in a.csv") })
    let none = problems {
      _ = try read(
        [("a.csv", a), ("c.csv", head + "\n" + row(9, "满意"))], columns: [], role: .survey,
        pipeline: testPipeline(codebook: survey), unit: nil, platform: "wjx")
    }
    #expect(none.map(\.code) == ["I-704"])
  }
}
