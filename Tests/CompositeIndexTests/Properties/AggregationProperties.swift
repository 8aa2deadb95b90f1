import CompositeIndex
import Diagnostics
import Testing

@Suite struct AggregationProperties {
  static let means: [WeightedMean] = [
    .arithmetic, .geometric, .harmonic, .generalised(exponent: 0.5), .generalised(exponent: -2),
    .generalised(exponent: 0), .generalised(exponent: 1),
  ]

  @Test("The mean of one child is the child", arguments: means)
  func oneChild(mean: WeightedMean) throws {
    let child = try matrix([[3.7], [0.1 + 0.2], [88], [.nan]])
    let scores = try Aggregator.mean(mean).aggregate(child, weights: [0.3])
    #expect(scores[0] == 3.7 && scores[1] == 0.1 + 0.2 && scores[2] == 88)
    #expect(scores[3].isNaN)
  }

  @Test("A mean lies between its children, grows with each and follows their scale", arguments: means)
  func monotone(mean: WeightedMean) throws {
    var draws = SeededDraws(seed: 21)
    for _ in 0..<200 {
      let row = (0..<4).map { _ in 1 + 99 * draws.uniform() }
      let weights = (0..<4).map { _ in 0.1 + draws.uniform() }
      var better = row
      better[Int(4 * draws.uniform())] += 1
      let scores = try Aggregator.mean(mean).aggregate(
        matrix([row, better, row.map { 3 * $0 }]), weights: weights)
      #expect(scores[0] >= (row.min() ?? 0) - 1e-9 && scores[0] <= (row.max() ?? 0) + 1e-9)
      #expect(scores[1] > scores[0])
      #expect(isClose(scores[2], 3 * scores[0]))
    }
  }

  @Test("The greater the exponent, the greater the generalised mean; at -1, 0 and 1 it is a known one")
  func exponents() throws {
    var draws = SeededDraws(seed: 22)
    for _ in 0..<50 {
      let row = try matrix([(0..<5).map { _ in 1 + 99 * draws.uniform() }])
      let weights = (0..<5).map { _ in 0.1 + draws.uniform() }
      func score(_ mean: WeightedMean) throws -> Double {
        try Aggregator.mean(mean).aggregate(row, weights: weights)[0]
      }
      let scores = try [-3, -1, 0, 0.5, 1, 2].map { try score(.generalised(exponent: $0)) }
      for (smaller, greater) in zip(scores, scores.dropFirst()) { #expect(smaller < greater) }
      #expect(isClose(scores[1], try score(.harmonic)))
      #expect(isClose(scores[2], try score(.geometric)))
      #expect(isClose(scores[4], try score(.arithmetic)))
    }
  }

  @Test("Permuting units permutes the results of every aggregation")
  func permutation() throws {
    var draws = SeededDraws(seed: 23)
    let aggregators: [Aggregator] = [
      .arithmetic, .geometric, .harmonic, .copeland, .topsis, .greyRelation(distinguishing: 0.5),
      .mazziottaPareto(MazziottaPareto()), .adjustedMazziottaPareto(penalty: .minus),
      .meanMin(strength: 0.5, smoothing: 1),
    ]
    let rows = (0..<25).map { _ in (0..<4).map { _ in (1 + 20 * draws.uniform()).rounded() } }
    let order = rows.indices.shuffled(using: &draws)
    for aggregator in aggregators {
      let scores = try aggregator.aggregate(matrix(rows), weights: [1, 1, 1, 1])
      let moved = try aggregator.aggregate(matrix(order.map { rows[$0] }), weights: [1, 1, 1, 1])
      for (position, unit) in order.enumerated() { #expect(isClose(moved[position], scores[unit])) }
    }
  }

  @Test("Every aggregation gives a unit that is best in all children the best score")
  func dominance() throws {
    var draws = SeededDraws(seed: 24)
    var rows = (0..<12).map { _ in (0..<3).map { _ in 1 + 50 * draws.uniform() } }
    rows.append([60, 61, 62])
    let aggregators: [Aggregator] = [
      .arithmetic, .geometric, .harmonic, .copeland, .topsis, .greyRelation(distinguishing: 0.5),
      .adjustedMazziottaPareto(penalty: .minus), .meanMin(strength: 0.5, smoothing: 1),
    ]
    for aggregator in aggregators {
      let scores = try aggregator.aggregate(matrix(rows), weights: [1, 1, 1])
      #expect(scores.max() == scores[12])
    }
    #expect(try wroclawDistances(matrix(rows)).min() == 0)
  }

  @Test("Copeland scores add up to 0, with ties, gaps and weights that do not add exactly")
  func copelandSum() throws {
    var draws = SeededDraws(seed: 25)
    for _ in 0..<40 {
      let rows = (0..<20).map { _ in
        (0..<6).map { _ in draws.uniform() < 0.1 ? Double.nan : (4 * draws.uniform()).rounded() }
      }
      let weights = (0..<6).map { _ in draws.uniform() }
      let scores = copelandScores(try matrix(rows), weights: weights)
      #expect(scores.reduce(0) { $0 + ($1 ?? 0) } == 0)
    }
    // 0.1 + 0.2 against 0.3: a tie although the sums differ in the last bit.
    #expect(copelandScores(try matrix([[1, 1, 0], [0, 0, 1]]), weights: [0.1, 0.2, 0.3]) == [0, 0])
    #expect(copelandScores(try matrix([[.nan, 1], [1, .nan], [.nan, .nan]]), weights: [1, 1]) == [0, 0, nil])
  }

  @Test("Thresholds are applied to indicators and again to the groups that are left")
  func thresholds() throws {
    let model = try IndexModel(nodes: [
      IndexNode(code: "I", parent: nil), IndexNode(code: "A", parent: "I"), IndexNode(code: "B", parent: "I"),
      IndexNode(code: "A1", parent: "A"), IndexNode(code: "A2", parent: "A"), IndexNode(code: "B1", parent: "B"),
    ])
    let data = try IndicatorMatrix(
      units: ["half", "full"], columns: ["A1", "A2", "B1"], values: [10, 20, .nan, 40, 30, 60])
    func scores(_ availability: [Double]) throws -> [Double?] {
      let scores = try IndexAggregation([.arithmetic], availability: availability).scores(data, model: model)
      return [0, 1, 2].map { scores[0, $0] }
    }
    #expect(try scores([]) == [10, 30, 20])
    // At the threshold itself there is a score.
    #expect(try scores([0.5]) == [10, 30, 20])
    #expect(try scores([0.6, 0.5]) == [nil, 30, 30])
    #expect(try scores([0.6]) == [nil, 30, nil])
    #expect(throws: DiagnosticError.self) { try scores([0.6, 0.5, 0.5]) }
    #expect(throws: DiagnosticError.self) { try scores([1.5]) }
  }

  @Test("Values of 0 or less under a geometric mean are an error that names units and children")
  func negative() throws {
    let data = try matrix([[1, 2], [-3, 2], [4, 0]])
    let error = try #require(throws: DiagnosticError.self) {
      try Aggregator.geometric.aggregate(data, weights: [1, 1], parent: "P")
    }
    #expect(error.diagnostics.map(\.code) == ["X-502", "X-502"])
    #expect(error.description.contains("A is 0 or negative for U1, so P"))
    #expect(error.description.contains("B is 0 or negative for U2"))
    // A child without weight takes no part.
    #expect(try Aggregator.geometric.aggregate(matrix([[-1, 2]]), weights: [0, 1]) == [2])
  }
}
