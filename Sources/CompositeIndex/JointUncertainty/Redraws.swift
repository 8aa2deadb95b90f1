/// How often re-draws put units where: shares of re-draws, which are no probabilities of the truth (Hall and Miller 2009;
/// Xie, Singh and Zhang 2009).
public struct Redraws: Sendable {
  public let distribution: RankDistribution
  public let unitCount: Int
  /// `above[a * unitCount + b]`: re-draws in which `a` scores higher than `b`; `both`: in which both have a score.
  private let above: [UInt32]
  private let both: [UInt32]

  /// - Parameters:
  ///   - replicates: scores of all units, one row a re-draw after the other, NaN for missing.
  ///   - unitCount: length of a row.
  public init(_ replicates: [Double], unitCount: Int) {
    var distribution = RankDistribution(unitCount: unitCount)
    var above = [UInt32](repeating: 0, count: unitCount * unitCount)
    var both = above
    let count = unitCount > 0 ? replicates.count / unitCount : 0
    for draw in 0..<count {
      let ranks = competitionRanks(
        replicates[draw * unitCount..<(draw + 1) * unitCount].map { $0.isNaN ? nil : $0 })
      distribution.add(ranks: ranks)
      for a in 0..<unitCount {
        guard let first = ranks[a] else { continue }
        for b in 0..<unitCount where b != a {
          guard let second = ranks[b] else { continue }
          both[a * unitCount + b] += 1
          // Ranks, not scores: what differs by rounding alone is tied.
          if first < second { above[a * unitCount + b] += 1 }
        }
      }
    }
    self.distribution = distribution
    self.unitCount = unitCount
    self.above = above
    self.both = both
  }

  /// The share of re-draws in which one unit scores higher than another; nil where they never both have a score.
  public func shareAbove(_ unit: Int, _ other: Int) -> Double? {
    let cell = unit * unitCount + other
    return both[cell] > 0 ? Double(above[cell]) / Double(both[cell]) : nil
  }

  /// The share of re-draws in which a unit's rank is `place` or better; nil where it never has one.
  public func shareWithin(_ place: Int, unit: Int) -> Double? {
    guard distribution.total(of: unit) > 0 else { return nil }
    return distribution.shares(of: unit).prefix(max(place, 0)).reduce(0, +)
  }
}
