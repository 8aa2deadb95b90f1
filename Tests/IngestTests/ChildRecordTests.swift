import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// Child records of an export with a row a submission, against the same submissions in XML.
@Suite struct ChildRecordTests {
  private let header =
    "name,home/children[1]/age,home/children[1]/toys[1]/name,home/children[1]/toys[2]/name,home/children[2]/age,"
    + "home/children[2]/toys[1]/name,meta/instanceID,_uuid"
  private let lines = [
    "Li,7,kite,ball,n/a,n/a,uuid:1,1", "Wu,n/a,n/a,n/a,n/a,n/a,uuid:2,2", "Ma,,,,9,top,uuid:3,3",
    "He,,car,,4,,uuid:4,4",
  ]
  private let documents = [
    """
    <name>Li</name><home><children><age>7</age><toys><name>kite</name></toys><toys><name>ball</name></toys></children>
    </home><meta><instanceID>uuid:1</instanceID></meta>
    """,
    "<name>Wu</name><home/><meta><instanceID>uuid:2</instanceID></meta>",
    """
    <name>Ma</name><home><children/><children><age>9</age><toys><name>top</name></toys></children></home>
    <meta><instanceID>uuid:3</instanceID></meta>
    """,
    """
    <name>He</name><home><children><age/><toys><name>car</name></toys></children><children><age>4</age></children></home>
    <meta><instanceID>uuid:4</instanceID></meta>
    """,
  ]

  private func csv(_ lines: [String]? = nil) throws -> SourceCells {
    try surveyCells(header + "\n" + (lines ?? self.lines).map { $0 + "\n" }.joined())
  }

  private func source(_ path: String, _ columns: [String]) -> SourceDefinition {
    SourceDefinition(
      name: "children", role: .records, path: "s.csv", format: .csv, recordPath: path,
      columns: columns.map { SourceColumn(name: $0) })
  }

  private func rows(_ cells: SourceCells, _ names: [String]) throws -> [[String]] {
    let columns = try #require(cells.recordColumns)
    let places = try names.map { name in try #require(columns.firstIndex(of: name), "\(name) of \(columns)") }
    return (0..<cells.grid.rowCount).map { row in places.map { cells.grid.text(row, $0) } }
  }

  @Test(
    "The table is that of the same submissions in XML, at every depth",
    arguments: [
      ("home/children", ["age", "parent_record", "position", "../name", "../meta/instanceID"]),
      ("home/children/toys", ["name", "parent_record", "position", "../age", "../../name"]),
    ])
  func asInXML(path: String, names: [String]) throws {
    var cells = try csv()
    try cells.takeChildRecords(source("/data/\(path)", names))
    let found = try rows(cells, names)
    let inputs = documents.enumerated().map {
      XMLInput(file: "\($0).xml", bytes: Array("<data id=\"f\">\($1)</data>".utf8))
    }
    let reading = try #require(
      try Submissions(inputs, repeats: ["home/children", "home/children/toys"]).reading(path, wanted: Set(names)))
    var expected = cells
    (expected.grid, expected.recordColumns) = (reading.grid, reading.columns)
    // A child that is empty has no trace in a row of cells.
    #expect(try found == rows(expected, names).filter { $0 != ["", "uuid:3", "1", "Ma", "uuid:3"] })
    #expect(found.count == 4)
  }

  @Test("Columns, lines and kinds are what is expected, and fields around the children come only when wanted")
  func table() throws {
    var cells = try csv()
    try cells.takeChildRecords(source("/data/home/children", ["age"]))
    #expect(cells.recordColumns == ["age", "parent_record", "position"])
    #expect(
      try rows(cells, ["age", "parent_record", "position"]) == [
        ["7", "uuid:1", "1"], ["9", "uuid:3", "2"], ["", "uuid:4", "1"], ["4", "uuid:4", "2"],
      ])
    #expect(cells.grid.lines == [2, 4, 5, 5])
    #expect(cells.notes.last == "survey.csv: 4 records /data/home/children of 3 fields in 4 rows")
    var whole = try csv()
    let before = whole
    try whole.takeChildRecords(source("/data", ["name"]))
    #expect(whole.recordColumns == nil)
    #expect(whole.grid.bytes == before.grid.bytes)
  }

  @Test("A row of the wrong shape is set aside as in every table, and too many stop the run")
  func shape() throws {
    let many = (0..<40).map { "N\($0),1,,,2,,uuid:\($0),\($0)" }
    let folder = try ScratchFolder()
    let columns = [SourceColumn(name: "age", type: .integer), SourceColumn(name: "unit", header: "../name")]
    var source = source("/data/home/children", [])
    source.columns = columns
    try folder.write(([header] + many + ["short,1"]).joined(separator: "\n"), to: "s.csv")
    let result = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    #expect(result.dataset.table.rowCount == 80)
    #expect(result.dataset.table["age"]?.texts.prefix(3) == ["1", "2", "1"])
    #expect(result.dataset.table["unit"]?.texts.last == "N39")
    #expect(result.counts.rowsIn == 81 && result.counts.rowsQuarantined == 1)
    #expect(result.quarantine.map(\.rules) == [["I-012"]])
    #expect(result.quarantine.map(\.line) == [42])
    try folder.write(([header] + many.prefix(3) + ["short,1"]).joined(separator: "\n"), to: "s.csv")
    let found = problems { _ = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path) }
    #expect(found.map(\.code) == ["I-011"])
  }

  @Test("What does not repeat is refused with what does")
  func unknown() throws {
    var cells = try csv()
    let found = problems { try cells.takeChildRecords(source("/data/children", [])) }
    #expect(found.map(\.code) == ["I-211"])
    #expect(found.first?.advice == "What repeats: /data/home/children, /data/home/children/toys")
    var flat = try surveyCells("a,b\n1,2\n")
    #expect(
      problems { try flat.takeChildRecords(source("/data/children", [])) }.first?.advice
        == "Nothing repeats in this file; leave out record:")
    #expect(failureKind { try flat.takeChildRecords(source("children", [])) } == .configuration)
  }

  @Test("Without an instanceID the server's identifiers name the submission, else its number")
  func identifiers() throws {
    func parents(_ text: String) throws -> [String] {
      var cells = try surveyCells(text)
      try cells.takeChildRecords(source("/data/c", []))
      return try rows(cells, ["parent_record"]).flatMap { $0 }
    }
    #expect(try parents("c[1]/a,_id,_uuid\n1,7,x\n2,8,\n") == ["x", "2"])
    #expect(try parents("c[1]/a,b,_id\n1,,7\n2,,8\n") == ["7", "8"])
    #expect(try parents("c[1]/a,b\n,\n2,\n") == ["2"])
  }

  @Test(
    "Headers that number what repeats are taken apart, others are not",
    arguments: [
      ("c[1]/a", ["c"], [1], "a"), ("g/c[12]/h/a", ["g/c"], [12], "h/a"), ("c[2]/d[1]/e", ["c", "c/d"], [2, 1], "e"),
      ("孩子[3]/年龄", ["孩子"], [3], "年龄"), ("c[1]", ["c"], [1], "."), ("c/a", [], [], ""), ("c[0]/a", [], [], ""),
      ("c[x]/a", [], [], ""), ("[1]/a", [], [], ""), ("c[1]/", [], [], ""), ("c[-1]/a", [], [], ""),
    ])
  func headers(header: String, repeats: [String], numbers: [Int], name: String) {
    let field = RepeatedField(header)
    #expect(field?.repeats ?? [] == repeats)
    #expect(field?.numbers ?? [] == numbers)
    #expect(field?.name ?? "" == name)
  }
}
