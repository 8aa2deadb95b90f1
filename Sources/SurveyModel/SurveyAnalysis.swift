/// How well a battery of ratings measures one thing.
public struct BatteryReliability: Sendable, Hashable, Codable {
  public var wave: Int
  /// The question, or the dimension whose ratings they are.
  public var battery: String
  public var items: [String]
  /// Records that answered all items, and their effective number.
  public var n: Int
  public var effectiveN: Double
  /// Cronbach's alpha with its interval by the design.
  public var alpha: Double?
  public var alphaLow: Double?
  public var alphaHigh: Double?
  /// McDonald's omega of one factor.
  public var omega: Double?
  /// Kaiser-Meyer-Olkin measure of sampling adequacy.
  public var samplingAdequacy: Double?
  /// Bartlett's test of sphericity: the probability of such correlations among unrelated items.
  public var bartlettPValue: Double?
  /// By item: the correlation with the sum of the others, alpha without it, its loading.
  public var itemRestCorrelations: [Double?]
  public var alphaWithout: [Double?]
  public var loadings: [Double?]

  public init(wave: Int, battery: String, items: [String], n: Int, effectiveN: Double) {
    self.wave = wave
    self.battery = battery
    self.items = items
    self.n = n
    self.effectiveN = effectiveN
    itemRestCorrelations = items.map { _ in nil }
    alphaWithout = items.map { _ in nil }
    loadings = items.map { _ in nil }
  }
}

/// The share of the variation of an outcome that goes with one rating or dimension: derived importance, no effect.
public struct DerivedImportance: Sendable, Hashable, Codable {
  public var wave: Int
  /// The variable that is explained.
  public var outcome: String
  /// The node within which shares are given: the index for dimensions, a dimension for its ratings.
  public var nodeID: String
  /// A dimension, or a variable.
  public var predictor: String
  /// Records with all values.
  public var n: Int
  /// Of R², in percent; the shares of one node sum to 100.
  public var share: Double
  public var rSquared: Double

  public init(
    wave: Int, outcome: String, nodeID: String, predictor: String, n: Int, share: Double, rSquared: Double
  ) {
    self.wave = wave
    self.outcome = outcome
    self.nodeID = nodeID
    self.predictor = predictor
    self.n = n
    self.share = share
    self.rSquared = rSquared
  }
}

/// What single respondents do to the total behind an indicator of amounts.
public struct FirmInfluence: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var indicatorID: String
  /// The position of the total among the aggregates of the indicator's expression, from 1.
  public var term: Int
  public var n: Int
  /// The record with the largest share of the weighted total; for the owner of the data only.
  public var recordID: String
  public var largestShare: Double
  public var fiveLargestShare: Double
  /// Records that winsorising with least mean squared error cuts (Kokic and Bell 1994), and the share of the total they lose.
  public var cutRecords: Int
  public var removedShare: Double

  public init(
    wave: Int, unitID: String, indicatorID: String, term: Int, n: Int, recordID: String, largestShare: Double,
    fiveLargestShare: Double, cutRecords: Int, removedShare: Double
  ) {
    self.wave = wave
    self.unitID = unitID
    self.indicatorID = indicatorID
    self.term = term
    self.n = n
    self.recordID = recordID
    self.largestShare = largestShare
    self.fiveLargestShare = fiveLargestShare
    self.cutRecords = cutRecords
    self.removedShare = removedShare
  }
}

/// What can be said of the survey's answers beside its estimates.
public struct SurveyAnalysis: Sendable, Codable {
  public var reliability: [BatteryReliability] = []
  public var importance: [DerivedImportance] = []
  public var influence: [FirmInfluence] = []
  public var smallAreas: [SmallAreaEstimate] = []
  public var standardised: [StandardisedEstimate] = []
  public var associations: [Association] = []
  /// Ratings of the wave that is reported.
  public var answers: [AnswerShares] = []

  public init() {}

  /// Adds what was found for another wave.
  public mutating func add(_ other: SurveyAnalysis) {
    reliability += other.reliability
    importance += other.importance
    influence += other.influence
    smallAreas += other.smallAreas
    standardised += other.standardised
    associations += other.associations
    answers += other.answers
  }
}
