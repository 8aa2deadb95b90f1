import SurveyModel
import Testing

@testable import CompositeIndex

/// Properties that all score maps share.
@Suite struct ScoreMapTests {
  private static let reference: [Double?] = [1, 2, 3.5, 4, 7, 8.25, nil]

  private static let maps: [(ScoreMap, Direction, ValueTransform?)] = [
    (.goalpost(worst: 1, best: 8), .positive, nil), (.goalpost(worst: 8, best: 1), .negative, .log),
    (.minMax(lower: 0, upper: 100), .negative, .squareRoot), (.zScore(mean: 50, deviation: 10), .positive, .log1p),
    (.distanceToMaximum, .negative, nil), (.distanceToUnit(unit: "x", capped: true), .positive, nil),
    (.distanceToTarget(target: 6, capped: true), .positive, .log), (.fractionOfMaximum, .positive, nil),
    (.efficacy(ends: ScoreEnds(worst: 2, best: 6), from: 60, to: 100), .positive, nil),
    (.achievement(target: 5, cap: 110), .positive, nil), (.achievement(target: 3, cap: 100), .negative, nil),
    (.optimal(lower: 0, low: 3, high: 4, upper: 9), .positive, nil),
    (.optimal(lower: 0.5, low: 3, high: 4, upper: 9), .positive, .log), (.climateIndex, .positive, nil),
  ]

  private func scorer(_ map: ScoreMap, _ direction: Direction, _ transform: ValueTransform?) -> IndicatorScorer {
    IndicatorScorer(
      map: map, direction: direction, transform: transform, referenceValues: Self.reference, referenceUnit: 7)
  }

  @Test("the derivative is the slope of the score wherever there is no kink", arguments: maps)
  func derivative(map: ScoreMap, direction: Direction, transform: ValueTransform?) throws {
    let scorer = scorer(map, direction, transform)
    #expect(!scorer.isDegenerate)
    var checked = 0
    for step in 1..<200 {
      let x = Double(step) * 0.05
      guard !scorer.isBounded(x, standardError: 0.01) else { continue }
      let h = 1e-6
      let slope = (try #require(scorer.score(x + h)) - (try #require(scorer.score(x - h)))) / (2 * h)
      #expect(abs(scorer.derivative(x) - slope) <= 1e-4 * max(1, abs(slope)), "\(map) at \(x)")
      checked += 1
    }
    #expect(checked > 20)
  }

  @Test(
    "an estimate whose margin reaches a kink is bounded: inside, the score is a smooth function of it", arguments: maps)
  func kinks(map: ScoreMap, direction: Direction, transform: ValueTransform?) throws {
    let scorer = scorer(map, direction, transform)
    for step in 4..<190 {
      let x = Double(step) * 0.05
      guard !scorer.isBounded(x, standardError: 0.04) else { continue }
      // No kink within two standard errors: second differences vanish as the square of the step.
      func bend(_ h: Double) throws -> Double {
        abs(
          try #require(scorer.score(x + h)) + (try #require(scorer.score(x - h)))
            - 2 * (try #require(scorer.score(x))))
      }
      let (wide, narrow) = (try bend(0.07), try bend(0.007))
      #expect(narrow <= 0.03 * wide + 1e-9, "\(map) at \(x): \(wide), \(narrow)")
    }
  }

  @Test("more is better goes with the direction, and ranks count the worse ones")
  func order() throws {
    for (map, direction, transform) in Self.maps {
      if case .optimal = map { continue }
      let scorer = scorer(map, direction, transform)
      let scores = try [1.0, 2, 4, 7].map { try #require(scorer.score($0)) }
      let sorted = direction == .positive ? scores.sorted() : scores.sorted(by: >)
      #expect(scores == sorted, "\(map) \(direction)")
    }
    let rank = scorer(.rank, .negative, nil)
    #expect([8.25, 7, 1, 0, 9].map { rank.score($0) } == [1, 2, 6, 7, 1])
    #expect(rank.isBounded(3, standardError: nil))
    let percentile = scorer(.percentileRank, .positive, nil)
    #expect([1, 8.25, 9].map { percentile.score($0) } == [0, 100, 100])
  }

  @Test("a scale without a range, an aim that is not ahead and a value outside the transformation have no score")
  func degenerate() {
    for map in [
      ScoreMap.zScore(mean: 0, deviation: 1), .distanceToMaximum, .efficacy(ends: nil, from: 60, to: 100),
      .percentileRank, .minMax(lower: 0, upper: 100),
    ] {
      let flat = IndicatorScorer(
        map: map, direction: .positive, referenceValues: map == .percentileRank ? [3] : [3, 3])
      #expect(flat.isDegenerate && flat.score(3) == nil, "\(map)")
    }
    let behind = IndicatorScorer(
      map: .distanceToTarget(target: 0, capped: true), direction: .positive, referenceValues: [1, 2])
    #expect(behind.isDegenerate)
    let negative = IndicatorScorer(map: .fractionOfMaximum, direction: .positive, referenceValues: [-3, -1])
    #expect(negative.isDegenerate)
    let logged = IndicatorScorer(map: .goalpost(worst: 1, best: 10), direction: .positive, transform: .log)
    #expect(logged.score(0) == nil && logged.score(-1) == nil && logged.score(10) == 100)
    #expect(IndicatorScorer(map: .achievement(target: 2, cap: 100), direction: .negative).score(0) == 100)
    #expect(IndicatorScorer(map: .achievement(target: 2, cap: 100), direction: .positive).score(-1) == nil)
  }
}
