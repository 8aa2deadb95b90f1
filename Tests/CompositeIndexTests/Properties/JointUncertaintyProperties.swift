import CompositeIndex
import Diagnostics
import Testing

@Suite struct JointUncertaintyProperties {
  private func factor(_ name: String, _ weights: [Double]) -> MethodFactor {
    MethodFactor(name, weights.enumerated().map { .init("\(name)\($0)", weight: $1, keepsScale: $0 != 1) })
  }

  /// An output for every combination and replicate.
  private func output(_ design: CrossedDesign, _ y: (Int, [Int]) -> Double) -> [Double] {
    (0..<design.combinations).flatMap { combination in
      (0..<design.replicates).map { y($0, design.levels(of: combination)) }
    }
  }

  @Test("Weights of the combinations add up to 1 and levels are numbered with the last fastest")
  func design() throws {
    let design = try CrossedDesign(factors: [factor("a", [1, 3]), factor("b", [1, 1, 2])], replicates: 4)
    #expect(design.combinations == 6)
    #expect((0..<6).map { design.levels(of: $0) } == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    #expect(isClose((0..<6).reduce(0) { $0 + design.weight(of: $1) }, 1))
    #expect(isClose(design.weight(of: 5), 0.375))
    #expect((0..<6).map { design.keepsScale($0) } == [true, false, true, false, false, false])
    #expect(throws: DiagnosticError.self) { try CrossedDesign(factors: [factor("a", [0, 0])], replicates: 4) }
    #expect(throws: DiagnosticError.self) { try CrossedDesign(factors: [factor("a", [])], replicates: 0) }
  }

  @Test("Of an output that adds its sources, each explains its own variance and no more")
  func additive() throws {
    let design = try CrossedDesign(factors: [factor("a", [1, 1]), factor("b", [1, 2, 1])], replicates: 200)
    var draws = SeededDraws(seed: 81)
    let sampling = (0..<200).map { _ in draws.normal() }
    let b = [-1.0, 0.5, 2]
    let found = try design.varianceShares(
      of: output(design) { 50 + sampling[$0] + (($1[0] == 0) ? 0 : 4) + b[$1[1]] })
    let s = (ColumnStatistics(sampling).standardDeviation ?? 0) * (ColumnStatistics(sampling).standardDeviation ?? 0)
    let meanB = 0.25 * -1 + 0.5 * 0.5 + 0.25 * 2.0
    let varianceB = 0.25 * 1 + 0.5 * 0.25 + 0.25 * 4 - meanB * meanB
    let total = s + 4 + varianceB
    #expect(isClose(found.variance, total))
    for (share, variance) in zip(found.shares, [s, 4, varianceB]) {
      #expect(abs(share.firstOrder - variance / total) < 1e-9)
      #expect(abs(share.total - share.firstOrder) < 1e-9)
    }
    #expect(found.shares.map(\.source) == ["sampling", "a", "b"])
  }

  @Test("The interaction of sampling and method does not pass for an effect of the method")
  func unbiased() throws {
    // y = s_r m_a with a = ±1: no main effect of the method; its component would be about V_SM / R without the correction.
    let replicates = 20
    var firstOrder = 0.0
    var raw = 0.0
    let trials = 400
    for trial in 0..<trials {
      var draws = SeededDraws(seed: UInt64(1000 + trial))
      let sampling = (0..<replicates).map { _ in draws.normal() }
      let noise = (0..<replicates).map { _ in draws.normal() }
      let design = try CrossedDesign(factors: [factor("a", [1, 1])], replicates: replicates)
      let found = try design.varianceShares(
        of: output(design) { ($1[0] == 0 ? 1.0 : -1) * sampling[$0] + 0.5 * noise[$0] + ($1[0] == 0 ? 0.4 : -0.4) })
      firstOrder += (found.shares.first { $0.source == "a" }?.firstOrder ?? 0) * found.variance
      let mean = sampling.reduce(0, +) / Double(replicates)
      raw += (mean + 0.4) * (mean + 0.4)
    }
    // The true component is 0.16; uncorrected it is 0.16 + 1/20.
    #expect(abs(raw / Double(trials) - 0.21) < 0.02)
    #expect(abs(firstOrder / Double(trials) - 0.16) < 0.02)
  }

  @Test("No variation has no shares; replicates with gaps are counted and left out")
  func degenerate() throws {
    let design = try CrossedDesign(factors: [factor("a", [1, 1])], replicates: 5)
    let constant = try design.varianceShares(of: output(design) { _, _ in 61.3 })
    #expect(constant.variance == 0 && constant.shares.isEmpty)
    var values = output(design) { Double($0) + 10 * Double($1[0]) }
    values[7] = .nan
    #expect(try design.varianceShares(of: values).droppedReplicates == 1)
    #expect(throws: DiagnosticError.self) { try design.varianceShares(of: [1, 2, 3]) }
    #expect(throws: DiagnosticError.self) {
      try design.varianceShares(of: [Double](repeating: .nan, count: design.combinations * 5))
    }
    let one = try CrossedDesign(factors: [factor("a", [1, 1])], replicates: 1)
    let method = try one.varianceShares(of: [3, 5])
    #expect(method.variance == 1 && method.shares.map(\.firstOrder) == [0, 1])
  }

  @Test("The sampled shares agree with the exact ones, and intervals hold them")
  func sampled() throws {
    let design = try CrossedDesign(factors: [factor("a", [2, 1]), factor("b", [1, 1])], replicates: 100)
    var draws = SeededDraws(seed: 82)
    let sampling = (0..<100).map { _ in draws.normal() }
    func y(_ replicate: Int, _ levels: [Int]) -> Double {
      sampling[replicate] * (1 + Double(levels[0])) + 2 * Double(levels[1]) + Double(levels[0] * levels[1])
    }
    let exact = try design.varianceShares(of: output(design, y), bootstrap: 200, seed: 5)
    let sampled = try design.sampledShares(draws: 6000, seed: 4, bootstrap: 200, evaluate: y)
    for (a, b) in zip(exact.shares, sampled) {
      #expect(a.source == b.source)
      #expect(abs(a.firstOrder - b.firstOrder) < 0.06 && abs(a.total - b.total) < 0.06)
      #expect(a.firstOrderInterval?.contains(a.firstOrder) == true && a.totalInterval?.contains(a.total) == true)
      #expect(b.firstOrderInterval?.contains(b.firstOrder) == true && b.totalInterval?.contains(b.total) == true)
      #expect(a.firstOrder <= a.total + 1e-12)
    }
    let again = try design.sampledShares(draws: 6000, seed: 4, bootstrap: 200, evaluate: y)
    #expect(again == sampled)
  }

  @Test("Ranges of scores are over methods that keep the scale, with their weights; with one method they are quantiles")
  func ranges() throws {
    var draws = SeededDraws(seed: 83)
    let values = (0..<400).map { _ in draws.normal() }
    let alone = try CrossedDesign(factors: [], replicates: 400)
    let range = try #require(try alone.scoreRange(of: values))
    #expect(isClose(range.lower, quantile(values, 0.025)) && isClose(range.upper, quantile(values, 0.975)))
    #expect(isClose(range.median, median(values)))
    // The second level leaves the scale.
    let design = try CrossedDesign(factors: [factor("a", [1, 1, 2])], replicates: 2)
    let scores = [10.0, 12, 1000, 1001, 20, 22]
    let found = try #require(try design.scoreRange(of: scores, coverage: 1))
    #expect(found.lower == 10 && found.upper == 22)
    #expect(try design.rankRange(of: scores, coverage: 1)?.upper == 1001)
    #expect(try design.scoreRange(of: [Double](repeating: .nan, count: 6)) == nil)
  }

  @Test("Shares of re-draws: one above the other, ties for neither, gaps left out")
  func redraws() {
    let redraws = Redraws([3, 2, 1, 1, 2, 3, 2, 2, .nan, 5, 4, 1], unitCount: 3)
    #expect(redraws.shareAbove(0, 1) == 0.5 && redraws.shareAbove(1, 0) == 0.25)
    #expect(isClose(redraws.shareAbove(2, 0), 1.0 / 3))
    #expect(redraws.shareWithin(1, unit: 0) == 0.75)
    #expect(redraws.shareWithin(3, unit: 2) == 1)
    #expect(Redraws([.nan, 1], unitCount: 2).shareAbove(0, 1) == nil)
    #expect(Redraws([.nan, 1], unitCount: 2).shareWithin(1, unit: 0) == nil)
  }

  @Test("Two units share a letter exactly when they are not clearly different")
  func letters() {
    var draws = SeededDraws(seed: 84)
    for trial in 0..<200 {
      let count = 2 + trial % 9
      let scores = (0..<count).map { _ in 10 * draws.uniform() }
      let errors = (0..<count).map { _ in 0.5 + 2 * draws.uniform() }
      // Unequal errors, so that differences are not nested.
      func differs(_ a: Int, _ b: Int) -> Bool { abs(scores[a] - scores[b]) > errors[a] + errors[b] }
      let order = scores.indices.sorted { scores[$0] > scores[$1] }
      let display = LetterDisplay(order: order, differs: differs)
      for a in 0..<count {
        #expect(!display.letters[a].isEmpty)
        for b in 0..<count where a != b {
          #expect(Set(display.letters[a]).isDisjoint(with: Set(display.letters[b])) == differs(a, b))
        }
      }
      #expect(display.letters[order[0]].hasPrefix("a"))
    }
    let none = LetterDisplay(order: [1, 0, 2]) { _, _ in false }
    #expect(none.letters == ["a", "a", "a"] && none.groups == [[1, 0, 2]])
    #expect(LetterDisplay(order: [1, 0, 2]) { _, _ in true }.letters == ["b", "a", "c"])
    #expect(LetterDisplay(order: []) { _, _ in true }.letters.isEmpty)
  }

  @Test("Letters of hundreds of units part those that are clearly different, and each letter says something")
  func manyLetters() {
    var draws = SeededDraws(seed: 86)
    let scores = (0..<250).map { _ in 100 * draws.uniform() }
    let errors = scores.map { _ in 1 + 2 * draws.uniform() }
    func differs(_ a: Int, _ b: Int) -> Bool { abs(scores[a] - scores[b]) > errors[a] + errors[b] }
    let display = LetterDisplay(order: scores.indices.sorted { scores[$0] > scores[$1] }, differs: differs)
    var shared = [Set<Int>](repeating: [], count: scores.count)
    for group in display.groups {
      for a in group {
        #expect(group.allSatisfy { $0 == a || !differs(a, $0) })
        shared[a].formUnion(group)
      }
      // No other unit is alike to all of it.
      let isLargest = scores.indices.allSatisfy { unit in
        group.contains(unit) || group.contains { differs($0, unit) }
      }
      #expect(isLargest)
    }
    for a in scores.indices {
      for b in scores.indices where a != b { #expect(shared[a].contains(b) != differs(a, b)) }
    }
  }

  @Test("Letters of rank confidence sets tell who is clearly better")
  func lettersOfSets() {
    var draws = SeededDraws(seed: 85)
    let scores = [61.0, 70, 58, 64, 75, 62]
    let rows = (0..<300).map { _ in scores.map { $0 + 1.5 * draws.normal() } }
    let sets = simultaneousRankSets(scores: scores, replicates: rows)
    let display = LetterDisplay(sets: sets)
    #expect(display.groups.count > 1 && display.groups.first?.first == 4)
    for unit in scores.indices {
      for other in scores.indices where other != unit {
        let isClear = sets[unit].clearlyWorse.contains(other) || sets[unit].clearlyBetter.contains(other)
        #expect(Set(display.letters[unit]).isDisjoint(with: Set(display.letters[other])) == isClear)
      }
    }
  }

  @Test("Sampling replicates of the data under several methods go through the whole index")
  func wholeIndex() throws {
    var draws = SeededDraws(seed: 86)
    let model = try RandomIndex.model(groups: 3, indicators: 3, using: &draws)
    let data = try RandomIndex.data(model, units: 8, using: &draws)
    let replicates = try (0..<12).map { _ in
      IndexData(
        indicators: try IndicatorMatrix(
          units: data.units, columns: data.columns, values: data.values.map { $0 + 3 * draws.normal() }))
    }
    let design = try CrossedDesign(
      factors: [factor("normalisation", [1, 1]), factor("aggregation", [2, 1])], replicates: 12)
    let normalisations: [Normalisation] = [.minMax(lower: 1, upper: 100), .zScore(mean: 100, standardDeviation: 10)]
    let aggregators: [Aggregator] = [.arithmetic, .geometric]
    let crossed = try CrossedScores(design: design, unitCount: 8) { (replicate, levels) throws(DiagnosticError) in
      let method = IndexMethod(
        normalisation: normalisations[levels[0]], aggregation: IndexAggregation([aggregators[levels[1]]]))
      return try model.indexScores(MethodDraw(method: method), data: replicates[replicate])
    }
    let nominal = try model.build(
      IndexData(indicators: data), method: IndexMethod(normalisation: .minMax(lower: 1, upper: 100)))
    for unit in 0..<8 {
      let found = try design.varianceShares(of: crossed.ranks(of: unit))
      if found.variance > 0 {
        // Every component is part of the total of its sources, so totals cover the variance.
        #expect(found.shares.reduce(0) { $0 + $1.total } >= 1 - 1e-9)
        #expect(found.shares.reduce(0) { $0 + $1.firstOrder } <= 1 + 1e-9)
      }
      #expect(crossed.scores(of: unit).allSatisfy { $0.isFinite })
    }
    let changes = crossed.meanRankChanges(from: nominal.ranks(of: "INDEX"))
    #expect(changes.count == 48 && changes.contains { $0 > 0 } && changes.allSatisfy { $0 >= 0 && $0 <= 4 })
  }

  @Test("A crossing of replicates and methods is evaluated draw by draw and told apart unit by unit")
  func crossedScores() throws {
    let design = try CrossedDesign(factors: [factor("a", [1, 1])], replicates: 3)
    let crossed = try CrossedScores(design: design, unitCount: 2) { (replicate, levels) throws(DiagnosticError) in
      [Double(10 + replicate), levels[0] == 0 ? 11 : .nan]
    }
    #expect(crossed.scores(of: 0) == [10, 11, 12, 10, 11, 12])
    #expect(crossed.ranks(of: 0) == [2, 1, 1, 1, 1, 1])
    #expect(crossed.ranks(of: 1)[..<3] == [1, 1, 2] && crossed.ranks(of: 1)[3...].allSatisfy { $0.isNaN })
    #expect(crossed.meanRankChanges(from: [1, 2]) == [1, 0.5, 0, 0, 0, 0])
    #expect(throws: DiagnosticError.self) {
      try CrossedScores(design: design, unitCount: 2) { (_, _) throws(DiagnosticError) in [1] }
    }
  }

  @Test("Normal draws have the mean and the covariance they are made with, singular or not")
  func normal() throws {
    // The third estimate is the sum of the others.
    let covariance = [4.0, 1, 5, 1, 2, 3, 5, 3, 8]
    let draws = try normalDraws(around: [10, 20, 30], covariance: covariance, draws: 6000, seed: 6)
    for i in 0..<3 {
      #expect(abs(draws.reduce(0) { $0 + $1[i] } / 6000 - [10, 20, 30][i]) < 0.15)
      for j in 0..<3 {
        let products = draws.reduce(0) { $0 + ($1[i] - [10, 20, 30][i]) * ($1[j] - [10, 20, 30][j]) } / 6000
        #expect(abs(products - covariance[i * 3 + j]) < 0.5)
      }
    }
    for draw in draws { #expect(abs(draw[0] + draw[1] - draw[2]) < 1e-6) }
    #expect(try normalDraws(around: [10, 20, 30], covariance: covariance, draws: 10, seed: 6) == Array(draws[..<10]))
    #expect(throws: DiagnosticError.self) {
      try normalDraws(around: [1, 2], covariance: [1, 2, 2, 1], draws: 1, seed: 0)
    }
    #expect(throws: DiagnosticError.self) {
      try normalDraws(around: [1, 2], covariance: [1, 0, 2, 9], draws: 1, seed: 0)
    }
    #expect(throws: DiagnosticError.self) { try normalDraws(around: [1, 2], covariance: [1], draws: 1, seed: 0) }
  }
}
