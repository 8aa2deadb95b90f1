import Diagnostics
import Foundation
import SurveyModel
import Testing

@testable import Report

@Suite("Reports of a pipeline's own making")
struct OwnChapterTests {
  private func input(_ text: String) -> ReportInput {
    var input = SyntheticEvaluation.lanjiang()
    let own = OwnChapter(file: LocalizedText("own.md"), text: LocalizedText(text))
    input.pipeline.report.chapters =
      [.standard(.summary), .own(own)] + StandardChapter.allCases.dropFirst().map { .standard($0) }
    return input
  }

  private func problems(_ text: String) -> [Diagnostic] {
    do {
      _ = try renderReport(input(text))
      return []
    } catch { return error.diagnostics }
  }

  @Test("a chapter in Markdown stands in its place, with the report's own numbers")
  func chapter() throws {
    let base = SyntheticEvaluation.lanjiang()
    let unit = try #require(base.evaluation.units.ranked.first).id
    let root = base.evaluation.framework.root.id
    let score = try #require(base.evaluation.scores.first { $0.unitID == unit && $0.nodeID == root }?.value)
    let html = try renderReport(
      input(
        "# A *word* before\n\n- one\n- **{{score:\(unit)}}** of 100\n\n## Below\n\n{{figure:heat}}\n\nRanks {{rank:\(root)@\(unit)}}.\n"
      ))
    #expect(html.contains("<h2>1 A word before</h2>"))
    let number = """
      <span class="ref" data-table="scores" data-columns="estimate" data-unit="\(unit)" \
      data-node="\(root)">\(NumberText.fixed(score, 1))</span>
      """
    #expect(html.contains("<ul><li>one</li><li><strong>\(number)</strong> of 100</li></ul>"))
    #expect(html.contains("<h3 class=\"h\">Below</h3>"))
    let own = try #require(html.firstRange(of: "id=\"zh-own-1\""))
    let next = try #require(html.firstRange(of: "id=\"zh-method\""))
    #expect(own.lowerBound < next.lowerBound)
    #expect(html[own.lowerBound..<next.lowerBound].contains("class=\"heat\""))
    #expect(html.contains("<h2>2 "), "the chapters after it count on")
  }

  @Test("every number that comes by reference names the published cells that it is, and they hold it")
  func cells() throws {
    let made = input(
      "# T {{score:INDEX}}\n\n{{score:GX}}, {{interval:GX}}, {{change:INDEX}}, {{rank:GX}}, `{{n:A14@GX}}`{{value:A11@GX}}\n"
    )
    let html = try renderReport(made)
    #expect(html.contains(/<h2>1 T \d\d\.\d<\/h2>/), "a title has the number alone")
    let found = html.matches(
      of:
        /<span class="ref" data-table="(\w+)" data-columns="([\w ]+)" data-unit="(\w+)" data-node="(\w+)"(?: data-comparison="(\w+)")?>([^<]+)<\/span>/
    )
    #expect(found.count == 12, "six a language")
    let tables = publishedTables(made)
    for match in found {
      let rows = try publishedRows(tables, String(match.1)).filter {
        $0["wave"] == String(made.evaluation.wave) && $0["unit_id"] == String(match.3)
          && $0["indicator_id"] == String(match.4) && $0["comparison"] == match.5.map(String.init)
      }
      let row = try #require(rows.first)
      #expect(rows.count == 1)
      let cells = match.2.split(separator: " ").map { row[String($0)] ?? "" }
      let shown = numbers(in: String(match.6))
      #expect(shown.count == cells.count || Set(cells).count == 1, "\(match.0)")
      for (number, cell) in zip(shown, cells) {
        let value = try #require(Double(cell))
        #expect(abs(abs(value) - number.value) <= 0.56 * pow(10, -Double(number.decimals)), "\(match.0): \(cell)")
      }
    }
    #expect(Set(found.map { String($0.1) }) == ["scores", "comparisons", "ranks", "estimates"])
  }

  @Test("characters that mark places while Markdown is read do nothing in an author's text")
  func marks() throws {
    let html = try renderReport(input("# T\n\na \u{1}0\u{2} {{score:INDEX}} b \u{1}\n"))
    #expect(html.matches(of: /class="ref"/).count == 2)
    #expect(html.contains("<p>a 0 <span class=\"ref\""))
  }

  @Test("what would leave the page, run in it or lead to nothing is refused, with its line")
  func refused() {
    for (text, line, word) in [
      ("# T\n\n<script>alert(1)</script>\n", 3, "raw HTML"), ("# T\n\na [b](http://c.example)\n", 3, "a link to"),
      ("# T\n\n![x](y.png)\n", 3, "a picture"), ("words\n", 1, "before the title"),
      ("# T\n\n# U\n", 3, "a second title"), ("# T\n\n### U\n", 3, "level 3 below"),
      ("# T\n\nas {{figure:heat}} here\n", 3, "among words"), ("# T\n\n\n{{score:NOPE}}\n", 4, "leads to nothing"),
    ] {
      let found = problems(text)
      #expect(
        found.contains { $0.message.contains(word) && $0.location?.file == "own.md" && $0.location?.line == line },
        "\(text): \(found)")
    }
  }

  @Test("a withheld score is not shown by reference either")
  func withheld() throws {
    var input = input("# T\n\n{{score:INDEX}}\n")
    let city = try #require(input.evaluation.units.city).id
    for index in input.evaluation.scores.indices where input.evaluation.scores[index].unitID == city {
      input.evaluation.scores[index].n = 3
    }
    #expect(throws: DiagnosticError.self) { try renderReport(input) }
  }

  @Test("any selection of chapters keeps links whole")
  func selections() throws {
    let free = StandardChapter.allCases.filter { !StandardChapter.required.contains($0) }
    for left in free {
      var input = SyntheticEvaluation.lanjiang()
      input.pipeline.report.chapters = StandardChapter.allCases.filter { $0 != left }.map { .standard($0) }
      let html = try renderReport(input).replacing(/<script>[\s\S]*<\/script>/, with: "")
      let ids = Set(html.matches(of: /\sid="([^"]+)"/).map { String($0.1) })
      let targets = Set(html.matches(of: /href="#([^"]+)"/).map { String($0.1) })
      #expect(targets.subtracting(ids).isEmpty, "without \(left): \(targets.subtracting(ids).prefix(3))")
    }
  }

  @Test("words, colours and logo take their places")
  func look() throws {
    var input = SyntheticEvaluation.lanjiang()
    input.pipeline.report.words = [ExchangedWord(language: .zh, word: "区县", replacement: "板块")]
    input.pipeline.report.palette = [.accent: ReportColour(light: "#7a1f3d")]
    input.pipeline.report.logo = ReportImage(mediaType: "image/svg+xml", bytes: Array("<svg/>".utf8))
    let html = try renderReport(input)
    #expect(!html.contains("区县") && html.contains("板块"))
    #expect(html.contains("--acc:#7a1f3d") && html.contains("--acc:#6cc3d6"))
    #expect(html.contains("<img class=\"logo\" alt=\"\" src=\"data:image/svg+xml;base64,PHN2Zy8+\">"))
  }
}
