import Report
import Testing

@testable import SurveyModel

@Suite("Findings in the words of a pipeline")
struct FindingTemplateTests {
  private func replaced(
    _ input: ReportInput, _ kind: SentenceKind, _ form: SentenceForm, _ text: LocalizedText
  ) throws -> ReportInput {
    var input = input
    for language in Language.allCases {
      input.pipeline.report.templates[SentenceTemplates.Key(kind, form, language)] =
        SentenceTemplate.reading(
          text[language]
        ).template
    }
    return input
  }

  @Test("a statement of one's own is told of every finding of its kind and of no other, with the same numbers")
  func statements() throws {
    let usual = SyntheticEvaluation.lanjiang()
    let own = try replaced(
      usual, .shortfall, .statement,
      LocalizedText(
        zh: "请关注：{unit}{indicator}（{value} 分，低 {size} 分）", en: "look at {indicator} of {unit}: {value}, {size} lower"))
    let before = try publishedRows(publishedTables(usual), "findings")
    let after = try publishedRows(publishedTables(own), "findings")
    #expect(before.count == after.count)
    var changed = 0
    for (old, new) in zip(before, after) {
      #expect(old.filter { !$0.key.hasPrefix("statement") } == new.filter { !$0.key.hasPrefix("statement") })
      guard new["finding"] == "shortfall" else {
        #expect(old == new)
        continue
      }
      changed += 1
      let english = try #require(new["statement_en"])
      #expect(english.hasPrefix("Look at ") && english.hasSuffix(" lower."))
      #expect(new["statement_zh"]?.hasPrefix("请关注：") == true)
      // The numbers are those of the usual sentence, in its order.
      let numbers = english.split(separator: " ").filter { $0.contains(where: \.isNumber) }
      for number in numbers.suffix(2) {
        #expect(old["statement_en"]?.contains(number.filter { $0 != "," && $0 != ":" }) == true, "\(english)")
      }
    }
    #expect(changed > 10)
  }

  @Test("the evidence of a list is the template's, on pages and sheets")
  func evidence() throws {
    let usual = SyntheticEvaluation.lanjiang()
    let own = try replaced(
      usual, .strength, .evidence,
      LocalizedText(zh: "得 {value} 分，领先 {size} 分", en: "{value} points, ahead by {size}"))
    let (before, after) = (try PublishedReport(usual), try PublishedReport(own))
    #expect(!before.html.contains("ahead by") && after.html.contains(" points, ahead by "))
    #expect(after.html.contains("分，领先 "))
    let sheets = after.documents.filter { $0.path.hasPrefix("units/") }
    #expect(sheets.contains { String(decoding: $0.bytes, as: UTF8.self).contains(" points, ahead by ") })
    // Shortfalls are told as they were.
    let shortfalls = ReportWords(usual).findings.filter { $0.kind == .shortfall }
    for finding in shortfalls {
      #expect(ReportWords(own).evidence(finding) == ReportWords(usual).evidence(finding))
    }
    #expect(!shortfalls.isEmpty)
  }

  @Test("what a finding lacks is left out with its brackets")
  func brackets() {
    var finding = Finding(kind: .strength, wave: 2025, unitID: "GX", nodeID: "A14", value: 80.04, comparison: .toCity)
    finding.difference = 4.96
    let words = ReportWords(SyntheticEvaluation.lanjiang())
    #expect(words.evidence(finding).en == "80.0, 5.0 above")
    finding.differenceInterval = 3...6.9
    #expect(words.evidence(finding).en == "80.0, 5.0 above (±2.0)")
    #expect(words.evidence(finding).zh == "80.0 分，高于全市 5.0（±2.0）")
  }
}
