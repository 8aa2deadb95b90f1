internal import CompositeIndex
internal import Estimation
internal import SurveyModel

extension ScoreTable {
  /// Every unit against the city it is a part of.
  ///
  /// An indicator's difference has the variance of the difference of two linearised scores, so the part-whole relation is in
  /// it; composites take theirs from replicates. A bounded score has no standard error and is not tested.
  func cityDifferences() -> [TestedDifference] {
    guard let city = wave.domains.city else { return [] }
    let leafOfNode = Dictionary(uniqueKeysWithValues: wave.leafNodes.enumerated().map { ($1, $0) })
    var differences: [TestedDifference] = []
    for (domain, own) in wave.domains.domains.enumerated() where domain != city {
      for node in wave.framework.nodes.indices {
        let (score, reference) = (scores[domain][node], scores[city][node])
        guard let value = score.value, let cityValue = reference.value else { continue }
        var item = TestedDifference(
          kind: .toCity, wave: wave.wave, unitID: own.unit.id, nodeID: score.nodeID, reference: cityValue,
          difference: value - cityValue, family: family(own.unit, NodeLevel(wave.framework.nodes[node])))
        if wave.framework.nodes[node].indicator != nil {
          if score.standardError != nil, reference.standardError != nil {
            item.standardError = leafOfNode[node].flatMap { differenceError(leaf: $0, domain, city) }
          }
        } else if score.standardError != nil || reference.standardError != nil {
          item.standardError = replicates.standardError(node: node, domain: domain, minus: city)
        }
        item.df = [score.df, reference.df].compactMap(\.self).min()
        differences.append(item)
      }
    }
    return differences
  }

  private func family(_ unit: AssessedUnit, _ level: NodeLevel) -> String {
    switch level {
    case .index, .dimension: unit.isRanked ? "to_city/heat" : "to_city/heat/\(unit.id)"
    case .group: "to_city/groups/\(unit.id)"
    case .indicator: "to_city/indicators/\(unit.id)"
    }
  }

  /// The standard error of the difference of an indicator's linearised scores, a² V - 2 a b C + b² W over the sources.
  private func differenceError(leaf: Int, _ domain: Int, _ city: Int) -> Double? {
    let (own, whole) = (wave.leaves[leaf][domain], wave.leaves[leaf][city])
    guard let value = own.estimate.value, let cityValue = whole.estimate.value, !own.parts.isEmpty else { return nil }
    let (a, b) = (wave.scorers[leaf].derivative(value), wave.scorers[leaf].derivative(cityValue))
    var (variance, size) = (0.0, 0.0)
    for part in own.parts {
      guard let first = part.withCity, let second = whole.parts.first(where: { $0.source == part.source })?.withCity
      else { return nil }
      let (x, y) = (a * a * first.variance, b * b * second.variance)
      variance += x - 2 * a * b * first.covariance + y
      size += x + y
    }
    // A unit that is all of the city differs from it by rounding alone.
    return variance > 1e-13 * size ? variance.squareRoot() : 0
  }
}
