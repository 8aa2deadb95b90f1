import Diagnostics
import Foundation
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct InspectionTests {
  @Test func namesOfAnyKindReadBackFromAProposedPipeline() throws {
    let names = [
      "a", "no", "区", "Q1: yes", "a\"b\\c", "#x", "- y", "1.0", "a\nb\tc", "x\u{FEFF}y", "x\u{1}y", "〖其他〗", "a:b",
      "null",
      "~", "'", "x\u{2028}y", "{", "%", "Y", "0x1F",
    ]
    let folder = try ScratchFolder()
    let options = ProposalOptions(id: "t", unit: nil, wave: 2025)
    let source = ["table:", "  role: statistics", "  path: t.csv", "  unit: u", "  columns: {c1: double}"]
    try folder.write(
      pipelineYAML(options, title: "t: \"#", extra: [], sources: [source], tail: []), to: "pipeline.yaml")
    try folder.write(unitsYAML(names.enumerated().map { ("U\($0.offset)", $0.element) }), to: "units.yaml")
    try folder.write(
      """
      index:
        code: INDEX
        name: I
        children: [{code: A, name: A, source: table, expression: "MEAN(c1)", score: {min_max: [0, 100]}}]

      """, to: "framework.yaml")
    let pipeline = try loadPipeline(folder: folder.path, overrides: [])
    #expect(pipeline.title.zh == "t: \"#")
    #expect(pipeline.units.units.map(\.name.zh) == names)
  }

  @Test func showsColumnsWithTypesMissingSharesAndValues() throws {
    let folder = try ScratchFolder()
    try folder.write("区县,得分,电话\n东区,1.5,13900000001\n西区,,13900000002\n东区,2.5,13900000003\n东区,3,\n", to: "t.csv")
    let seen = try inspectSource(path: "\(folder.path)/t.csv", shownAs: "t.csv")
    #expect(seen.rowCount == 4)
    #expect(seen.columns.map(\.name) == ["区县", "得分", "电话"])
    #expect(seen.columns.map(\.type) == [.category, .double, .integer])
    #expect(seen.columns.map(\.missingShare) == [0, 0.25, 0.25])
    #expect(seen.columns[0].values == ["东区", "西区"])
    #expect(seen.columns[2].samples.isEmpty)
    #expect(!seen.lines.joined().contains("1390000"))
    #expect(!seen.lines.joined().contains(folder.path))
  }

  @Test func findsTheHeaderBelowATitleAndTheRecordsOfALedger() throws {
    let folder = try ScratchFolder()
    try folder.write("某市统计表,,\n,单位：个,\n区县,甲,乙\n东区,1,2\n西区,3,4\n", to: "t.csv")
    #expect(try inspectSource(path: "\(folder.path)/t.csv", shownAs: "t.csv").headerRows == 3...3)
    try folder.write("<l><a/><c><d>1</d><e><f>2</f></e></c><c><d>3</d><e><f>4</f></e></c></l>", to: "l.xml")
    #expect(try inspectSource(path: "\(folder.path)/l.xml", shownAs: "l.xml").recordPath == "/l/c")
  }

  @Test func tellsWhatAPackedFileHoldsByItsBeginning() throws {
    let folder = try ScratchFolder()
    let text = "<?xml version=\"1.0\"?><l><c><d>1</d></c><c><d>3</d></c></l>"
    try Data(gzipped(Array(text.utf8))).write(to: URL(fileURLWithPath: "\(folder.path)/l.gz"))
    let seen = try inspectSource(path: "\(folder.path)/l.gz", shownAs: "l.gz")
    #expect(seen.format == .xml)
    #expect(seen.recordPath == "/l/c")
    #expect(seen.rowCount == 2)
    try Data(gzipped(Array("a,b\n1,2\n".utf8))).write(to: URL(fileURLWithPath: "\(folder.path)/t.csv.gz"))
    #expect(try detectFormat(path: "\(folder.path)/t.csv.gz", shownAs: "t.csv.gz") == .csv)
    let damaged = Array(gzipped(Array(text.utf8)).prefix(14))
    try Data(damaged).write(to: URL(fileURLWithPath: "\(folder.path)/d.gz"))
    #expect(problems { _ = try detectFormat(path: "\(folder.path)/d.gz", shownAs: "d.gz") }.map(\.code) == ["I-309"])
    #expect(
      failureKind { _ = try detectFormat(path: "\(folder.path)/none.xml", shownAs: "none.xml") } == .missingInput)
  }

  @Test func proposesAPipelineOfATableThatNamesItsUnits() throws {
    let folder = try ScratchFolder()
    try folder.write("区县,得分,数量\n东区,1.5,3\n西区,2.5,4\n", to: "t.csv")
    let seen = try inspectSource(path: "\(folder.path)/t.csv", shownAs: "t.csv")
    let files = try proposePipeline([seen], ProposalOptions(id: "t", unit: nil, wave: 2025))
    #expect(files.map(\.name) == ["pipeline.yaml", "units.yaml", "framework.yaml"])
    for file in files { try folder.write(file.text, to: file.name) }
    let pipeline = try loadPipeline(folder: folder.path, overrides: [])
    #expect(pipeline.units.units.map(\.name.zh) == ["东区", "西区"])
    #expect(pipeline.framework.indicators.count == 2)
    let read = try ingest(pipeline.sources[0], wave: 2025, pipeline: pipeline, folder: folder.path)
    #expect(read.dataset.table.rowCount == 2)
  }
}

@Suite("A first pipeline of files as offices and platforms write them")
struct ProposalTests {
  private func fieldFixture(_ name: String) -> String { FieldFixture.root + "/" + name }

  private func proposal(_ text: String, _ name: String, unit: String? = nil) throws -> [String: String] {
    let folder = try ScratchFolder()
    try folder.write(text, to: name)
    let seen = try inspectSource(path: "\(folder.path)/\(name)", shownAs: name)
    let files = try proposePipeline([seen], ProposalOptions(id: "t", unit: unit, wave: 2025))
    return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) })
  }

  @Test("Figures carry the unit of their header or of the caption; totals and notes are no units")
  func departmentTable() throws {
    let files = try proposal(
      "某市统计表,,\n（单位：万元）,,\n区县,税收,户数（户）\n东区,\"1,200\",3\n西区,2.5,4\n合计,1202.5,7\n注：年末数,,\n", "t.csv")
    #expect(files["pipeline.yaml"]?.contains("{header: 税收, type: double, unit: 万元}") == true)
    #expect(files["pipeline.yaml"]?.contains("{header: \"户数（户）\", type: integer, unit: 户}") == true)
    #expect(files["units.yaml"]?.contains("东区") == true)
    #expect(files["units.yaml"]?.contains("- {id: \"U3\"") == false)
  }

  @Test("Rows that share their unit are records")
  func records() throws {
    let rows = (1...12).map { "\($0),\($0 % 2 == 0 ? "东区" : "西区"),\($0 * 3)" }.joined(separator: "\n")
    let files = try proposal("编号,区县,天数\n\(rows)\n", "ledger.csv")
    #expect(files["pipeline.yaml"]?.contains("role: records") == true)
    #expect(files["pipeline.yaml"]?.contains("unit: 区县") == true)
  }

  @Test("Questions of the same wording are mapped by their columns")
  func sameWording() throws {
    let header = "序号,提交答卷时间,所用时间,来源,来源详情,来自IP"
    let record = "2025/5/11 9:02:11,128秒,微信,N/A,1.2.3.4(广东-深圳)"
    let rows = (1...9).map { "\($0),\(record),\($0 % 2 == 0 ? "东区" : "西区"),好,\($0 % 3 == 0 ? "差" : "好")" }
    let files = try proposal(
      "\(header),1、所在区县,2、您的评价,3、您的评价\n" + rows.joined(separator: "\n") + "\n", "s.csv")
    #expect(files["pipeline.yaml"]?.contains("mapping:") == true)
    #expect(files["pipeline.yaml"]?.contains("\"2、您的评价\": \"Q2\"") == true)
    #expect(files["pipeline.yaml"]?.contains("\"3、您的评价\": \"Q3\"") == true)
  }

  @Test("A form's definition is no export; it goes with --codebook")
  func definition() {
    let form = fieldFixture("ona/transportation/transportation.xlsx")
    let error = #expect(throws: DiagnosticError.self) { try inspectSource(path: form, shownAs: form) }
    #expect(error?.diagnostics.first?.advice?.contains("--codebook") == true)
  }

  @Test("An XForm gives an export the wording and the options of its questions")
  func formCodebook() throws {
    let seen = try inspectSource(
      path: fieldFixture("ona/transportation/transportation.csv"), shownAs: "t.csv",
      codebook: fieldFixture("ona/transportation/transportation.xml"))
    let book = try #require(seen.survey?.codebook)
    let vehicles = try #require(book.variables.first { $0.kind == .multi })
    #expect(vehicles.options.contains { $0.code == "boat_canoe" && $0.label.zh != "boat_canoe" })
  }
}
