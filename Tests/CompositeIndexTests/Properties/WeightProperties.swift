import CompositeIndex
import Diagnostics
import Testing

@Suite struct WeightProperties {
  /// Judgements w_i / w_j, each changed by up to the factor 1 + `noise`.
  private func judgements(_ weights: [Double], noise: Double, using draws: inout SeededDraws) throws
    -> PairwiseJudgements
  {
    let n = weights.count
    var rows = [[Double]](repeating: [Double](repeating: 1, count: n), count: n)
    for i in 0..<n {
      for j in (i + 1)..<max(n, i + 1) {
        rows[i][j] = weights[i] / weights[j] * (1 + noise * draws.uniform())
        rows[j][i] = 1 / rows[i][j]
      }
    }
    return try PairwiseJudgements(names: (0..<n).map { "C\($0)" }, rows: rows)
  }

  @Test(
    "Consistent judgements give their weights back by every method, with ratio 0", arguments: PriorityMethod.allCases)
  func consistent(method: PriorityMethod) throws {
    var draws = SeededDraws(seed: 61)
    for n in 1...15 {
      let weights = try shares(of: (0..<n).map { _ in 0.1 + draws.uniform() })
      let priorities = try judgements(weights, noise: 0, using: &draws).priorities(method)
      for (a, b) in zip(priorities.weights, weights) { #expect(isClose(a, b)) }
      #expect(abs(priorities.consistencyRatio ?? 1) < 1e-12 && priorities.isConsistent)
    }
  }

  @Test("The eigenvector solves A w = λ w, and λ is at least n")
  func eigenvector() throws {
    var draws = SeededDraws(seed: 62)
    for n in 3...9 {
      let matrix = try judgements((0..<n).map { _ in 0.1 + draws.uniform() }, noise: 3, using: &draws)
      let priorities = matrix.priorities()
      #expect(priorities.largestEigenvalue >= Double(n))
      for i in 0..<n {
        let row = (0..<n).reduce(0) { $0 + matrix[i, $1] * priorities.weights[$1] }
        #expect(isClose(row, priorities.largestEigenvalue * priorities.weights[i]))
      }
    }
  }

  @Test("The one judgement that was put wrong is named, and its repair makes the matrix consistent")
  func repair() throws {
    var rows: [[Double]] = [[1, 2, 4, 8], [0.5, 1, 2, 4], [0.25, 0.5, 1, 2], [0.125, 0.25, 0.5, 1]]
    rows[1][3] = 0.25
    rows[3][1] = 4
    let matrix = try PairwiseJudgements(names: ["a", "b", "c", "d"], rows: rows)
    #expect(!matrix.priorities().isConsistent)
    let found = try #require(matrix.mostInconsistentJudgement())
    #expect(found.rowName == "d" && found.columnName == "b" && found.judged == 4)
    #expect(found.suggested == 0.25)
    #expect(abs(found.consistencyRatioAfter ?? 1) < 1e-12)
    var draws = SeededDraws(seed: 63)
    #expect(try judgements([0.2, 0.3, 0.5], noise: 0, using: &draws).mostInconsistentJudgement() == nil)
  }

  @Test("A panel's consensus is reciprocal and lies between the judgements")
  func consensus() throws {
    var draws = SeededDraws(seed: 64)
    let panel = try (0..<5).map { _ in
      try judgements((0..<4).map { _ in 0.1 + draws.uniform() }, noise: 1, using: &draws)
    }
    let together = try PairwiseJudgements.consensus(panel)
    for i in 0..<4 {
      for j in 0..<4 {
        #expect(isClose(together[i, j] * together[j, i], 1))
        #expect(together[i, j] >= (panel.map { $0[i, j] }.min() ?? 0) - 1e-12)
        #expect(together[i, j] <= (panel.map { $0[i, j] }.max() ?? 0) + 1e-12)
      }
    }
    #expect(try PairwiseJudgements.consensus(panel, weights: [0, 0, 1, 0, 0])[0, 3] == panel[2][0, 3])
    #expect(throws: DiagnosticError.self) { try PairwiseJudgements.consensus([]) }
    #expect(throws: DiagnosticError.self) { try PairwiseJudgements(names: ["a", "b"], rows: [[1, 3], [3, 1]]) }
    #expect(throws: DiagnosticError.self) { try PairwiseJudgements(names: ["a", "b"], rows: [[1, 0], [3, 1]]) }
    #expect(throws: DiagnosticError.self) { try PairwiseJudgements(names: ["a", "b"], rows: [[1, 3]]) }
  }

  @Test("Data-driven weights add up to 1 and move with the columns")
  func dataDriven() throws {
    var draws = SeededDraws(seed: 65)
    let rows = (0..<20).map { _ in (0..<5).map { 1 + Double($0 + 1) * draws.uniform() } }
    let order = [3, 0, 4, 1, 2]
    let methods: [(IndicatorMatrix) throws -> [Double]] = [
      { try entropyWeights($0).weights }, { try criticWeights($0).weights }, variationWeights,
    ]
    for method in methods {
      let weights = try method(matrix(rows))
      let moved = try method(matrix(rows.map { row in order.map { row[$0] } }))
      #expect(isClose(weights.reduce(0, +), 1))
      for (position, column) in order.enumerated() { #expect(isClose(moved[position], weights[column])) }
    }
    for bad in [[[1.0, 0], [2, 0], [3, 0]], [[1, .nan], [2, .nan], [3, .nan]]] {
      for method in methods { #expect(throws: DiagnosticError.self) { try method(matrix(bad)) } }
    }
    #expect(throws: DiagnosticError.self) { try entropyWeights(matrix([[1, -1], [2, 4]])) }
    #expect(throws: DiagnosticError.self) { try variationWeights(matrix([[3, 3], [3, 3]])) }
  }

  @Test("Combinations lie between the sets they are made of")
  func combinations() throws {
    let sets = [[0.5, 0.3, 0.2], [0.2, 0.2, 0.6], [0.1, 0.6, 0.3]]
    let game = try gameTheoryCombination(sets)
    #expect(isClose(game.weights.reduce(0, +), 1) && isClose(game.shares.reduce(0, +), 1))
    for column in 0..<3 {
      let values = sets.map { $0[column] }
      #expect(game.weights[column] >= (values.min() ?? 0) && game.weights[column] <= (values.max() ?? 0))
    }
    #expect(throws: DiagnosticError.self) { try gameTheoryCombination([sets[0], sets[0]]) }
    #expect(throws: DiagnosticError.self) { try gameTheoryCombination([]) }
    let product = try multiplicativeCombination([[0.5, 0.5, 0], [0.2, 0.4, 0.4]])
    #expect(isClose(product[0], 1.0 / 3) && isClose(product[1], 2.0 / 3) && product[2] == 0)
    #expect(throws: DiagnosticError.self) { try multiplicativeCombination([[1, 0], [0, 1]]) }
    let linear = try linearCombination(sets, shares: [1, 1, 0])
    #expect(isClose(linear.weights[0], 0.35))
    #expect(try budgetAllocationWeights([[60, 40], [1, 3]], names: ["a", "b"]) == [0.425, 0.575])
    let error = try #require(throws: DiagnosticError.self) {
      try budgetAllocationWeights([[0, 0], [1, 2, 3], [-1, 2]], names: ["a", "b"])
    }
    #expect(error.diagnostics.count == 3)
  }

  @Test("Benefit of the doubt: feasible, optimal by its prices, at least any common weights' score")
  func benefitOfTheDoubt() throws {
    var draws = SeededDraws(seed: 66)
    for (units, columns) in [(1, 3), (8, 2), (30, 5), (60, 12)] {
      let rows = (0..<units).map { _ in (0..<columns).map { _ in 100 * draws.uniform() } }
      let results = try CompositeIndex.benefitOfTheDoubt(matrix(rows)).compactMap { $0 }
      #expect(results.count == units)
      let trial = (0..<columns).map { _ in draws.uniform() }
      let common = rows.map { row in zip(row, trial).reduce(0) { $0 + $1.0 * $1.1 } }
      for (unit, result) in results.enumerated() {
        for row in rows { #expect(zip(row, result.weights).reduce(0) { $0 + $1.0 * $1.1 } <= 1 + 1e-9) }
        #expect(isClose(zip(rows[unit], result.weights).reduce(0) { $0 + $1.0 * $1.1 }, result.score))
        #expect(result.score >= common[unit] / (common.max() ?? 1) - 1e-9)
        #expect(isClose(result.pieShares.reduce(0, +), 1))
        #expect(!result.peers.isEmpty)
      }
      #expect(isClose(results.map(\.score).max(), 1))
    }
  }

  @Test("Pie shares stay within their bounds and cost score; bounds that cannot hold are refused")
  func pieShares() throws {
    var draws = SeededDraws(seed: 67)
    let rows = (0..<25).map { _ in (0..<4).map { _ in 1 + 100 * draws.uniform() } }
    let free = try CompositeIndex.benefitOfTheDoubt(matrix(rows))
    let bound = try CompositeIndex.benefitOfTheDoubt(matrix(rows), pieShares: 0.1...0.4)
    for (a, b) in zip(free, bound) {
      let shares = b?.pieShares ?? []
      #expect(shares.allSatisfy { $0 >= 0.1 - 1e-9 && $0 <= 0.4 + 1e-9 })
      #expect((b?.score ?? 2) <= (a?.score ?? 0) + 1e-9)
    }
    #expect(throws: DiagnosticError.self) { try CompositeIndex.benefitOfTheDoubt(matrix(rows), pieShares: 0.3...0.4) }
    #expect(throws: DiagnosticError.self) { try CompositeIndex.benefitOfTheDoubt(matrix([[1, -2]])) }
    let gaps = try CompositeIndex.benefitOfTheDoubt(matrix([[1, 2], [.nan, 5], [0, 0]]), pieShares: 0.2...0.8)
    #expect(isClose(gaps[0]?.score, 1) && gaps[1] == nil && gaps[2]?.score == 0)
  }

  @Test("Linear programs with ties in every step come to an end")
  func degenerateProgram() throws {
    // Many equal rows and zero bounds make every pivot degenerate.
    let rows = [[Double]](repeating: [1, 1, 1, 1], count: 12) + [[1, 2, 3, 4], [4, 3, 2, 1]]
    let results = try CompositeIndex.benefitOfTheDoubt(matrix(rows), pieShares: 0.25...0.25)
    for result in results { #expect(result?.pieShares.allSatisfy { isClose($0, 0.25) } == true) }
  }

  @Test("The correlation ratio shows an influence that no straight line shows, and none of noise")
  func influence() throws {
    var draws = SeededDraws(seed: 68)
    let x = (0..<400).map { _ in draws.normal() }
    let noise = (0..<400).map { _ in draws.normal() }
    let score = x.map { $0 * $0 }
    // No straight line shows a parabola, the ratio does.
    let ratio = try #require(correlationRatio(of: score, by: x))
    #expect(ratio > 0.8)
    #expect(abs(pearsonCorrelation(x, score) ?? 1) < 0.3)
    #expect(try #require(correlationRatio(of: score, by: noise)) < 0.15)
    #expect(correlationRatio(of: [1, 1, 1], by: [1, 2, 3]) == nil)
    let data = try matrix(zip(x, noise).map { [$0, $1] })
    let influences = try columnInfluences(data, on: zip(x, noise).map { 3 * $0 + $1 })
    #expect(isClose(influences.reduce(0) { $0 + ($1.effectiveWeight ?? 0) }, 1))
    #expect((influences[0].effectiveWeight ?? 0) > (influences[1].effectiveWeight ?? 1))
  }
}
