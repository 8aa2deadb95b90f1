/// A unit's tier, and the letters it shares with those that it cannot be told apart from.
public struct UnitTier: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  public var score: Double
  /// 1 for the highest.
  public var tier: Int
  /// The lower end of the tier; nil for the lowest one.
  public var from: Double?
  /// Units that share a letter are not clearly apart; empty where nothing is sampled.
  public var letters: String

  public init(
    wave: Int, unitID: String, nodeID: String, score: Double, tier: Int, from: Double?, letters: String
  ) {
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.score = score
    self.tier = tier
    self.from = from
    self.letters = letters
  }
}

/// Whether units drew together on a node since the wave before.
public struct NodeConvergence: Sendable, Hashable, Codable {
  public var wave: Int
  public var nodeID: String
  public var units: Int
  /// Standard deviations of the scores.
  public var spreadBefore: Double
  public var spreadAfter: Double
  /// The change of a unit for each point that it stood higher before.
  public var slope: Double?
  public var slopeError: Double?
  /// The slope with the sampling error of the earlier scores taken off.
  public var correctedSlope: Double?
  /// What sampling error leaves of the variance between units in this wave, 0…1.
  public var reliability: Double?

  public init(
    wave: Int, nodeID: String, units: Int, spreadBefore: Double, spreadAfter: Double, slope: Double?,
    slopeError: Double?, correctedSlope: Double?, reliability: Double?
  ) {
    self.wave = wave
    self.nodeID = nodeID
    self.units = units
    self.spreadBefore = spreadBefore
    self.spreadAfter = spreadAfter
    self.slope = slope
    self.slopeError = slopeError
    self.correctedSlope = correctedSlope
    self.reliability = reliability
  }
}

/// What a unit's change of score since the wave before comes from; the parts add up to the change.
public struct ScoreChangeParts: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  public var change: Double
  /// Firms of the same kind answer otherwise.
  public var answers: Double
  /// The population is made of other firms.
  public var composition: Double
  /// Figures that departments count.
  public var counts: Double
  /// An indicator is there in one of the waves only.
  public var availability: Double

  public init(
    wave: Int, unitID: String, nodeID: String, change: Double, answers: Double, composition: Double, counts: Double,
    availability: Double
  ) {
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.change = change
    self.answers = answers
    self.composition = composition
    self.counts = counts
    self.availability = availability
  }
}

/// A score of one of two waves on all its indicators and on those alone that the unit has in both.
public struct CommonScore: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  public var score: Double?
  /// Indicators that the unit has in this wave.
  public var indicators: Int
  /// nil where none is in both waves, or the method of the node is not defined on them.
  public var commonScore: Double?
  /// Indicators that the unit has in both waves.
  public var commonIndicators: Int

  public init(
    wave: Int, unitID: String, nodeID: String, score: Double?, indicators: Int, commonScore: Double?,
    commonIndicators: Int
  ) {
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.score = score
    self.indicators = indicators
    self.commonScore = commonScore
    self.commonIndicators = commonIndicators
  }
}

/// How tiers are cut.
public enum TierCuts: Sendable, Hashable {
  /// Lower ends of the tiers but the lowest.
  case scores([Double])
  /// So many tiers at the natural breaks of the scores.
  case naturalBreaks(Int)
}

/// How the index reads: tiers, convergence, what changes come from, and both waves on common indicators.
public struct IndexReading: Sendable, Codable {
  public var tiers: [UnitTier] = []
  public var convergence: [NodeConvergence] = []
  public var changes: [ScoreChangeParts] = []
  /// Both waves, for the nodes below which some unit has an indicator in one of them only.
  public var commonScores: [CommonScore] = []

  public init() {}
}
