import CompositeIndex
import Diagnostics
import Testing

@Suite struct UncertaintyProperties {
  @Test("Reworking with other weights gives what building with them gives")
  func reworked() throws {
    var draws = SeededDraws(seed: 71)
    let model = try RandomIndex.model(groups: 4, indicators: 5, using: &draws)
    let data = try RandomIndex.data(model, units: 40, missing: 0.2, using: &draws)
    for aggregators in [[.arithmetic], [.geometric], [.harmonic, .arithmetic]] as [[Aggregator]] {
      let aggregation = IndexAggregation(aggregators, availability: [0.7, 0.5])
      var index = try ReweightedIndex(data, model: model, aggregation: aggregation)
      for draw in 0..<20 {
        var generator = DrawGenerator(seed: 1, draw: draw)
        var weights = try WeightPerturbation.noise(factor: 0.4).weights(of: model, using: &generator)
        if draw == 3 { weights[2] = 0 }
        index.rework(weights: weights)
        let built = try aggregation.scores(data, model: model.withWeights(weights))
        for unit in 0..<40 {
          let score = index.scores[unit]
          #expect(isClose(score.isNaN ? nil : score, built[unit, model.groups.count - 1]))
        }
      }
    }
    #expect(throws: DiagnosticError.self) {
      try ReweightedIndex(data, model: model, aggregation: IndexAggregation([.copeland]))
    }
  }

  @Test("Draws may be shared out in any way; memory holds counts, not draws")
  func streaming() throws {
    var draws = SeededDraws(seed: 72)
    let model = try RandomIndex.model(groups: 5, indicators: 6, using: &draws)
    let data = try RandomIndex.data(model, units: 60, missing: 0.05, using: &draws)
    func distribution(_ range: Range<Int>) throws -> RankDistribution {
      try weightUncertainty(data, model: model, perturbation: .noise(factor: 0.25), draws: range, seed: 9)
    }
    let together = try distribution(0..<120)
    var parts = try distribution(70..<120)
    parts.merge(try distribution(0..<70))
    #expect(parts == together && together.draws == 120)
    // What is kept does not grow with the draws: one count a unit and rank.
    #expect(MemoryLayout<RankDistribution>.size <= 32)
    for unit in 0..<60 {
      #expect(isClose(together.shares(of: unit).reduce(0, +), 1))
      let ends = (together.quantile(of: unit, 0) ?? 0, together.quantile(of: unit, 1) ?? 0)
      let mean = try #require(together.mean(of: unit))
      #expect(mean >= ends.0 && mean <= ends.1)
    }
  }

  @Test("Quantiles from counts are those of the list of ranks")
  func countedQuantiles() {
    var draws = SeededDraws(seed: 73)
    var distribution = RankDistribution(unitCount: 9)
    var ranks: [Double] = []
    for _ in 0..<57 {
      let scores = (0..<9).map { _ in draws.normal() }
      distribution.add(scores: scores)
      ranks.append(Double(competitionRanks(scores)[4] ?? 0))
    }
    for share in [0, 0.05, 0.31, 0.5, 0.95, 1] {
      #expect(isClose(distribution.quantile(of: 4, share), quantile(ranks, share)))
    }
    #expect(RankDistribution(unitCount: 2).mean(of: 0) == nil)
  }

  @Test("Dirichlet weights scatter around the declared shares, and closer when concentrated")
  func dirichlet() throws {
    var draws = SeededDraws(seed: 74)
    let model = try RandomIndex.model(groups: 3, indicators: 2, using: &draws)
    let node = try #require(model.position(of: "G1"))
    let shares = model.weightsInIndex[node]
    var spreads: [Double] = []
    for concentration in [5.0, 100] {
      var values: [Double] = []
      for draw in 0..<3000 {
        var generator = DrawGenerator(seed: 3, draw: draw)
        let weights = try WeightPerturbation.dirichlet(concentration: concentration).weights(
          of: model, using: &generator)
        values.append(try model.withWeights(weights).weightsInIndex[node])
      }
      let statistics = ColumnStatistics(values)
      let spread = try #require(statistics.standardDeviation)
      #expect(abs((statistics.mean ?? 0) - shares) < 4 * spread / 3000.0.squareRoot())
      // Beta(a s, a (1 - s)) with a = concentration x 3 siblings.
      let expected = (shares * (1 - shares) / (3 * concentration + 1)).squareRoot()
      #expect(abs(spread / expected - 1) < 0.08)
      spreads.append(spread)
    }
    #expect(spreads[1] < spreads[0])
    var generator = DrawGenerator(seed: 0, draw: 0)
    #expect(throws: DiagnosticError.self) {
      try WeightPerturbation.noise(factor: 1.5).weights(of: model, using: &generator)
    }
  }

  @Test("Sobol' indices of a function that adds its inputs are their shares of the variance")
  func additive() throws {
    let n = 4000
    var draws = SeededDraws(seed: 75)
    func row() -> [Double] { (0..<3).map { _ in draws.uniform() } }
    let (first, second) = ((0..<n).map { _ in row() }, (0..<n).map { _ in row() })
    func y(_ x: [Double]) -> Double { 3 * x[0] + 2 * x[1] + x[2] }
    let mixed = (0..<3).map { input in
      (0..<n).map { draw in
        var row = first[draw]
        row[input] = second[draw][input]
        return y(row)
      }
    }
    let indices = try #require(try sobolIndices(a: first.map(y), b: second.map(y), mixed: mixed))
    for (index, share) in zip(indices, [9.0 / 14, 4.0 / 14, 1.0 / 14]) {
      #expect(abs(index.firstOrder - share) < 0.06 && abs(index.total - share) < 0.06)
    }
    #expect(try sobolIndices(a: [1, 1], b: [1, 1], mixed: [[1, 1]]) == nil)
    #expect(throws: DiagnosticError.self) { try sobolIndices(a: [1, 2], b: [1], mixed: []) }
    #expect(throws: DiagnosticError.self) { try sobolIndices(a: [1, .nan], b: [1, 2], mixed: []) }
  }

  @Test("Marginal sets are never wider than joint ones, sets from single intervals hardly ever narrower")
  func rankSets() {
    var draws = SeededDraws(seed: 76)
    for _ in 0..<30 {
      let scores = (0..<7).map { _ in 60 + 3 * draws.normal() }
      let rows = (0..<300).map { _ in scores.map { $0 + draws.normal() } }
      let joint = simultaneousRankSets(scores: scores, replicates: rows)
      let marginal = marginalRankSets(scores: scores, replicates: rows)
      let single = intervalRankSets(scores: scores, replicates: rows)
      for unit in scores.indices {
        #expect(marginal[unit].low >= joint[unit].low && marginal[unit].high <= joint[unit].high)
        #expect(single[unit].low <= joint[unit].low && single[unit].high >= joint[unit].high)
        #expect(marginal[unit].rank == joint[unit].rank && single[unit].rank == joint[unit].rank)
      }
    }
  }
}
