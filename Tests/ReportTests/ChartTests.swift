import Testing

@testable import Report

@Suite struct ChartTests {
  private static func ranking(_ count: Int, names: (Int) -> String = { "区县\($0)" }) -> UnitRankingChart {
    UnitRankingChart(
      title: "得分", description: "数字",
      rows: (0..<count).map { index in
        let score = 80 - Double(index) * 30 / Double(max(1, count))
        return UnitRankingChart.Row(
          name: names(index), score: score, interval: Interval(score - 1, score + 1), previous: score - 2, change: 2,
          verdict: index < 2 ? .above : .notClear, rank: index + 1, rankLow: max(1, index),
          rankHigh: min(count, index + 2))
      }, reference: ReferenceLine(label: "全市 73.3", value: 73.3, low: 72.9, high: 73.7),
      words: .init(unit: "区县", score: "总得分（0–100）", scoreAndInterval: "得分与区间", change: "比上年", rank: "名次区间（95%）"))
  }

  @Test(
    "no two labels of the ranking overlap, whatever the number of units and the layout",
    arguments: [1, 2, 7, 13, 20, 21, 51, 100], [ChartLayout.wide, .narrow])
  func rankingLabels(count: Int, layout: ChartLayout) {
    #expect(overlappingLabels(Self.ranking(count).drawing(layout)).isEmpty)
    let long = Self.ranking(count) { "Very Long Name of the Republic of Somewhere \($0)" }
    #expect(overlappingLabels(long.drawing(layout)).isEmpty)
  }

  @Test(
    "names of the strip are moved apart, on any layout",
    arguments: [[65.4, 67.4, 70.9, 71.6, 73.2, 75.5, 78.5], [73.1, 73.2, 73.25, 73.3, 73.35, 73.4], [50, 50, 50]],
    [ChartLayout.wide, .narrow])
  func strip(scores: [Double], layout: ChartLayout) {
    let chart = StripChart(
      title: "得分", description: "数字", dots: scores.enumerated().map { .init(name: "第\($0)区", score: $1) },
      city: ReferenceLine(label: "全市 73.3", value: 73.3, low: 72.9, high: 73.7))
    #expect(overlappingLabels(chart.drawing(layout)).isEmpty)
  }

  @Test("rows with long names keep their labels apart")
  func longNames() {
    let name = "Satisfaction with police, procuratorate, courts and the justice bureau"
    let dots = DotWhiskerChart(
      title: "t", description: "d",
      rows: (0..<6).map {
        .init(
          name: name, value: 60 + Double($0), interval: Interval(58, 70), previous: 59, reference: 61 + Double($0),
          verdict: .below, note: "−10.8")
      }, noteHead: "Difference", labelsValues: true, domain: 50...90)
    #expect(overlappingLabels(dots.drawing()).isEmpty)
    let items = DeviationChart(
      title: "t", description: "d",
      rows: (0..<9).map { .init(name: name, difference: Double($0) - 4, interval: nil, verdict: .notClear) })
    #expect(overlappingLabels(items.drawing()).isEmpty)
    let bars = ShareBarsChart(
      title: "t", description: "d",
      rows: (0..<6).map {
        .init(name: name, value: 34 - Double($0), interval: Interval(20, 40), reference: 21, verdict: .untested)
      },
      referenceName: "City")
    #expect(overlappingLabels(bars.drawing()).isEmpty)
  }

  @Test("units that share a rank are still named apart")
  func bumpTies() {
    let chart = BumpChart(
      title: "t", description: "d", waves: [2023, 2024, 2025],
      lines: (0..<7).map { .init(name: "第\($0)区", ranks: [$0 + 1, nil, 1 + $0 / 3]) }, highlighted: 2,
      ribbon: [.init(low: 1, high: 3), nil, .init(low: 1, high: 4)])
    #expect(overlappingLabels(chart.drawing()).isEmpty)
  }

  @Test("coordinates have at most one decimal, and drawings are the same every time")
  func coordinates() {
    let markup = Self.ranking(7).drawing(.wide).svg(id: "x", style: "w").html
    #expect(markup == Self.ranking(7).drawing(.wide).svg(id: "x", style: "w").html)
    #expect(markup.firstMatch(of: /[xyr]="-?\d+\.\d\d/) == nil)
    #expect(svg(-0.04) == "0" && svg(1.25) == "1.3" && svg(-2.5) == "-2.5" && svg(3) == "3")
  }

  @Test("ticks are round, at most five, and inside")
  func ticks() {
    for (low, high) in [(63.2, 79.9), (0, 1), (-15.3, 6.1), (72.99, 73.01), (0, 100)] as [(Double, Double)] {
      let ticks = LinearScale.ticks(low...high, most: 5)
      #expect((2...5).contains(ticks.count), "\(low)…\(high): \(ticks)")
      #expect(ticks.allSatisfy { low - 1e-9 <= $0 && $0 <= high + 1e-9 })
    }
  }

  @Test("dodged labels keep their order, their gap and the frame")
  func dodge() {
    let centres = LabelDodge.centres(wanted: [10, 11, 12, 90], sizes: [20, 20, 20, 30], gap: 4, bounds: 0...110)
    for (left, right) in [(0, 1), (1, 2)] { #expect(centres[right] - centres[left] >= 24 - 1e-9) }
    #expect(centres[0] - 10 >= -1e-9 && centres[3] + 15 <= 110 + 1e-9)
  }

  @Test("wrapped text loses nothing that fits, breaks Chinese anywhere but before a mark, English between words")
  func wrapping() {
    #expect(TextMeasure.wrap("政务环境", width: 200, size: 14, lines: 2) == ["政务环境"])
    #expect(TextMeasure.wrap("每万家企业高新技术企业数", width: 100, size: 14, lines: 2).joined() == "每万家企业高新技术企业数")
    #expect(TextMeasure.wrap("Government services", width: 100, size: 14, lines: 2) == ["Government", "services"])
    #expect(TextMeasure.wrap("one two three four five six", width: 40, size: 14, lines: 2).last?.hasSuffix("…") == true)
  }
}
