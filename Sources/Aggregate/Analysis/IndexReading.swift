internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel

/// Tiers of the ranked units on the index and each dimension, where the pipeline cuts any, with the letters of what cannot be
/// told apart.
func unitTiers(
  _ table: ScoreTable, _ ranks: [UnitRank], cuts: TierCuts
) throws(DiagnosticError) -> [UnitTier] {
  var rows: [UnitTier] = []
  let wave = table.wave
  for node in wave.framework.nodes.indices where wave.framework.nodes[node].depth <= 1 {
    let id = wave.framework.nodes[node].id
    let present = wave.domains.domainOfBlock.filter { table.scores[$0][node].value != nil }
    let scores = present.map { table.scores[$0][node].value }
    let rule: TierRule =
      switch cuts {
      case .scores(let ends): .cuts(ends)
      case .naturalBreaks(let count): .naturalBreaks(count)
      }
    let tiers = try Tiers(scores, rule: rule)
    let own = Dictionary(
      ranks.filter { $0.nodeID == id }.map { ($0.unitID, $0) }, uniquingKeysWith: { first, _ in first })
    let units = present.map { wave.domains.domains[$0].unit.id }
    // Of very many units nobody reads letters, and there would be hundreds.
    let isSampled = units.count <= ScoreTable.unitsInPairs.index && units.contains { own[$0]?.setLow != nil }
    let order = units.indices.sorted {
      (own[units[$0]]?.rank ?? .max, $0) < (own[units[$1]]?.rank ?? .max, $1)
    }
    let below = units.map { isSampled ? Set(own[$0]?.clearlyAbove ?? []) : [] }
    let display = LetterDisplay(order: isSampled ? order : []) {
      below[$0].contains(units[$1]) || below[$1].contains(units[$0])
    }
    for (place, unit) in units.enumerated() {
      guard let score = scores[place], let tier = tiers.tier[place] else { continue }
      rows.append(
        UnitTier(
          wave: wave.wave, unitID: unit, nodeID: id, score: score, tier: tier,
          from: tier <= tiers.cuts.count ? tiers.cuts[tier - 1] : nil, letters: isSampled ? display.letters[place] : "")
      )
    }
  }
  return rows
}

/// Whether the ranked units drew together on the index and each dimension; nodes that fewer than two have scores of in both
/// waves are left out.
func convergence(_ now: ScoreTable, _ before: ScoreTable) -> [NodeConvergence] {
  let wave = now.wave
  return wave.framework.nodes.indices.filter { wave.framework.nodes[$0].depth <= 1 }.compactMap { node in
    let units = wave.domains.domainOfBlock
    let (scores, earlier) = (units.map { now.scores[$0][node] }, units.map { before.scores[$0][node] })
    let isSampled = earlier.allSatisfy { $0.value == nil || $0.standardError != nil }
    // The covariance of the two waves is left out: firms in both make the corrected slope flatter than it is, never steeper.
    let errors = earlier.map { score in
      Convergence.SamplingError(varianceBefore: (score.standardError ?? 0) * (score.standardError ?? 0))
    }
    let found = try? Convergence(
      before: earlier.map(\.value), after: scores.map(\.value), errors: isSampled ? errors : nil)
    guard let found else { return nil }
    return NodeConvergence(
      wave: wave.wave, nodeID: wave.framework.nodes[node].id, units: found.count, spreadBefore: found.spreadBefore,
      spreadAfter: found.spreadAfter, slope: found.slope, slopeError: found.slopeError,
      correctedSlope: found.correctedSlope,
      reliability: betweenUnitReliability(scores.map(\.value), standardErrors: scores.map(\.standardError)))
  }
}
