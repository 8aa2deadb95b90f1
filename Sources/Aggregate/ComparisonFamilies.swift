internal import Estimation
internal import SurveyModel

/// A difference with what its test needs, before adjustment.
struct TestedDifference {
  var kind: ComparisonKind
  var wave: Int
  var unitID: String
  var nodeID: String
  var reference: Double
  var difference: Double
  /// nil where the difference has no standard error; then nothing is tested.
  var standardError: Double?
  var df: Double?
  var family: String
}

/// Tests the differences, adjusting within each family after Holm; clear is an adjusted p below 0.05.
func compared(_ differences: [TestedDifference]) -> [Comparison] {
  var comparisons = differences.map { item in
    var comparison = Comparison(
      kind: item.kind, wave: item.wave, unitID: item.unitID, nodeID: item.nodeID, reference: item.reference,
      difference: item.difference, standardError: item.standardError, ciLow: nil, ciHigh: nil, pValue: nil,
      adjustedPValue: nil, family: item.family, isClear: false)
    guard let error = item.standardError, let df = item.df, error > 0, df > 0 else { return comparison }
    let interval = ConfidenceInterval.t(item.difference, standardError: error, df: df)
    (comparison.ciLow, comparison.ciHigh) = (interval.low, interval.high)
    comparison.pValue = StudentT(df: df).twoSidedPValue(item.difference / error)
    return comparison
  }
  var families: [String: [Int]] = [:]
  for (index, comparison) in comparisons.enumerated() where comparison.pValue != nil {
    families["\(comparison.wave)/\(comparison.family)", default: []].append(index)
  }
  for members in families.values {
    let adjusted = holmAdjusted(members.compactMap { comparisons[$0].pValue })
    for (index, p) in zip(members, adjusted) {
      comparisons[index].adjustedPValue = p
      comparisons[index].isClear = p < 0.05
    }
  }
  return comparisons
}

/// What kind of node a family is made of.
enum NodeLevel {
  case index, dimension, group, indicator

  init(_ node: FrameworkNode) {
    self = node.indicator != nil ? .indicator : node.depth == 0 ? .index : node.depth == 1 ? .dimension : .group
  }
}
