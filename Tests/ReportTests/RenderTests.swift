import Foundation
import SurveyModel
import Tables
import Testing

@testable import Report

@Suite struct RenderTests {
  @Test("writes the reports to the folder named by BIZCLIMATE_RENDER_DIR, for looking at them")
  func writesForLooking() throws {
    guard let folder = ProcessInfo.processInfo.environment["BIZCLIMATE_RENDER_DIR"] else { return }
    let labels = HostileLabels()
    let inputs = [
      "labels": labels.input, "city": SyntheticEvaluation.lanjiang(), "countries": SyntheticEvaluation.countries(51),
      "few": SyntheticEvaluation.countries(6), "one": SyntheticEvaluation.lanjiang(languages: [.en]),
      "hostile": Self.hostile(), "leads": SheetTests.input(),
      "wide": SheetTests.wide(15), "asked": try QuestionnaireAppendixTests.sample(),
    ]
    for (name, input) in inputs {
      let target = URL(fileURLWithPath: folder).appendingPathComponent(name)
      let tables = target.appendingPathComponent("tables")
      try? FileManager.default.removeItem(at: target)
      try FileManager.default.createDirectory(at: tables, withIntermediateDirectories: true)
      try Data(try renderReport(input).utf8).write(to: target.appendingPathComponent("report.html"))
      for file in publishedTables(input) {
        try Data(file.bytes).write(to: tables.appendingPathComponent(file.fileName))
      }
      for file in try PublishedReport(input).documents {
        let place = target.appendingPathComponent(file.path)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: place)
      }
    }
    try writeExpected(
      labels.expected, to: URL(fileURLWithPath: folder).appendingPathComponent("labels/expected.json"))
  }

  /// What the browser is to find on the page of hostile labels, for the check of it.
  private func writeExpected(_ expected: [HostileLabels.Expected], to file: URL) throws {
    let texts = expected.map { ["place": $0.place, "text": $0.text] }
    try JSONSerialization.data(withJSONObject: texts).write(to: file)
  }

  /// Names and answers that try to be markup, to turn the direction of writing, or to burst the layout.
  static func hostile() -> ReportInput {
    var input = SyntheticEvaluation.lanjiang()
    let evil = "<script>alert(1)</script>\" onload='x' ]]> \u{202E}abc 🏭 &amp; "
    var units = input.evaluation.units.units
    units[0].name = LocalizedText(evil)
    units[1].name = LocalizedText(String(repeating: "很长的名字 long name ", count: 40))
    units[2].name = LocalizedText("")
    input.evaluation.units.units = units
    input.pipeline.units.units = units
    input.pipeline.title = LocalizedText(zh: "岚江<b>报告</b>", en: "Report </style><script>alert(2)</script>")
    input.evaluation.framework.nodes[1].name = LocalizedText(evil)
    input.pipeline.framework = input.evaluation.framework
    for index in input.audit.indices { input.audit[index].before = CellText(evil) }
    input.evaluation.notes = [LocalizedText(evil)]
    return input
  }

  @Test("equal inputs give equal bytes")
  func deterministic() throws {
    #expect(try renderReport(SyntheticEvaluation.lanjiang()) == renderReport(SyntheticEvaluation.lanjiang()))
  }

  @Test("ids are unique, and every link inside the page has its target")
  func links() throws {
    for input in [SyntheticEvaluation.lanjiang(), SyntheticEvaluation.countries(51), Self.hostile()] {
      let html = try renderReport(input).replacing(/<script>[\s\S]*<\/script>/, with: "")
      let ids = html.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
      #expect(Set(ids).count == ids.count)
      let targets = Set(html.matches(of: /href="#([^"]+)"/).map { String($0.1) })
      #expect(targets.subtracting(ids).isEmpty)
      #expect(targets.count > 10)
    }
  }

  @Test("hostile text stays text: one script, one style, nothing that turns the writing")
  func hostileText() throws {
    let html = try renderReport(Self.hostile())
    #expect(html.matches(of: /<script/).count == 1)
    #expect(html.matches(of: /<style/).count == 1)
    #expect(html.contains("&lt;script&gt;alert(1)"))
    #expect(!html.unicodeScalars.contains("\u{202E}"))
    #expect(html.firstMatch(of: /<[^>]+\son[a-z]+=/) == nil)
    #expect(html.firstMatch(of: /<[^>]+\sstyle=/) == nil)
  }

  @Test("hostile labels of answers, data, indicators and measures stay text, and are there in full or cut as announced")
  func hostileLabels() throws {
    let labels = HostileLabels()
    let published = try PublishedReport(labels.input)
    let pages =
      [published.html]
      + published.documents.filter { $0.path.hasSuffix(".html") }.map {
        String(decoding: $0.bytes, as: UTF8.self)
      }
    for html in pages {
      #expect(html.matches(of: /<script/).count == 1 && html.matches(of: /<style/).count == 1)
      #expect(!html.unicodeScalars.contains("\u{202E}"))
      #expect(html.firstMatch(of: /<[^>]+\son[a-z]+=/) == nil && !html.contains("<img"))
    }
    for expected in Set(labels.expected) {
      #expect(published.html.contains(Escaping.element(expected.text)), "\(expected)")
    }
    #expect(labels.expected.count > 60)
  }

  @Test("one language alone has no switch and no word of the other tree")
  func oneLanguage() throws {
    let html = try renderReport(SyntheticEvaluation.lanjiang(languages: [.en]))
    #expect(html.contains("<html lang=\"en\">"))
    #expect(!html.contains("id=\"lang-en\"") && !html.contains("class=\"zh\""))
  }

  @Test("sections without data are left out")
  func withoutData() throws {
    let html = try renderReport(SyntheticEvaluation.countries())
    #expect(!html.contains("id=\"zh-quality\"") && !html.contains("class=\"prof\""))
    #expect(html.contains("id=\"zh-units\"") && html.contains("id=\"zh-index\""))
  }

  @Test("every district has its page in both languages, in declared order")
  func profiles() throws {
    let html = try renderReport(SyntheticEvaluation.lanjiang())
    let heads = html.matches(of: /<section class="prof" id="zh-unit-[^"]+">.*?<h2>([^<]+)<\/h2>/).map { String($0.1) }
    #expect(heads == ["5.1 高新区", "5.2 云麓区", "5.3 望湖区", "5.4 临津区", "5.5 青屏区", "5.6 石桥县", "5.7 北岭县"])
    #expect(html.matches(of: /<section class="prof" id="en-unit-/).count == 7)
  }

  @Test("Chinese text has full-width marks")
  func fullWidth() throws {
    let html = try renderReport(SyntheticEvaluation.lanjiang())
    let start = try #require(html.range(of: "<div class=\"zh\" lang=\"zh-Hans\">\n<section")?.lowerBound)
    let end = try #require(html.range(of: "<div class=\"en\" lang=\"en\">\n<section")?.lowerBound)
    let text = html[start..<end].replacing(/<td class="mono">[^<]*<\/td>/, with: "").replacing(/<[^>]*>/, with: "\n")
    let bad = text.matches(of: /\p{Han}[,;:()?!]|[,;:()?!]\p{Han}/).map { String($0.0) }
    #expect(bad.isEmpty, "\(bad.prefix(8))")
  }

  @Test("a withheld figure is nowhere printed")
  func withheld() throws {
    var input = SyntheticEvaluation.lanjiang()
    for index in input.evaluation.scores.indices where input.evaluation.scores[index].unitID == "BL" {
      if input.evaluation.scores[index].n != nil { input.evaluation.scores[index].n = 12 }
      input.evaluation.scores[index].value = 12.3456
    }
    let html = try renderReport(input)
    #expect(html.contains("n&lt;30"))
    let rows = html.matches(of: /<th scope="row">北岭县<\/th>(.*?)<\/tr>/).map { String($0.1) }
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { !$0.contains("12.3") })
  }

  @Test("the policy names the hashes of the one style and the one script, and allows nothing else")
  func policy() throws {
    let html = try renderReport(SyntheticEvaluation.lanjiang())
    let policy = try #require(html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)?.1)
    #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
    #expect(policy.hasSuffix("img-src data:; base-uri 'none'; form-action 'none'"))
    let script = try #require(html.firstMatch(of: /<script>([\s\S]*?)<\/script>/)?.1)
    #expect(script.utf8.count < 6 * 1024)
  }
}
