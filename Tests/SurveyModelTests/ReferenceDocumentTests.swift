import Expressions
import Foundation
import SurveyModel
import Testing

@Suite("The reference pages say what the code reads")
struct ReferenceDocumentTests {
  /// Set to write the pages instead of comparing them.
  private let writes = ProcessInfo.processInfo.environment["BIZCLIMATE_WRITE_DOCS"] != nil
  private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs")

  private func compare(_ name: String, _ text: String) throws {
    let file = folder.appendingPathComponent(name)
    if writes { try text.write(to: file, atomically: true, encoding: .utf8) }
    let committed = try String(contentsOf: file, encoding: .utf8)
    #expect(committed == text, "docs/\(name) is out of date: run `make docs`")
  }

  @Test("docs/configuration.md lists every key with its type, default and meaning")
  func configuration() throws {
    var text = """
      # Configuration keys

      Every key of every file of a pipeline. `bizclimate check` tests a pipeline against this list and reports all
      problems at once with file, line and column. Made from the program by `make docs`.


      """
    for section in ConfigurationReference.sections {
      text +=
        "## \(section.name)\n\n\(section.documentation)\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n"
      for key in section.keys {
        let standard = key.isRequired ? "required" : key.defaultText.map { "`\($0)`" } ?? ""
        text += "| `\(key.name)` | \(describe(key.value)) | \(standard) | \(cell(key.documentation)) |\n"
      }
      text += "\n"
    }
    #expect(ConfigurationReference.sections.count > 10)
    try compare("configuration.md", text)
  }

  @Test("docs/expressions.md lists every function")
  func expressions() throws {
    var text = """
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

      | function | gives |
      | --- | --- |

      """
    for function in Functions.all { text += "| `\(cell(function.signature))` | \(cell(function.summary)) |\n" }
    #expect(Functions.all.count > 30)
    try compare("expressions.md", text)
  }

  private func cell(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }

  private func describe(_ value: ConfigurationValue) -> String {
    switch value {
    case .text: "text"
    case .localizedText: "`{zh, en}` or text"
    case .integer: "whole number"
    case .number: "number"
    case .boolean: "`true` or `false`"
    case .date: "`YYYY-MM-DD`"
    case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .expression: "expression"
    case .path: "path"
    case .list(let item): "list of \(describe(item))"
    case .section(let name): "[\(name)](#\(name.replacingOccurrences(of: " ", with: "-")))"
    case .named(let item): "by name: \(describe(item))"
    case .either(let values): values.map(describe).joined(separator: " or ")
    }
  }
}
