/// One method and how plausible it is, relative to the others of its factor.
public struct MethodAlternative<Method: Sendable & Hashable>: Sendable, Hashable {
  public var method: Method
  public var weight: Double

  public init(method: Method, weight: Double = 1) {
    self.method = method
    self.weight = weight
  }
}

/// How all indicators could be scored instead.
public enum NormalisationAlternative: String, Sendable, Hashable, CaseIterable {
  /// As the framework says.
  case declared
  /// 1…100 over the ranked units, so that means of every kind are defined.
  case minMax = "min_max"
  /// Mean 50, standard deviation 10.
  case zScore = "z_score"
  case rank
  case percentileRank = "percentile_rank"
  case distanceToMaximum = "distance_to_maximum"
}

/// How all children could be weighed instead.
public enum WeightingAlternative: String, Sendable, Hashable, CaseIterable {
  case declared, equal, entropy, critic, cv, pca
}

/// How all nodes could be aggregated instead.
public enum AggregationAlternative: String, Sendable, Hashable, CaseIterable {
  case declared, arithmetic, geometric, harmonic, copeland, topsis
  case greyRelation = "grey_relation"
}

/// How declared weights are varied.
public struct WeightNoise: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Every weight times 1 + U(-factor, factor).
    case uniform(factor: Double)
    /// Shares among siblings from a Dirichlet distribution around the declared ones.
    case dirichlet(concentration: Double)
  }

  public var kind: Kind
  /// How many draws of weights stand for the distribution.
  public var draws: Int

  public init(kind: Kind, draws: Int) {
    self.kind = kind
    self.draws = draws
  }
}

/// What could have been decided otherwise about the index; nothing by default.
public struct MethodAlternatives: Sendable, Hashable {
  public var normalisation: [MethodAlternative<NormalisationAlternative>] = []
  public var weighting: [MethodAlternative<WeightingAlternative>] = []
  public var aggregation: [MethodAlternative<AggregationAlternative>] = []
  public var weightNoise: WeightNoise?
  /// Whether each indicator is left out in turn.
  public var dropsOne = false
  /// Rows of a sample of sampling and method, where there are too many combinations for all.
  public var draws = 1_000
  /// Resamples behind the intervals of variance shares.
  public var bootstrap = 100

  public init() {}

  public var isEmpty: Bool {
    normalisation.isEmpty && weighting.isEmpty && aggregation.isEmpty && weightNoise == nil && !dropsOne
  }
}
