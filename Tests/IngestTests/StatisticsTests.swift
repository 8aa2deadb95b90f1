import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct StatisticsTests {
  private func source(
    _ columns: [SourceColumn], path: String = "t.csv", format: SourceFormat = .csv, header: ClosedRange<Int> = 1...1,
    unit: String = "板块"
  ) -> SourceDefinition {
    SourceDefinition(
      name: "economy", role: .statistics, path: path, format: format, headerRows: header, unitColumn: unit,
      columns: columns)
  }

  private func read(
    _ text: String, _ columns: [SourceColumn], header: ClosedRange<Int> = 1...1
  ) throws -> IngestResult {
    let folder = try ScratchFolder()
    try folder.write(text, to: "t.csv")
    return try ingest(source(columns, header: header), wave: 2025, pipeline: testPipeline(), folder: folder.path)
  }

  private func texts(_ result: IngestResult, _ column: String) throws -> [String] {
    try #require(result.dataset.table[column]).texts
  }

  @Test("A department's workbook: merged header joined, units converted, title, total and footnote told apart")
  func departmentWorkbook() throws {
    let units = UnitRegistry(
      city: AssessedUnit(id: "C", name: LocalizedText(zh: "甲市", en: "C"), level: "city", aliases: ["合计"]),
      units: [
        AssessedUnit(id: "E", name: LocalizedText(zh: "东区", en: "E"), level: "district"),
        AssessedUnit(id: "W", name: LocalizedText(zh: "西区", en: "W"), level: "district"),
        AssessedUnit(id: "S", name: LocalizedText(zh: "南县", en: "S"), level: "district"),
      ])
    let columns = [
      SourceColumn(name: "new", header: "市场主体/新设（户）", type: .integer, unit: "户"),
      SourceColumn(name: "closed", header: "市场主体/注销(户)", type: .integer, unit: "家"),
      SourceColumn(name: "loans", header: "融资/贷款余额", type: .double, unit: "万元"),
      SourceColumn(name: "npl", header: "融资/不良率（%）", type: .double, unit: "‰"),
    ]
    let result = try ingest(
      source(columns, path: "xlsx/dept_merged_header.xlsx", format: .xlsx, header: 3...4, unit: "县区"), wave: 2025,
      pipeline: testPipeline(units: units), folder: fixtures)
    #expect(try texts(result, "unit_id") == ["E", "W", "S", "C"])
    #expect(try texts(result, "new") == ["1204", "1350", "[empty]", "2554"])
    #expect(try texts(result, "closed") == ["88", "90", "[empty]", "178"])
    #expect(try texts(result, "loans") == ["125000", "138000", "91000", "354000"])
    #expect(try texts(result, "npl") == ["12", "15", "9", "[empty]"])
    #expect(result.dataset.table.origins.line == [5, 6, 7, 8])
    #expect(result.notes.contains { $0.contains("set aside as notes: row 9") })
    #expect(result.dataset.inputs.first?.sha256.count == 64)
  }

  @Test("Units answer to code, name and alias; marks and 'of which' in front make no difference")
  func aliases() throws {
    let result = try read(
      "板块,户数\n合计,10\n东,1\n西区(不含新区)*,2\n其中：新区,7\n 西区（含新区） ,9\n",
      [SourceColumn(name: "n", header: "户数", type: .integer)])
    #expect(try texts(result, "unit_id") == ["CITY", "A", "B", "Z", "BZ"])
    #expect(!result.notes.contains { $0.contains("add up") })
  }

  @Test("A total that is not the sum of its parts is a warning, for the city and for a union")
  func totals() throws {
    let result = try read(
      "板块,户数\n合计,11\n东区,1\n西区,2\n新区,7\n西区(含新区),8\n", [SourceColumn(name: "n", header: "户数", type: .integer)])
    let warnings = result.notes.filter { $0.contains("add up") }
    #expect(warnings.count == 2)
    #expect(warnings.first?.contains("全市 is 11, but its parts add up to 10") == true)
    #expect(warnings.last?.contains("is 8, but its parts add up to 9") == true)
  }

  @Test("All problems of a table come at once, each with line, cause and advice")
  func allProblems() {
    let found = problems {
      _ = try read(
        "板块,税收（亿元）,用时（天）\n东区,1.5,3\n东,2,4\n西去,3,5\n,4,6\n新区,约3,7\n",
        [
          SourceColumn(name: "tax", header: "税收", type: .double, unit: "万元"),
          SourceColumn(name: "days", header: "用时(天)", type: .double, unit: "工作日"),
          SourceColumn(name: "land", header: "土地", type: .double),
        ])
    }
    #expect(found.map(\.code) == ["I-505", "I-503", "I-508", "I-506", "I-509", "I-511"])
    #expect(found.allSatisfy { $0.location?.file == "t.csv" && $0.location?.line != nil })
    #expect(found.first { $0.code == "I-509" }?.advice?.hasPrefix("Did you mean 西区?") == true)
    #expect(found.first { $0.code == "I-509" }?.location?.line == 4)
    #expect(found.first { $0.code == "I-511" }?.message.contains("“约3”") == true)
  }

  @Test("A column that is not there is named with the nearest and with those that are")
  func missingColumn() {
    let found = problems { _ = try read("板块,增加值\n东区,1\n", [SourceColumn(name: "x", header: "增加直")]) }
    #expect(found.first?.message == "there is no column 增加直")
    #expect(found.first?.advice == "Did you mean 增加值? The columns are: 板块, 增加值")
    #expect(failureKind { _ = try read("板块,增加值\n东区,1\n", [SourceColumn(name: "x", header: "增加直")]) } == .content)
  }

  @Test("The header's unit may change from year to year; only the figure in the declared unit counts")
  func unitInHeader() throws {
    let wanted = [SourceColumn(name: "tax", header: "税收（亿元）", type: .double, unit: "亿元")]
    #expect(try texts(read("板块,税收(亿元)\n东区,1.5\n", wanted), "tax") == ["1.5"])
    #expect(try texts(read("板块,税收(万元)\n东区,\"15,000\"\n", wanted), "tax") == ["1.5"])
    let bare = try read("板块,税收\n东区,1.5\n", wanted)
    #expect(try texts(bare, "tax") == ["1.5"])
    #expect(bare.notes.contains { $0.contains("no unit is given for 税收") })
    #expect(try texts(read("单位：万元,\n板块,税收\n东区,15000\n", wanted, header: 2...2), "tax") == ["1.5"])
  }

  @Test("A group header of a CSV reaches over the blank cells to its right")
  func groupHeaders() throws {
    let result = try read(
      "板块,企业,,户数\n,新设,注销,\n东区,1,2,3\n",
      [
        SourceColumn(name: "closed", header: "企业/注销", type: .integer),
        SourceColumn(name: "all", header: "户数", type: .integer),
      ], header: 1...2)
    #expect(try texts(result, "closed") == ["2"])
    #expect(try texts(result, "all") == ["3"])
  }

  @Test("Two columns of one name are an error unless one is meant in full")
  func doubleColumns() throws {
    let wanted = [SourceColumn(name: "x", header: "产值", type: .double, unit: "万元")]
    #expect(problems { _ = try read("板块,产值（亿元）,产值（万元）\n东区,1,2\n", wanted) }.first?.code == "I-502")
    let full = [SourceColumn(name: "x", header: "产值(万元)", type: .double, unit: "万元")]
    #expect(try texts(read("板块,产值（亿元）,产值（万元）\n东区,1,2\n", full), "x") == ["2"])
  }

  @Test("Text columns, codes and dates are read as declared")
  func otherTypes() throws {
    let result = try read(
      "板块,等级,日期\n东区,优,2025-03-01\n西区,良,\n",
      [
        SourceColumn(name: "grade", header: "等级", type: .category, codes: ["优": "high", "良": "fair"]),
        SourceColumn(name: "day", header: "日期", type: .date),
      ])
    #expect(try texts(result, "grade") == ["high", "fair"])
    #expect(try texts(result, "day") == ["2025-03-01", "[empty]"])
  }
}
