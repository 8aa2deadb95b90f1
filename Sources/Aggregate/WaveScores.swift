internal import CompositeIndex
internal import Diagnostics
internal import Estimation
internal import SurveyModel

/// Estimates, scorers and scores of one wave before replicates add the errors of composites.
struct WaveScores: Sendable {
  let wave: Int
  let domains: AssessedDomains
  let framework: Framework
  /// Sampled sources by name.
  let sampled: [String: SampledSource]
  /// `leaves[leaf][domain]`.
  let leaves: [[MeasureEstimate]]
  let monitors: [[MeasureEstimate]]
  let scorers: [IndicatorScorer]
  let tree: ScoreTree
  /// The framework node of each leaf.
  var leafNodes: [Int] { tree.leafNodes }
  /// `values[domain][node]`.
  let values: [[Double?]]
  /// How scores come about where they are not added up unit by unit, and the full sample's result; nil where they are.
  let rule: IndexRule?
  let worked: WorkedIndex?
  /// The nodes as means of what lies below them, with the weights that are used.
  let means: MeanTree

  // Throws every step of the index that is not defined for the estimates; shifts are changes of scores to be tried out.
  init(
    wave: Int, domains: AssessedDomains, framework: Framework, sources: PreparedSources,
    leaves: [[MeasureEstimate]], monitors: [[MeasureEstimate]], shifts: [ScoreShift] = []
  ) throws(DiagnosticError) {
    self.wave = wave
    sampled = sources.sampled
    self.domains = domains
    self.framework = framework
    self.leaves = leaves
    self.monitors = monitors
    let ranked = domains.domainOfBlock
    try checkTransforms(framework, leaves, domains)
    let ids = domains.domains.map(\.unit.id)
    let scorers = zip(framework.indicators, leaves).compactMap { node, estimates in
      node.indicator.map { indicator in
        IndicatorScorer(
          map: indicator.score, direction: indicator.direction, transform: indicator.transform,
          referenceValues: ranked.map { estimates[$0].estimate.value },
          referenceUnit: referenceDomain(indicator.score, ids).flatMap { estimates[$0].estimate.value })
      }
    }
    let leafScores = domains.domains.indices.map { domain in
      zip(scorers, leaves).map { scorer, estimates in scorer.score(estimates[domain].estimate.value) }
    }
    let tree = ScoreTree(
      framework: framework, missing: framework.missingIndicator,
      available: ranked.map { domain in leafScores[domain].map { $0 != nil } })
    self.tree = tree
    guard !framework.isPlain || !shifts.isEmpty else {
      (rule, worked) = (nil, nil)
      self.scorers = scorers
      var weights = framework.nodes.map(\.weight)
      for leaf in tree.droppedLeaves { weights[tree.leafNodes[leaf]] = 0 }
      means = framework.means(weights: weights)
      values = leafScores.map { tree.scores(leaves: $0) }
      return
    }
    var rule = IndexRule(framework: framework, domains: domains, dropped: tree.droppedLeaves)
    rule.shifts = shifts
    let worked = try rule.work(leaves.map { $0.map { $0.estimate.value ?? .nan } })
    self.rule = rule
    self.worked = worked
    means = framework.means(weights: worked.weights)
    self.scorers = zip(scorers, worked.scorers).map { $1 ?? $0 }
    values = domains.domains.indices.map { domain in
      worked.scores.map { $0[domain].isNaN ? nil : $0[domain] }
    }
  }

  /// Nodes whose errors or ranks come from replicates: composites, what is ranked, and treated indicators.
  var nodesOfReplicates: [Bool] {
    var kept = framework.nodes.map { $0.indicator == nil || $0.depth <= 1 }
    for (leaf, _) in worked?.treatments ?? [] { kept[leafNodes[leaf]] = true }
    return kept
  }

  /// Whether the score of a node is made of weighted means alone, so that it has slopes.
  func isMean(_ node: Int) -> Bool { means.firstWithoutParts(at: node) == nil }

  /// Whether a sampled figure enters the node for the domain.
  func isSampled(node: Int, domain: Int) -> Bool {
    weights(node: node, domain: domain).contains { leaves[$0.leaf][domain].isSampled }
  }

  /// The leaves that make up a node's score for a domain, with their weights.
  ///
  /// Of means other than the arithmetic one the weight is the slope at this point; of methods that compare units it is the
  /// nominal weight.
  func weights(node: Int, domain: Int) -> [(leaf: Int, weight: Double)] {
    if worked != nil {
      let slopes = means.slopes(of: node, values: scoreColumn(domain))
      return leafNodes.enumerated().compactMap { slopes[$1] > 0 ? ($0, slopes[$1]) : nil }
    }
    let available = leafNodes.indices.map { leaf in values[domain][leafNodes[leaf]] != nil }
    return tree.effectiveLeafWeights(node: node, leaves: available).enumerated().compactMap { leaf, weight in
      weight > 0 ? (leaf, weight) : nil
    }
  }
}

/// - Throws: every indicator whose transformation is not defined for the estimate of some unit.
private func checkTransforms(
  _ framework: Framework, _ leaves: [[MeasureEstimate]], _ domains: AssessedDomains
) throws(DiagnosticError) {
  var problems: [Diagnostic] = []
  for (node, estimates) in zip(framework.indicators, leaves) {
    guard let transform = node.indicator?.transform else { continue }
    let unfit = domains.domains.indices.filter { domain in
      estimates[domain].estimate.value.map { transform.value($0) == nil } ?? false
    }
    if unfit.isEmpty { continue }
    let names = unfit.prefix(5).map { domains.domains[$0].unit.id }.joined(separator: ", ")
    problems.append(
      Diagnostic(
        .error, code: "I-403", at: node.location,
        "`\(node.id)`: `transform: \(transform.rawValue)` is not defined for the estimates of \(names)"
          + (unfit.count > 5 ? " and \(unfit.count - 5) more" : ""),
        advice: "Choose another transformation, or another expression"))
  }
  if !problems.isEmpty { throw DiagnosticError(.content, problems) }
}
