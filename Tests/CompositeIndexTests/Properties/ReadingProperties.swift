import CompositeIndex
import Diagnostics
import Testing

@Suite struct ReadingProperties {
  @Test("A score at a cut is in the tier above it, whatever the order of the cuts")
  func cuts() throws {
    let scores: [Double?] = [90, 75, 74.999, 60, 12, nil, .nan]
    let tiers = try Tiers(scores, rule: .cuts([60, 75, 90, 75]))
    #expect(tiers.tier == [1, 2, 3, 3, 4, nil, nil])
    #expect(tiers.cuts == [90, 75, 60])
    #expect(throws: DiagnosticError.self) { try Tiers(scores, rule: .cuts([])) }
    #expect(throws: DiagnosticError.self) { try Tiers(scores, rule: .naturalBreaks(1)) }
  }

  @Test("Natural breaks leave as little variation inside tiers as any breaks do")
  func naturalBreaks() throws {
    var draws = SeededDraws(seed: 901)
    for trial in 0..<60 {
      let count = 5 + trial % 6
      let scores = (0..<count).map { _ in (draws.uniform() * 20).rounded() }
      let distinct = Set(scores).sorted()
      let tiers = try Tiers(scores.map { $0 }, rule: .naturalBreaks(3))
      #expect(tiers.cuts.count == min(3, distinct.count) - 1)
      guard distinct.count >= 3 else { continue }
      // Every pair of breaks between different scores.
      var most = -Double.infinity
      for low in 1..<distinct.count {
        for high in (low + 1)..<max(distinct.count, low + 1) {
          let other = try Tiers(scores.map { $0 }, rule: .cuts([distinct[low], distinct[high]]))
          most = max(most, other.explained ?? -.infinity)
        }
      }
      #expect(isClose(tiers.explained, most))
    }
  }

  @Test("Equal scores are in one tier, and too few different scores make fewer tiers")
  func ties() throws {
    let tiers = try Tiers([5, 5, 5, 9, 9, 1], rule: .naturalBreaks(5))
    #expect(tiers.tier == [2, 2, 2, 1, 1, 3])
    #expect(tiers.cuts == [9, 5])
    #expect(try Tiers([4, 4, nil], rule: .naturalBreaks(2)).tier == [1, 1, nil])
    #expect(try Tiers([4, 4], rule: .naturalBreaks(2)).explained == nil)
    #expect(try Tiers([], rule: .naturalBreaks(2)).tier.isEmpty)
  }

  @Test("Halving every distance to the mean is a slope of -1/2 and half the spread")
  func convergence() throws {
    let before: [Double?] = [60, 70, 74, 80, nil]
    let after = before.map { $0.map { 75 + ($0 - 71) / 2 } }
    let found = try Convergence(before: before, after: after)
    #expect(found.count == 4)
    #expect(isClose(found.slope, -0.5))
    #expect(abs(try #require(found.slopeError)) < 1e-9)
    #expect(isClose(found.spreadAfter, found.spreadBefore / 2))
    #expect(try Convergence(before: [3, 3], after: [4, 5]).slope == nil)
    #expect(throws: DiagnosticError.self) { try Convergence(before: [1, nil], after: [2, 3]) }
  }

  @Test("Falling back by chance alone is not taken for catching up once sampling error is known")
  func regressionToTheMean() throws {
    // True scores do not move; each wave adds an error of variance 4, of which 1 is common to both.
    var draws = SeededDraws(seed: 902)
    let truth = (0..<4_000).map { _ in 70 + 3 * draws.normal() }
    var (before, after): ([Double?], [Double?]) = ([], [])
    for value in truth {
      let common = draws.normal()
      before.append(value + common + 3.0.squareRoot() * draws.normal())
      after.append(value + common + 3.0.squareRoot() * draws.normal())
    }
    let errors = truth.map { _ in Convergence.SamplingError(varianceBefore: 4, covariance: 1) }
    let found = try Convergence(before: before, after: after, errors: errors)
    // -(4 - 1) / (9 + 4) by chance alone.
    #expect(abs(try #require(found.slope) + 3.0 / 13) < 0.03)
    #expect(abs(try #require(found.correctedSlope)) < 0.04)
  }

  @Test("Reliability between units is what sampling error leaves of the variance")
  func reliability() {
    #expect(isClose(betweenUnitReliability([60, 70, 80], standardErrors: [5, 5, 5]), 0.75))
    #expect(isClose(betweenUnitReliability([60, 70, 80, 99], standardErrors: [5, 5, 5, nil]), 0.75))
    #expect(betweenUnitReliability([60, 61], standardErrors: [5, 5]) == 0)
    #expect(betweenUnitReliability([60, 60], standardErrors: [1, 1]) == nil)
  }

  @Test("A change of score is parted into answers, composition, counts and availability without remainder")
  func change() throws {
    var draws = SeededDraws(seed: 903)
    let model = try RandomIndex.model(groups: 3, indicators: 3, using: &draws)
    for missing in [0, 0.2] {
      for aggregators in ContributionProperties.aggregations {
        let data = try RandomIndex.data(model, units: 2, missing: missing, using: &draws)
        let aggregation = IndexAggregation(aggregators)
        let values = try RandomIndex.nodeValues(data, model: model, aggregation: aggregation)
        let gap = MeanTree(model, aggregation: aggregation).gapContributions(
          to: model.root, values: values[0], others: values[1])
        guard let gap else { continue }
        let scores = model.indicators.indices.map { place -> StandardisedScores? in
          guard place % 3 != 0, let now = data[0, place], let then = data[1, place] else { return nil }
          return StandardisedScores(
            before: then, after: now, beforeInLaterPopulation: then + draws.normal(),
            afterInEarlierPopulation: now + draws.normal())
        }
        for own in scores.compactMap({ $0 }) {
          #expect(isClose(own.answers + own.composition, own.after - own.before))
        }
        #expect(isClose(gap.parts(scores).total, gap.gap))
      }
    }
  }

  @Test("Where only the population changes, all of the change is composition")
  func compositionAlone() throws {
    var draws = SeededDraws(seed: 904)
    let model = try RandomIndex.model(groups: 2, indicators: 2, using: &draws)
    let data = try RandomIndex.data(model, units: 2, using: &draws)
    let values = try RandomIndex.nodeValues(data, model: model, aggregation: IndexAggregation())
    let found = MeanTree(model, aggregation: IndexAggregation()).gapContributions(
      to: model.root, values: values[0], others: values[1])
    let gap = try #require(found)
    let scores = model.indicators.indices.map { place -> StandardisedScores? in
      let (now, then) = (data[0, place] ?? 0, data[1, place] ?? 0)
      // Answers of each kind of firm stay: yesterday's answers in today's population give today's score.
      return StandardisedScores(
        before: then, after: now, beforeInLaterPopulation: now, afterInEarlierPopulation: then)
    }
    let parts = gap.parts(scores)
    #expect(isClose(parts.composition, gap.gap))
    #expect(abs(parts.answers) < 1e-9 && parts.counts == 0)
  }
}
