import CompositeIndex
import SurveyModel
import Testing

@Suite struct IndicatorScorerTests {
  @Test(
    "A goalpost score runs from worst to best, in either direction, and is clamped",
    arguments: [
      (5.0, 0.5, 5.0, 0.0), (5.0, 0.5, 0.5, 100.0), (5.0, 0.5, 2.75, 50.0), (5.0, 0.5, 9.0, 0.0),
      (5.0, 0.5, -1.0, 100.0),
      (20.0, 80.0, 35.0, 25.0), (20.0, 80.0, 81.0, 100.0), (20.0, 80.0, 19.0, 0.0),
    ])
  func goalpost(worst: Double, best: Double, x: Double, expected: Double) {
    let scorer = IndicatorScorer(
      map: .goalpost(worst: worst, best: best), direction: best > worst ? .positive : .negative)
    #expect(scorer.score(x) == expected)
    #expect(scorer.score(orNaN: x) == expected)
  }

  @Test("The derivative is the slope inside the goalposts and 0 outside")
  func derivative() {
    let less = IndicatorScorer(map: .goalpost(worst: 5, best: 0), direction: .negative)
    #expect(less.derivative(2) == -20)
    #expect(less.derivative(5.5) == 0)
    #expect(less.derivative(-0.5) == 0)
    #expect(IndicatorScorer(map: .likert(map: "linear"), direction: .positive).derivative(70) == 1)
    let ranked = IndicatorScorer(
      map: .minMax(lower: 0, upper: 100), direction: .negative, referenceValues: [10, nil, 30])
    #expect(ranked.derivative(20) == -5)
  }

  @Test("A score is bounded unless the estimate lies more than two standard errors inside the goalposts")
  func bounded() {
    let scorer = IndicatorScorer(map: .goalpost(worst: 0, best: 10), direction: .positive)
    #expect(!scorer.isBounded(5, standardError: 2.4))
    #expect(scorer.isBounded(5, standardError: 2.5))
    #expect(scorer.isBounded(9.5, standardError: 0.25))
    #expect(!scorer.isBounded(9.4, standardError: 0.25))
    #expect(scorer.isBounded(12, standardError: nil))
    #expect(scorer.isBounded(10, standardError: nil))
    #expect(!scorer.isBounded(9, standardError: nil))
    #expect(!IndicatorScorer(map: .likert(map: "linear"), direction: .positive).isBounded(100, standardError: 5))
  }

  @Test("Min-max takes its ends from the reference and extends beyond them")
  func minMax() {
    let more = IndicatorScorer(map: .minMax(lower: 0, upper: 100), direction: .positive, referenceValues: [2, 6, nil])
    #expect(more.score(2) == 0)
    #expect(more.score(6) == 100)
    #expect(more.score(8) == 150)
    let less = IndicatorScorer(map: .minMax(lower: 1, upper: 100), direction: .negative, referenceValues: [2, 6])
    #expect(less.score(2) == 100)
    #expect(less.score(6) == 1)
  }

  @Test("Missing estimates, and an indicator on which all units are equal, have no score and no NaN")
  func missing() {
    let scorer = IndicatorScorer(map: .likert(map: "linear"), direction: .positive)
    #expect(scorer.score(nil) == nil)
    #expect(scorer.score(.nan) == nil)
    #expect(scorer.score(orNaN: .infinity).isNaN)
    for reference in [[4.0, 4.0], [4.0], []] as [[Double?]] {
      let flat = IndicatorScorer(map: .minMax(lower: 0, upper: 100), direction: .positive, referenceValues: reference)
      #expect(flat.isDegenerate)
      #expect(flat.score(4) == nil)
      #expect(flat.derivative(4) == 0)
    }
    let same = IndicatorScorer(map: .goalpost(worst: 3, best: 3), direction: .positive)
    #expect(same.isDegenerate && same.score(3) == nil)
  }
}
