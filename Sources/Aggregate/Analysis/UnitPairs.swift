internal import CompositeIndex
internal import SurveyModel

extension ScoreTable {
  /// The most ranked units whose pairs are written for dimensions, and for the index; beyond the latter there are no letters and
  /// no frequencies of ranks either.
  static let unitsInPairs = (dimensions: 60, index: 400)

  /// Ranked units two by two, best first, on the index and each dimension; with very many units on the index alone, or not at
  /// all, since pairs grow with the square.
  func pairs(_ ranks: [UnitRank]) -> [UnitPair] {
    let count = wave.domains.domainOfBlock.count
    let depth = count <= Self.unitsInPairs.dimensions ? 1 : count <= Self.unitsInPairs.index ? 0 : -1
    return wave.framework.nodes.indices.filter { wave.framework.nodes[$0].depth <= depth }
      .flatMap { pairs(node: $0, ranks) }
  }

  private func pairs(node: Int, _ ranks: [UnitRank]) -> [UnitPair] {
    let id = wave.framework.nodes[node].id
    let own = ranks.filter { $0.nodeID == id && $0.wave == wave.wave }
    let below = Dictionary(own.map { ($0.unitID, Set($0.clearlyAbove)) }, uniquingKeysWith: { first, _ in first })
    let rank = Dictionary(own.map { ($0.unitID, $0.rank) }, uniquingKeysWith: { first, _ in first })
    let present = wave.domains.domainOfBlock.filter { scores[$0][node].value != nil }.sorted {
      (rank[unit($0)] ?? 0, $0) < (rank[unit($1)] ?? 0, $1)
    }
    let isSampled = replicates.replicates > 1 && present.contains { wave.isSampled(node: node, domain: $0) }
    var redraws: Redraws?
    if isSampled {
      var rows: [Double] = []
      rows.reserveCapacity(replicates.replicates * present.count)
      for replicate in 0..<replicates.replicates {
        for domain in present { rows.append(replicates.score(replicate: replicate, domain: domain, node: node)) }
      }
      redraws = Redraws(rows, unitCount: present.count)
    }
    var pairs: [UnitPair] = []
    for first in present.indices {
      for second in present.indices.dropFirst(first + 1) {
        let (a, b) = (present[first], present[second])
        guard let score = scores[a][node].value, let other = scores[b][node].value else { continue }
        let isClear =
          isSampled
          ? below[unit(a)]?.contains(unit(b)) ?? false || below[unit(b)]?.contains(unit(a)) ?? false
          : rank[unit(a)] != rank[unit(b)]
        pairs.append(
          UnitPair(
            wave: wave.wave, nodeID: id, unitID: unit(a), otherID: unit(b), difference: score - other,
            standardError: isSampled ? replicates.standardError(node: node, domain: a, minus: b) : nil,
            shareAbove: redraws?.shareAbove(first, second), isClear: isClear))
      }
    }
    return pairs
  }

  private func unit(_ domain: Int) -> String { wave.domains.domains[domain].unit.id }
}
