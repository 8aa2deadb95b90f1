internal import Estimation
internal import SurveyModel

extension ScoreTable {
  /// Every unit against the city it is a part of.
  ///
  /// An indicator's difference has the variance of the difference of two linearised scores, so the part-whole relation is in
  /// it; composites take theirs from replicates. A bounded score has no standard error and is not tested.
  func cityDifferences() -> [TestedDifference] {
    guard let city = wave.domains.city else { return [] }
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
            item.standardError = differenceError(parts[domain][node], parts[city][node])
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

  /// The standard error of the difference of two linearised scores of one wave.
  private func differenceError(_ first: [SampledPart]?, _ second: [SampledPart]?) -> Double? {
    guard let first, let second else { return nil }
    var variance = 0.0
    for source in Set(first.map(\.source) + second.map(\.source)).sorted() {
      guard let design = wave.designs[source] else { return nil }
      let zero = [Double](repeating: 0, count: design.psuCount)
      let a = first.first { $0.source == source }?.influence ?? zero
      let b = second.first { $0.source == source }?.influence ?? zero
      variance += design.variance(zip(a, b).map { $0.0 - $0.1 })
    }
    return max(0, variance).squareRoot()
  }
}
