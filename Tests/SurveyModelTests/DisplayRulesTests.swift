import SurveyModel
import Testing

@Suite("Display rules")
struct DisplayRulesTests {
  @Test("estimates are hidden or warned with every limit that they miss")
  func display() {
    let rules = DisplayRules(
      show: .init(minimumN: 10, minimumDegreesOfFreedom: 2, maximumVariation: 0.333),
      trust: .init(minimumN: 30, minimumEffectiveN: 30, minimumDegreesOfFreedom: 8, maximumVariation: 0.165))
    func verdict(
      n: Double = 100, effective: Double = 80, df: Double = 50, value: Double = 10, error: Double? = 1,
      isRatioScale: Bool = true
    ) -> DisplayRules.Verdict {
      rules.verdict(
        .init(
          n: n, effectiveN: effective, degreesOfFreedom: df, value: value, standardError: error,
          isRatioScale: isRatioScale))
    }
    #expect(verdict() == .shown)
    #expect(verdict(n: 30, effective: 30, df: 8, error: 1.65) == .shown)
    #expect(
      verdict(n: 29, effective: 20)
        == .warned([
          .fewRespondents(29, least: 30), .fewEffectiveRespondents(20, least: 30),
        ]))
    #expect(
      verdict(df: 7, error: 2)
        == .warned([
          .fewDegreesOfFreedom(7, least: 8), .wideVariation(0.2, greatest: 0.165),
        ]))
    #expect(
      verdict(n: 9, df: 1, error: 4)
        == .hidden([
          .fewRespondents(9, least: 10), .fewDegreesOfFreedom(1, least: 2), .wideVariation(0.4, greatest: 0.333),
        ]))
    // Of 0, of a rating and without a standard error there is no coefficient of variation to judge by.
    #expect(verdict(value: 0) == .shown)
    #expect(verdict(error: 4, isRatioScale: false) == .shown)
    #expect(verdict(error: nil) == .shown)
  }

  @Test("what is not known of an estimate breaks no rule, and no rules ask nothing")
  func estimates() {
    var estimate = Estimate(wave: 1, unitID: "AA", indicatorID: "B", value: 10, standardError: 4, n: 12, df: 3)
    #expect(
      DisplayRules().verdict(estimate)
        == .hidden([.fewRespondents(12, least: 30), .fewDegreesOfFreedom(3, least: 8)]))
    #expect(DisplayRules.none.verdict(estimate) == .shown)
    estimate.n = nil
    estimate.df = nil
    #expect(DisplayRules().verdict(estimate) == .shown)
    estimate.isRatioScale = true
    #expect(DisplayRules().verdict(estimate) == .warned([.wideVariation(0.4, greatest: 0.165)]))
  }
}
