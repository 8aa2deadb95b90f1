/// An estimate of one indicator or monitor for one unit and wave, on its own scale.
public struct Estimate: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  /// An indicator or monitor of the framework.
  public var indicatorID: String
  /// nil when the unit has no usable record.
  public var value: Double?
  /// nil for a complete count.
  public var standardError: Double?
  public var ciLow: Double?
  public var ciHigh: Double?
  /// Records behind it; nil for a figure that is not counted from records.
  public var n: Int?
  public var df: Double?
  public var designEffect: Double?
  /// Kish effective sample size of the records behind it.
  public var effectiveN: Double?
  /// Share of the records that were asked and gave no usable answer.
  public var itemNonResponse: Double?
  /// Whether it is an amount, a count or a share, of which 0 means nothing; a rating or a balance is not.
  public var isRatioScale = false

  public init(
    wave: Int, unitID: String, indicatorID: String, value: Double?, standardError: Double? = nil,
    ciLow: Double? = nil, ciHigh: Double? = nil, n: Int? = nil, df: Double? = nil, designEffect: Double? = nil,
    effectiveN: Double? = nil, itemNonResponse: Double? = nil
  ) {
    self.wave = wave
    self.unitID = unitID
    self.indicatorID = indicatorID
    self.value = value
    self.standardError = standardError
    self.ciLow = ciLow
    self.ciHigh = ciHigh
    self.n = n
    self.df = df
    self.designEffect = designEffect
    self.effectiveN = effectiveN
    self.itemNonResponse = itemNonResponse
  }
}

/// The score of one framework node (indicator, group, dimension or index) for one unit and wave.
public struct Score: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  public var value: Double?
  /// nil where no sampled figure enters, or where the score is bounded by a goalpost.
  public var standardError: Double?
  public var ciLow: Double?
  public var ciHigh: Double?
  /// The estimate lies on a goalpost or within two standard errors of it.
  public var isBounded: Bool
  public var df: Double?
  /// Records behind it: the survey's respondents of the unit for a node fed by the survey.
  public var n: Int?
  /// The change to the next wave that a survey of the same design finds four times in five; nil without a standard error.
  public var detectableChange: Double?

  public init(
    wave: Int, unitID: String, nodeID: String, value: Double?, standardError: Double? = nil, ciLow: Double? = nil,
    ciHigh: Double? = nil, isBounded: Bool = false, df: Double? = nil, n: Int? = nil
  ) {
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.value = value
    self.standardError = standardError
    self.ciLow = ciLow
    self.ciHigh = ciHigh
    self.isBounded = isBounded
    self.df = df
    self.n = n
  }
}

/// The rank of a unit on the index or a dimension, with its simultaneous rank confidence set.
public struct UnitRank: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  /// 1 is the highest score; ties share the smallest rank.
  public var rank: Int
  /// The rank confidence set, `low` the better end; nil where nothing is sampled.
  public var setLow: Int?
  public var setHigh: Int?
  /// Units that are clearly better and clearly worse, in rank order.
  public var clearlyBelow: [String]
  public var clearlyAbove: [String]
  /// Share of re-draws with each rank, from rank 1.
  public var rankFrequency: [Double]

  public init(
    wave: Int, unitID: String, nodeID: String, rank: Int, setLow: Int?, setHigh: Int?, clearlyBelow: [String] = [],
    clearlyAbove: [String] = [], rankFrequency: [Double] = []
  ) {
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.rank = rank
    self.setLow = setLow
    self.setHigh = setHigh
    self.clearlyBelow = clearlyBelow
    self.clearlyAbove = clearlyAbove
    self.rankFrequency = rankFrequency
  }
}

/// What a score is compared with.
public enum ComparisonKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// A district with its city, of which it is a part.
  case toCity = "to_city"
  /// A unit with itself one wave earlier.
  case toPreviousWave = "to_previous_wave"
  /// The city with a published figure such as the province's.
  case toReference = "to_reference"
  /// A unit with itself in the first wave of the trend.
  case toFirstWave = "to_first_wave"
}

/// A difference of scores, tested. Adjusted p-values are Holm's within the family.
public struct Comparison: Sendable, Hashable, Codable {
  public var kind: ComparisonKind
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  /// The other score.
  public var reference: Double
  public var difference: Double
  /// nil: threshold words only, never "clear".
  public var standardError: Double?
  public var ciLow: Double?
  public var ciHigh: Double?
  public var pValue: Double?
  public var adjustedPValue: Double?
  /// The name of the family of tests it was adjusted in, such as `to_city/dimensions`.
  public var family: String
  /// Adjusted p below 0.05.
  public var isClear: Bool

  public init(
    kind: ComparisonKind, wave: Int, unitID: String, nodeID: String, reference: Double, difference: Double,
    standardError: Double?, ciLow: Double?, ciHigh: Double?, pValue: Double?, adjustedPValue: Double?, family: String,
    isClear: Bool
  ) {
    self.kind = kind
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.reference = reference
    self.difference = difference
    self.standardError = standardError
    self.ciLow = ciLow
    self.ciHigh = ciHigh
    self.pValue = pValue
    self.adjustedPValue = adjustedPValue
    self.family = family
    self.isClear = isClear
  }
}

/// How the weights of one wave came out.
public struct WeightingSummary: Sendable, Hashable, Codable {
  public var wave: Int
  public var respondents: Int
  public var population: Double
  /// (Σw)² / Σw².
  public var effectiveN: Double
  /// n Σw² / (Σw)², Kish's design effect of weighting.
  public var kishDesignEffect: Double
  public var minimumWeight: Double
  public var maximumWeight: Double
  /// Passes over the margins until they were met.
  public var rakingIterations: Int
  /// The largest relative distance from a margin at the end.
  public var largestMarginError: Double
  /// Cells that were merged, as `GX: large+medium`.
  public var collapsedCells: [String]

  public init(
    wave: Int, respondents: Int, population: Double, effectiveN: Double, kishDesignEffect: Double,
    minimumWeight: Double, maximumWeight: Double, rakingIterations: Int, largestMarginError: Double,
    collapsedCells: [String]
  ) {
    self.wave = wave
    self.respondents = respondents
    self.population = population
    self.effectiveN = effectiveN
    self.kishDesignEffect = kishDesignEffect
    self.minimumWeight = minimumWeight
    self.maximumWeight = maximumWeight
    self.rakingIterations = rakingIterations
    self.largestMarginError = largestMarginError
    self.collapsedCells = collapsedCells
  }
}

/// A score or rank of an earlier year as it was published: taken as fixed where a file gives it, with its own error where the
/// history of this evaluation kept it.
public struct PublishedScore: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  public var score: Double
  public var rank: Int?
  public var rankLow: Int?
  public var rankHigh: Int?
  /// nil: taken as fixed.
  public var standardError: Double?
  /// Degrees of freedom of the standard error; nil: it is taken as normal.
  public var df: Double?
  public var ciLow: Double?
  public var ciHigh: Double?
  /// The edition whose history kept it; nil: a file of published figures gives it.
  public var edition: String?

  public init(wave: Int, unitID: String, nodeID: String, score: Double, rank: Int?, rankLow: Int?, rankHigh: Int?) {
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.score = score
    self.rank = rank
    self.rankLow = rankLow
    self.rankHigh = rankHigh
  }
}

/// Everything that was computed, for the report and the tables. The report computes no statistic.
public struct Evaluation: Sendable {
  public var wave: Int
  public var previousWave: Int?
  public var framework: Framework
  public var units: UnitRegistry
  public var estimates: [Estimate]
  public var scores: [Score]
  public var ranks: [UnitRank]
  public var comparisons: [Comparison]
  public var weighting: [WeightingSummary]
  /// The weights of every wave's survey.
  public var weights: [RecordWeights] = []
  /// Estimates for the declared domains.
  public var domainEstimates: [DomainEstimate] = []
  /// Scores of dimensions by the domains of one variable.
  public var groupScores: [GroupScore] = []
  /// Totals of amounts by the declared tables.
  public var totals: [SurveyTotal] = []
  public var history: [PublishedScore]
  /// The latest wave against the first of three or more; nil with fewer, and where it was not worked out.
  public var trend: ScoreTrend?
  /// Respondents kept, by wave and unit.
  public var respondents: [Int: [String: Int]]
  /// Bootstrap replicates behind ranks and composite standard errors; 0 when nothing is sampled.
  public var replicates: Int
  public var selection: SelectionMethod?
  /// Weights, contributions, pairs, sensitivity and the statistical audit.
  public var analysis = IndexAnalysis()
  /// Tiers, convergence, and what changes come from.
  public var reading = IndexReading()
  /// What is said of the answers beside the estimates.
  public var survey = SurveyAnalysis()
  /// Things the reader must know: a dropped indicator, a stratum with one respondent.
  public var notes: [LocalizedText]

  public init(wave: Int, previousWave: Int?, framework: Framework, units: UnitRegistry) {
    self.wave = wave
    self.previousWave = previousWave
    self.framework = framework
    self.units = units
    estimates = []
    scores = []
    ranks = []
    comparisons = []
    weighting = []
    history = []
    respondents = [:]
    replicates = 0
    selection = nil
    notes = []
  }
}
