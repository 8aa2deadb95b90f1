/// The weight of a node among its siblings and in the index, declared and in effect.
public struct IndexWeight: Sendable, Hashable, Codable {
  public var wave: Int
  public var nodeID: String
  public var parentID: String
  /// How the weights of the siblings came about, such as `entropy`.
  public var weighting: String
  /// How the parent is put together, such as `geometric`.
  public var aggregation: String
  /// As written.
  public var declared: Double
  /// Share among the siblings.
  public var nominal: Double
  /// Share in the index.
  public var inIndex: Double
  /// Pearson's correlation with the parent over the ranked units; nil where it is not defined.
  public var correlation: Double?
  /// Share of the parent's variance that goes with the node (Pearson 1905).
  public var correlationRatio: Double?
  /// Share of the siblings' correlations with the parent (Paruolo, Saisana and Saltelli 2013).
  public var effective: Double?

  public init(
    wave: Int, nodeID: String, parentID: String, weighting: String, aggregation: String, declared: Double,
    nominal: Double, inIndex: Double, correlation: Double?, correlationRatio: Double?, effective: Double?
  ) {
    self.wave = wave
    self.nodeID = nodeID
    self.parentID = parentID
    self.weighting = weighting
    self.aggregation = aggregation
    self.declared = declared
    self.nominal = nominal
    self.inIndex = inIndex
    self.correlation = correlation
    self.correlationRatio = correlationRatio
    self.effective = effective
  }
}

/// An estimate that the treatment of outliers changed.
public struct TreatedEstimate: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var indicatorID: String
  /// `winhi`, `winlo` or `transformed`.
  public var action: String
  public var before: Double
  public var after: Double

  public init(wave: Int, unitID: String, indicatorID: String, action: String, before: Double, after: Double) {
    self.wave = wave
    self.unitID = unitID
    self.indicatorID = indicatorID
    self.action = action
    self.before = before
    self.after = after
  }
}

/// What an indicator adds to a unit's score of a node, and to its gap to the city. The parts add up.
public struct IndicatorContribution: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  /// nil: what comes of the unit and the city not having the same indicators.
  public var indicatorID: String?
  /// nil in the row on availability.
  public var toScore: Double?
  /// nil for the city itself, and where the city has no score.
  public var toGap: Double?

  public init(
    wave: Int, unitID: String, nodeID: String, indicatorID: String?, toScore: Double?, toGap: Double?
  ) {
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.indicatorID = indicatorID
    self.toScore = toScore
    self.toGap = toGap
  }
}

/// Two ranked units side by side.
public struct UnitPair: Sendable, Hashable, Codable {
  public var wave: Int
  public var nodeID: String
  public var unitID: String
  public var otherID: String
  /// The unit's score less the other's.
  public var difference: Double
  public var standardError: Double?
  /// Share of re-draws in which the unit scores higher.
  public var shareAbove: Double?
  /// Whether the rank confidence sets put one clearly above the other.
  public var isClear: Bool

  public init(
    wave: Int, nodeID: String, unitID: String, otherID: String, difference: Double, standardError: Double?,
    shareAbove: Double?, isClear: Bool
  ) {
    self.wave = wave
    self.nodeID = nodeID
    self.unitID = unitID
    self.otherID = otherID
    self.difference = difference
    self.standardError = standardError
    self.shareAbove = shareAbove
    self.isClear = isClear
  }
}

/// How much of the variance of an output goes back to one source of uncertainty.
public struct AttributedVariance: Sendable, Hashable, Codable {
  public var wave: Int
  /// nil: the output is over all ranked units.
  public var unitID: String?
  /// `score`, `rank` or `mean_rank_change`.
  public var output: String
  /// `sampling`, or a factor of method; nil: the output does not vary.
  public var source: String?
  public var firstOrder: Double?
  public var firstLow: Double?
  public var firstHigh: Double?
  public var total: Double?
  public var totalLow: Double?
  public var totalHigh: Double?
  /// `crossing`: every replicate under every combination; `sample`: a pick-freeze sample of them.
  public var design: String
  /// Combinations of method; replicates; values of the output.
  public var combinations: Int
  public var replicates: Int
  public var evaluations: Int

  public init(
    wave: Int, unitID: String?, output: String, source: String?, firstOrder: Double? = nil, firstLow: Double? = nil,
    firstHigh: Double? = nil, total: Double? = nil, totalLow: Double? = nil, totalHigh: Double? = nil, design: String,
    combinations: Int, replicates: Int, evaluations: Int
  ) {
    self.wave = wave
    self.unitID = unitID
    self.output = output
    self.source = source
    self.firstOrder = firstOrder
    self.firstLow = firstLow
    self.firstHigh = firstHigh
    self.total = total
    self.totalLow = totalLow
    self.totalHigh = totalHigh
    self.design = design
    self.combinations = combinations
    self.replicates = replicates
    self.evaluations = evaluations
  }
}

/// Where a unit's score or rank lies under sampling and method together: an uncertainty range, no confidence interval.
public struct JointRange: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  /// `score`, over the methods that keep its scale, or `rank`.
  public var output: String
  public var lower: Double
  public var median: Double
  public var upper: Double

  public init(wave: Int, unitID: String, output: String, lower: Double, median: Double, upper: Double) {
    self.wave = wave
    self.unitID = unitID
    self.output = output
    self.lower = lower
    self.median = median
    self.upper = upper
  }
}

/// The index of a unit under one alternative of method, everything else as declared.
public struct AlternativeScore: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var factor: String
  public var alternative: String
  public var score: Double?
  public var rank: Int?
  /// The published rank less this one.
  public var rankChange: Int?

  public init(
    wave: Int, unitID: String, factor: String, alternative: String, score: Double?, rank: Int?, rankChange: Int?
  ) {
    self.wave = wave
    self.unitID = unitID
    self.factor = factor
    self.alternative = alternative
    self.score = score
    self.rank = rank
    self.rankChange = rankChange
  }
}

/// One figure of the statistical audit of the framework.
public struct FrameworkAuditRow: Sendable, Hashable, Codable {
  public var wave: Int
  /// `regions` or `firms`: what the figure was computed on.
  public var basis: String
  /// How many of them had the values.
  public var cases: Int
  /// What was looked at, such as `correlation`.
  public var check: String
  public var nodeID: String
  /// The other node of a correlation, or the number of a component.
  public var other: String?
  public var value: Double?
  /// What a reviewer should look at, such as `redundant`.
  public var flag: String?

  public init(
    wave: Int, basis: String, cases: Int, check: String, nodeID: String, other: String? = nil, value: Double?,
    flag: String? = nil
  ) {
    self.wave = wave
    self.basis = basis
    self.cases = cases
    self.check = check
    self.nodeID = nodeID
    self.other = other
    self.value = value
    self.flag = flag
  }
}

/// What can be said of the index beside its scores.
public struct IndexAnalysis: Sendable, Codable {
  public var weights: [IndexWeight] = []
  public var treatments: [TreatedEstimate] = []
  public var contributions: [IndicatorContribution] = []
  public var pairs: [UnitPair] = []
  public var shares: [AttributedVariance] = []
  public var ranges: [JointRange] = []
  public var alternatives: [AlternativeScore] = []
  public var audit: [FrameworkAuditRow] = []

  public init() {}

  /// Adds what was found for another wave.
  public mutating func add(_ other: IndexAnalysis) {
    weights += other.weights
    treatments += other.treatments
    contributions += other.contributions
    pairs += other.pairs
    shares += other.shares
    ranges += other.ranges
    alternatives += other.alternatives
    audit += other.audit
  }
}
