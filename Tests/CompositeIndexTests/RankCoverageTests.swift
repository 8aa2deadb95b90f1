import CompositeIndex
import Foundation
import Testing

/// Rank confidence sets hold together as often as they say, whatever the gaps between the units.
///
/// A seeded simulation: true scores, estimates with standard error 1, and replicates around the estimates. Set
/// `BIZCLIMATE_RANK_SIMULATIONS` for more than the usual number of repetitions, whose figures are printed.
@Suite struct RankCoverageTests {
  private static let unitCount = 7
  private static let replicates = 299
  private static let repetitions =
    ProcessInfo.processInfo.environment["BIZCLIMATE_RANK_SIMULATIONS"].flatMap(Int.init) ?? 300

  private struct Outcome {
    /// Share of repetitions in which every unit's set holds all of its true ranks.
    var coverage: Double
    /// Mean number of ranks in a set.
    var width: Double
  }

  private func simulate(_ truth: [Double], seed: UInt64) -> Outcome {
    var covered = 0
    var width = 0.0
    for repetition in 0..<Self.repetitions {
      var generator = DrawGenerator(seed: seed, draw: repetition)
      let estimates = truth.map { $0 + generator.normal() }
      let draws = (0..<Self.replicates).map { _ in estimates.map { $0 + generator.normal() } }
      let sets = simultaneousRankSets(scores: estimates, replicates: draws)
      // Tied units share a range of true ranks, and the set must hold all of it.
      let holds = truth.indices.allSatisfy { unit in
        let best = 1 + truth.count { $0 > truth[unit] }
        let worst = truth.count - truth.count { $0 < truth[unit] }
        return sets[unit].low <= best && worst <= sets[unit].high
      }
      if holds { covered += 1 }
      width += sets.reduce(0) { $0 + Double($1.high - $1.low + 1) } / Double(truth.count)
    }
    return Outcome(
      coverage: Double(covered) / Double(Self.repetitions), width: width / Double(Self.repetitions))
  }

  @Test(
    "joint coverage is 93.5 % or more for ties, every gap and a single leader",
    arguments: [
      ("tied", 0.0), ("0.05 SE", 0.05), ("0.5 SE", 0.5), ("2 SE", 2), ("4 SE", 4), ("leader", -1),
    ])
  func coverage(name: String, gap: Double) {
    let truth = (0..<Self.unitCount).map { unit in
      gap < 0 ? (unit == 0 ? 6.0 : 0) : gap * Double(Self.unitCount - unit)
    }
    let outcome = simulate(truth, seed: 20_240_607)
    if Self.repetitions > 300 {
      print("\(name): \(Self.repetitions) repetitions, coverage \(outcome.coverage), mean width \(outcome.width)")
    }
    #expect(outcome.coverage >= 0.935, "\(name): \(outcome)")
    if gap == 4 { #expect(outcome.width <= 2.2, "\(name): \(outcome)") }
    // Sets that held everything would be no finding.
    if gap == 4 || gap < 0 { #expect(outcome.width < 6, "\(name): \(outcome)") }
  }
}
