internal import Estimation
internal import SurveyModel
internal import Tables

/// Every unit against itself one wave earlier: V1 + V2 - 2C, with C from the firms that answered in both waves.
func waveDifferences(
  current: ScoreTable, previous: ScoreTable, overlaps: [String: WaveOverlap], threads: Int
) -> [TestedDifference] {
  let domains = current.wave.domains.domains
  let isMean = current.wave.framework.nodes.indices.map { current.wave.isMean($0) }
  return parallelMap(count: domains.count, threads: threads) { domain in
    let own = domains[domain]
    var differences: [TestedDifference] = []
    for node in current.wave.framework.nodes.indices {
      let (score, earlier) = (current.scores[domain][node], previous.scores[domain][node])
      guard let value = score.value, let before = earlier.value else { continue }
      var item = TestedDifference(
        kind: .toPreviousWave, wave: current.wave.wave, unitID: own.unit.id, nodeID: score.nodeID, reference: before,
        difference: value - before, family: family(own, NodeLevel(current.wave.framework.nodes[node])))
      if let error = score.standardError, let errorBefore = earlier.standardError, let df = score.df,
        let dfBefore = earlier.df
      {
        // Without slopes the firms of both waves are taken as different ones, which makes the error no smaller.
        let covariance =
          isMean[node]
          ? overlapCovariance(node, domain, current: current.wave, previous: previous.wave, overlaps: overlaps) : 0
        let (variance, varianceBefore) = (error * error, errorBefore * errorBefore)
        item.standardError = max(0, variance + varianceBefore - 2 * covariance).squareRoot()
        let spread = variance * variance / df + varianceBefore * varianceBefore / dfBefore
        let sum = variance + varianceBefore
        item.df = spread > 0 ? sum * sum / spread : min(df, dfBefore)
      }
      differences.append(item)
    }
    return differences
  }.flatMap(\.self)
}

private func family(_ domain: AssessedDomains.Domain, _ level: NodeLevel) -> String {
  if domain.isCity {
    return switch level {
    case .index, .dimension: "to_previous/city"
    case .group: "to_previous/city/groups"
    case .indicator: "to_previous/city/indicators"
    }
  }
  if level == .index, domain.unit.isRanked { return "to_previous/index" }
  return "to_previous/\(domain.unit.id)"
}

/// C over all sources that both waves share; registers of two years are independent.
private func overlapCovariance(
  _ node: Int, _ domain: Int, current: WaveScores, previous: WaveScores, overlaps: [String: WaveOverlap]
) -> Double {
  if overlaps.isEmpty { return 0 }
  let now = current.linearised(current.weights(node: node, domain: domain), domain: domain)
  let before = previous.linearised(previous.weights(node: node, domain: domain), domain: domain)
  var sum = 0.0
  for part in now {
    guard let overlap = overlaps[part.source], overlap.commonFirms > 1,
      let earlier = before.first(where: { $0.source == part.source }),
      let design = current.sampled[part.source]?.sample.design,
      let designBefore = previous.sampled[part.source]?.sample.design
    else { continue }
    sum += overlap.covariance(
      previous.influence(earlier, domain: domain), design1: designBefore,
      current.influence(part, domain: domain), design2: design)
  }
  return sum
}
