import SurveyModel

@testable import Report

extension SyntheticEvaluation {
  /// ``lanjiang(languages:)`` with what is said of the index beside its scores: round numbers, since only their way into
  /// the tables is tested.
  static func analysed() -> ReportInput {
    var input = lanjiang()
    let wave = input.evaluation.wave
    let ranked = input.evaluation.units.ranked.map(\.id)
    let framework = input.evaluation.framework
    let root = framework.root.id
    var analysis = IndexAnalysis()
    for (place, unit) in ranked.enumerated() {
      for other in ranked[(place + 1)...] {
        analysis.pairs.append(
          UnitPair(
            wave: wave, nodeID: root, unitID: unit, otherID: other, difference: 1.25, standardError: 0.5,
            shareAbove: 0.975, isClear: true))
      }
      for node in [root, framework.dimensions[0].id, "no-dimension"] {
        for leaf in framework.indicators(below: framework.dimensions[0].id) {
          analysis.contributions.append(
            IndicatorContribution(
              wave: wave, unitID: unit, nodeID: node, indicatorID: leaf.id, toScore: 2.5, toGap: -0.25))
        }
        analysis.contributions.append(
          IndicatorContribution(wave: wave, unitID: unit, nodeID: node, indicatorID: nil, toScore: nil, toGap: 0.5))
      }
      analysis.alternatives.append(
        AlternativeScore(
          wave: wave, unitID: unit, factor: "weighting", alternative: "equal", score: 70, rank: place + 1, rankChange: 0
        ))
      analysis.ranges.append(JointRange(wave: wave, unitID: unit, output: "score", lower: 60, median: 65, upper: 70))
    }
    analysis.shares = [
      AttributedVariance(
        wave: wave, unitID: nil, output: "rank", source: "sampling", firstOrder: 0.5, firstLow: 0.25, firstHigh: 0.75,
        total: 0.75, totalLow: 0.5, totalHigh: 1, design: "crossing", combinations: 2, replicates: 1000,
        evaluations: 2000),
      AttributedVariance(
        wave: wave, unitID: ranked[0], output: "score", source: nil, design: "crossing", combinations: 2,
        replicates: 1000, evaluations: 2000),
    ]
    analysis.weights = framework.nodes.map { node in
      IndexWeight(
        wave: wave, nodeID: node.id, parentID: node.parent.map { framework.nodes[$0].id } ?? "", weighting: "declared",
        aggregation: "arithmetic", declared: 1, nominal: 0.5, inIndex: 0.25, correlation: -0.5, correlationRatio: 0.25,
        effective: nil)
    }
    analysis.audit = [
      FrameworkAuditRow(
        wave: wave, basis: "firms", cases: 300, check: "correlation", nodeID: framework.dimensions[0].id,
        other: framework.dimensions[1].id, value: 0.875, flag: "redundant"),
      FrameworkAuditRow(wave: wave, basis: "firms", cases: 300, check: "alpha", nodeID: root, value: 0.75),
    ]
    input.evaluation.analysis = analysis
    return input
  }
}
