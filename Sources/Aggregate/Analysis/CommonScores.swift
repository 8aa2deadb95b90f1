internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel

/// Two waves side by side on the indicators that each unit has in both: what is left of a change of score when an indicator is
/// new, was given up, or lacks data in one of them.
///
/// Indicators keep their scores, so scales that come from the units of a wave stay those of the wave. Weights that come from the
/// scores, and methods that compare units, are taken from the common indicators.
struct CommonScores {
  private let now: WaveScores
  private let before: WaveScores
  /// `isCommon[leaf][domain]`.
  private let isCommon: [[Bool]]
  /// The groups below which a domain has an indicator in one wave only.
  private let nodes: [Int]

  /// nil where every domain has the same indicators in both waves.
  init?(_ now: WaveScores, _ before: WaveScores) {
    let domains = now.domains.domains.indices
    func has(_ wave: WaveScores, _ leaf: Int, _ domain: Int) -> Bool {
      wave.values[domain][wave.leafNodes[leaf]] != nil
    }
    let leaves = now.leafNodes.indices
    isCommon = leaves.map { leaf in domains.map { has(now, leaf, $0) && has(before, leaf, $0) } }
    let differs = leaves.map { leaf in domains.contains { has(now, leaf, $0) != has(before, leaf, $0) } }
    nodes = now.framework.nodes.indices.filter { node in
      !now.framework.nodes[node].children.isEmpty && now.tree.leaves(below: node).contains { differs[$0] }
    }
    if nodes.isEmpty { return nil }
    self.now = now
    self.before = before
  }

  /// The earlier wave first.
  func rows() -> [CommonScore] { rows(before) + rows(now) }

  private func rows(_ wave: WaveScores) -> [CommonScore] {
    let scores = scores(wave)
    let below = nodes.map { wave.tree.leaves(below: $0) }
    return wave.domains.domains.indices.flatMap { domain in
      zip(nodes, below).map { node, leaves in
        let common = scores?[node][domain] ?? .nan
        return CommonScore(
          wave: wave.wave, unitID: wave.domains.domains[domain].unit.id, nodeID: wave.framework.nodes[node].id,
          score: wave.values[domain][node],
          indicators: leaves.count { wave.values[domain][wave.leafNodes[$0]] != nil },
          commonScore: common.isNaN ? nil : common, commonIndicators: leaves.count { isCommon[$0][domain] })
      }
    }
  }

  /// Scores on the common indicators by node and domain; nil where the method is not defined on them.
  private func scores(_ wave: WaveScores) -> [[Double]]? {
    let leafScores = wave.leafNodes.enumerated().map { leaf, node in
      isCommon[leaf].indices.map { isCommon[leaf][$0] ? wave.values[$0][node] ?? .nan : .nan }
    }
    if wave.rule == nil {
      let tree = ScoreTree(framework: wave.framework)
      let columns = wave.domains.domains.indices.map { domain in
        tree.scores(leaves: leafScores.map { (column: [Double]) -> Double in column[domain] })
      }
      return wave.framework.nodes.indices.map { node in columns.map { $0[node] } }
    }
    // What nobody has in both waves is no part of the framework here, also where a share of indicators must be there.
    let nobody = isCommon.indices.filter { !isCommon[$0].contains(true) }
    let rule = IndexRule(framework: wave.framework, domains: wave.domains, dropped: nobody)
    return try? rule.work(leafScores: leafScores).scores
  }
}
