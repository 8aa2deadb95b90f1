import Aggregate
import SurveyModel
import Testing

@Suite("Overall scores against the first wave of the trend")
struct ScoreTrendTests {
  private static let city = AssessedUnit(id: "CITY", name: LocalizedText("City"), level: "city")

  /// Three districts and their city, the waves of `history` and that of the run.
  private static func evaluation(previousWave: Int? = nil) -> Evaluation {
    let units = ["P", "Q", "R"].map { AssessedUnit(id: $0, name: LocalizedText($0), level: "district") }
    let framework = Framework(nodes: [
      FrameworkNode(id: "INDEX", name: LocalizedText("Index"), weight: 1, parent: nil, children: [], depth: 0)
    ])
    return Evaluation(
      wave: 2025, previousWave: previousWave, framework: framework, units: UnitRegistry(city: city, units: units))
  }

  private static func kept(
    _ unit: String, _ wave: Int, _ score: Double, error: Double? = nil, df: Double? = nil
  ) -> PublishedScore {
    var row = PublishedScore(
      wave: wave, unitID: unit, nodeID: "INDEX", score: score, rank: nil, rankLow: nil, rankHigh: nil)
    (row.standardError, row.df) = (error, df)
    return row
  }

  private static func score(_ unit: String, _ wave: Int, _ value: Double, error: Double?, df: Double?) -> Score {
    Score(wave: wave, unitID: unit, nodeID: "INDEX", value: value, standardError: error, df: df)
  }

  @Test("the error is that of independent estimates, with Welch's and Satterthwaite's degrees of freedom")
  func independent() throws {
    var evaluation = Self.evaluation()
    evaluation.history = [
      Self.kept("P", 2022, 70, error: 0.8, df: 30), Self.kept("P", 2023, 71, error: 0.8, df: 30),
    ]
    evaluation.scores = [Self.score("P", 2025, 73, error: 0.6, df: 20)]
    let trend = try #require(scoreTrend(evaluation))
    #expect(trend.firstWave == 2022)
    let row = try #require(trend.comparisons.first)
    #expect(row.kind == .toFirstWave && row.wave == 2025 && row.reference == 70 && row.difference == 3)
    #expect(abs((row.standardError ?? 0) - 1) < 1e-12)
    // Of t = 3 with 49.6697 degrees of freedom, by Simpson's rule with 400,000 steps.
    #expect(abs((row.pValue ?? 0) - 0.004212857571424977) < 1e-9)
    #expect(row.adjustedPValue == row.pValue && row.isClear)
  }

  @Test("without degrees of freedom the errors are taken as normal")
  func normal() throws {
    var evaluation = Self.evaluation()
    evaluation.history = [Self.kept("P", 2022, 70, error: 0.8), Self.kept("P", 2023, 70)]
    evaluation.scores = [Self.score("P", 2025, 73, error: 0.6, df: nil)]
    let row = try #require(scoreTrend(evaluation)?.comparisons.first)
    #expect(abs((row.pValue ?? 0) - 0.0026997960632601866) < 1e-12)
    #expect(abs((row.ciLow ?? 0) - (3 - 1.959963984540054)) < 1e-9)
  }

  @Test("all units are one family of Holm's")
  func family() throws {
    var evaluation = Self.evaluation()
    for (unit, change) in [("CITY", 2.5), ("P", 2.1), ("Q", 3.2), ("R", -0.5)] {
      evaluation.history += [2021, 2022].map { Self.kept(unit, $0, 70, error: 0.6) }
      evaluation.scores.append(Self.score(unit, 2025, 70 + change, error: 0.8, df: nil))
    }
    let rows = try #require(scoreTrend(evaluation)).comparisons
    #expect(rows.map(\.unitID) == ["CITY", "P", "Q", "R"])
    #expect(Set(rows.map(\.family)) == ["to_first_wave/index"])
    let ordered = rows.compactMap(\.pValue).sorted()
    var least = 0.0
    for (place, p) in ordered.enumerated() {
      least = max(least, min(1, Double(ordered.count - place) * p))
      #expect(rows.first { $0.pValue == p }?.adjustedPValue == least)
    }
    #expect(rows.map(\.isClear) == [true, false, true, false], "2.1 is beyond 1.96 alone, and not among four")
  }

  @Test("a published figure is taken as fixed: its change is told and not tested")
  func published() throws {
    var evaluation = Self.evaluation()
    evaluation.history = [Self.kept("P", 2021, 60), Self.kept("P", 2022, 61)]
    evaluation.scores = [Self.score("P", 2025, 73, error: 0.6, df: 20)]
    let trend = try #require(scoreTrend(evaluation))
    #expect(trend.firstWave == 2021)
    let row = try #require(trend.comparisons.first)
    #expect(row.difference == 13 && row.standardError == nil && row.adjustedPValue == nil && !row.isClear)
  }

  @Test("the first wave is the first with errors, but not the wave before, which the run has tested with its records")
  func firstWave() throws {
    var evaluation = Self.evaluation(previousWave: 2024)
    evaluation.scores = [
      Self.score("P", 2024, 72, error: 0.6, df: 20), Self.score("P", 2025, 73, error: 0.6, df: 20),
    ]
    evaluation.history = [Self.kept("P", 2021, 60)]
    #expect(scoreTrend(evaluation)?.firstWave == 2021)
    evaluation.history.append(Self.kept("P", 2023, 71, error: 0.5, df: 20))
    #expect(scoreTrend(evaluation)?.firstWave == 2023)
    // What the run has goes before what the history has of the same wave.
    evaluation.history.append(Self.kept("P", 2025, 1))
    #expect(scoreTrend(evaluation)?.comparisons.map(\.difference) == [2])
  }

  @Test("fewer than three waves are no trend, whatever other nodes and later waves there are")
  func fewWaves() {
    var evaluation = Self.evaluation(previousWave: 2024)
    #expect(scoreTrend(evaluation) == nil)
    evaluation.scores = [2024, 2025].map { Self.score("P", $0, 70, error: 1, df: 9) }
    #expect(scoreTrend(evaluation) == nil)
    var other = Self.kept("P", 2021, 60)
    other.nodeID = "A"
    evaluation.history = [other, Self.kept("P", 2026, 60)]
    #expect(scoreTrend(evaluation) == nil)
  }
}
