import Foundation
import Report
import SurveyModel
import Testing

@testable import Report

/// Numbers that are the same on every machine (Steele, Lea and Flood 2014, SplitMix64).
private struct Draws {
  var state: UInt64

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }

  mutating func below(_ count: Int) -> Int { Int(uniform() * Double(count)) }

  mutating func name() -> String {
    let words = [
      "满意度", "Satisfaction", "with", "police, procuratorate", "公检法司涉企服务", "courts", "的", "A", "网上办事体验", "policy",
    ]
    return (0...below(8)).map { _ in words[below(words.count)] }.joined(separator: " ")
  }

  mutating func verdict() -> Verdict { [.above, .below, .notClear, .untested][below(4)] }
}

@Suite("Charts of a dimension's chapter")
struct DimensionChartTests {
  private static let layouts: [ChartLayout] = [.wide, .narrow, .half]

  private static func likert(_ seed: UInt64) -> LikertChart {
    var draws = Draws(state: seed)
    let perSide = 1 + draws.below(3)
    let hasNeutral = draws.uniform() < 0.7
    let rows = (0...draws.below(12)).map { _ -> LikertChart.Row in
      var parts = (0..<(2 * perSide + 1)).map { _ in draws.uniform() < 0.15 ? 0 : draws.uniform() }
      if !hasNeutral { parts[perSide] = 0 }
      let total = max(1e-9, parts.reduce(0, +))
      let shares = parts.map { 100 * $0 / total }
      return LikertChart.Row(
        name: draws.name(), negatives: shares.prefix(perSide).reversed(),
        neutral: hasNeutral ? shares[perSide] : nil, positives: Array(shares.suffix(perSide)),
        negative: shares.prefix(perSide).reduce(0, +), positive: shares.suffix(perSide).reduce(0, +), note: "84.0")
    }
    return LikertChart(
      title: "t", description: "d", rows: rows,
      words: .init(
        item: "Rating", negative: "← Negative", positive: "Positive →", neutral: "Neutral", note: "Score"))
  }

  private static func importance(_ seed: UInt64) -> ImportanceChart {
    var draws = Draws(state: seed)
    let spread = draws.uniform() < 0.3 ? 0.5 : 30
    let rows = (0..<(3 + draws.below(10))).map { _ -> ImportanceChart.Row in
      let score = 60 + spread * draws.uniform()
      return ImportanceChart.Row(
        name: draws.name(), score: score, interval: Interval(score - 2, score + 2), share: 40 * draws.uniform(),
        isFirst: draws.uniform() < 0.4)
    }
    return ImportanceChart(
      title: "t", description: "d", rows: rows, scoreLine: rows.reduce(0) { $0 + $1.score } / Double(rows.count),
      shareLine: rows.reduce(0) { $0 + $1.share } / Double(rows.count),
      words: .init(
        score: "Score (0–100)", share: "Share of explained variation (%)", first: "Fix first", keep: "Keep up",
        low: "Low priority", maintain: "Maintain"))
  }

  private static func slope(_ seed: UInt64) -> SlopeChart {
    var draws = Draws(state: seed)
    let spread = draws.uniform() < 0.3 ? 0.2 : 30
    let rows = (0..<(2 + draws.below(19))).map { _ -> SlopeChart.Row in
      let (before, now) = (60 + spread * draws.uniform(), 60 + spread * draws.uniform())
      return SlopeChart.Row(
        name: draws.name(), before: before, now: now, change: now - before, verdict: draws.verdict())
    }
    return SlopeChart(title: "t", description: "d", before: "2024", now: "2025", rows: rows, notClear: "n.s.")
  }

  private static func groups(_ seed: UInt64) -> SubgroupChart {
    var draws = Draws(state: seed)
    let sections = (0...draws.below(3)).map { _ in
      SubgroupChart.Section(
        title: draws.name() + draws.name(),
        rows: (0...draws.below(5)).map { _ -> SubgroupChart.Row in
          let value = 100 * draws.uniform()
          let isShown = draws.uniform() < 0.8
          return SubgroupChart.Row(
            name: draws.name(), size: "n = 1,312", value: isShown ? value : nil,
            interval: isShown ? Interval(value - 3, value + 3) : nil, verdict: draws.verdict(),
            note: isShown ? NumberText.fixed(value, 1) : "n<30")
        })
    }
    return SubgroupChart(
      title: "t", description: "d", sections: sections,
      reference: ReferenceLine(label: "City, same basis 73.3", value: 73.3, low: 72.9, high: 73.7))
  }

  private static func drawings(_ seed: UInt64) -> [(name: String, drawing: Drawing)] {
    layouts.map { ("likert \($0)", likert(seed).drawing($0)) }
      + [
        ("importance", importance(seed).drawing()), ("slope", slope(seed).drawing()),
        ("groups", groups(seed).drawing()),
      ]
  }

  @Test("no two labels overlap and none leaves the frame, whatever the values and however long the names")
  func labels() {
    for seed in UInt64(1)...150 {
      for (name, drawing) in Self.drawings(seed) {
        let overlaps = overlappingLabels(drawing)
        #expect(overlaps.isEmpty, "\(name), seed \(seed): \(overlaps.first.map { "\($0.text) × \($1.text)" } ?? "")")
        let outside = drawing.labels.filter {
          $0.box.left < -1 || $0.box.right > drawing.width + 1 || $0.box.bottom > drawing.height + 1
        }
        #expect(outside.isEmpty, "\(name), seed \(seed): \(outside.first?.text ?? "")")
      }
    }
  }

  @Test("drawings are the same every time, with at most one decimal in a coordinate")
  func bytes() {
    for seed in UInt64(1)...20 {
      for (first, second) in zip(Self.drawings(seed), Self.drawings(seed)) {
        let html = first.drawing.svg(id: "x", style: "w").html
        #expect(html == second.drawing.svg(id: "x", style: "w").html)
        #expect(html.firstMatch(of: /[xyr]="-?\d+\.\d\d/) == nil)
        #expect(!html.contains("nan") && !html.contains("inf"))
      }
    }
  }

  @Test("both sides start from the zero line, and neutral, negatives and positives are drawn at one scale")
  func zeroLine() throws {
    for layout in Self.layouts {
      let chart = LikertChart(
        title: "t", description: "d",
        rows: [
          .init(
            name: "a", negatives: [10, 5], neutral: 20, positives: [25, 40], negative: 15, positive: 65, note: "70.0")
        ],
        words: .init(item: "i", negative: "n", positive: "p", neutral: "m", note: "s"))
      var spans: [String: (left: Double, width: Double)] = [:]
      for mark in chart.drawing(layout).marks {
        if case .rect(let style, let x, _, let width, _, _, _) = mark { spans[style] = (x, width) }
      }
      func span(_ style: String) throws -> (left: Double, width: Double) { try #require(spans[style]) }
      let unit = try span("v5").width / 40
      for (style, share) in [("v1", 5.0), ("v2", 10), ("v3", 20), ("v4", 25)] {
        #expect(abs(try span(style).width - share * unit) < 1e-9)
      }
      #expect(abs(try span("v2").left + span("v2").width - span("v4").left) < 1e-9)
      #expect(try span("v3").left > span("v5").left + span("v5").width)
    }
  }

  @Test("every name of an importance chart is written once, beside its mark or below the frame")
  func importanceNames() {
    for seed in UInt64(1)...100 {
      let chart = Self.importance(seed)
      let labels = chart.drawing().labels.filter { $0.style.contains("l") && $0.size == 13 && $0.anchor != .end }
      // A name may stand in more than one line, broken at a space or within Chinese; one that is cut ends in an ellipsis.
      var written = labels.map(\.text).joined().replacing(" ", with: "")
      var cut = 0
      for name in chart.rows.map({ $0.name.replacing(" ", with: "") }).sorted(by: { ($1.count, $0) < ($0.count, $1) }) {
        if let place = written.firstRange(of: name) { written.removeSubrange(place) } else { cut += 1 }
      }
      #expect(labels.count { $0.text.hasSuffix("…") } == cut, "seed \(seed)")
      #expect(cut > 0 || written.isEmpty, "seed \(seed): \(written) stands twice")
    }
  }

  @Test("the numbers told of a figure, and those written in it, stand in its data table, in both languages")
  func numbersInTable() throws {
    let html = try renderReport(SyntheticEvaluation.lanjiang())
    var checked = 0
    for language in ["zh", "en"] {
      for dimension in ["A", "B", "C", "D", "E", "F"] {
        let start = try #require(html.range(of: "id=\"\(language)-dim-\(dimension)\"")).lowerBound
        let end = try #require(html[start...].range(of: "</section>")).lowerBound
        for figure in html[start..<end].split(separator: "<figure ").dropFirst() {
          let parts = figure.split(separator: "<details", maxSplits: 1)
          guard parts.count == 2, let told = figure.firstMatch(of: /<desc[^>]*>([^<]*)<\/desc>/)?.1 else { continue }
          let table = parts[1].replacing(/<[^>]*>/, with: " ")
          let known = Set(numbers(in: String(table)).map { "\($0.value)" })
          // What is said of the city's line is no row of the table.
          let rows = told.split(separator: language == "zh" ? "。" : ". ").last.map(String.init) ?? ""
          for number in numbers(in: rows) {
            #expect(known.contains("\(number.value)"), "\(language) \(dimension): \(number.value) of \(rows)")
            checked += 1
          }
          let written = #/<text [^>]*class="(?:e )?(?:s |hl )?(?:b|k4|k5)"[^>]*>([\u{2212}+\d.,]+)</text>/#
          for label in parts[0].matches(of: written) {
            for number in numbers(in: String(label.1)) {
              #expect(known.contains("\(number.value)"), "\(language) \(dimension): label \(label.1)")
              checked += 1
            }
          }
        }
      }
    }
    #expect(checked > 1_000)
  }

  @Test("a chapter has the figures that there are data for, and no others")
  func presence() throws {
    func figures(_ input: ReportInput) throws -> Int {
      let html = try renderReport(input)
      let start = try #require(html.range(of: "id=\"en-dim-A\"")).lowerBound
      let end = try #require(html[start...].range(of: "</section>")).lowerBound
      return html[start..<end].matches(of: /<figure\s/).count
    }
    var input = SyntheticEvaluation.lanjiang()
    #expect(try figures(input) == 5)
    input.evaluation.groupScores = []
    #expect(try figures(input) == 4)
    input.evaluation.survey.importance = []
    #expect(try figures(input) == 3)
    input.evaluation.survey.answers = []
    #expect(try figures(input) == 2)
    input.evaluation.previousWave = nil
    #expect(try figures(input) == 1)
  }

  @Test("a group or rating with too few answers is named, and nothing of it is told")
  func withheld() throws {
    var input = SyntheticEvaluation.lanjiang()
    for index in input.evaluation.groupScores.indices where input.evaluation.groupScores[index].code == "large" {
      input.evaluation.groupScores[index].score = SampledFigure(
        12.3456, standardError: 1, ciLow: 10.3456, ciHigh: 14.3456)
    }
    for index in input.evaluation.survey.answers.indices
    where input.evaluation.survey.answers[index].variable == "A_extra1" {
      input.evaluation.survey.answers[index].n = 12
    }
    let html = try renderReport(input)
    #expect(!html.contains("10.3–14.3"))
    #expect(html.contains("n&lt;30"))
    #expect(!html.contains("A_extra1") && html.contains("A_extra2"))
    let table = try #require(publishedTables(input).first { $0.name == "group_scores" })
    #expect(!String(decoding: table.bytes, as: UTF8.self).contains("12.35"))
  }
}
