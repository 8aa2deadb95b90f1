import CompositeIndex
import SurveyModel
import Testing

@Suite struct ScoreTreeTests {
  /// INDEX(A(A1, A2), B(B1, B2, B3)) with weights that do not add up to 1.
  private let framework: Framework = {
    let indicator = Indicator(
      expression: "", source: "", direction: .positive, score: .likert(map: "linear"), unit: LocalizedText(""),
      decimals: 1, sourceLabel: LocalizedText(""))
    func node(_ id: String, _ weight: Double, _ parent: Int?, _ children: [Int], _ depth: Int) -> FrameworkNode {
      FrameworkNode(
        id: id, name: LocalizedText(id), weight: weight, parent: parent, children: children, depth: depth,
        indicator: children.isEmpty ? indicator : nil)
    }
    return Framework(nodes: [
      node("INDEX", 1, nil, [1, 4], 0),
      node("A", 3, 0, [2, 3], 1), node("A1", 0.2, 1, [], 2), node("A2", 0.6, 1, [], 2),
      node("B", 1, 0, [5, 6, 7], 1), node("B1", 1, 4, [], 2), node("B2", 1, 4, [], 2), node("B3", 2, 4, [], 2),
    ])
  }()

  @Test("Scores are weighted means, level by level")
  func means() {
    let tree = ScoreTree(framework: framework)
    #expect(tree.leafNodes == [2, 3, 5, 6, 7])
    let scores = tree.scores(leaves: [100, 20, 0, 40, 60] as [Double?])
    #expect(isClose(scores[1], 40))
    #expect(isClose(scores[4], 40))
    #expect(isClose(scores[0], 40))
    #expect(scores[2] == 100)
  }

  @Test("A missing leaf is left out and its siblings' weights count for more")
  func rescaling() {
    let tree = ScoreTree(framework: framework)
    let scores = tree.scores(leaves: [nil, 20, 0, nil, 60] as [Double?])
    #expect(scores[2] == nil)
    #expect(isClose(scores[1], 20))
    #expect(isClose(scores[4], 40))
    #expect(isClose(scores[0], (3 * 20 + 40) / 4))
  }

  @Test("A node without any score is missing, and so is the index without any")
  func allMissing() {
    let tree = ScoreTree(framework: framework)
    let some = tree.scores(leaves: [nil, nil, 0, 40, 60] as [Double?])
    #expect(some[1] == nil)
    #expect(isClose(some[0], 40))
    #expect(tree.scores(leaves: [nil, nil, nil, nil, nil] as [Double?]) == [Double?](repeating: nil, count: 8))
  }

  @Test("Multiplying the weights of siblings changes no score")
  func weightScale() {
    var draws = SeededDraws(seed: 1)
    var scaled = framework
    for node in [2, 3] { scaled.nodes[node].weight *= 7.5 }
    for node in [1, 4] { scaled.nodes[node].weight /= 3 }
    for _ in 0..<50 {
      let leaves = (0..<5).map { _ in draws.uniform() < 0.2 ? nil : 100 * draws.uniform() }
      let first = ScoreTree(framework: framework).scores(leaves: leaves)
      let second = ScoreTree(framework: scaled).scores(leaves: leaves)
      for (a, b) in zip(first, second) { #expect(isClose(a, b)) }
    }
  }

  @Test("The effective weights of the leaves add up to 1 and reproduce the score")
  func effectiveWeights() {
    let tree = ScoreTree(framework: framework)
    var draws = SeededDraws(seed: 2)
    for _ in 0..<100 {
      let leaves = (0..<5).map { _ in draws.uniform() < 0.3 ? nil : 100 * draws.uniform() }
      let scores = tree.scores(leaves: leaves)
      for node in framework.nodes.indices {
        let weights = tree.effectiveLeafWeights(node: node, leaves: leaves.map { $0 != nil })
        let total = weights.reduce(0, +)
        guard let score = scores[node] else {
          #expect(total == 0)
          continue
        }
        #expect(isClose(total, 1))
        #expect(isClose(zip(weights, leaves).reduce(0) { $0 + $1.0 * ($1.1 ?? 0) }, score))
      }
    }
    #expect(isClose(tree.effectiveLeafWeights(node: 0, leaves: [true, true, true, true, true])[1], 0.75 * 0.75))
    #expect(tree.effectiveLeafWeights(node: 1, leaves: [false, true, true, true, true]) == [0, 1, 0, 0, 0])
  }

  @Test("Under drop-for-all a leaf that one unit lacks is left out for every unit")
  func dropForAll() {
    let available = [[true, true, true, true, true], [true, true, true, false, true]]
    let tree = ScoreTree(framework: framework, missing: .dropForAll, available: available)
    #expect(tree.droppedLeaves == [3])
    let scores = tree.scores(leaves: [100, 20, 0, 99, 60] as [Double?])
    #expect(scores[6] == nil)
    #expect(isClose(scores[4], 40))
    #expect(tree.effectiveLeafWeights(node: 4, leaves: available[0])[3] == 0)
    #expect(ScoreTree(framework: framework, missing: .rescale, available: available).droppedLeaves.isEmpty)
  }

  @Test("Rows of many units at once give the scores of each")
  func rows() {
    let tree = ScoreTree(framework: framework)
    var draws = SeededDraws(seed: 3)
    let units = (0..<20).map { _ in (0..<5).map { _ in draws.uniform() < 0.3 ? Double.nan : 100 * draws.uniform() } }
    let together = tree.scores(rows: units.flatMap { $0 })
    #expect(together.count == 20 * 8)
    for (unit, leaves) in units.enumerated() {
      let alone = tree.scores(leaves: leaves)
      for node in 0..<8 {
        let value = together[unit * 8 + node]
        #expect(value == alone[node] || (value.isNaN && alone[node].isNaN))
      }
    }
  }
}
