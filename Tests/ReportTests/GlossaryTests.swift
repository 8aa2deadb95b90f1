import Foundation
import Report
import Testing

@Suite("The last appendix says what the report's terms mean")
struct GlossaryTests {
  private func terms(_ html: String, _ language: String) throws -> [String] {
    let start = try #require(html.range(of: "id=\"\(language)-terms\"")).lowerBound
    let end = try #require(html[start...].range(of: "</section>")).lowerBound
    return html[start..<end].matches(of: /<dt>([^<]*)<\/dt><dd>([^<]+)<\/dd>/).map { String($0.1) }
  }

  @Test("both languages explain the same terms, those of sampling and tests among them, each once")
  func terms() throws {
    let html = try renderReport(SyntheticEvaluation.lanjiang())
    let (zh, en) = (try terms(html, "zh"), try terms(html, "en"))
    #expect(zh.count == en.count && Set(zh).count == zh.count && Set(en).count == en.count)
    for term in ["设计效应", "有效样本量", "名次区间", "显著", "解释份额"] { #expect(zh.contains(term), "\(term)") }
    #expect(en.contains("Design effect") && en.contains("Effective n"))
  }

  @Test("a report without a sample explains no term of sampling")
  func onlyWhatIsUsed() throws {
    let en = try terms(try renderReport(SyntheticEvaluation.countries(6)), "en")
    #expect(en.contains("Score"))
    #expect(!en.contains("Design effect") && !en.contains("No answer") && !en.contains("Clear"))
  }
}
