import Foundation
import SurveyModel
import Testing

@testable import Report

@Suite("Sheets of units and departments stand alone")
struct SheetTests {
  /// The sample city, with measures that say who leads.
  static func input(languages: [Language] = [.zh, .en]) -> ReportInput {
    var input = SyntheticEvaluation.lanjiang(languages: languages)
    let practice = Practice(
      city: LocalizedText(zh: "某市", en: "Somewhere"), year: 2021,
      text: LocalizedText(zh: "首贷由政府性担保机构增信", en: "First loans are backed by a public guarantee fund"),
      document: LocalizedText(zh: "某文件", en: "Some document"))
    let leads = [
      LocalizedText(zh: "市政务服务局", en: "Government services bureau"),
      LocalizedText(zh: "市地方金融管理局", en: "Finance bureau"),
      LocalizedText(zh: "市监局", en: "Finance, bureau"), LocalizedText("人社局"),
    ]
    let dimensions = input.pipeline.framework.dimensions
    input.pipeline.actions = ActionSettings(
      measures: dimensions.enumerated().map { position, node in
        PolicyMeasure(
          id: "M\(position)", title: LocalizedText(zh: "做法\(position)", en: "Measure \(position)"), nodes: [node.id],
          lead: leads[position % leads.count], support: [LocalizedText(zh: "市财政局", en: "Treasury")],
          practices: position == 0 ? [practice] : [])
      }, deadline: "2026-10-31")
    return input
  }

  /// The sample city with so many more districts, each with the results of the last.
  static func wide(_ more: Int) -> ReportInput {
    var input = Self.input()
    guard let model = input.evaluation.units.ranked.last else { return input }
    for number in 1...more {
      var unit = model
      unit.id = "X\(number)"
      unit.name = LocalizedText(zh: "第\(number)区", en: "District \(number)")
      input.evaluation.units.units.append(unit)
      func copies<Row>(_ rows: [Row], _ id: WritableKeyPath<Row, String>) -> [Row] {
        rows.filter { $0[keyPath: id] == model.id }.map { row in
          var copy = row
          copy[keyPath: id] = unit.id
          return copy
        }
      }
      input.evaluation.scores += copies(input.evaluation.scores, \.unitID)
      input.evaluation.ranks += copies(input.evaluation.ranks, \.unitID)
      input.evaluation.comparisons += copies(input.evaluation.comparisons, \.unitID)
      input.evaluation.estimates += copies(input.evaluation.estimates, \.unitID)
    }
    input.pipeline.units = input.evaluation.units
    return input
  }

  private func documents(_ input: ReportInput) -> [PublishedDocument] {
    let pages = ReportPages(input, decided: ReportDecisions(EvaluationIndex(input)))
    return pages.unitSheets + pages.departmentSheets
  }

  private func sheets(_ input: ReportInput) throws -> [String: String] {
    let files = documents(input)
    #expect(Set(files.map { $0.path.lowercased() }).count == files.count)
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  @Test("each ranked unit has a sheet of the profile in the report, and the union and the whole have none")
  func units() throws {
    let input = Self.input()
    let files = try sheets(input)
    let ranked = input.evaluation.units.ranked
    let names = files.keys.filter { $0.hasPrefix("units/") }
    #expect(Set(names) == Set(ranked.map { "units/\($0.id).html" }))
    #expect(input.evaluation.units.units.count > ranked.count)
    let report = try renderReport(input)
    for unit in ranked {
      let page = try #require(files["units/\(unit.id).html"])
      #expect(page.contains("<h2>\(unit.name.zh)</h2>") && page.contains("<h2>\(unit.name.en)</h2>"))
      #expect(page.contains("<title>\(unit.name.zh) · \(unit.name.en) · 岚江市"))
      // The lead, the key figures and the drawings of the report are those of the sheet.
      for part in [#/<p class="lead">[^<]*<\/p>/#, #/<dl class="kf s">.*?<\/dl>/#] {
        let found = page.matches(of: part).map { String($0.0) }
        #expect(found.count == 2)
        #expect(found.allSatisfy { report.contains($0) }, "\(unit.id)")
      }
    }
  }

  @Test("a sheet has one heading of the first level, unique ids, no link that leaves it, and the policy of the report")
  func alone() throws {
    var hostile = RenderTests.hostile()
    hostile.pipeline.actions = Self.input().pipeline.actions
    for input in [Self.input(), hostile] {
      let files = try sheets(input)
      #expect(files.count > 8)
      for (path, page) in files {
        let body = page.components(separatedBy: "<script>")[0].components(separatedBy: "</style>")[1]
        let ids = body.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count, "\(path)")
        let links = body.matches(of: /href="([^"]+)"/).map { String($0.1) }
        #expect(links == ["#main"], "\(path): \(links)")
        #expect(!body.contains(" download="), "\(path)")
        #expect(body.matches(of: /<h1[ >]/).count == 1 && body.matches(of: /<h2[ >]/).count == 2, "\(path)")
        #expect(page.matches(of: /<script/).count == 1 && page.matches(of: /<style/).count == 1, "\(path)")
        #expect(page.firstMatch(of: /<[^>]+\sstyle=/) == nil, "\(path)")
        #expect(page.contains("default-src 'none'; style-src 'sha256-"), "\(path)")
        #expect(page.contains(input.runID), "\(path)")
        #expect(path.wholeMatch(of: /(units|departments)\/[A-Za-z0-9_-][A-Za-z0-9._-]*\.html/) != nil, "\(path)")
        #expect(!page.unicodeScalars.contains("\u{202E}"), "\(path)")
      }
    }
  }

  @Test("each department in the lead has a sheet with all its actions, and no action of another")
  func departments() throws {
    let input = Self.input()
    let files = try sheets(input).filter { $0.key.hasPrefix("departments/") }
    let actions = planActions(input)
    let leads = Set(actions.compactMap(\.lead))
    #expect(leads.count == 4 && files.count == 4)
    for lead in leads {
      let page = try #require(files.first { $0.value.contains("<h2>\(lead.zh)</h2>") }?.value)
      let zh = page[..<(try #require(page.range(of: "<div class=\"en\"")).lowerBound)]
      let own = actions.filter { $0.lead == lead }
      let codes = zh.matches(of: /<small class="mono">([^<]+)<\/small>/).map { String($0.1) }
      #expect(codes.sorted() == own.map(\.finding.nodeID).sorted(), "\(lead.zh)")
      #expect(page.contains("交办事项须于 2026-10-31 前报送结果。") == own.contains { $0.list == .assigned })
    }
  }

  @Test("names of files come from English names; those that would clash or say nothing get digits of a hash")
  func fileNames() throws {
    let names = try sheets(Self.input()).keys.filter { $0.hasPrefix("departments/") }.sorted()
    #expect(names.contains("departments/government-services-bureau.html"))
    #expect(names.count { $0.contains(/\/finance-bureau-[0-9a-f]{8}\.html/) } == 2)
    #expect(names.count { $0.contains(/\/department-[0-9a-f]{8}\.html/) } == 1)
  }

  @Test("codes that are no names of files, or differ in case only, lead to names that can be told apart anywhere")
  func awkwardCodes() {
    var input = SyntheticEvaluation.lanjiang()
    let codes = ["../x", "gx", "GX", "nul", "高新", ".", String(repeating: "long", count: 40)]
    let ranked = input.evaluation.units.ranked.map(\.id)
    func renamed(_ id: String) -> String { ranked.firstIndex(of: id).map { codes[$0] } ?? id }
    for position in input.evaluation.units.units.indices {
      input.evaluation.units.units[position].id = renamed(input.evaluation.units.units[position].id)
    }
    let paths = documents(input).map(\.path).filter { $0.hasPrefix("units/") }
    #expect(paths.count == codes.count)
    #expect(Set(paths.map { $0.lowercased() }).count == codes.count)
    for path in paths {
      #expect(path.wholeMatch(of: /units\/[A-Za-z0-9_-][A-Za-z0-9._-]*\.html/) != nil, "\(path)")
      #expect(path != "units/nul.html" && path.utf8.count < 100)
    }
  }

  @Test("a figure that the report withholds is on no sheet")
  func withheld() throws {
    var input = Self.input()
    for index in input.evaluation.scores.indices where input.evaluation.scores[index].unitID == "BL" {
      guard input.evaluation.scores[index].n != nil else { continue }
      input.evaluation.scores[index].n = 12
      input.evaluation.scores[index].value = 2.7456
    }
    let page = try #require(try sheets(input)["units/BL.html"])
    #expect(page.contains("n&lt;30"))
    // Coordinates of drawings are no figures, but their labels are.
    let body = page.components(separatedBy: "</style>")[1]
    let outside = body.components(separatedBy: "<svg").map { $0.components(separatedBy: "</svg>").last ?? "" }
    #expect(outside.count > 5 && !outside.contains { $0.contains(/[^\d.]2\.7\D/) })
    #expect(!body.contains(">2.7<"))
  }

  @Test(
    "a city of so many districts that the report has a table of them instead of profiles has their sheets all the same")
  func wideCity() throws {
    let input = Self.wide(15)
    #expect(try !renderReport(input).contains("class=\"prof\""))
    let files = try sheets(input)
    #expect(files.keys.count { $0.hasPrefix("units/") } == 22)
    let page = try #require(files["units/X15.html"])
    #expect(page.contains("<h2>第15区</h2>") && page.contains("各维度得分与 95% 区间。"))
    // Lines of so many ranks cannot be told apart in half a column.
    #expect(!page.contains("95% 名次区间。"))
  }

  @Test("one language alone has sheets in that language, and an index without a city has none")
  func others() throws {
    let english = try sheets(Self.input(languages: [.en]))
    #expect(english.count == 11)
    #expect(english.values.allSatisfy { $0.contains("<html lang=\"en\">") && !$0.contains("class=\"zh\"") })
    #expect(try sheets(SyntheticEvaluation.countries(51)).isEmpty)
  }
}
