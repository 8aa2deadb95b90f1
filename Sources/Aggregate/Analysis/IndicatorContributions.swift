internal import CompositeIndex
internal import SurveyModel

extension WaveScores {
  /// What each indicator adds to the scores of the nodes above it, and to their gaps to the city.
  ///
  /// What comes of the unit and the city not having the same indicators is told in a row of its own. Nodes with a method at or
  /// below them that compares units have no parts.
  func contributions() -> [IndicatorContribution] {
    let groups = framework.nodes.indices.filter { !framework.nodes[$0].children.isEmpty && isMean($0) }
    let below = groups.map { node in tree.leaves(below: node) }
    let city = domains.city.map { (domain: $0, values: scoreColumn($0)) }
    var rows: [IndicatorContribution] = []
    for domain in domains.domains.indices {
      let unit = domains.domains[domain].unit.id
      let own = scoreColumn(domain)
      for (node, leaves) in zip(groups, below) {
        guard let score = means.contributions(to: node, values: own) else { continue }
        let gap = city.flatMap { city in
          city.domain == domain ? nil : means.gapContributions(to: node, values: own, others: city.values)
        }
        for leaf in leaves {
          rows.append(
            IndicatorContribution(
              wave: wave, unitID: unit, nodeID: framework.nodes[node].id,
              indicatorID: framework.nodes[leafNodes[leaf]].id,
              toScore: own[leafNodes[leaf]].isNaN ? nil : score.indicators[leaf], toGap: gap?.indicators[leaf]))
        }
        if let gap, gap.availability != 0 {
          rows.append(
            IndicatorContribution(
              wave: wave, unitID: unit, nodeID: framework.nodes[node].id, indicatorID: nil, toScore: nil,
              toGap: gap.availability))
        }
      }
    }
    return rows
  }

  /// The scores of a domain by node, NaN for missing.
  func scoreColumn(_ domain: Int) -> [Double] { values[domain].map { $0 ?? .nan } }
}
