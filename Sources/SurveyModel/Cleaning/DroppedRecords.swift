/// What the records that rules dropped as invalid would have changed.
public struct DroppedRecords: Sendable, Hashable, Codable {
  /// Records of the current wave that were dropped as invalid, by unit; empty: of no unit.
  public var counts: [String: Int]
  /// The scores of the current wave with those records in, without intervals.
  public var scores: [Score]

  public init(counts: [String: Int], scores: [Score]) {
    self.counts = counts
    self.scores = scores
  }

  /// All records dropped.
  public var total: Int { counts.values.reduce(0, +) }

  /// The score of a unit with the dropped records in.
  public func score(_ unit: String, _ node: String) -> Double? {
    scores.first { $0.unitID == unit && $0.nodeID == node }?.value
  }
}
