import SurveyModel
import Testing

@testable import Report

@Suite("All questions by district")
struct SmallMultiplesTests {
  private static let name = "Satisfaction with police, procuratorate, courts and the justice bureau"

  private static func chart(_ count: Int, rows: Int = 9, name: String = Self.name) -> SmallMultiplesChart {
    let verdicts: [Verdict] = [.above, .below, .notClear, .untested]
    return SmallMultiplesChart(
      title: "t", descriptions: SmallMultiplesChart.blocks(count).map { _ in "d" },
      sections: [0, 1].map { section in
        SmallMultiplesChart.Section(
          title: "Innovation and start-ups",
          rows: (0..<rows).map { .init(name: $0 % 2 == 0 ? name : "Police", reference: 60 + Double($0 + section)) })
      },
      panels: (0..<count).map { panel in
        SmallMultiplesChart.Panel(
          name: "High-tech Zone \(panel)", values: (0..<2 * rows).map { $0 == 3 ? nil : 55 + Double($0 + panel) },
          verdicts: (0..<2 * rows).map { verdicts[$0 % 4] })
      })
  }

  @Test("panels stand four and three, and as evenly as they can")
  func blocks() {
    #expect(SmallMultiplesChart.blocks(7) == [0..<4, 4..<7])
    #expect(SmallMultiplesChart.blocks(4) == [0..<4] && SmallMultiplesChart.blocks(5) == [0..<3, 3..<5])
    #expect(SmallMultiplesChart.blocks(12) == [0..<4, 4..<8, 8..<12] && SmallMultiplesChart.blocks(0).isEmpty)
  }

  @Test("no two labels overlap, none is cut and none leaves the drawing", arguments: [1, 4, 7, 12])
  func labels(count: Int) {
    for layout in [ChartLayout.wide, .narrow] {
      for drawing in Self.chart(count).drawings(layout) {
        #expect(overlappingLabels(drawing).isEmpty)
        for label in drawing.labels {
          #expect(!label.text.hasSuffix("…"), "\(label.text)")
          #expect(label.box.left >= -0.5 && label.box.right <= drawing.width + 2, "\(label.text)")
        }
      }
    }
  }

  /// How many marks the paths of a style hold: each begins with a move.
  private static func count(_ drawing: Drawing, _ style: MarkClass) -> Int {
    drawing.marks.reduce(0) { sum, mark in
      if case .path(style, let data, _) = mark { sum + data.commands.count { $0 == "M" } } else { sum }
    }
  }

  @Test("every value is one mark of its verdict, every question a tick in every panel")
  func marks() throws {
    let chart = Self.chart(3)
    let drawing = try #require(chart.drawings(.wide).first)
    for (style, verdict) in [
      ("pd pu", Verdict.above), ("dn", .below), ("pd po", .notClear), ("pd pi", .notClear), ("pd pn", .untested),
    ] {
      let expected = chart.panels.reduce(0) { sum, panel in
        sum + zip(panel.values, panel.verdicts).count { $0 != nil && $1 == verdict }
      }
      #expect(Self.count(drawing, style) == expected, "\(style)")
    }
    #expect(Self.count(drawing, "ct") == 3 * 18)
  }

  @Test("all panels have one scale: the city's tick has one place in every panel")
  func sharedScale() throws {
    let drawings = Self.chart(7).drawings(.wide)
    let ticks = drawings.flatMap(\.marks).compactMap { mark -> String? in
      if case .path("ct", let data, _) = mark { data.commands } else { nil }
    }
    #expect(ticks.count == 7 && ticks[0] == ticks[4] && ticks[2] == ticks[6] && ticks[0] != ticks[1])
  }

  @Test("the title counts what the table of comparisons calls clear")
  func titleAgreesWithTable() throws {
    let input = SyntheticEvaluation.lanjiang()
    let survey = Set(
      input.evaluation.framework.indicators.filter { $0.indicator?.source == "survey" }.map(\.id))
    let ranked = Set(input.evaluation.units.ranked.map(\.id))
    let rows = try publishedRows(publishedTables(input), "comparisons").filter {
      $0["comparison"] == "to_city" && $0["wave"] == "2025" && survey.contains($0["indicator_id"] ?? "")
        && ranked.contains($0["unit_id"] ?? "") && $0["is_clear"] != ""
    }
    func clear(_ sign: Double) -> Int {
      rows.count { $0["is_clear"] == "true" && (Double($0["difference"] ?? "") ?? 0) * sign > 0 }
    }
    let title = try #require(ReportWords(input).questionsTitle)
    let expected = [rows.count, clear(1), clear(-1)].filter { $0 > 0 }.map(Double.init)
    #expect(rows.count > 100 && clear(-1) > 0)
    for text in [title.zh, title.en] { #expect(numbers(in: text).map(\.value) == expected, "\(text)") }
  }

  @Test("nothing is said of nothing, and one side alone is told as such")
  func titles() {
    func title(_ changes: [(String, Double, Double?)]) -> LocalizedText? {
      var made = HandMade()
      made.score("CITY", "A11", 70, 69...71)
      for (unit, difference, p) in changes {
        made.score(unit, "A11", 70 + difference, 68...72)
        made.compare(.toCity, unit, "A11", difference, p: p)
      }
      return ReportWords(made.input).questionsTitle
    }
    #expect(title([("P", 3, nil), ("Q", 2, nil)]) == nil)
    #expect(title([("P", 3, 0.2), ("Q", 2, 0.5)])?.zh == "2 项比较中，没有一项与全市显著不同")
    #expect(
      title([("P", 3, 0.01), ("Q", 2, 0.5)])?.en
        == "Of 2 comparisons 1 is clearly above the city, and none clearly below")
    #expect(title([("P", -3, 0.01), ("Q", -2, 0.01)])?.zh == "2 项比较中，2 项显著低于全市，没有显著高于的")
  }

  @Test("the figure stands in the appendix of figures, and not with many units or without a city")
  func figure() throws {
    let html = try renderReport(SyntheticEvaluation.lanjiang())
    #expect(html.contains("<figure id=\"zh-fig-") && html.contains("class=\"mb\""))
    for input in [SyntheticEvaluation.countries(6), SheetTests.wide(15)] {
      #expect(try !renderReport(input).contains("class=\"mb\""))
    }
  }
}
