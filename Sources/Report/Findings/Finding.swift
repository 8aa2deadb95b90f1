public import SurveyModel

/// One thing that may be said, with the numbers it rests on.
public struct Finding: Sendable, Hashable {
  public var kind: FindingKind
  public var wave: Int
  public var unitID: String
  public var nodeID: String
  /// For ties: the units of the tie after the first, in rank order.
  public var otherUnitIDs: [String]
  /// The score it is about.
  public var value: Double?
  public var valueInterval: ClosedRange<Double>?
  /// What the difference is taken to; nil for thresholds and ranks.
  public var comparison: ComparisonKind?
  public var reference: Double?
  public var difference: Double?
  public var differenceInterval: ClosedRange<Double>?
  public var adjustedPValue: Double?
  /// The threshold it lies beyond, for words that rest on one.
  public var threshold: Double?
  /// The rank confidence set, for words about ranks.
  public var rankSet: ClosedRange<Int>?

  /// The rule that decided it.
  public var ruleID: String { kind.ruleID }

  public init(
    kind: FindingKind, wave: Int, unitID: String, nodeID: String, otherUnitIDs: [String] = [], value: Double? = nil,
    valueInterval: ClosedRange<Double>? = nil, comparison: ComparisonKind? = nil, reference: Double? = nil,
    difference: Double? = nil, differenceInterval: ClosedRange<Double>? = nil, adjustedPValue: Double? = nil,
    threshold: Double? = nil, rankSet: ClosedRange<Int>? = nil
  ) {
    self.kind = kind
    self.wave = wave
    self.unitID = unitID
    self.nodeID = nodeID
    self.otherUnitIDs = otherUnitIDs
    self.value = value
    self.valueInterval = valueInterval
    self.comparison = comparison
    self.reference = reference
    self.difference = difference
    self.differenceInterval = differenceInterval
    self.adjustedPValue = adjustedPValue
    self.threshold = threshold
    self.rankSet = rankSet
  }
}

/// The range from the lower to the higher end, or nil unless both are finite numbers.
func interval(_ low: Double?, _ high: Double?) -> ClosedRange<Double>? {
  guard let low, let high, low.isFinite, high.isFinite else { return nil }
  return min(low, high)...max(low, high)
}
