internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel

extension WeightingScheme {
  /// Weights of siblings that add up to 1.
  ///
  /// - Parameters:
  ///   - declared: as written.
  ///   - scores: the siblings' scores, over the ranked units.
  /// - Returns: one weight a column.
  /// - Throws: when the data or the experts give none.
  func weights(declared: [Double], of scores: IndicatorMatrix) throws(DiagnosticError) -> [Double] {
    let names = scores.columns
    if names.count == 1 { return [1] }
    switch self {
    case .declared: return try shares(of: declared, names: names)
    case .equal, .benefitOfTheDoubt: return equalWeights(names.count)
    case .dataDriven(let weighting): return try weighting.weights(of: scores)
    case .analyticHierarchy(let panel): return try panel.priorities(of: names)
    case .budgetAllocation(let panel): return try panel.meanShares(of: names)
    case .combined(let parts, let combination):
      var sets: [[Double]] = []
      for part in parts { sets.append(try part.weights(declared: declared, of: scores)) }
      switch combination {
      case .game:
        // Sets that say the same leave nothing to weigh up.
        if sets.allSatisfy({ zip($0, sets[0]).allSatisfy { abs($0 - $1) < 1e-12 } }) { return sets[0] }
        return try gameTheoryCombination(sets).weights
      case .linear(let parts): return try linearCombination(sets, shares: parts).weights
      case .multiplicative: return try multiplicativeCombination(sets)
      }
    }
  }
}

extension DataDrivenWeighting {
  fileprivate func weights(of columns: IndicatorMatrix) throws(DiagnosticError) -> [Double] {
    switch self {
    case .entropy: return try entropyWeights(columns).weights
    case .critic: return try criticWeights(columns).weights
    case .variation: return try variationWeights(columns)
    case .principalComponent:
      let loadings = try principalComponentWeights(columns)
      let negative = loadings.indices.filter { loadings[$0] < 0 }.map { columns.columns[$0] }
      guard negative.isEmpty else {
        throw indexError(
          "I-401",
          "the first principal component has a negative loading for \(negative.joined(separator: ", ")), so it gives no "
            + "weights", advice: "Check the directions, regroup the indicators, or choose other weights")
      }
      return try shares(of: loadings, names: columns.columns)
    }
  }
}

extension ExpertPanel {
  /// The panel's consensus, by the geometric mean of its judgements and the eigenvector.
  ///
  /// - Parameter names: what the weights are wanted of, some of `compared`.
  /// - Returns: weights that add up to 1.
  /// - Throws: when an expert's judgements contradict each other: a consistency ratio above 0.1 (Saaty 1980).
  func priorities(of names: [String]) throws(DiagnosticError) -> [Double] {
    let judged = try PanelJudgements(self)
    let contradictions = judged.contradictions
    if !contradictions.isEmpty { throw DiagnosticError(.configuration, contradictions) }
    return try selected(judged.weights, names)
  }

  /// The experts' mean shares of their points.
  func meanShares(of names: [String]) throws(DiagnosticError) -> [Double] {
    var sums = [Double](repeating: 0, count: compared.count)
    let total = experts.reduce(0) { $0 + $1.weight }
    for expert in experts {
      let own = try budgetAllocationWeights([expert.points ?? []], names: compared)
      for (position, share) in own.enumerated() { sums[position] += expert.weight / total * share }
    }
    return try selected(sums, names)
  }

  /// The weights of some of what is compared, scaled to add up to 1.
  private func selected(_ weights: [Double], _ names: [String]) throws(DiagnosticError) -> [Double] {
    try shares(of: names.map { name in compared.firstIndex(of: name).map { weights[$0] } ?? 0 }, names: names)
  }
}

/// A problem of the index that the data or the configuration made.
func indexError(
  _ code: String, _ message: String, at location: SourceLocation? = nil, advice: String? = nil,
  kind: FailureKind = .content
) -> DiagnosticError {
  DiagnosticError(kind, Diagnostic(.error, code: code, at: location, message, advice: advice))
}
