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
      let tree = MeanTree(model, aggregation: aggregation)
      let values = try RandomIndex.nodeValues(data, model: model, aggregation: aggregation)
      for unit in 0..<19 {
        let found = tree.gapContributions(to: model.root, values: values[unit], others: values[unit + 1])
        let parts = try #require(found)
        #expect(isClose(parts.indicators.reduce(0, +) + parts.availability, parts.gap))
        if missing == 0 { #expect(abs(parts.availability) < 1e-12) }
        for (place, node) in model.indicators.enumerated() where parts.worth[place] != 0 {
          #expect(isClose(parts.indicators[place], parts.worth[place] * (values[unit][node] - values[unit + 1][node])))
        }
        let mirrored = tree.gapContributions(to: model.root, values: values[unit + 1], others: values[unit])
        for (a, b) in zip(parts.indicators, mirrored?.indicators ?? []) { #expect(isClose(a, -b)) }
      }
      let same = tree.gapContributions(to: model.root, values: values[3], others: values[3])
      #expect(same?.gap == 0 && same?.indicators.allSatisfy { $0 == 0 } == true)
    }
  }

  @Test("Slopes are what a small change of an indicator does to the score", arguments: aggregations)
  func slopes(aggregators: [Aggregator]) throws {
    var draws = SeededDraws(seed: 34)
    let model = try RandomIndex.model(groups: 3, indicators: 3, using: &draws)
    let data = try RandomIndex.data(model, units: 1, missing: 0.2, using: &draws)
    let aggregation = IndexAggregation(aggregators)
    let values = try RandomIndex.nodeValues(data, model: model, aggregation: aggregation)[0]
    let slopes = MeanTree(model, aggregation: aggregation).slopes(of: model.root, values: values)
    let step = 1e-5
    for (place, node) in model.indicators.enumerated() {
      guard let value = data[0, place] else {
        #expect(slopes[node] == 0)
        continue
      }
      let ends = try [value - step, value + step].map { moved in
        var columns = data.columns.indices.map { data.column($0) }
        columns[place][0] = moved
        let matrix = try IndicatorMatrix(units: data.units, columns: data.columns, values: columns.flatMap { $0 })
        return try RandomIndex.nodeValues(matrix, model: model, aggregation: aggregation)[0][model.root]
      }
      #expect(abs(slopes[node] - (ends[1] - ends[0]) / (2 * step)) < 1e-6)
    }
  }

  @Test("A score has no parts where a group below it compares units, and its neighbours keep theirs")
  func noMean() throws {
    var draws = SeededDraws(seed: 35)
    let model = try RandomIndex.model(groups: 2, indicators: 2, using: &draws)
    let children = model.children
    let tree = MeanTree(
      children: children, weights: model.nodes.map(\.weight),
      means: model.nodes.indices.map { node in
        children[node].isEmpty || node == model.groups[0] ? nil : .geometric
      }, indicators: model.indicators)
    let values = model.nodes.indices.map { 10 + Double($0) }
    #expect(tree.firstWithoutParts(at: model.root) == model.groups[0])
    #expect(tree.contributions(to: model.root, values: values) == nil)
    #expect(tree.gapContributions(to: model.root, values: values, others: values.map { $0 + 1 }) == nil)
    #expect(tree.firstWithoutParts(at: model.groups[1]) == nil)
    #expect(tree.contributions(to: model.groups[1], values: values) != nil)
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
