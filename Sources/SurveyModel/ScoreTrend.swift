/// The overall scores of the latest wave held against one earlier wave, for the trend over the editions.
///
/// The records of an earlier edition are not in the run, so the waves are taken as independent.
public struct ScoreTrend: Sendable, Hashable, Codable {
  /// The wave that the latest is compared with: the first whose standard errors are known, else the first of all.
  public var firstWave: Int
  /// One of the index for each unit that has a score in both waves, the city first; without a standard error where the
  /// earlier score is a published figure, which is taken as fixed and not tested.
  public var comparisons: [Comparison]

  public init(firstWave: Int, comparisons: [Comparison]) {
    self.firstWave = firstWave
    self.comparisons = comparisons
  }
}
