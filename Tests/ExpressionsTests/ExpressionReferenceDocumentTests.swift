import Expressions
import Foundation
import Tables
import Testing

@Suite("The reference page of the language says what the code reads")
struct ExpressionReferenceDocumentTests {
  /// Set to write the page instead of comparing it.
  private let writes = ProcessInfo.processInfo.environment["BIZCLIMATE_WRITE_DOCS"] != nil
  private let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs/expressions.md")

  @Test("docs/expressions.md lists every function and every defined result")
  func expressions() throws {
    #expect(Functions.all.count > 30)
    #expect(ExpressionSemantics.sections.count > 3)
    let text = Self.language + functions + results
    if writes { try text.write(to: file, atomically: true, encoding: .utf8) }
    let committed = try String(contentsOf: file, encoding: .utf8)
    #expect(committed == text, "docs/expressions.md is out of date: run `make docs`")
  }

  private static let language = """
    # The expression language

    Derived variables, cleaning rules, indicators and their conditions are written in one language: a subset of SQL's
    scalar and aggregate expressions and a few functions for surveys. Made from the program by `make docs`.

    - Names: `Q15_a`, `所属行业`, `` `any text` `` in back quotes, `source.column` for another source.
    - Literals: `12`, `0.35`, `'text'`, `TRUE`, `FALSE`, `NULL`, `DATE '2025-01-31'`.
    - Operators: `+ - * / %`, `= <> != < <= > >=`, `AND OR NOT`, `BETWEEN … AND …`, `IN (…)`, `LIKE`,
      `IS [NOT] MISSING` (or `NULL`), `CASE WHEN … THEN … ELSE … END`.
    - Three-valued logic: a comparison with a missing value is unknown; a rule strikes only where its condition is TRUE.
    - What has no result (division by zero, the logarithm of 0, overflow) is missing.
    - Aggregates in rules run over all rows, or with `OVER (PARTITION BY a, b)` over groups; they are unweighted. In
      indicators they run over the rows of a unit with the design's weights, each with `FILTER (WHERE …)` if wanted.
      `RANK` ranks rows and stands in rules and derived variables only.

    ## Functions


    """

  private var functions: String {
    let lines = Functions.all.map { "| `\(cell($0.signature))` | \(cell($0.summary)) |\n" }
    return "| function | gives |\n| --- | --- |\n" + lines.joined()
  }

  private var results: String {
    var text = """

      ## Defined results

      What an expression gives where that is not plain. The tests evaluate each example over these four rows; where the
      rows differ, the results stand in their order. `x` is shown only where n > 2 and its valid range begins at -1; `c`
      has the scores 0 for A and 100 for B, none for 7; the rule `R01` has flagged the first row.


      """
    text += exampleRows
    for section in ExpressionSemantics.sections {
      text += "\n### \(section.title)\n\n\(section.introduction)\n\n"
      text += "| expression | result | for example |\n| --- | --- | --- |\n"
      for line in section.lines {
        let examples = line.examples.map { "`\($0.shown)` → \($0.result)" }.joined(separator: "<br>")
        text += "| \(cell(line.subject)) | \(cell(line.result)) | \(cell(examples)) |\n"
      }
    }
    return text
  }

  private var exampleRows: String {
    let table = ExpressionSemantics.exampleTable
    let names = table.names.filter { !$0.hasPrefix("flag:") }
    let columns = names.compactMap { table[$0] }
    var text = "| " + names.map { "`\($0)`" }.joined(separator: " | ") + " |\n"
    text += "|" + String(repeating: " --- |", count: columns.count) + "\n"
    for row in 0..<table.rowCount {
      text += "| " + columns.map { cell(shown($0, row)) }.joined(separator: " | ") + " |\n"
    }
    return text
  }

  private func shown(_ column: Column, _ row: Int) -> String {
    let kind = column.missingKind(at: row)
    guard kind == .present else { return "missing: \(kind.name)" }
    switch Cell(column, row) {
    case .decimal(let number) where !number.isFinite: return number.isNaN ? "not a number" : "infinite"
    case .second(let second):
      return Date(timeIntervalSince1970: Double(second)).ISO8601Format(
        .iso8601(timeZone: .gmt, dateTimeSeparator: .space))
    case .codes(let codes): return codes.isEmpty ? "none" : codes.sorted().joined(separator: " and ")
    case let cell: return SemanticsTests.written(cell)
    }
  }

  private func cell(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }
}
