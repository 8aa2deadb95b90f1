internal import CompositeIndex
internal import Diagnostics
internal import Estimation
internal import SurveyModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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
  /// How scores come about where they are not added up unit by unit, and the full sample's result; nil where they are.
  let rule: IndexRule?
  let worked: WorkedIndex?

  // Throws every step of the index that is not defined for the estimates; shifts are changes of scores to be tried out.
  init(
    wave: Int, domains: AssessedDomains, framework: Framework, sources: PreparedSources,
    leaves: [[MeasureEstimate]], monitors: [[MeasureEstimate]], shifts: [ScoreShift] = []
  ) throws(DiagnosticError) {
    self.wave = wave
    designs = sources.sampled.mapValues(\.sample.design)
    registers = Set(sources.sampled.values.filter { !$0.isSurvey }.map(\.name))
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
      values = leafScores.map { tree.scores(leaves: $0) }
      return
    }
    var rule = IndexRule(framework: framework, domains: domains, dropped: tree.droppedLeaves)
    rule.shifts = shifts
    let worked = try rule.work(leaves.map { $0.map { $0.estimate.value ?? .nan } })
    self.rule = rule
    self.worked = worked
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
  func isMean(_ node: Int) -> Bool {
    let own = framework.nodes[node]
    if own.children.isEmpty { return true }
    if case .benefitOfTheDoubt = own.method.weighting { return false }
    return own.method.aggregation.exponent != nil && own.children.allSatisfy(isMean)
  }

  /// Whether a sampled figure enters the node for the domain.
  func isSampled(node: Int, domain: Int) -> Bool {
    weights(node: node, domain: domain).contains { leaves[$0.leaf][domain].isSampled }
  }

  /// The leaves that make up a node's score for a domain, with their weights.
  ///
  /// Of means other than the arithmetic one the weight is the slope at this point; of methods that compare units it is the
  /// nominal weight.
  func weights(node: Int, domain: Int) -> [(leaf: Int, weight: Double)] {
    if let worked {
      let slopes = slopes(node: node, domain: domain, weights: worked.weights)
      return leafNodes.enumerated().compactMap { slopes[$1] > 0 ? ($0, slopes[$1]) : nil }
    }
    let available = leafNodes.indices.map { leaf in values[domain][leafNodes[leaf]] != nil }
    return tree.effectiveLeafWeights(node: node, leaves: available).enumerated().compactMap { leaf, weight in
      weight > 0 ? (leaf, weight) : nil
    }
  }

  /// The derivative of a node's score by the scores of all nodes below it; 0 elsewhere and where a score is missing.
  func slopes(node: Int, domain: Int, weights: [Double]) -> [Double] {
    var slopes = [Double](repeating: 0, count: framework.nodes.count)
    guard values[domain][node] != nil else { return slopes }
    slopes[node] = 1
    // Pre-order: a parent comes before its children.
    for group in node..<framework.nodes.count where slopes[group] != 0 && !framework.nodes[group].children.isEmpty {
      let present = framework.nodes[group].children.filter { values[domain][$0] != nil && weights[$0] > 0 }
      let total = present.reduce(0) { $0 + weights[$1] }
      for child in present {
        slopes[child] = slopes[group] * weights[child] / total
        if let exponent = framework.nodes[group].method.aggregation.exponent, exponent != 1, isMean(group),
          let own = values[domain][child], let whole = values[domain][group], own > 0, whole > 0
        {
          slopes[child] *= pow(own / whole, exponent - 1)
        }
      }
    }
    return slopes
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
