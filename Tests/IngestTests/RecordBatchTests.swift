import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// Records typed in batches while their document is read, against the same read as a whole.
@Suite struct RecordBatchTests {
  private let columns = [
    SourceColumn(name: "id", header: "@id", type: .text),
    SourceColumn(name: "kind", type: .category, codes: ["诉求": "request", "投诉": "complaint"]),
    SourceColumn(name: "topic", type: .category), SourceColumn(name: "received", header: "times/received", type: .date),
    SourceColumn(name: "rating", type: .integer), SourceColumn(name: "loan", type: .double, unit: "万元"),
    SourceColumn(name: "answers", type: .set), SourceColumn(name: "isClosed", type: .bool),
  ]

  /// Sixty cases: columns that come late, words that come late, rows without a unit or with a wrong one, cells that
  /// cannot be read.
  private func ledger(broken: Set<Int> = [17, 40]) -> String {
    var text = "<ledger city=\"x\">\n"
    for number in 1...60 {
      let unit = number == 23 ? "" : number % 2 == 0 ? "东区" : "新区"
      text += "<case id=\"\(number)\"><district>\(unit)</district><kind>\(number % 3 == 0 ? "诉求" : "投诉")</kind>"
      text += "<topic>t\(number * number % 11 + number / 20)</topic>"
      if number > 5 { text += "<times><received>2025-01-\(number % 9 + 10)</received></times>" }
      if number > 30 { text += "<rating>\(broken.contains(number) ? "many" : "\(number * number)")</rating>" }
      if number > 45 { text += "<loan>\(number * 25)</loan><answers>a\(number % 3)|b</answers>" }
      if broken.contains(number) { text += "<isClosed>perhaps</isClosed>" }
      text += "</case>\n"
    }
    return text + "</ledger>\n"
  }

  private func source(_ columns: [SourceColumn], unit: String? = "district") -> SourceDefinition {
    var source = SourceDefinition(
      name: "ledger", role: .records, path: "l.xml", format: .xml, recordPath: "/ledger/case", unitColumn: unit,
      columns: columns)
    source.maxUnreadable = 0.1
    return source
  }

  private func whole(_ text: String, _ source: SourceDefinition) throws -> (ReadRecords, SourceCells) {
    let folder = try ScratchFolder()
    try folder.write(text, to: "l.xml")
    let cells = try SourceCells(source, wave: 2025, folder: folder.path)
    var reader = try RecordTable(cells, source, wave: 2025, UnitResolver(testUnits))
    return (try reader.read(), cells)
  }

  private func batched(_ text: String, _ source: SourceDefinition, rows: Int) throws -> (ReadRecords?, SourceCells) {
    let folder = try ScratchFolder()
    try folder.write(text, to: "l.xml")
    let batches = try #require(RecordBatches(source, wave: 2025, UnitResolver(testUnits), batchRows: rows))
    let cells = try SourceCells(source, wave: 2025, folder: folder.path, batches: batches)
    #expect(cells.grid.rowCount < rows)
    return (try batches.finish(cells), cells)
  }

  @Test("Batches of any size make the table, the quarantine and the notes of the whole", arguments: [1, 2, 7, 20, 100])
  func sameTable(rows: Int) throws {
    let source = source(columns)
    let (whole, wholeCells) = try whole(ledger(), source)
    let (found, cells) = try batched(ledger(), source, rows: rows)
    let batched = try #require(found)
    #expect(batched.table.names == whole.table.names)
    for (name, (one, other)) in zip(whole.table.names, zip(batched.table.columns, whole.table.columns)) {
      #expect(one == other, "\(name)")
    }
    #expect(batched.table.origins == whole.table.origins)
    #expect(whole.table.rowCount == 58)
    #expect(batched.rowsIn == 60)
    #expect(batched.header == whole.header)
    #expect(batched.notes == whole.notes)
    #expect(batched.notes.contains { $0.hasSuffix("1 rows without a unit") })
    #expect(cells.notes == wholeCells.notes)
    let name = { (row: Int) in "\(row)" }
    let aside = batched.quarantine.records(of: cells, source: source, wave: 2025, name: name)
    #expect(aside == whole.quarantine.records(of: wholeCells, source: source, wave: 2025, name: name))
    #expect(aside.map(\.line) == [18, 41])
  }

  @Test("What is wrong with the columns, or with too many rows, is told as for the whole")
  func sameProblems() throws {
    let many = ledger(broken: Set(40...60))
    let lacking = columns + [SourceColumn(name: "ratings", type: .integer)]
    let misfit = columns.map { column in
      var column = column
      if column.name == "loan" { (column.header, column.unit) = ("loan（人）", "万元") }
      return column
    }
    let cases = [
      (many, source(columns)), (ledger(), source(lacking)), (ledger(), source(columns, unit: "districts")),
      (ledger().replacing("<loan>", with: "<loan（人）>").replacing("</loan>", with: "</loan（人）>"), source(misfit)),
      (ledger().replacing("</ledger>", with: ""), source(columns)),
    ]
    for (text, source) in cases {
      let wanted = problems { _ = try whole(text, source) }
      #expect(!wanted.isEmpty)
      #expect(problems { _ = try batched(text, source, rows: 7) } == wanted)
    }
  }

  @Test("What repeats only late starts the batches anew")
  func lateRepeat() throws {
    let text = ledger().replacing("</case>\n</ledger>", with: "<visit>1</visit><visit>2</visit></case>\n</ledger>")
    let source = source(columns)
    let (whole, wholeCells) = try whole(text, source)
    let (found, cells) = try batched(text, source, rows: 8)
    let batched = try #require(found)
    #expect(batched.rowsIn == 60)
    #expect(batched.table.columns == whole.table.columns)
    #expect(cells.notes == wholeCells.notes)
    #expect(cells.notes.contains { $0.contains("visit repeats inside the records: 2 rows") })
  }

  @Test("Where a late column changes which one is meant, the rows are read together")
  func lateColumn() throws {
    // `score` means the column of that very name, which comes last; until then another may be meant.
    func ledger(_ rows: Int) -> String {
      let row = "<case><district>东区</district><score（人）>1</score（人）></case>\n"
      return "<ledger>" + String(repeating: row, count: rows) + "<case><score>100</score></case></ledger>"
    }
    let source = source([SourceColumn(name: "score", type: .integer)])
    #expect(try batched(ledger(9), source, rows: 4).0 == nil)
    #expect(try batched(ledger(9), source, rows: 40).0?.table["score"]?.texts.last == "100")
    let rows = 1 << 15
    let folder = try ScratchFolder()
    try folder.write(ledger(rows), to: "l.xml")
    let result = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    let score = try #require(result.dataset.table["score"])
    #expect(score.count == rows + 1)
    #expect(score.isMissing(at: 0))
    #expect(score.texts.last == "100")
    #expect(result.dataset.table.origins.line.last == Int32(rows + 1))
  }

  @Test("Rows whose types show only at the last are read together")
  func notInBatches() {
    let units = UnitResolver(testUnits)
    #expect(RecordBatches(source(columns), wave: 2025, units) != nil)
    #expect(RecordBatches(source([]), wave: 2025, units) == nil)
    #expect(RecordBatches(source([SourceColumn(name: "a")]), wave: 2025, units) == nil)
    #expect(RecordBatches(source(columns, unit: "../district"), wave: 2025, units) == nil)
    var published = source(columns)
    published.role = .published
    #expect(RecordBatches(published, wave: 2025, units) == nil)
  }
}
