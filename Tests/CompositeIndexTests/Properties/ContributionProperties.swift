import CompositeIndex
import Testing

@Suite struct ContributionProperties {
  static let aggregations: [[Aggregator]] = [
    [.arithmetic], [.geometric], [.arithmetic, .geometric], [.geometric, .harmonic],
    [.mean(.generalised(exponent: 0.5)), .mean(.generalised(exponent: -1))],
  ]

  @Test("Contributions add up to the score, whatever the means and gaps", arguments: aggregations)
  func score(aggregators: [Aggregator]) throws {
    var draws = SeededDraws(seed: 31)
    let model = try RandomIndex.model(groups: 4, indicators: 3, using: &draws)
    let data = try RandomIndex.data(model, units: 30, missing: 0.2, using: &draws)
    let aggregation = IndexAggregation(aggregators)
    let scores = try aggregation.scores(data, model: model)
    for unit in 0..<30 {
      for (position, group) in model.groups.enumerated() {
        let parts = try aggregation.contributions(data, model: model, unit: unit, node: group)
        #expect(parts?.score == scores[unit, position])
        if let parts { #expect(isClose(parts.indicators.reduce(0, +), parts.score)) }
      }
    }
  }

  @Test("Contributions to a gap and the effect of gaps in the data add up to it", arguments: aggregations)
  func gap(aggregators: [Aggregator]) throws {
    var draws = SeededDraws(seed: 32)
    let model = try RandomIndex.model(groups: 3, indicators: 4, using: &draws)
    for missing in [0, 0.25] {
      let data = try RandomIndex.data(model, units: 20, missing: missing, using: &draws)
      let aggregation = IndexAggregation(aggregators)
      for unit in 0..<19 {
        let found = try aggregation.gapContributions(data, model: model, unit: unit, other: unit + 1, node: model.root)
        let parts = try #require(found)
        #expect(isClose(parts.indicators.reduce(0, +) + parts.availability, parts.gap))
        if missing == 0 { #expect(abs(parts.availability) < 1e-12) }
        let mirrored = try aggregation.gapContributions(
          data, model: model, unit: unit + 1, other: unit, node: model.root)
        for (a, b) in zip(parts.indicators, mirrored?.indicators ?? []) { #expect(isClose(a, -b)) }
      }
      let same = try aggregation.gapContributions(data, model: model, unit: 3, other: 3, node: model.root)
      #expect(same?.gap == 0 && same?.indicators.allSatisfy { $0 == 0 } == true)
    }
  }

  @Test("Under arithmetic means a contribution is effective weight times value")
  func arithmetic() throws {
    var draws = SeededDraws(seed: 33)
    let model = try RandomIndex.model(groups: 2, indicators: 2, using: &draws)
    let data = try RandomIndex.data(model, units: 2, using: &draws)
    let found = try IndexAggregation().contributions(data, model: model, unit: 1, node: model.root)
    let parts = try #require(found)
    for (position, node) in model.indicators.enumerated() {
      #expect(isClose(parts.indicators[position], model.weightsInIndex[node] * (data[1, position] ?? 0)))
    }
    let children = model.groups.dropLast().map { model.weightsInIndex[$0] }
    #expect(isClose(children.reduce(0, +), 1))
  }
}
