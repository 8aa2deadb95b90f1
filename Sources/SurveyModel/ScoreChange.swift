/// Points more or less for one node of one unit, to be tried out.
public struct WishedShift: Sendable, Hashable {
  /// An indicator, or a node above indicators.
  public var nodeID: String
  /// Added to the score.
  public var points: Double

  public init(nodeID: String, points: Double) {
    self.nodeID = nodeID
    self.points = points
  }
}

/// A score, rank and rank set before and after a shift.
public struct ScoreChange: Sendable, Hashable {
  public var nodeID: String
  public var before: Double?
  public var after: Double?
  /// nil for nodes that are not ranked.
  public var rankBefore: UnitRank?
  public var rankAfter: UnitRank?
  /// Share of re-draws in which the unit ranks better than in the same re-draw without the shift; nil where nothing is sampled.
  public var shareBetter: Double?

  public init(
    nodeID: String, before: Double?, after: Double?, rankBefore: UnitRank? = nil, rankAfter: UnitRank? = nil,
    shareBetter: Double? = nil
  ) {
    self.nodeID = nodeID
    self.before = before
    self.after = after
    self.rankBefore = rankBefore
    self.rankAfter = rankAfter
    self.shareBetter = shareBetter
  }
}
