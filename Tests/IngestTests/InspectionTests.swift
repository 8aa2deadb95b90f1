import Diagnostics
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
