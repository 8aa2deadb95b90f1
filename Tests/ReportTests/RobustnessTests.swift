import SurveyModel
import Testing

@testable import Report

@Suite("How firmly the index stands")
struct RobustnessTests {
  static func made() -> HandMade {
    var made = HandMade()
    for (unit, score, n) in [("CITY", 70.0, 600), ("P", 74.0, 200), ("Q", 71.0, 200), ("R", 60.0, 12)] {
      made.score(unit, "INDEX", score, score - 1...score + 1, n: n)
      made.score(unit, "INDEX", score - 2, score - 3...score - 1, wave: 2024, n: n)
    }
    var reading = IndexReading()
    for (unit, score, letters) in [("P", 74.0, "a"), ("Q", 71.0, "ab"), ("R", 60.0, "c")] {
      reading.tiers.append(
        UnitTier(wave: 2025, unitID: unit, nodeID: "INDEX", score: score, tier: 2, from: 60, letters: letters))
    }
    reading.changes.append(
      ScoreChangeParts(
        wave: 2025, unitID: "P", nodeID: "INDEX", change: 2, answers: 1.25, composition: 0.5, counts: 0.25,
        availability: 0))
    for (wave, score, common) in [(2024, 72.0, 69.4), (2025, 74.0, 74.9)] {
      reading.commonScores.append(
        CommonScore(
          wave: wave, unitID: "P", nodeID: "INDEX", score: score, indicators: 2, commonScore: common,
          commonIndicators: 1))
    }
    made.evaluation.reading = reading
    made.evaluation.analysis.alternatives = [
      ("P", "declared", 1, 0), ("Q", "declared", 2, 0), ("P", "equal", 2, -1), ("Q", "equal", 1, 1),
    ].map {
      AlternativeScore(
        wave: 2025, unitID: $0.0, factor: "weighting", alternative: $0.1, score: 70, rank: $0.2, rankChange: $0.3)
    }
    return made
  }

  private func row(_ head: String, _ cells: [String]) -> String {
    "\(head)</th>" + cells.map { "<td class=\"num\">\($0)</td>" }.joined()
  }

  @Test("letters, other methods, sources of change and common indicators are told, in both languages")
  func tables() throws {
    let html = try renderReport(Self.made().input)
    for text in [
      "附录 D", "Appendix D", row("东平区", ["74.0", "2"]) + "<td>a</td>", row("Nanfeng", ["71.0", "2"]) + "<td>ab</td>",
      "<td>等权</td><td class=\"num\">2</td><td class=\"num\">1</td><td>东平区、南丰区</td>",
      row("东平区", ["+2.00", "+1.25", "+0.50", "+0.25"]), row("Dongping", ["1", "72.0", "69.4", "74.0", "74.9"]),
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(!html.contains("<td>照旧</td>"), "what is as declared is no alternative")
  }

  @Test("a unit whose score is withheld has no tier, and without a reading there is no appendix")
  func withheld() throws {
    let html = try renderReport(Self.made().input)
    #expect(!html.contains(row("西河县", ["60.0", "2"])))
    var plain = Self.made()
    plain.evaluation.reading = IndexReading()
    plain.evaluation.analysis.alternatives = []
    #expect(!(try renderReport(plain.input)).contains("id=\"zh-robustness\""))
  }
}
