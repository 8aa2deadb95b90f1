import SurveyModel

@testable import Report

/// Inputs that bring up every headline, lead and title of the report between them.
enum PassageInputs {
  static var all: [ReportInput] {
    [
      withActions, changed(isClear: false, p: 0.9), changed(isClear: true, p: 0.001), changed(isClear: false, p: nil),
      ranked { _, _ in false }, ranked { _, _ in true }, ranked { $1 - $0 > 1 },
      ranked { low, high in low == 0 || high == 6 },
      oneUnit, countries, districtsAlone, robust, trend([nil]), trend([0.9]), trend([0.001, -0.001]),
    ]
  }

  /// The sample city with lists of actions, and a practice beside its first measure.
  static var withActions: ReportInput {
    var input = SheetTests.input()
    input.evaluation.notes = (1...5).map { LocalizedText(zh: "说明\($0)", en: "note \($0)") }
    let dimensions = input.evaluation.framework.dimensions.map(\.id)
    // One rating, all of many, none, none that is clear, and some.
    var rows = input.evaluation.survey.answers
    if let only = rows.firstIndex(where: { $0.nodeID == dimensions[0] }) {
      let kept = rows[only]
      rows.removeAll { $0.nodeID == dimensions[0] }
      rows.append(kept)
    }
    for place in rows.indices {
      switch dimensions.firstIndex(of: rows[place].nodeID) {
      case 1: rows[place].favourable = SyntheticAnswers.share(0.8)
      case 2: rows[place].favourable = SyntheticAnswers.share(0.2)
      case 3: rows[place].favourable = SyntheticAnswers.share(0.5)
      default: break
      }
    }
    if let one = rows.firstIndex(where: { $0.nodeID == dimensions[4] }) {
      rows[one].favourable = SyntheticAnswers.share(0.1)
    }
    input.evaluation.survey.answers = rows
    // An indicator far below the threshold.
    let low = input.evaluation.framework.indicators(below: dimensions[5])[0].id
    for place in input.evaluation.scores.indices
    where input.evaluation.scores[place].nodeID == low && input.evaluation.scores[place].wave == input.evaluation.wave {
      input.evaluation.scores[place].value = 20
      (input.evaluation.scores[place].ciLow, input.evaluation.scores[place].ciHigh) = (18, 22)
    }
    // Alike shares: nothing is to be fixed first.
    for place in input.evaluation.survey.importance.indices
    where input.evaluation.survey.importance[place].nodeID == dimensions[1] {
      input.evaluation.survey.importance[place].share = 25
    }
    return input
  }

  /// Every comparison with this verdict; without `p` none is tested.
  private static func changed(isClear: Bool, p: Double?) -> ReportInput {
    var input = SyntheticEvaluation.lanjiang()
    for place in input.evaluation.comparisons.indices {
      input.evaluation.comparisons[place].isClear = isClear
      input.evaluation.comparisons[place].adjustedPValue = p
      if p != nil { input.evaluation.comparisons[place].standardError = 1 }
      if input.evaluation.comparisons[place].difference == 0 { input.evaluation.comparisons[place].difference = 1 }
    }
    let fallen = input.evaluation.framework.dimensions[0].id
    for place in input.evaluation.comparisons.indices where input.evaluation.comparisons[place].nodeID == fallen {
      guard input.evaluation.comparisons[place].kind == .toPreviousWave else { continue }
      input.evaluation.comparisons[place].difference = -abs(input.evaluation.comparisons[place].difference)
    }
    for place in input.evaluation.groupScores.indices {
      input.evaluation.groupScores[place].adjustedPValue = p
    }
    return input
  }

  /// The ranks of the index with this rule for who is clearly apart from whom.
  private static func ranked(_ isApart: (Int, Int) -> Bool) -> ReportInput {
    var input = SyntheticEvaluation.lanjiang()
    let (wave, root) = (input.evaluation.wave, input.evaluation.framework.root.id)
    let places = input.evaluation.ranks.indices.filter {
      input.evaluation.ranks[$0].wave == wave && input.evaluation.ranks[$0].nodeID == root
    }.sorted { input.evaluation.ranks[$0].rank < input.evaluation.ranks[$1].rank }
    let ids = places.map { input.evaluation.ranks[$0].unitID }
    for (rank, place) in places.enumerated() {
      let better = ids.indices.filter { $0 < rank && isApart($0, rank) }
      let worse = ids.indices.filter { $0 > rank && isApart(rank, $0) }
      input.evaluation.ranks[place].clearlyBelow = better.map { ids[$0] }
      input.evaluation.ranks[place].clearlyAbove = worse.map { ids[$0] }
      input.evaluation.ranks[place].setLow = 1 + better.count
      input.evaluation.ranks[place].setHigh = ids.count - worse.count
    }
    return input
  }

  /// One unit without a score and without a rank, one without an earlier rank, one that was always second, one that was last
  /// before, and one whose obstacles are all named alike.
  private static var oneUnit: ReportInput {
    var input = SyntheticEvaluation.lanjiang()
    let (wave, root) = (input.evaluation.wave, input.evaluation.framework.root.id)
    let units = input.evaluation.units.ranked.map(\.id)
    input.evaluation.scores.removeAll { $0.wave == wave && $0.unitID == units[0] && $0.nodeID == root }
    input.evaluation.ranks.removeAll {
      ($0.unitID == units[0] && $0.wave == wave) || ($0.unitID == units[1] && $0.wave != wave)
    }
    input.evaluation.history.removeAll { $0.unitID == units[1] }
    for place in input.evaluation.ranks.indices where input.evaluation.ranks[place].unitID == units[2] {
      input.evaluation.ranks[place].rank = 2
    }
    for place in input.evaluation.history.indices where input.evaluation.history[place].unitID == units[2] {
      input.evaluation.history[place].rank = 2
    }
    for place in input.evaluation.history.indices where input.evaluation.history[place].unitID == units[4] {
      input.evaluation.history[place].rank = units.count
    }
    let obstacles = Set((ReportWords(input).obstacleGroup ?? []).map(\.id))
    for place in input.evaluation.estimates.indices
    where input.evaluation.estimates[place].unitID == units[3]
      && obstacles.contains(input.evaluation.estimates[place].indicatorID)
    {
      input.evaluation.estimates[place].value = 20
    }
    return input
  }

  /// The overall scores against the first wave of the history, with these p-values in turn; negative for a fall.
  private static func trend(_ p: [Double?]) -> ReportInput {
    var input = SyntheticEvaluation.lanjiang()
    let root = input.evaluation.framework.root.id
    let first = input.evaluation.history.map(\.wave).min() ?? input.evaluation.wave - 2
    let now = input.evaluation.scores.filter { $0.nodeID == root && $0.wave == input.evaluation.wave }
    let rows = now.enumerated().compactMap { place, score -> Comparison? in
      guard let value = score.value,
        let before = input.evaluation.history.first(where: {
          $0.unitID == score.unitID && $0.nodeID == root && $0.wave == first
        })
      else { return nil }
      let p = p[place % p.count]
      let size = abs(value - before.score) + 1
      return Comparison(
        kind: .toFirstWave, wave: score.wave, unitID: score.unitID, nodeID: root, reference: before.score,
        difference: (p ?? 1) < 0 ? -size : size, standardError: p.map { _ in 1 }, ciLow: nil, ciHigh: nil,
        pValue: p.map(abs), adjustedPValue: p.map(abs), family: "to_first_wave/index",
        isClear: p.map { abs($0) < 0.05 } ?? false)
    }
    input.evaluation.trend = ScoreTrend(firstWave: first, comparisons: rows)
    return input
  }

  /// Without a city or any error.
  private static var countries: ReportInput { SyntheticEvaluation.countries() }

  /// Without a city, but with intervals of ranks.
  static var districtsAlone: ReportInput {
    var made = HandMade(hasCity: false)
    for (unit, score) in [("P", 74.0), ("Q", 71.0), ("R", 60.0)] {
      for node in ["INDEX", "A", "B"] { made.score(unit, node, score, score - 1...score + 1) }
    }
    made.rank("INDEX", apart: [("P", "R")])
    return made.input
  }

  /// All tables of the appendix on how firmly the index stands.
  private static var robust: ReportInput {
    var made = RobustnessTests.made()
    made.evaluation.analysis.weights = ["A", "B"].map { node in
      IndexWeight(
        wave: 2025, nodeID: node, parentID: "INDEX", weighting: "declared", aggregation: "arithmetic", declared: 1,
        nominal: 0.5, inIndex: 0.5, correlation: 0.5, correlationRatio: 0.25, effective: 0.5)
    }
    made.evaluation.reading.convergence = [
      NodeConvergence(
        wave: 2025, nodeID: "INDEX", units: 3, spreadBefore: 5, spreadAfter: 4, slope: nil, slopeError: nil,
        correctedSlope: nil, reliability: 0.5)
    ]
    return made.input
  }
}
