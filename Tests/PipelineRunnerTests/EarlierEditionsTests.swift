import History
import SurveyModel
import Testing

@testable import PipelineRunner

@Suite("Figures of earlier editions stand beside those of a file")
struct EarlierEditionsTests {
  private func score(_ wave: Int, _ unit: String, _ node: String, _ value: Double, edition: String? = nil)
    -> PublishedScore
  {
    var score = PublishedScore(
      wave: wave, unitID: unit, nodeID: node, score: value, rank: nil, rankLow: nil, rankHigh: nil)
    score.edition = edition
    return score
  }

  private var evaluation: Evaluation {
    let node = FrameworkNode(id: "INDEX", name: LocalizedText(zh: "指数", en: "Index"), weight: 1, parent: nil, depth: 0)
    var evaluation = Evaluation(
      wave: 2025, previousWave: 2024, framework: Framework(nodes: [node]),
      units: UnitRegistry(
        city: nil, units: [AssessedUnit(id: "GX", name: LocalizedText(zh: "高新区", en: "Gaoxin"), level: "district")]))
    evaluation.scores = [2024, 2025].map { Score(wave: $0, unitID: "GX", nodeID: "INDEX", value: 70) }
    evaluation.history = [score(2022, "GX", "INDEX", 60), score(2023, "GX", "INDEX", 61)]
    return evaluation
  }

  @Test("an edition is right where a file tells of the same; computed waves, unknown units and nodes are left out")
  func joined() {
    var earlier = EarlierFigures()
    earlier.scores = [
      score(2021, "XX", "INDEX", 1, edition: "2021.1"), score(2021, "GX", "INDEX", 59, edition: "2021.1"),
      score(2023, "GX", "INDEX", 61.5, edition: "2023.1"), score(2023, "GX", "OLD", 2, edition: "2023.1"),
      score(2024, "GX", "INDEX", 70, edition: "2024.1"),
    ]
    let history = evaluation.joined(earlier).history
    #expect(history.map(\.wave) == [2022, 2021, 2023])
    #expect(history.map(\.score) == [60, 59, 61.5])
    #expect(history.map(\.edition) == [nil, "2021.1", "2023.1"])
    #expect(evaluation.joined(EarlierFigures()).history == evaluation.history)
  }
}
