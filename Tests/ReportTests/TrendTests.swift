import SurveyModel
import Testing

@testable import Report

@Suite("The trend over the editions")
struct TrendTests {
  private static func point(_ value: Double, _ half: Double? = nil) -> TrendChart.Point {
    TrendChart.Point(value: value, interval: half.map { Interval(value - $0, value + $0) })
  }

  private static func chart(_ count: Int, name: (Int) -> String = { "第\($0)区" }) -> TrendChart {
    TrendChart(
      title: "t", description: "d", waves: [2021, 2022, 2024, 2025], first: 1,
      panels: (0..<count).map { index in
        let start = 65 + Double(index)
        return TrendChart.Panel(
          name: name(index),
          points: [
            point(start), index == 1 ? nil : point(start + 1, 0.8), point(start - 2, 0.8), point(start + 3, 0.7),
          ],
          change: "+2.0", verdict: [.above, .below, .notClear, .untested][index % 4], hasReference: index > 0)
      }, reference: [68, 69, nil, 72])
  }

  @Test("no two labels overlap, whatever the number of units and the layout", arguments: [1, 2, 4, 8, 13])
  func labels(count: Int) {
    for layout in [ChartLayout.wide, .narrow] {
      #expect(overlappingLabels(Self.chart(count).drawing(layout)).isEmpty)
      let long = Self.chart(count) { "Very Long Name of the Zone of Somewhere \($0)" }.drawing(layout)
      #expect(overlappingLabels(long).isEmpty)
      for label in long.labels { #expect(label.box.left >= -0.5 && label.box.right <= long.width + 8) }
    }
  }

  @Test("all panels share their axes: one value stands at one height in its row of panels")
  func sharedAxes() {
    var chart = Self.chart(4)
    for index in chart.panels.indices { chart.panels[index].points = [Self.point(66), nil, nil, Self.point(70)] }
    let heights = chart.drawing(.wide).marks.compactMap { mark -> Double? in
      if case .circle("un", _, let y, let radius, _) = mark, radius < 3 { y } else { nil }
    }
    #expect(heights.count == 4 && Set(heights).count == 1)
  }

  @Test("a clear change is coloured from the first wave of the comparison on, all else is grey")
  func colour() {
    func lines(_ verdict: Verdict) -> [String] {
      var chart = Self.chart(1)
      chart.panels[0].verdict = verdict
      return chart.drawing(.wide).marks.compactMap {
        if case .path(let style, _, _) = $0, style.hasPrefix("sl") { style } else { nil }
      }
    }
    #expect(lines(.above) == ["sl s0", "sl"])
    #expect(lines(.below) == ["sl s0", "sl sd"])
    #expect(lines(.notClear) == ["sl s0"] && lines(.untested) == ["sl s0"])
  }

  /// Waves 2022 and 2023 of an earlier edition, and 2025; the change of each unit on 2022 with its adjusted p.
  private static func made(_ changes: [(unit: String, difference: Double, p: Double?)], hasCity: Bool = true)
    -> HandMade
  {
    var made = HandMade(hasCity: hasCity, previousWave: nil)
    var rows: [Comparison] = []
    for change in changes {
      made.score(change.unit, "INDEX", 70 + change.difference, 60...80)
      for wave in [2022, 2023] {
        made.evaluation.history.append(
          PublishedScore(
            wave: wave, unitID: change.unit, nodeID: "INDEX", score: 70, rank: nil, rankLow: nil, rankHigh: nil))
      }
      made.compare(.toFirstWave, change.unit, "INDEX", change.difference, p: change.p)
      if let row = made.evaluation.comparisons.popLast() { rows.append(row) }
    }
    made.evaluation.trend = ScoreTrend(firstWave: 2022, comparisons: rows)
    return made
  }

  private static func title(_ changes: [(unit: String, difference: Double, p: Double?)], hasCity: Bool = true)
    -> LocalizedText?
  {
    ReportWords(made(changes, hasCity: hasCity).input).trendTitle
  }

  @Test("the title says who clearly moved, and that the rest did not")
  func titles() {
    let some = Self.title([("CITY", 3, 0.01), ("P", 4, 0.01), ("Q", -3, 0.02), ("R", 1, 0.5)])
    #expect(some?.zh == "与 2022 年相比，全市、东平区显著提高，南丰区显著下降，其余变化不显著")
    #expect(
      some?.en
        == "Since 2022 the city and Dongping have clearly risen, and Nanfeng has clearly fallen; no other change is clear"
    )
    let all = Self.title([("CITY", 3, 0.01), ("P", 4, 0.01), ("Q", 3, 0.02), ("R", 1, 0.03)])
    #expect(all?.zh == "与 2022 年相比，全市、三个区县全部显著提高")
    #expect(all?.en == "Since 2022 the city and all three districts have clearly risen")
    let none = Self.title([("CITY", 3, 0.2), ("P", 4, 0.1)])
    #expect(none?.zh == "与 2022 年相比，全市和各区县的变化都不显著")
    #expect(none?.en == "Since 2022 neither the city nor any district has clearly moved")
    #expect(Self.title([("P", 4, 0.1)], hasCity: false)?.en == "Since 2022 no district has clearly moved")
  }

  @Test("a published figure gets the words of a published figure, and is never clear")
  func publishedTitle() {
    let title = Self.title([("CITY", 3, nil), ("P", 14, nil)])
    #expect(title?.zh == "全市得分从 2022 年公布的 70.0 到 2025 年的 73.0，变化未作检验")
    #expect(
      title?.en
        == "The score of the city went from 70.0 as published for 2022 to 73.0 in 2025; the change is not tested")
    #expect(Self.title([("P", 14, nil)], hasCity: false)?.zh.contains("未作检验") == true)
  }

  @Test("the sentence names exactly the units that the table calls clear, on their side")
  func agreesWithTable() throws {
    var stream = SplitMix(state: 20_25)
    let names = ["CITY": ("全市", "the city"), "P": ("东平区", "Dongping"), "Q": ("南丰区", "Nanfeng"), "R": ("西河县", "Xihe")]
    for _ in 0..<200 {
      // Of at least a hundredth, since the table has two decimals and a sign must be left.
      let changes = ["CITY", "P", "Q", "R"].map { unit in
        (
          unit: unit, difference: (stream.unit() < 0.5 ? -1 : 1) * (0.01 + 4 * stream.unit()),
          p: stream.unit() < 0.2 ? nil : stream.unit() * 0.12
        )
      }
      let input = Self.made(changes).input
      let rows = try publishedRows(publishedTables(input), "trend")
      #expect(rows.count == 4)
      let title = try #require(ReportWords(input).trendTitle)
      func clear(_ sign: Double) -> Set<String> {
        Set(
          rows.filter { $0["is_clear"] == "true" && (Double($0["difference"] ?? "") ?? 0) * sign > 0 }.compactMap {
            $0["unit_id"]
          })
      }
      for (sign, zh, en) in [(1.0, "提高", "risen"), (-1, "下降", "fallen")] {
        let expected = clear(sign)
        let clause = title.zh.replacing("与 2022 年相比，", with: "").split(separator: "，").first { $0.contains("显著" + zh) }
        #expect((clause == nil) == expected.isEmpty, "\(title)")
        #expect(title.en.contains("clearly " + en) == !expected.isEmpty, "\(title)")
        guard let clause else { continue }
        let isAll = expected.isSuperset(of: ["P", "Q", "R"])
        #expect(clause.contains("三个区县全部") == isAll, "\(title)")
        for (unit, name) in names where unit == "CITY" || !isAll {
          #expect(clause.contains(name.0) == expected.contains(unit), "\(unit): \(title)")
          #expect(!expected.contains(unit) || title.en.contains(name.1), "\(unit): \(title)")
        }
      }
      let isUntested = rows.allSatisfy { $0["is_clear"] == "" }
      #expect(title.zh.contains("未作检验") == isUntested, "\(title)")
    }
  }

  @Test("the chapter has the figure with three waves, and none with fewer")
  func figure() throws {
    let input = SyntheticEvaluation.lanjiang()
    let html = try renderReport(input)
    #expect(html.contains("没有区间的年份为公布的数字"))
    #expect(publishedTables(input).contains { $0.name == "trend" })
    var few = input
    few.evaluation.history = []
    few.evaluation.trend = nil
    #expect(try !renderReport(few).contains("没有区间的年份为公布的数字"))
    #expect(!publishedTables(few).contains { $0.name == "trend" })
  }

  @Test("a withheld score is in neither the drawing nor the table")
  func withheld() throws {
    var input = SyntheticEvaluation.lanjiang()
    for index in input.evaluation.scores.indices where input.evaluation.scores[index].unitID == "BL" {
      if input.evaluation.scores[index].n != nil { input.evaluation.scores[index].n = 12 }
    }
    let rows = try publishedRows(publishedTables(input), "trend")
    #expect(!rows.contains { $0["unit_id"] == "BL" } && rows.count == 7)
  }

  @Test("the table of the history tells errors of kept scores, and none of published ones")
  func historyErrors() throws {
    var made = Self.made([("CITY", 3, 0.01), ("P", 4, 0.01)])
    made.evaluation.history[0].standardError = 0.61234
    made.evaluation.history[0].ciLow = 68.8
    made.evaluation.history[0].ciHigh = 71.2
    made.evaluation.history[0].edition = "2022.1"
    let rows = try publishedRows(publishedTables(made.input), "history")
    #expect(rows[0]["std_error"] == "0.612" && rows[0]["ci_low"] == "68.80" && rows[0]["ci_high"] == "71.20")
    #expect(rows[0]["edition"] == "2022.1")
    #expect(rows.dropFirst().allSatisfy { $0["std_error"] == "" && $0["ci_low"] == "" && $0["edition"] == "" })
  }
}

/// Steele, Lea and Flood (2014), for draws that are the same every time.
private struct SplitMix {
  var state: UInt64

  /// At least 0 and below 1.
  mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }
}
