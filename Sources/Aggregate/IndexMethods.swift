internal import CompositeIndex
internal import SurveyModel

extension AggregationMethod {
  /// The method of the library, and what its scores are multiplied with so that the whole way is 100.
  var aggregator: (method: Aggregator, scale: Double) {
    switch self {
    case .powerMean(let exponent):
      switch exponent {
      case 1: (.arithmetic, 1)
      case 0: (.geometric, 1)
      case -1: (.harmonic, 1)
      default: (.mean(.generalised(exponent: exponent)), 1)
      }
    case .copeland: (.copeland, 1)
    case .topsis: (.topsis, 100)
    case .greyRelation(let distinguishing): (.greyRelation(distinguishing: distinguishing), 100)
    case .mazziottaPareto(let penalty):
      (.mazziottaPareto(MazziottaPareto(penalty: penalty == .minus ? .minus : .plus)), 1)
    case .adjustedMazziottaPareto(let penalty):
      (.adjustedMazziottaPareto(penalty: penalty == .minus ? .minus : .plus), 1)
    case .wroclaw: (.wroclaw, 100)
    case .meanMin(let strength, let smoothing): (.meanMin(strength: strength, smoothing: smoothing), 1)
    }
  }
}

extension IndicatorTreatment {
  var treatment: OutlierTreatment {
    let transformation: OutlierTransformation? =
      switch self.transformation {
      case nil: nil
      case .logCT: .logCT
      case .logCTOriginal: .logCTOriginal
      case .logCTPlus: .logCTPlus
      case .logGII: .logGII
      case .boxCox(let lambda): .boxCox(lambda: lambda)
      }
    return OutlierTreatment(
      maximumWinsorised: maximumWinsorised, forced: isForced, transformation: transformation, combined: isCombined,
      limits: SkewKurtosisLimits(skewness: skewness, kurtosis: kurtosis))
  }
}

extension WeightingScheme {
  /// The name in tables, such as `entropy`.
  var name: String {
    switch self {
    case .declared: "declared"
    case .equal: "equal"
    case .dataDriven(let weighting): weighting.rawValue
    case .analyticHierarchy: "ahp"
    case .budgetAllocation: "budget"
    case .benefitOfTheDoubt: "benefit_of_the_doubt"
    case .combined(let parts, .game): "game(\(parts.map(\.name).joined(separator: "+")))"
    case .combined(let parts, .linear): "linear(\(parts.map(\.name).joined(separator: "+")))"
    case .combined(let parts, .multiplicative): "multiplicative(\(parts.map(\.name).joined(separator: "+")))"
    }
  }

  /// Whether weights come from the data, so that they are made anew in every replicate.
  var isDataDriven: Bool {
    switch self {
    case .declared, .equal, .analyticHierarchy, .budgetAllocation: false
    case .dataDriven, .benefitOfTheDoubt: true
    case .combined(let parts, _): parts.contains(where: \.isDataDriven)
    }
  }
}

extension AggregationMethod {
  /// Whether children may count differently.
  var hasWeights: Bool {
    switch self {
    case .powerMean, .copeland, .topsis, .greyRelation: true
    case .mazziottaPareto, .adjustedMazziottaPareto, .wroclaw, .meanMin: false
    }
  }

  /// The name in tables, such as `geometric`.
  var name: String {
    switch self {
    case .powerMean(1): "arithmetic"
    case .powerMean(0): "geometric"
    case .powerMean(-1): "harmonic"
    case .powerMean(let exponent): "power(\(exponent))"
    case .copeland: "copeland"
    case .topsis: "topsis"
    case .greyRelation: "grey_relation"
    case .mazziottaPareto: "mazziotta_pareto"
    case .adjustedMazziottaPareto: "adjusted_mazziotta_pareto"
    case .wroclaw: "wroclaw"
    case .meanMin: "mean_min"
    }
  }
}

extension Framework {
  /// The nodes as means of what lies below them; groups whose scores come about otherwise have none, and those above such
  /// groups neither.
  ///
  /// - Parameter weights: one a node, relative to its siblings.
  /// - Returns: what takes scores apart into what indicators add.
  func means(weights: [Double]) -> MeanTree {
    var means = [WeightedMean?](repeating: nil, count: nodes.count)
    // Pre-order: from the end every child comes before its parent.
    for (position, node) in nodes.enumerated().reversed() where !node.children.isEmpty {
      if case .benefitOfTheDoubt = node.method.weighting { continue }
      guard case .mean(let mean) = node.method.aggregation.aggregator.method,
        node.children.allSatisfy({ nodes[$0].children.isEmpty || means[$0] != nil })
      else { continue }
      means[position] = mean
    }
    return MeanTree(
      children: nodes.map(\.children), weights: weights, means: means,
      indicators: nodes.indices.filter { nodes[$0].children.isEmpty })
  }
}
