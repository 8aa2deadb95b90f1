import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// Every row of a source of many documents knows its document and the line there.
@Suite struct RowDocumentTests {
  private func ledger(_ scores: [String]) -> String {
    "<ledger>\n" + scores.map { "<case><district>东区</district>\n<score>\($0)</score></case>\n" }.joined() + "</ledger>"
  }

  private func places(_ table: Table) -> [String] {
    zip(table.origins.fileIndex, table.origins.line).map { "\(table.origins.files[Int($0)]):\($1)" }
  }

  @Test(
    "Ledgers that a pattern matches name the document and line of each row, in batches or not",
    arguments: [true, false])
  func ledgers(isTyped: Bool) throws {
    let folder = try ScratchFolder()
    try folder.write(ledger(["1", "2"]), to: "2025-01.xml")
    try folder.write(ledger([]), to: "2025-02.xml")
    try folder.write(ledger(["3", "many", "5"]), to: "2025-03.xml")
    var source = SourceDefinition(
      name: "ledger", role: .records, path: "*.xml", format: .xml, recordPath: "/ledger/case", unitColumn: "district",
      columns: [SourceColumn(name: "score", type: .integer), SourceColumn(name: "name", header: "district")])
    if isTyped { source.columns[1].type = .text }
    #expect((RecordBatches(source, wave: 2025, UnitResolver(testUnits)) != nil) == isTyped)
    source.maxUnreadable = 0.2
    let result = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    #expect(places(result.dataset.table) == ["2025-01.xml:2", "2025-01.xml:4", "2025-03.xml:2", "2025-03.xml:6"])
    #expect(result.quarantine.map(\.file) == ["2025-03.xml"])
    #expect(result.quarantine.map(\.line) == [4])
    #expect(result.quarantine.map(\.record) == ["2025-03.xml line 4"])
    source.maxUnreadable = 0.1
    let refused = problems { _ = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path) }
    #expect(refused.map(\.code) == ["I-011"])
    #expect(refused.first?.location == SourceLocation(file: "2025-03.xml", line: 4))
    #expect(refused.first?.message.contains("2025-03.xml:4: score holds “many”") == true)
  }

  @Test("Batches of any size name the documents that the whole names", arguments: [1, 2, 3, 50])
  func batches(rows: Int) throws {
    let folder = try ScratchFolder()
    for number in 1...5 { try folder.write(ledger((0..<number).map { "\($0 * number)" }), to: "\(number).xml") }
    let source = SourceDefinition(
      name: "ledger", role: .records, path: "*.xml", format: .xml, recordPath: "/ledger/case", unitColumn: "district",
      columns: [SourceColumn(name: "score", type: .integer)])
    let whole = try SourceCells(source, wave: 2025, folder: folder.path)
    let batches = try #require(RecordBatches(source, wave: 2025, UnitResolver(testUnits), batchRows: rows))
    let rest = try SourceCells(source, wave: 2025, folder: folder.path, batches: batches)
    let table = try #require(try batches.finish(rest)).table
    #expect(table.origins == whole.origins(Array(0..<15)))
    #expect(places(table).first == "1.xml:2")
    #expect(places(table).last == "5.xml:10")
  }

  @Test("Submissions and what repeats in them name their file, those set aside left out")
  func submissions() throws {
    let folder = try ScratchFolder()
    func submission(_ id: String, _ fields: String) -> String {
      "<data id=\"f\">\n<district>东区</district>\n\(fields)<meta><instanceID>\(id)</instanceID></meta></data>"
    }
    try folder.write(submission("u1", "<visit><days>1</days></visit>\n<visit><days>2</days></visit>"), to: "a.xml")
    try folder.write(submission("u2", ""), to: "b.xml")
    try folder.write(submission("u1", "\n<visit><days>3</days></visit>"), to: "c.xml")
    var source = SourceDefinition(
      name: "s", role: .records, path: "*.xml", format: .xml, unitColumn: "district",
      columns: [SourceColumn(name: "id", header: "meta/instanceID")])
    let all = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    #expect(places(all.dataset.table) == ["b.xml:1", "c.xml:1"])
    (source.recordPath, source.unitColumn) = ("/data/visit", "../district")
    source.columns = [SourceColumn(name: "days", type: .integer)]
    let visits = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    #expect(visits.dataset.table["days"]?.texts == ["3"])
    #expect(places(visits.dataset.table) == ["c.xml:4"])
  }

  @Test("A response without a number is called by its file and line, and twice the same number by both places")
  func responses() throws {
    let variable = SurveyVariable(name: "Q1", question: "Q1", kind: .numeric, text: LocalizedText("多少"))
    let pipeline = testPipeline(codebook: Codebook([variable]))
    func read(_ identifiers: [String]) throws -> IngestResult {
      let folder = try ScratchFolder()
      try folder.write("<d><r><Q1>1</Q1>\(identifiers[0])</r>\n<r><Q1>2</Q1>\(identifiers[1])</r></d>", to: "a.xml")
      try folder.write("<d><r><Q1>3</Q1>\(identifiers[2])</r></d>", to: "b.xml")
      var source = SourceDefinition(name: "s", role: .survey, path: "*.xml", format: .xml, recordPath: "/d/r")
      (source.platform, source.maxUnreadable) = ("plain", 0.5)
      return try ingest(source, wave: 2025, pipeline: pipeline, folder: folder.path)
    }
    let named = try read(["", "", ""])
    #expect(named.dataset.table["record_id"]?.texts == ["a.xml:1", "a.xml:2", "b.xml:1"])
    let numbered = try read(["a", "b", "a"].map { "<record_id>\($0)</record_id>" })
    #expect(numbered.dataset.table["record_id"]?.texts == ["a", "b"])
    #expect(numbered.quarantine.map(\.file) == ["b.xml"])
    #expect(numbered.quarantine.first?.detail == "the record number is that of a.xml line 1 already")
  }

  @Test("SDMX messages are read one by one, and several that a pattern matches are refused rather than left out")
  func messages() throws {
    let folder = try ScratchFolder()
    let text = "<m xmlns=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message\"/>"
    try folder.write(text, to: "a.xml")
    try folder.write(text, to: "b.xml")
    let source = SourceDefinition(name: "s", role: .published, path: "*.xml", format: .xml)
    let found = problems { _ = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path) }
    #expect(found.map(\.code) == ["I-220"])
    #expect(found.first?.advice == "List them under path:, as in [a.xml, b.xml]")
  }
}
