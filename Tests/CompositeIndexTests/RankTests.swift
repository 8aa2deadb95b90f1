import CompositeIndex
import Testing

@Suite struct RankTests {
  @Test("Ties share the smallest rank, the next rank is skipped, missing scores have none")
  func ties() {
    #expect(competitionRanks([70, 80, nil, 80, 60]) == [3, 1, nil, 1, 4])
    #expect(competitionRanks([]) == [])
    #expect(competitionRanks([nil, nil]) == [nil, nil])
    #expect(competitionRanks([0, -0.0, 0]) == [1, 1, 1])
    #expect(competitionRanks([-3, -1, -2]) == [3, 1, 2])
    #expect(competitionRanks([.nan, 5]) == [nil, 1])
  }

  @Test("A difference in the last bits is a tie, one of a billionth is not")
  func tolerance() {
    let sum = 0.1 + 0.2
    #expect(sum != 0.3)
    #expect(competitionRanks([sum, 0.3]) == [1, 1])
    #expect(competitionRanks([60 + 1e-9, 60]) == [1, 2])
  }

  @Test("Ranks move with the units")
  func permutation() {
    var draws = SeededDraws(seed: 4)
    let scores: [Double?] = (0..<30).map { $0 % 7 == 0 ? nil : (100 * draws.uniform()).rounded() }
    let ranks = competitionRanks(scores)
    let order = scores.indices.shuffled(using: &draws)
    #expect(competitionRanks(order.map { scores[$0] }) == order.map { ranks[$0] })
  }
}

@Suite struct RankConfidenceSetTests {
  /// Replicates that scatter independently around the scores.
  private func replicates(_ scores: [Double], se: Double, count: Int, seed: UInt64) -> [[Double]] {
    var draws = SeededDraws(seed: seed)
    return (0..<count).map { _ in scores.map { $0 + se * draws.normal() } }
  }

  @Test("Without sampling error the order is exact and ties share their places")
  func exact() {
    let sets = simultaneousRankSets(scores: [70, 80, 80, 60], replicates: [])
    #expect(sets.map(\.rank) == [3, 1, 1, 4])
    #expect(sets.map(\.low) == [3, 1, 1, 4])
    #expect(sets.map(\.high) == [3, 2, 2, 4])
    #expect(sets[0].clearlyBetter == [1, 2])
    #expect(sets[0].clearlyWorse == [3])
    let constant = simultaneousRankSets(
      scores: [70, 80, 80, 60], replicates: [[Double]](repeating: [70, 80, 80, 60], count: 50))
    #expect(constant.map(\.low) == sets.map(\.low))
    #expect(constant.map(\.high) == sets.map(\.high))
    #expect(constant[1].frequency == [1, 0, 0, 0])
  }

  @Test("Units that are all tied get the whole range, units far apart a single rank")
  func extremes() {
    let tied = simultaneousRankSets(
      scores: [60, 60, 60, 60], replicates: replicates([60, 60, 60, 60], se: 1, count: 400, seed: 5))
    for set in tied { #expect(set.low == 1 && set.high == 4) }
    let apart = [90.0, 30, 70, 50]
    let sets = simultaneousRankSets(scores: apart, replicates: replicates(apart, se: 1, count: 400, seed: 6))
    #expect(sets.map(\.rank) == [1, 4, 2, 3])
    for set in sets { #expect(set.low == set.rank && set.high == set.rank) }
    #expect(sets[3].clearlyBetter == [0, 2])
    #expect(sets[3].clearlyWorse == [1])
    #expect(sets[2].frequency == [0, 1, 0, 0])
  }

  @Test("Every set contains the rank, and better and worse mirror each other")
  func consistency() {
    var draws = SeededDraws(seed: 7)
    for trial in 0..<40 {
      let scores = (0..<8).map { _ in (60 + 6 * draws.normal()).rounded() }
      let sets = simultaneousRankSets(
        scores: scores, replicates: replicates(scores, se: 1 + draws.uniform(), count: 100, seed: UInt64(100 + trial)))
      for (unit, set) in sets.enumerated() {
        #expect(set.low <= set.rank && set.rank <= set.high)
        #expect(isClose(set.frequency.reduce(0, +), 1))
        for other in set.clearlyBetter { #expect(sets[other].clearlyWorse.contains(unit)) }
      }
    }
  }

  @Test("Sets move with the units")
  func permutation() {
    var draws = SeededDraws(seed: 8)
    let scores = [61.0, 64, 58, 70, 66]
    let rows = replicates(scores, se: 1.5, count: 200, seed: 9)
    let sets = simultaneousRankSets(scores: scores, replicates: rows)
    let order = scores.indices.shuffled(using: &draws)
    let moved = simultaneousRankSets(
      scores: order.map { scores[$0] }, replicates: rows.map { row in order.map { row[$0] } })
    for (position, unit) in order.enumerated() {
      #expect(moved[position].low == sets[unit].low)
      #expect(moved[position].high == sets[unit].high)
      #expect(moved[position].frequency == sets[unit].frequency)
    }
  }

  @Test("A unit that is counted completely is ordered exactly among its like and by sampling error against others")
  func mixed() {
    let scores = [50.0, 50.1, 60]
    var draws = SeededDraws(seed: 10)
    let rows = (0..<300).map { _ in [50, 50.1, 60 + 8 * draws.normal()] }
    let sets = simultaneousRankSets(scores: scores, replicates: rows)
    #expect(sets[0].low == 2 && sets[0].high == 3)
    #expect(sets[1].low == 1 && sets[1].high == 2)
    #expect(sets[2].low == 1 && sets[2].high == 3)
  }

  @Test("A replicate without a score for a unit leaves the others' sets alone")
  func emptyDomains() {
    let scores = [80.0, 60, 40]
    var rows = replicates(scores, se: 1, count: 200, seed: 11)
    rows[0][2] = .nan
    rows[1][2] = .nan
    let sets = simultaneousRankSets(scores: scores, replicates: rows)
    #expect(sets.map(\.rank) == [1, 2, 3])
    for set in sets { #expect(set.low == set.rank && set.high == set.rank) }
    #expect(isClose(sets[2].frequency.reduce(0, +), 1))
  }

  @Test("Joint coverage is at the level, tied, close and apart", arguments: [0, 0.5, 2, 4])
  func coverage(gap: Double) {
    let truth = (0..<6).map { Double($0) * gap }
    var draws = SeededDraws(seed: 12)
    let trials = 400
    var covered = 0
    for _ in 0..<trials {
      let estimate = truth.map { $0 + draws.normal() }
      let rows = (0..<200).map { _ in estimate.map { $0 + draws.normal() } }
      let sets = simultaneousRankSets(scores: estimate, replicates: rows, level: 0.95)
      // A unit's true ranks: from 1 + those above it to K - those below it.
      let isCovered = sets.indices.allSatisfy { unit in
        let above = truth.count { $0 > truth[unit] }
        let below = truth.count { $0 < truth[unit] }
        return sets[unit].low <= 1 + above && sets[unit].high >= truth.count - below
      }
      if isCovered { covered += 1 }
    }
    // 95 % less three Monte Carlo standard errors.
    #expect(Double(covered) / Double(trials) >= 0.95 - 3 * (0.95 * 0.05 / Double(trials)).squareRoot())
  }
}
