import Testing

@testable import Report

@Suite("Drawings on paper and on the phone")
struct PrintSizeTests {
  /// The type area of A4 between margins of 15 mm, in points, and half of it less the gap of 26 px.
  private static let page = 180 / 25.4 * 72
  private static let half = (page - 26 * 0.75) / 2

  @Test("labels are at least 8 pt on paper, in either language")
  func sizes() throws {
    #expect(ChartLayout.wide.note / ChartLayout.wide.width * Self.page >= 8)
    #expect(ChartLayout.half.note / ChartLayout.half.width * Self.half >= 8)
    let tiny = try #require(PrintStyle.rules.firstMatch(of: /svg \.t,svg\.w \.t\{font-size:([\d.]+)px\}/))
    #expect((Double(tiny.1) ?? 0) / ChartLayout.half.width * Self.half >= 8)
    #expect(
      PrintStyle.rules.firstMatch(of: /svg[^{},]*\{[^}]*width:\d/) == nil, "no drawing is narrower than its place")
  }

  @Test("names of seventy letters are written out in drawings of half the width, which the phone shows too")
  func namesWhole() {
    let names = [
      "Satisfaction with police, procuratorate, courts and the justice bureau", "Satisfaction with fair competition",
      "Satisfaction with innovation platforms and policy", "Satisfaction that government keeps its promises",
      "Perceived lightness of total cost burden", "Share of firms consulted on enterprise-related policy",
    ]
    let importance = ImportanceChart(
      title: "t", description: "d",
      rows: names.enumerated().map { index, name in
        .init(
          name: name, score: 66 + 2.5 * Double(index),
          interval: Interval(64 + 2.5 * Double(index), 68 + 2.5 * Double(index)),
          share: [22, 11, 19, 14, 16, 18][index], isFirst: index == 0)
      }, scoreLine: 72, shareLine: 16.7,
      words: .init(
        score: "Score (0–100)", share: "Share of explained variation (%)", first: "Fix first", keep: "Keep up",
        low: "Low priority", maintain: "Maintain")
    ).drawing()
    let deviations = DeviationChart(
      title: "t", description: "d",
      rows: names.enumerated().map { .init(name: $1, difference: Double($0) - 3, interval: nil, verdict: .notClear) }
    ).drawing()
    for drawing in [importance, deviations] {
      #expect(!drawing.labels.contains { $0.text.hasSuffix("…") })
      #expect(overlappingLabels(drawing).isEmpty)
      let words = drawing.labels.map(\.text).joined(separator: " ")
      for name in names { #expect(words.contains(name), "\(name)") }
    }
  }
}
