import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite struct IndexAnalysisTests {
  private func evaluation(_ exponent: Double) throws -> Evaluation {
    var city = SmallCity()
    city.replicates = 100
    var pipeline = city.pipeline
    for node in pipeline.framework.nodes.indices where pipeline.framework.nodes[node].indicator == nil {
      pipeline.framework.nodes[node].method.aggregation = .powerMean(exponent: exponent)
    }
    return try aggregate(city.datasets(), pipeline: pipeline, threads: 2)
  }

  @Test("contributions add up to every score and every gap to the city", arguments: [1.0, 0, -1, 0.5])
  func contributions(exponent: Double) throws {
    let evaluation = try evaluation(exponent)
    let rows = evaluation.analysis.contributions
    var checked = 0
    for score in evaluation.scores where evaluation.framework[score.nodeID]?.indicator == nil {
      let own = rows.filter { $0.wave == score.wave && $0.unitID == score.unitID && $0.nodeID == score.nodeID }
      let value = try #require(score.value)
      #expect(abs(own.reduce(0) { $0 + ($1.toScore ?? 0) } - value) < 1e-9)
      let city = try #require(
        evaluation.scores.first { $0.wave == score.wave && $0.unitID == "CITY" && $0.nodeID == score.nodeID }?.value)
      if score.unitID == "CITY" {
        #expect(own.allSatisfy { $0.toGap == nil })
      } else {
        #expect(abs(own.reduce(0) { $0 + ($1.toGap ?? 0) } - (value - city)) < 1e-9)
      }
      checked += 1
    }
    #expect(checked == 2 * 5 * 3)
  }

  @Test("what an indicator that a unit lacks does to its gap is told apart, and all still adds up")
  func availability() throws {
    var city = SmallCity()
    city.replicates = 0
    city.indicators = SmallCity.standard
    city.indicators[0].node.indicator?.expression = "SUM(tax) / SUM(rate)"
    city.indicators[0].node.indicator?.source = "economy"
    var datasets = city.datasets()
    // North has no row of its own any more.
    let table = Table(
      [
        (
          name: "unit_id", column: Column(.category(CategoryStorage(codes: [0, 1], dictionary: ["S", "E"])))
        ), (name: "tax", column: Column(.double([30, 90]))), (name: "land", column: Column(.double([10, 10]))),
        (name: "rate", column: Column(.double([5, 6]))),
      ], rowCount: 2)
    datasets[2]?["economy"] = Dataset(source: "economy", wave: 2, table: table, codebook: Codebook(), inputs: [])
    let evaluation = try aggregate(datasets, pipeline: city.pipeline, threads: 1)
    let rows = evaluation.analysis.contributions.filter { $0.wave == 2 && $0.unitID == "N" && $0.nodeID == "INDEX" }
    let score = evaluation.scores.first { $0.wave == 2 && $0.unitID == "N" && $0.nodeID == "INDEX" }?.value
    let whole = evaluation.scores.first { $0.wave == 2 && $0.unitID == "CITY" && $0.nodeID == "INDEX" }?.value
    #expect(rows.contains { $0.indicatorID == nil && abs($0.toGap ?? 0) > 1e-6 })
    #expect(abs(rows.reduce(0) { $0 + ($1.toGap ?? 0) } - ((score ?? 0) - (whole ?? 0))) < 1e-9)
  }

  @Test("weights of all nodes: nominal ones add up among siblings and in the index, effective ones among siblings")
  func weights() throws {
    let rows = try evaluation(1).analysis.weights.filter { $0.wave == 2 }
    #expect(rows.count == 9)
    for parent in ["INDEX", "A", "B"] {
      let children = rows.filter { $0.parentID == parent }
      #expect(abs(children.reduce(0) { $0 + $1.nominal } - 1) < 1e-12)
      #expect(abs(children.reduce(0) { $0 + ($1.effective ?? 0) } - 1) < 1e-9)
    }
    let leaves = rows.filter { ["A1", "A2", "A3", "B1", "B2", "B3"].contains($0.nodeID) }
    #expect(abs(leaves.reduce(0) { $0 + $1.inIndex } - 1) < 1e-12)
    #expect(abs((leaves.first { $0.nodeID == "A1" }?.inIndex ?? 0) - 0.5 / 3) < 1e-12)
  }

  @Test("pairs agree with the rank confidence sets, and shares of re-draws both ways leave only ties")
  func pairs() throws {
    let evaluation = try evaluation(1)
    let pairs = evaluation.analysis.pairs.filter { $0.wave == 2 && $0.nodeID == "INDEX" }
    #expect(pairs.count == 3)
    for pair in pairs {
      #expect(pair.difference >= 0)
      let rank = try #require(
        evaluation.ranks.first { $0.wave == 2 && $0.nodeID == "INDEX" && $0.unitID == pair.unitID })
      #expect(pair.isClear == rank.clearlyAbove.contains(pair.otherID))
      let share = try #require(pair.shareAbove)
      #expect(share > 0.5 || pair.difference < 1)
      #expect(try #require(pair.standardError) > 0)
    }
  }

  @Test("the audit looks at firms where there are fewer than 30 regions, at regions else, and says which")
  func auditBasis() throws {
    let firms = try evaluation(1).analysis.audit
    #expect(Set(firms.filter { $0.check == "alpha" }.map(\.basis)) == ["firms"])
    #expect(Set(firms.filter { $0.check.hasPrefix("removal") }.map(\.basis)) == ["regions"])
    #expect(firms.filter { $0.check == "removal_mean_rank_change" }.count == 6)
    #expect(firms.contains { $0.check == "floor_share" && $0.nodeID == "A2" && $0.flag == "floor" })
    #expect(firms.allSatisfy { $0.value?.isFinite ?? true })
    var numbers = TestNumbers(3)
    let first = (0..<40).map { _ in 100 * numbers.uniform() }
    let others = (0..<40).map { _ in 100 * numbers.uniform() }
    let city = PlainCity([("X", first), ("Y", first.map { 2 * $0 + 1 }), ("Z", others), ("V", others.map { -$0 })])
    let regions = try aggregate(city.datasets, pipeline: city.pipeline, threads: 1).analysis.audit
    #expect(Set(regions.map(\.basis)) == ["regions"])
    // The leaves are the children of the index here, so their correlations are those with the index and in pairs.
    let negative = regions.filter { $0.check == "effective_to_nominal" }
    #expect(negative.count == 4)
    #expect(regions.filter { $0.check == "component_share" }.count == 4)
  }

  @Test("redundant and opposed indicators of one dimension are flagged")
  func auditFlags() throws {
    var numbers = TestNumbers(4)
    let first = (0..<40).map { _ in 100 * numbers.uniform() }
    var city = PlainCity([("X", first), ("Y", first.map { 2 * $0 + 1 }), ("V", first.map { -$0 })])
    city.nodes[0].children = [4]
    for leaf in 1...3 {
      city.nodes[leaf].parent = 4
      city.nodes[leaf].depth = 2
    }
    var nodes = city.nodes
    nodes.append(
      FrameworkNode(id: "D", name: LocalizedText("D"), weight: 1, parent: 0, children: [1, 2, 3], depth: 1))
    // Pre-order: the dimension comes before its indicators.
    let order = [0, 4, 1, 2, 3]
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    city.nodes = order.map { old in
      var node = nodes[old]
      node.parent = node.parent.flatMap { place[$0] }
      node.children = node.children.compactMap { place[$0] }
      return node
    }
    let rows = try aggregate(city.datasets, pipeline: city.pipeline, threads: 1).analysis.audit
      .filter { $0.check == "correlation" }
    #expect(rows.map(\.flag) == ["redundant", "negative", "negative"])
    #expect(rows.allSatisfy { abs(abs($0.value ?? 0) - 1) < 1e-9 })
  }
}
