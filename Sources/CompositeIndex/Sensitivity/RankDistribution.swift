/// How often each unit had each rank, counted draw by draw: memory does not grow with the number of draws.
public struct RankDistribution: Sendable {
  public let unitCount: Int
  public private(set) var draws = 0
  /// `counts[unit * unitCount + rank - 1]`.
  private var counts: [UInt32]

  public init(unitCount: Int) {
    self.unitCount = unitCount
    counts = [UInt32](repeating: 0, count: unitCount * unitCount)
  }

  /// Counts the ranks of one draw; a unit without a score has none.
  public mutating func add(scores: [Double]) {
    add(ranks: competitionRanks(scores.map { $0.isNaN ? nil : $0 }))
  }

  /// Counts the ranks of one draw.
  public mutating func add(ranks: [Int?]) {
    draws += 1
    for (unit, rank) in ranks.prefix(unitCount).enumerated() {
      if let rank, rank >= 1, rank <= unitCount { counts[unit * unitCount + rank - 1] += 1 }
    }
  }

  /// Adds the counts of other draws of the same units, such as those of another thread.
  public mutating func merge(_ other: RankDistribution) {
    guard other.unitCount == unitCount else { return }
    draws += other.draws
    for cell in counts.indices { counts[cell] += other.counts[cell] }
  }

  /// In how many draws the unit had a rank.
  public func total(of unit: Int) -> Int { row(unit).reduce(0) { $0 + Int($1) } }

  /// The share of the unit's draws with each rank, from rank 1; zeros where it never had one.
  public func shares(of unit: Int) -> [Double] {
    let total = Double(max(total(of: unit), 1))
    return row(unit).map { Double($0) / total }
  }

  /// The mean rank; nil where the unit never had one.
  public func mean(of unit: Int) -> Double? {
    let total = total(of: unit)
    guard total > 0 else { return nil }
    // Whole numbers add up without rounding.
    return Double(Array(row(unit)).enumerated().reduce(0) { $0 + ($1.offset + 1) * Int($1.element) }) / Double(total)
  }

  /// A quantile of the unit's ranks, of type 7; nil where it never had one.
  public func quantile(of unit: Int, _ share: Double) -> Double? {
    let total = total(of: unit)
    guard total > 0 else { return nil }
    let position = min(max(share, 0), 1) * Double(total - 1)
    let below = Int(position)
    let low = rank(of: unit, at: below)
    let high = rank(of: unit, at: min(below + 1, total - 1))
    return low + (position - Double(below)) * (high - low)
  }

  /// The rank at a place of the unit's ranks in ascending order, counted from 0.
  private func rank(of unit: Int, at place: Int) -> Double {
    var passed = 0
    for (rank, count) in Array(row(unit)).enumerated() {
      passed += Int(count)
      if passed > place { return Double(rank + 1) }
    }
    return Double(unitCount)
  }

  private func row(_ unit: Int) -> ArraySlice<UInt32> { counts[unit * unitCount..<(unit + 1) * unitCount] }
}

extension RankDistribution: Equatable {}
