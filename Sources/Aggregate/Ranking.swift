internal import CompositeIndex
internal import SurveyModel
internal import Tables

extension ScoreTable {
  /// Ranks of the ranked units on the index and each dimension, with simultaneous rank confidence sets where a sampled
  /// figure enters. A unit without a score has no rank.
  func ranks(threads: Int) -> [UnitRank] {
    let nodes = wave.framework.nodes.indices.filter { wave.framework.nodes[$0].depth <= 1 }
    return parallelMap(count: nodes.count, threads: threads) { ranks(node: nodes[$0]) }.flatMap(\.self)
  }

  private func ranks(node: Int) -> [UnitRank] {
    let present = wave.domains.domainOfBlock.filter { scores[$0][node].value != nil }
    let values = present.compactMap { scores[$0][node].value }
    let isSampled =
      replicates.replicates > 1 && present.contains { wave.isSampled(node: node, domain: $0) }
    let draws =
      isSampled
      ? (0..<replicates.replicates).map { replicate in
        present.map { replicates.score(replicate: replicate, domain: $0, node: node) }
      } : []
    func id(_ position: Int) -> String { wave.domains.domains[present[position]].unit.id }
    // Without replicates the sets would only repeat the order, at the cost of all pairs.
    guard isSampled else {
      return zip(present, competitionRanks(values)).compactMap { domain, rank in
        rank.map {
          UnitRank(
            wave: wave.wave, unitID: wave.domains.domains[domain].unit.id, nodeID: wave.framework.nodes[node].id,
            rank: $0, setLow: nil, setHigh: nil)
        }
      }
    }
    return simultaneousRankSets(scores: values, replicates: draws).enumerated().map { position, set in
      UnitRank(
        wave: wave.wave, unitID: id(position), nodeID: wave.framework.nodes[node].id, rank: set.rank,
        setLow: set.low, setHigh: set.high, clearlyBelow: set.clearlyBetter.map(id),
        clearlyAbove: set.clearlyWorse.map(id),
        rankFrequency: present.count <= Self.unitsInPairs.index ? set.frequency : [])
    }
  }
}
