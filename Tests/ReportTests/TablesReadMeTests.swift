import Foundation
import SurveyModel
import Testing

@testable import Report

@Suite("The file beside the tables says what they are")
struct TablesReadMeTests {
  private func halves(_ input: ReportInput) throws -> (zh: Substring, en: Substring) {
    let text = String(decoding: tablesReadMe(TableBuilder(input).published(), of: input), as: UTF8.self)
    let border = try #require(text.range(of: "\n---\n"))
    return (text[..<border.lowerBound], text[border.upperBound...])
  }

  @Test("every table and column is described in both languages", arguments: PublishedTablesTests.inputs)
  func complete(_ input: ReportInput) throws {
    let (zh, en) = try halves(input)
    for half in [zh, en] {
      let sections = half.components(separatedBy: "\n### ").dropFirst()
      let tables = TableBuilder(input).published()
      #expect(sections.count == tables.count)
      for (table, section) in zip(tables, sections) {
        #expect(section.hasPrefix(table.name + ".csv\n"))
        // Head and rule of the table, then a line a column, each of four cells.
        let lines = section.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(lines.count == table.columns.count + 2)
        for (column, line) in zip(table.columns, lines.dropFirst(2)) {
          #expect(line.hasPrefix("| `\(column.name)` | "))
          #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 5, "\(line)")
        }
        #expect(half.contains("| [`\(table.name).csv`](\(table.name).csv) | "))
      }
      #expect(half.contains(input.runID) && half.contains("tables.xlsx") && half.contains("`data/`"))
      #expect(!half.contains("<"))
    }
    #expect(zh.contains(input.pipeline.asOf) && en.contains(input.pipeline.asOf))
  }

  @Test("limits of display are those of the run")
  func limits() throws {
    var input = SyntheticEvaluation.lanjiang()
    let usual = try halves(input)
    #expect(usual.zh.contains("抽样估计不公布的情形：答卷少于 30 份，或有效样本量小于 30，或自由度小于 8。"))
    #expect(
      usual.en.contains("withheld with fewer than 30 answers, or an effective sample below 30, or fewer than 8 degrees")
    )
    input.pipeline.display = DisplayRules(show: .init(minimumN: 5, maximumVariation: 0.3), trust: .init())
    let other = try halves(input)
    #expect(other.en.contains("withheld with fewer than 5 answers, or a standard error above 30.0% of the estimate."))
    input.pipeline.display = DisplayRules(show: .init(), trust: .init())
    #expect(try !halves(input).en.contains("withheld with"))
  }

  @Test("Chinese text has full-width marks, and equal inputs give equal bytes")
  func form() throws {
    let (zh, en) = try halves(SyntheticEvaluation.lanjiang())
    let words = zh.replacing(/`[^`]*`/, with: "").replacing(/\]\([^)]*\)/, with: "")
    let bad = words.matches(of: /\p{Han}[,;:()?!]|[,;:()?!]\p{Han}/).map { String($0.0) }
    #expect(bad.isEmpty, "\(bad.prefix(8))")
    #expect(!en.contains("\r"))
    let again = try halves(SyntheticEvaluation.lanjiang())
    #expect(again.zh == zh && again.en == en)
  }
}
