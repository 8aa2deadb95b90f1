import Report
import SurveyModel
import Testing

@Suite struct SyntheticEvaluationTests {
  @Test("the synthetic city has the scores, ties and clear gaps that other tests rely on")
  func city() throws {
    let evaluation = SyntheticEvaluation.lanjiang().evaluation
    func score(_ unit: String, _ wave: Int = 2025) throws -> Double {
      try #require(
        evaluation.scores.first { $0.unitID == unit && $0.nodeID == "INDEX" && $0.wave == wave }?.value)
    }
    #expect(abs(try score("GX") - 78.5) < 1e-9)
    #expect(abs(try score("BL") - 65.4) < 1e-9)
    #expect(abs(try score("LANJIANG") - 73.3) < 1e-9)
    let sets = evaluation.ranks.filter { $0.nodeID == "INDEX" && $0.wave == 2025 }
    #expect(sets.first { $0.unitID == "GX" }.map { [$0.setLow, $0.setHigh] } == [1, 1])
    #expect(sets.first { $0.unitID == "LJ" }.map { [$0.setLow, $0.setHigh] } == [3, 5])
    #expect(sets.first { $0.unitID == "WH" }.map { [$0.setLow, $0.setHigh] } == [3, 4])
    #expect(sets.first { $0.unitID == "BL" }.map { [$0.setLow, $0.setHigh] } == [6, 7])
  }

  @Test("the countries have scores and ranks, and no standard error, city or comparison")
  func countries() {
    let evaluation = SyntheticEvaluation.countries(51).evaluation
    #expect(evaluation.units.ranked.count == 51)
    #expect(evaluation.scores.allSatisfy { $0.standardError == nil && $0.value != nil })
    #expect(evaluation.comparisons.isEmpty)
    #expect(evaluation.units.city == nil)
  }
}
