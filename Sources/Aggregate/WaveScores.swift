internal import CompositeIndex
internal import Estimation
internal import SurveyModel

/// Estimates, scorers and scores of one wave before replicates add the errors of composites.
struct WaveScores: Sendable {
  let wave: Int
  let domains: AssessedDomains
  let framework: Framework
  /// By sampled source.
  let designs: [String: ClusterDesign]
  /// The sampled sources that are no survey.
  let registers: Set<String>
  /// `leaves[leaf][domain]`.
  let leaves: [[MeasureEstimate]]
  let monitors: [[MeasureEstimate]]
  let scorers: [IndicatorScorer]
  let tree: ScoreTree
  /// The framework node of each leaf.
  var leafNodes: [Int] { tree.leafNodes }
  /// `values[domain][node]`.
  let values: [[Double?]]

  init(
    wave: Int, domains: AssessedDomains, framework: Framework, sources: PreparedSources,
    leaves: [[MeasureEstimate]], monitors: [[MeasureEstimate]]
  ) {
    self.wave = wave
    designs = sources.sampled.mapValues(\.sample.design)
    registers = Set(sources.sampled.values.filter { !$0.isSurvey }.map(\.name))
    self.domains = domains
    self.framework = framework
    self.leaves = leaves
    self.monitors = monitors
    let ranked = domains.domainOfBlock
    let scorers = zip(framework.indicators, leaves).compactMap { node, estimates in
      node.indicator.map { indicator in
        IndicatorScorer(
          map: indicator.score, direction: indicator.direction,
          referenceValues: ranked.map { estimates[$0].estimate.value })
      }
    }
    self.scorers = scorers
    let leafScores = domains.domains.indices.map { domain in
      zip(scorers, leaves).map { scorer, estimates in scorer.score(estimates[domain].estimate.value) }
    }
    let tree = ScoreTree(
      framework: framework, missing: framework.missingIndicator,
      available: ranked.map { domain in leafScores[domain].map { $0 != nil } })
    self.tree = tree
    values = leafScores.map { tree.scores(leaves: $0) }
  }

  /// Whether a sampled figure enters the node for the domain.
  func isSampled(node: Int, domain: Int) -> Bool {
    weights(node: node, domain: domain).contains { leaves[$0.leaf][domain].isSampled }
  }

  /// The leaves that make up a node's score for a domain, with their weights.
  func weights(node: Int, domain: Int) -> [(leaf: Int, weight: Double)] {
    let available = leafNodes.indices.map { leaf in values[domain][leafNodes[leaf]] != nil }
    return tree.effectiveLeafWeights(node: node, leaves: available).enumerated().compactMap { leaf, weight in
      weight > 0 ? (leaf, weight) : nil
    }
  }

  /// The linearised score of a node, source by source: Σ weight x slope of the score map x linearised estimate.
  ///
  /// A leaf beyond a goalpost has slope 0; one without a variance adds none. nil where nothing is left.
  func linearised(node: Int, domain: Int) -> [SampledPart]? {
    var influences: [String: [Double]] = [:]
    var spread: [String: (variance: Double, moments: Double, smallest: Double)] = [:]
    for (leaf, weight) in weights(node: node, domain: domain) where leaves[leaf][domain].isSampled {
      let estimate = leaves[leaf][domain]
      guard let value = estimate.estimate.value else { continue }
      let factor = weight * scorers[leaf].derivative(value)
      for part in estimate.parts {
        guard let df = part.df else { continue }
        var sum = influences[part.source] ?? [Double](repeating: 0, count: part.influence.count)
        if factor != 0 {
          for (psu, influence) in part.influence.enumerated() { sum[psu] += factor * influence }
        }
        influences[part.source] = sum
        // The leaves of a source share its PSUs; their degrees of freedom count by what they bring to the variance.
        let own = factor * factor * part.variance
        let known = spread[part.source] ?? (0, 0, .infinity)
        spread[part.source] = (known.variance + own, known.moments + own * df, min(known.smallest, df))
      }
    }
    guard !influences.isEmpty else { return nil }
    return influences.keys.sorted().map { source in
      let influence = influences[source] ?? []
      let (own, moments, smallest) = spread[source] ?? (0, 0, 0)
      return SampledPart(
        source: source, influence: influence, variance: max(0, designs[source]?.variance(influence) ?? 0),
        df: own > 0 ? moments / own : smallest)
    }
  }
}
