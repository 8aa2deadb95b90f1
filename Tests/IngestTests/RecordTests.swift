import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct RecordTests {
  private func read(
    _ text: String, _ role: SourceRole = .records, unit: String? = "板块", columns: [SourceColumn] = [],
    format: SourceFormat = .csv, record: String? = nil
  ) throws -> IngestResult {
    let folder = try ScratchFolder()
    try folder.write(text, to: "r.\(format.rawValue)")
    let source = SourceDefinition(
      name: "r", role: role, path: "r.\(format.rawValue)", format: format, recordPath: record, unitColumn: unit,
      columns: columns)
    return try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
  }

  private func texts(_ result: IngestResult, _ column: String) throws -> [String] {
    try #require(result.dataset.table[column], "\(column)").texts
  }

  private let ledgerColumns = [
    SourceColumn(name: "kind", type: .category, codes: ["诉求": "request", "投诉": "complaint", "走访": "visit"]),
    SourceColumn(name: "received", header: "times/received", type: .date),
    SourceColumn(name: "rating", type: .integer), SourceColumn(name: "id", header: "@id", type: .text),
  ]

  @Test("A case ledger in XML: nested fields, codes, dates, units, lines")
  func ledger() throws {
    let result = try read(
      """
      <ledger>
      <case id="001"><district>东区</district><kind>诉求</kind><times><received>2025-01-02</received></times>
      <rating>5</rating></case>
      <case id="2"><district>新区</district><kind>投诉</kind><times><received/></times></case>
      <case id="3"><district/><kind>走访</kind><times><received>2025-03-04</received></times><rating/></case>
      </ledger>
      """, unit: "district", columns: ledgerColumns, format: .xml, record: "/ledger/case")
    #expect(try texts(result, "unit_id") == ["A", "Z", "[empty]"])
    #expect(try texts(result, "kind") == ["request", "complaint", "visit"])
    #expect(try texts(result, "received") == ["2025-01-02", "[empty]", "2025-03-04"])
    #expect(try texts(result, "rating") == ["5", "[empty]", "[empty]"])
    #expect(try texts(result, "id") == ["001", "2", "3"])
    #expect(result.dataset.table["received"]?.type == .date)
    #expect(result.dataset.table.origins.line == [2, 4, 5])
    #expect(result.notes.contains { $0.hasSuffix("1 rows without a unit") })
  }

  @Test("A ledger with a day that no calendar has is told with its line")
  func ledgerProblem() {
    let found = problems {
      _ = try read(
        "<ledger>\n<case><kind>诉求</kind><times><received>2025-02-30</received></times><rating/><x id='1'/></case>\n</ledger>",
        unit: nil, columns: Array(ledgerColumns.prefix(3)), format: .xml, record: "/ledger/case")
    }
    #expect(found.first?.location?.line == 2)
    #expect(found.first?.message.contains("times/received holds “2025-02-30”, not of type date") == true)
  }

  @Test("Unreadable rows are set aside with line and reason, the others typed")
  func quarantine() throws {
    var text = "板块,规模,数量,日期\n"
    for number in 1...60 { text += "东区,大型,\(number),2025/1/\(number % 28 + 1)\n" }
    text += "西去,小型,1,2025-01-01\n西区,特大,1,2025-01-01\n"
    let columns = [
      SourceColumn(name: "size", header: "规模", type: .category, codes: ["大型": "large", "小型": "small"]),
      SourceColumn(name: "n", header: "数量", type: .integer), SourceColumn(name: "day", header: "日期", type: .date),
    ]
    let result = try read(text, columns: columns)
    #expect(result.counts.rowsIn == 62)
    #expect(result.counts.rowsKept == 60)
    #expect(result.quarantine.map(\.line) == [62, 63])
    #expect(result.quarantine.first?.detail.contains("Did you mean 西区?") == true)
    #expect(result.quarantine.last?.detail == "规模 holds “特大”, not one of 大型, 小型")
    #expect(result.dataset.table["n"]?.type == .integer)
    #expect(result.dataset.table["day"]?.type == .date)
    #expect(result.dataset.codebook["size"]?.options.map(\.code) == ["large", "small"])
    #expect(result.dataset.inputs.first.map { "\($0.rows) \($0.columns)" } == "62 4")
  }

  @Test("A frame leaves out rows that are totals of other rows, and says so")
  func frame() throws {
    let result = try read(
      "板块,规模,企业数\n东区,大型,\"1,204\"\n西区,大型,5\n合计,大型,1209\n西区(含新区),大型,7\n", .frame,
      columns: [
        SourceColumn(name: "size", header: "规模", type: .category, codes: ["大型": "large"]),
        SourceColumn(name: "enterprises", header: "企业数", type: .integer),
      ])
    #expect(try texts(result, "unit_id") == ["A", "B"])
    #expect(try texts(result, "enterprises") == ["1204", "5"])
    #expect(result.quarantine.map(\.outcome) == ["total", "total"])
    #expect(result.counts.rowsIn == result.counts.rowsKept + result.counts.rowsQuarantined)
  }

  @Test("Published figures are typed by what they hold; an unknown unit is an error")
  func published() throws {
    let result = try read("wave,unit_id,node_id,score\n2023,A,INDEX,61.5\n2023,B,INDEX,70\n", .published, unit: nil)
    #expect(try texts(result, "unit_id") == ["A", "B"])
    #expect(result.dataset.table["wave"]?.type == .integer)
    #expect(result.dataset.table["score"]?.type == .double)
    #expect(result.dataset.table["node_id"]?.type == .category)
    let found = problems { _ = try read("unit_id,score\nA,1\nQ,2\n", .published, unit: "unit_id") }
    #expect(found.first?.code == "I-602")
    #expect(found.first?.location?.line == 3)
  }

  @Test("Missing fields, repeated names and a missing record path are told")
  func declarations() {
    let wanted = [SourceColumn(name: "n", header: "数两", type: .integer)]
    let found = problems { _ = try read("板块,数量\n东区,1\n", columns: wanted) }
    #expect(found.first?.advice == "Did you mean 数量? The columns are: 板块, 数量")
    #expect(problems { _ = try read("板块,a,a\n东区,1,2\n") }.first?.code == "I-502")
    #expect(failureKind { _ = try read("<l/>", format: .xml) } == .configuration)
    #expect(problems { _ = try read("PK\u{3}\u{4}") }.first?.code == "I-001")
  }

  @Test("An old scale may be converted: the header's unit against the declared one")
  func units() throws {
    let columns = [SourceColumn(name: "tax", header: "税收（亿元）", type: .double, unit: "万元")]
    #expect(try texts(read("板块,税收（亿元）\n东区,0.07\n", columns: columns), "tax") == ["700"])
    #expect(
      problems {
        _ = try read(
          "板块,税收（户）\n东区,0.07\n", columns: [SourceColumn(name: "tax", header: "税收", type: .double, unit: "万元")])
      }
      .first?.code == "I-505")
  }
}
