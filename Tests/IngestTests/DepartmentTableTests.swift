import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct DepartmentTableTests {
  private func reading(_ text: String) throws -> DepartmentTableReading {
    let folder = try ScratchFolder()
    try folder.write(text, to: "t.csv")
    let source = SourceDefinition(name: "t", role: .statistics, path: "t.csv", format: .csv)
    return try DepartmentTableReading(SourceCells(source, wave: 2025, folder: folder.path))
  }

  private func read(
    _ text: String, _ columns: [SourceColumn], units: UnitRegistry = testUnits, role: SourceRole = .statistics
  ) throws -> IngestResult {
    let folder = try ScratchFolder()
    try folder.write(text, to: "t.csv")
    var source = SourceDefinition(
      name: "economy", role: role, path: "t.csv", format: .csv, unitColumn: "板块", columns: columns)
    source.findsHeader = true
    return try ingest(source, wave: 2025, pipeline: testPipeline(units: units), folder: folder.path)
  }

  @Test(
    "The header is found below titles and unit notes, in one row or several",
    arguments: [
      ("板块,户数\n东区,1\n", 1...1), ("附件1,\n2025年汇总表,\n板块,户数\n东区,1\n", 3...3),
      ("汇总表,,\n,,单位：万元\n板块,税收,利润\n东区,1,2\n", 3...3), ("板块,企业,,户数\n,新设,注销,\n东区,1,2,3\n", 1...2),
      ("表一,,\n板块,户数,\n,2023,2024\n东区,7,8\n", 2...3), ("板块,成立年份\n东区,2015\n西区,2016\n", 1...1),
      ("板块,税收\n,（万元）\n东区,7\n", 1...2), ("板块,负责人\n东区,甲\n西区,乙\n", 1...1), ("板块,户数\n甲,1\n东区,5\n", 1...1),
      ("板块,日期\n东区,2025-03-01\n", 1...1), ("板块,户数\n东区,—\n西区,3\n", 1...1),
    ])
  func headerFound(text: String, rows: ClosedRange<Int>) throws {
    #expect(try reading(text).headerRows == rows)
  }

  @Test("A file without anything like a header is refused, not read by guess")
  func noHeader() {
    #expect(problems { _ = try reading("汇总表\n") }.map(\.code) == [])
    #expect(problems { _ = try reading("单位：万元,\n") }.map(\.code) == ["I-513"])
  }

  @Test("Rows are told apart, and every changed cell is listed with its reason")
  func rowsAndChanges() throws {
    let table = try reading(
      """
      县区,户数,不良率（%）,余额(万元)
      甲,1,2,3
      东区,"1,350",1.5%,0.2亿
      其中：开发区,50,—,三千五百
      西区,９０,2①,(12.5)
      小计,1440,,1987.5
      总计,1441,,1987.5
      注：余额为年末数,,,
      """)
    #expect(table.columns.map(\.isFigures) == [false, true, true, true])
    #expect(table.records.map(\.row) == [3, 4, 5])
    #expect(table.records[0].values == [.text("东区"), .number(1350), .number(1.5), .number(2000)])
    #expect(table.records[2].values == [.text("西区"), .number(90), .number(2), .number(-12.5)])
    #expect(table.droppedRows.map(\.row) == [2, 6, 7, 8])
    #expect(table.droppedRows.map(\.kind) == [.columnNumbers, .subtotal, .total, .footnote])
    #expect(table.droppedRows[1].note == "subtotal row (check: 1440=1350+90, 1987.5=2000+-12.5)")
    #expect(
      table.changes.map(\.reason) == [
        .thousands, .unit, .unit, .missingMark, .chineseNumeral, .fullWidth, .footnoteMark, .negativeBrackets,
      ])
    #expect(table.warnings.count == 1)
    #expect(table.warnings.first?.contains("总计 is 1441, but its parts add up to 1440, off by 1") == true)
    #expect(table.notes.contains { $0.contains("8 cells were no plain numbers") })
  }

  @Test("The header need not be declared; what was found is noted")
  func headerOfSource() throws {
    let result = try read(
      "2025年情况,\n单位：亿元,\n板块,税收\n东区,1.5\n", [SourceColumn(name: "tax", header: "税收", type: .double, unit: "万元")])
    #expect(result.dataset.table["tax"]?.texts == ["15000"])
    #expect(result.notes.contains { $0.contains("header found in row 3; above it title in row 1") })
    let records = try read(
      "台账,\n板块,n\n东区,1\n西区,2\n", [SourceColumn(name: "n", type: .integer)], role: .records)
    #expect(records.dataset.table["n"]?.texts == ["1", "2"])
  }

  @Test(
    "A unit in a row of its own below the names is the unit of the column, in brackets or not",
    arguments: ["万元", "（万元）"])
  func unitRow(unit: String) throws {
    let text = "板块,税收,户数\n,\(unit),户\n东区,15000,2\n"
    let tax = SourceColumn(name: "tax", header: "税收", type: .double, unit: "亿元")
    let result = try read(text, [tax, SourceColumn(name: "n", header: "户数/户", type: .integer)])
    #expect(result.dataset.table["tax"]?.texts == ["1.5"])
    #expect(result.dataset.table["n"]?.texts == ["2"])
    #expect(result.notes.contains { $0.contains("header found in rows 1 to 2") })
  }

  @Test("Whatever a table looks like, every row with a text is a header, a record or left out with a reason")
  func nothingLost() throws {
    var random = SeededGenerator(seed: 2025)
    let words = [
      "", "", "东区", "西区", "合计", "小计", "其中：规上", "注：x", "单位：万元", "户数", "税收(亿元)", "1", "2,000", "—", "…", "三千", "2024",
      "甲", "乙", "12.5①", "约3", "（万元）", "#N/A", "100-200", "(3)", "县", "5%",
    ]
    var tables = 0
    for _ in 0..<600 {
      let width = Int.random(in: 1...5, using: &random)
      let lines = (0..<Int.random(in: 1...14, using: &random)).map { _ in
        (0..<width).map { _ in "\"\(words.randomElement(using: &random) ?? "")\"" }
      }
      let text = lines.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
      let table: DepartmentTableReading
      do {
        table = try reading(text)
      } catch let error as DiagnosticError {
        #expect(error.diagnostics.allSatisfy { $0.code == "I-513" || $0.code == "I-002" }, "\(text)")
        continue
      }
      let filled = lines.indices.filter { lines[$0].contains { $0 != "\"\"" } }.map { $0 + 1 }
      let known = Set(table.headerRows).union(table.records.map(\.row)).union(table.droppedRows.map(\.row))
      #expect(Set(filled).isSubset(of: known), "\(text)\n\(known)")
      #expect(
        table.records.count + table.droppedRows.count
          == Set(table.records.map(\.row) + table.droppedRows.map(\.row)).count)
      #expect(table.records.allSatisfy { $0.values.count == table.columns.count })
      tables += table.records.isEmpty ? 0 : 1
    }
    #expect(tables > 300)
  }

  @Test("A header declared by its columns is found even where it does not look like one")
  func headerByNames() throws {
    let result = try read("1,2\n板块,户数\n东区,5\n", [SourceColumn(name: "n", header: "户数", type: .integer)])
    #expect(result.dataset.table["n"]?.texts == ["5"])
  }

  @Test("Amounts add up within the rounding of what is printed; rates are not summed")
  func rounding() throws {
    let tax = SourceColumn(name: "tax", header: "税收(亿元)", type: .double, unit: "万元")
    let rate = SourceColumn(name: "rate", header: "增速(%)", type: .double, unit: "%")
    let close = try read("板块,税收(亿元),增速(%)\n合计,3.1,5\n东区,1.0,5\n西区,1.0,5\n新区,1.0,5\n", [tax, rate])
    #expect(!close.notes.contains { $0.contains("add up") })
    let off = try read("板块,税收(亿元),增速(%)\n合计,3.4,5\n东区,1.0,5\n西区,1.0,5\n新区,1.0,5\n", [tax, rate])
    #expect(off.notes.filter { $0.contains("add up") }.count == 1)
    #expect(off.notes.contains { $0.contains("off by 4000") })
  }

  @Test("A part without a figure may hold the difference; — adds nothing, and parts may not exceed the whole")
  func gaps() throws {
    let n = [SourceColumn(name: "n", header: "户数", type: .integer)]
    #expect(
      !(try read("板块,户数\n合计,11\n东区,1\n西区,2\n新区,…\n", n)).notes.contains { $0.contains("合计") || $0.contains("全市 is") })
    #expect(try read("板块,户数\n合计,11\n东区,1\n西区,2\n新区,—\n", n).notes.contains { $0.contains("off by 8") })
    #expect(try read("板块,户数\n合计,2\n东区,1\n西区,2\n新区,…\n", n).notes.contains { $0.contains("exceed it by 1") })
  }

  @Test("Subtotals and 'of which' rows that are no unit are set aside and checked, not refused")
  func subtotals() throws {
    let n = [SourceColumn(name: "n", header: "户数", type: .integer)]
    let result = try read("板块,户数\n东区,1\n其中：规上,3\n西区,2\n小计,4\n新区,7\n总计,10\n", n)
    #expect(result.dataset.table["n"]?.texts == ["1", "2", "7"] || result.dataset.table["n"]?.texts.count == 3)
    #expect(result.notes.contains { $0.contains("小计 is 4, but its parts add up to 3, off by 1") })
    #expect(result.notes.contains { $0.contains("其中：规上 is more than 东区") })
    #expect(!result.notes.contains { $0.contains("总计 is") })
    #expect(result.notes.contains { $0.contains("sums or parts of other rows: row 3 (其中：规上), row 5 (小计)") })
  }

  @Test(
    "A unit that still holds the zone carved out of it is refused when the sums prove it, told of when names say so")
  func countedTwice() throws {
    let n = [SourceColumn(name: "n", header: "户数", type: .integer)]
    let found = problems { _ = try read("板块,户数\n合计,10\n东区,1\n西区,9\n其中：新区,7\n", n) }
    #expect(found.map(\.code) == ["I-512"])
    #expect(found.first?.message.contains("西区 includes") == true)
    #expect(found.first?.location?.line == 4)
    let named = try read("板块,户数\n东区,1\n西区,9\n其中：新区,7\n", n)
    #expect(named.notes.contains { $0.contains("may include") })
    let apart = try read("板块,户数\n合计,17\n东区,1\n西区,9\n其中：新区,7\n", n)
    #expect(!apart.notes.contains { $0.contains("may include") })
  }

  @Test(
    "A unit answers to its name, its short name and its code, with white space and footnote marks",
    arguments: [
      "武进区", "武进", "320412", " 武 进 区 ", "武进区①", "３２０４１２", "武进区*",
    ])
  func regionNames(text: String) throws {
    let units = UnitRegistry(
      city: nil,
      units: [
        AssessedUnit(
          id: "WJ", name: LocalizedText(zh: "武进区", en: "Wujin"), level: "district", aliases: ["武进", "320412"])
      ])
    let result = try read("板块,户数\n\(text),1\n", [SourceColumn(name: "n", header: "户数", type: .integer)], units: units)
    #expect(result.dataset.table["unit_id"]?.texts == ["WJ"])
  }

  @Test("A near name is no alias")
  func nearNames() {
    let found = problems { _ = try read("板块,户数\n东县,1\n", [SourceColumn(name: "n", header: "户数", type: .integer)]) }
    #expect(found.map(\.code) == ["I-509"])
  }

  @Test("Unreadable rows above the declared share stop the run; below it they are set aside; totals do not count")
  func share() throws {
    func frame(_ share: Double) throws -> IngestResult {
      let folder = try ScratchFolder()
      try folder.write("板块,n\n合计,6\n东区,1\n西区,约3\n新区,3\n", to: "t.csv")
      var source = SourceDefinition(
        name: "frame", role: .frame, path: "t.csv", format: .csv, unitColumn: "板块",
        columns: [SourceColumn(name: "n", type: .integer)])
      source.maxUnreadable = share
      return try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    }
    let found = problems { _ = try frame(0.07) }
    #expect(found.map(\.code) == ["I-011"])
    #expect(found.first?.message.contains("1 of 4 rows cannot be read, more than 7 %") == true)
    #expect(found.first?.message.contains("holds “约3”") == true)
    let kept = try frame(0.25)
    #expect(kept.counts.rowsKept == 2 && kept.quarantine.map(\.outcome) == ["total", "unreadable"])
  }
}
