import CompositeIndex
import SurveyModel
import Testing

/// Scores of the ASEM index against COINr 1.1.14.
@Suite struct AsemTests {
  @Test("Min-max 0 to 100 with arithmetic means gives the reference's scores and ranks")
  func minMax() throws {
    let reference = try AsemReference { _ in .minMax(lower: 0, upper: 100) }
    try compare(reference, with: "raw_minmax_amean")
  }

  @Test("The shipped ASEM pipeline has the reference's tree, directions, weights and scoring")
  func shippedPipeline() throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let pipeline = try loadPipeline(folder: root + "/Pipelines/asem-connectivity", overrides: [])
    let reference = try AsemReference { _ in .minMax(lower: 0, upper: 100) }
    #expect(pipeline.units.ranked.map(\.id).sorted() == reference.countries.sorted())
    #expect(pipeline.framework.nodes.count == reference.framework.nodes.count)
    for node in reference.framework.nodes {
      let shipped = try #require(pipeline.framework[node.id])
      #expect(shipped.weight == node.weight)
      #expect(
        shipped.parent.map { pipeline.framework.nodes[$0].id } == node.parent.map { reference.framework.nodes[$0].id })
      #expect(shipped.indicator?.direction == node.indicator?.direction)
      #expect(shipped.indicator?.score == node.indicator?.score)
      if shipped.indicator != nil { #expect(shipped.indicator?.expression == "SUM(indicators.\(node.id))") }
    }
  }

  @Test("Unequal weights on a scale of 1 to 100 give the reference's scores and ranks")
  func unequalWeights() throws {
    let weights = try ReferenceTable("input/weights_unequal.csv")
    let reference = try AsemReference(weights: weights) { _ in .minMax(lower: 1, upper: 100) }
    try compare(reference, with: "raw_minmax1_100_amean_unequalw")
  }

  @Test("Truncated goalposts give the reference's scores and ranks")
  func goalposts() throws {
    let table = try ReferenceTable("input/goalposts.csv")
    let lower = try table.numbersByKey("goalpost_lower")
    let upper = try table.numbersByKey("goalpost_upper")
    let direction = try table.numbersByKey("Direction")
    let reference = try AsemReference { code in
      let low = try #require(lower[code] ?? nil)
      let high = try #require(upper[code] ?? nil)
      return direction[code] == -1 ? .goalpost(worst: high, best: low) : .goalpost(worst: low, best: high)
    }
    try compare(reference, with: "raw_goalposts_trunc_amean")
  }

  private func compare(_ reference: AsemReference, with folder: String) throws {
    let normalised = try ReferenceTable("configs/" + folder + "/normalised.csv")
    let aggregated = try ReferenceTable("configs/" + folder + "/aggregated.csv")
    let ranks = try ReferenceTable("configs/" + folder + "/ranks.csv")
    let tree = ScoreTree(framework: reference.framework)
    let leaves = tree.leafNodes.map { reference.framework.nodes[$0] }
    #expect(leaves.count == 49)
    #expect(reference.countries.count == 51)

    // Normalised scores, leaf by leaf.
    var leafScores: [[Double?]] = []
    for leaf in leaves {
      let indicator = try #require(leaf.indicator)
      let values = try #require(reference.raw[leaf.id])
      let scorer = IndicatorScorer(map: indicator.score, direction: indicator.direction, referenceValues: values)
      let scores = values.map { scorer.score($0) }
      let expected = try normalised.numbersByKey(leaf.id)
      for (country, score) in zip(reference.countries, scores) {
        #expect(isClose(score, expected[country] ?? nil), "\(leaf.id) of \(country)")
      }
      leafScores.append(scores)
    }

    // Aggregates and ranks, node by node.
    let scores = reference.countries.indices.map { country in tree.scores(leaves: leafScores.map { $0[country] }) }
    let inner = reference.framework.nodes.indices.filter { !reference.framework.nodes[$0].children.isEmpty }
    #expect(inner.count == 11)
    for node in inner {
      let id = reference.framework.nodes[node].id
      let expected = try aggregated.numbersByKey(id)
      let expectedRanks = try ranks.numbersByKey(id)
      let found = competitionRanks(scores.map { $0[node] })
      for (position, country) in reference.countries.enumerated() {
        #expect(isClose(scores[position][node], expected[country] ?? nil), "\(id) of \(country)")
        #expect(found[position].map(Double.init) == expectedRanks[country] ?? nil, "rank of \(country) on \(id)")
      }
    }
  }
}
