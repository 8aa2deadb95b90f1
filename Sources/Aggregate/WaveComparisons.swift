internal import Estimation
internal import SurveyModel

/// Every unit against itself one wave earlier: V1 + V2 - 2C, with C from the firms that answered in both waves.
func waveDifferences(
  current: ScoreTable, previous: ScoreTable, overlaps: [String: WaveOverlap]
) -> [TestedDifference] {
  var differences: [TestedDifference] = []
  for (domain, own) in current.wave.domains.domains.enumerated() {
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
          !current.wave.isMean(node)
          ? 0
          : overlapCovariance(
            current.parts[domain][node], previous.parts[domain][node], current: current, previous: previous,
            overlaps: overlaps)
        let (variance, varianceBefore) = (error * error, errorBefore * errorBefore)
        item.standardError = max(0, variance + varianceBefore - 2 * covariance).squareRoot()
        let spread = variance * variance / df + varianceBefore * varianceBefore / dfBefore
        let sum = variance + varianceBefore
        item.df = spread > 0 ? sum * sum / spread : min(df, dfBefore)
      }
      differences.append(item)
    }
  }
  return differences
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
  _ now: [SampledPart]?, _ before: [SampledPart]?, current: ScoreTable, previous: ScoreTable,
  overlaps: [String: WaveOverlap]
) -> Double {
  var sum = 0.0
  for part in now ?? [] {
    guard let overlap = overlaps[part.source], let earlier = before?.first(where: { $0.source == part.source }),
      let design = current.wave.designs[part.source], let designBefore = previous.wave.designs[part.source]
    else { continue }
    sum += overlap.covariance(earlier.influence, design1: designBefore, part.influence, design2: design)
  }
  return sum
}
