import Foundation
import Report
import SurveyModel
import Tables
import Testing

@Suite("Published tables are tidy, described and withheld where too few answers stand behind them")
struct PublishedTablesTests {
  static let inputs = [
    SyntheticEvaluation.lanjiang(), SyntheticEvaluation.analysed(), SyntheticEvaluation.countries(51), hostile,
  ]

  /// Names and texts that spreadsheets, CSV readers and JSON readers stumble over.
  static var hostile: ReportInput {
    var input = SyntheticEvaluation.lanjiang()
    let names = [
      "=HYPERLINK(\"http://x\")", "+1", "-x", "@cmd", "\tTab", " padded ", "a\r\nb", "quote \" comma ,", "",
      "😀\u{2028}]]>",
    ]
    for position in input.evaluation.framework.nodes.indices {
      input.evaluation.framework.nodes[position].name = LocalizedText(names[position % names.count])
    }
    for position in input.evaluation.units.units.indices {
      input.evaluation.units.units[position].name = LocalizedText(names[(position + 3) % names.count])
    }
    input.pipeline.title = LocalizedText("\"\\\u{1}\u{2029}</script>")
    return input
  }

  private func metadata(_ files: [PublishedFile]) throws -> [String: Any] {
    let file = try #require(files.last)
    #expect(file.fileName == "csv-metadata.json")
    return try #require(try JSONSerialization.jsonObject(with: Data(file.bytes)) as? [String: Any])
  }

  @Test("every table is described, column by column, and every cell keeps its datatype and limits", arguments: inputs)
  func tablesMatchMetadata(_ input: ReportInput) throws {
    let files = publishedTables(input)
    let described = try #require(try metadata(files)["tables"] as? [[String: Any]])
    #expect(described.compactMap { $0["url"] as? String } == files.dropLast().map(\.fileName))
    for (table, file) in zip(described, files) {
      let schema = try #require(table["tableSchema"] as? [String: Any])
      let columns = try #require(schema["columns"] as? [[String: Any]])
      let names = columns.compactMap { $0["name"] as? String }
      let grid = try CSVReader.read(file.bytes, file: file.name).grid
      #expect((0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } == names, "\(file.name)")
      #expect(grid.rowCount > 1, "\(file.name) is empty")
      for (position, column) in columns.enumerated() {
        let titles = try #require(column["titles"] as? [String: String])
        #expect(titles["zh-Hans"]?.isEmpty == false && titles["en"]?.isEmpty == false)
        #expect((column["dc:description"] as? [[String: String]])?.count == 2)
        for row in 1..<grid.rowCount {
          let isGood = fits(grid.text(row, position), column)
          #expect(isGood, "\(file.name) row \(row), \(names[position]): \(grid.text(row, position))")
        }
      }
    }
  }

  private func fits(_ text: String, _ column: [String: Any]) -> Bool {
    guard !text.isEmpty else { return column["required"] as? Bool != true }
    let limits = column["datatype"] as? [String: Any]
    let base = limits?["base"] as? String ?? column["datatype"] as? String ?? ""
    switch base {
    case "string": return true
    case "boolean": return text == "true" || text == "false"
    default:
      guard let value = Double(text), !text.contains("e"), !text.hasPrefix("-0.00") || value != 0 else { return false }
      if base == "integer", Int(text) == nil { return false }
      if let low = limits?["minimum"] as? Double, value < low { return false }
      if let high = limits?["maximum"] as? Double, value > high { return false }
      return true
    }
  }

  @Test("primary keys name each row once, and every row is as wide as the header", arguments: inputs)
  func keys(_ input: ReportInput) throws {
    let files = publishedTables(input)
    let described = try #require(try metadata(files)["tables"] as? [[String: Any]])
    for (table, file) in zip(described, files) {
      let schema = try #require(table["tableSchema"] as? [String: Any])
      let key = try #require(schema["primaryKey"] as? [String])
      let rows = try publishedRows(files, file.name)
      let keys = rows.map { row in key.map { row[$0] ?? "" } }
      #expect(Set(keys).count == rows.count, "\(file.name)")
      let grid = try CSVReader.read(file.bytes, file: file.name).grid
      #expect((0..<grid.rowCount).allSatisfy { grid.cellCount(row: $0) == grid.cellCount(row: 0) }, "\(file.name)")
    }
  }

  @Test("files are CRLF, without a byte order mark, and no cell begins a formula or is padded", arguments: inputs)
  func form(_ input: ReportInput) throws {
    for file in publishedTables(input).dropLast() {
      #expect(!file.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
      #expect(file.bytes.suffix(2).elementsEqual([0x0D, 0x0A]))
      let grid = try CSVReader.read(file.bytes, file: file.name).grid
      for row in 0..<grid.rowCount {
        for column in 0..<grid.cellCount(row: row) {
          let text = grid.text(row, column)
          guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { continue }
          let isNumber = Double(text) != nil
          #expect(isNumber || !"=+-@\t\r\n".unicodeScalars.contains(first), "\(file.name): \(text)")
          #expect(!first.properties.isWhitespace && !last.properties.isWhitespace, "\(file.name): \(text)")
        }
      }
    }
  }

  @Test("a survey estimate from fewer answers than the minimum is withheld with everything made from it alone")
  func suppression() throws {
    var input = SyntheticEvaluation.lanjiang()
    let position = try #require(
      input.evaluation.estimates.firstIndex {
        $0.wave == 2025 && $0.unitID == "BL" && $0.indicatorID == "D12"
      })
    input.evaluation.estimates[position].n = 29
    let files = publishedTables(input)
    func row(_ table: String, _ indicator: String) throws -> [String: String] {
      try #require(
        try publishedRows(files, table).first {
          $0["wave"] == "2025" && $0["unit_id"] == "BL" && $0["indicator_id"] == indicator
        })
    }
    for table in ["estimates", "scores"] {
      let withheld = try row(table, "D12")
      for column in ["estimate", "std_error", "ci_low", "ci_high", "df"] {
        #expect(withheld[column] == "", "\(table).\(column)")
      }
      #expect(try row(table, "D11")["estimate"] != "")
    }
    #expect(try row("estimates", "D12")["n"] == "29")
    #expect(try row("scores", "D1")["estimate"] != "", "the estimate stays in the index")
    for table in ["comparisons", "findings"] {
      let rows = try publishedRows(files, table)
      #expect(!rows.contains { $0["unit_id"] == "BL" && $0["indicator_id"] == "D12" && $0["wave"] == "2025" })
      #expect(rows.contains { $0["unit_id"] == "BL" && $0["indicator_id"] == "D11" && $0["wave"] == "2025" })
    }
  }

  @Test("30 answers are shown; an effective sample below 30 or fewer than 8 degrees of freedom are not")
  func limitsOfReliability() throws {
    func shown(_ change: (inout Estimate) -> Void) throws -> Bool {
      var input = SyntheticEvaluation.lanjiang()
      let position = try #require(
        input.evaluation.estimates.firstIndex { $0.wave == 2025 && $0.unitID == "BL" && $0.indicatorID == "Z5_2" })
      input.evaluation.estimates[position].n = 30
      input.evaluation.estimates[position].effectiveN = 30
      input.evaluation.estimates[position].df = 8
      change(&input.evaluation.estimates[position])
      let row = try publishedRows(publishedTables(input), "monitors").first {
        $0["wave"] == "2025" && $0["unit_id"] == "BL" && $0["indicator_id"] == "Z5_2"
      }
      return row?["estimate"] != ""
    }
    #expect(try shown { _ in })
    #expect(try !shown { $0.n = 29 })
    #expect(try !shown { $0.effectiveN = 29.9 })
    #expect(try !shown { $0.df = 7 })
  }

  @Test("a complete count is published whatever its number of records")
  func countsAreNotWithheld() throws {
    var input = SyntheticEvaluation.lanjiang()
    for position in input.evaluation.estimates.indices where input.evaluation.estimates[position].indicatorID == "F21" {
      input.evaluation.estimates[position].n = 3
    }
    let rows = try publishedRows(publishedTables(input), "estimates").filter { $0["indicator_id"] == "F21" }
    #expect(!rows.isEmpty && rows.allSatisfy { $0["estimate"] != "" && $0["n"] == "3" })
  }

  @Test("scores have two decimals, their errors three, estimates one more than the report shows")
  func decimals() throws {
    let input = SyntheticEvaluation.lanjiang()
    let files = publishedTables(input)
    func places(_ text: String) -> Int { text.split(separator: ".").dropFirst().first?.count ?? 0 }
    for row in try publishedRows(files, "scores") {
      #expect(places(row["estimate"] ?? "") == 2)
      if let error = row["std_error"], !error.isEmpty { #expect(places(error) == 3) }
    }
    for row in try publishedRows(files, "estimates") {
      let node = try #require(input.evaluation.framework[row["indicator_id"] ?? ""]?.indicator)
      #expect(places(row["estimate"] ?? "") == node.decimals + 1)
    }
  }

  @Test("tables hold the evaluation's values, rounded by the rule of the prose")
  func values() throws {
    let input = SyntheticEvaluation.lanjiang()
    let rows = try publishedRows(publishedTables(input), "scores")
    #expect(rows.count == input.evaluation.scores.count)
    for score in input.evaluation.scores {
      let row = try #require(
        rows.first {
          $0["wave"] == "\(score.wave)" && $0["unit_id"] == score.unitID && $0["indicator_id"] == score.nodeID
        })
      let value = try #require(score.value)
      #expect(row["estimate"] == NumberText.fixed(value, 2).replacing("\u{2212}", with: "-"))
    }
  }

  @Test("shares of rules are of the records before cleaning, and districts add up")
  func rules() throws {
    let files = publishedTables(SyntheticEvaluation.lanjiang())
    let rules = try publishedRows(files, "rules")
    let byDistrict = try publishedRows(files, "rules_by_district")
    let row = try #require(rules.first { $0["wave"] == "2025" && $0["rule_id"] == "R02" })
    #expect(row["records"] == "131")
    #expect(row["share"] == "0.0399", "131 of 3,283")
    #expect(row["title_zh"] == "注意力检测未通过")
    let sum = byDistrict.filter { $0["wave"] == "2025" && $0["rule_id"] == "R02" }
      .compactMap { Int($0["records"] ?? "") }.reduce(0, +)
    #expect(sum == 131)
  }

  @Test("records of no unit are counted apart")
  func rulesWithoutUnit() throws {
    var input = SyntheticEvaluation.lanjiang()
    input.rules[0].recordsByUnit[""] = 4
    let rows = try publishedRows(publishedTables(input), "rules_by_district")
    #expect(rows.contains { $0["unit_id"] == "NONE" && $0["records"] == "4" })
  }

  @Test("figure tables hold the rows of their figure: the city, then the districts from the best")
  func figures() throws {
    let files = publishedTables(SyntheticEvaluation.lanjiang())
    let overall = try publishedRows(files, "overall_by_district")
    #expect(overall.map { $0["unit_id"] } == ["LANJIANG", "GX", "YL", "WH", "LJ", "QP", "SQ", "BL"])
    #expect(overall[3]["rank_low"] == "3" && overall[3]["rank_high"] == "4")
    let change = try publishedRows(files, "dimension_change")
    #expect(change.map { $0["indicator_id"] } == ["A", "B", "C", "D", "E", "F"])
    #expect(change.map { $0["change_is_clear"] } == ["true", "false", "false", "false", "false", "false"])
    let indicators = try publishedRows(files, "indicators")
    #expect(Set(indicators.compactMap { $0["dimension_id"] }) == ["A", "B", "C", "D", "E", "F"])
    #expect(indicators.allSatisfy { $0["indicator_id"]?.hasPrefix($0["dimension_id"] ?? "?") == true })
  }

  @Test("tables without rows are left out, and not described")
  func emptyTables() throws {
    let names = publishedTables(SyntheticEvaluation.countries()).map(\.name)
    #expect(names.contains("scores") && names.contains("ranks") && names.contains("framework"))
    for name in ["comparisons", "findings", "monitors", "history", "rules", "weighting", "dimension_change"] {
      #expect(!names.contains(name), "\(name)")
    }
  }

  @Test("the same input gives the same bytes")
  func deterministic() {
    #expect(publishedTables(SyntheticEvaluation.lanjiang()) == publishedTables(SyntheticEvaluation.lanjiang()))
  }
}
