public import SurveyModel

/// The overall scores of the latest wave against the first wave of the trend: a difference of independent estimates with
/// SE = √(SE₁² + SE₂²) and the degrees of freedom of Welch (1947) and Satterthwaite (1946), Holm's adjustment over all units as
/// one family.
///
/// A score without a standard error, such as one from a file of published figures, is taken as fixed: its change is told and
/// never tested. The wave before that is in the run is no first wave, since its own comparison knows the firms of both.
///
/// - Parameter evaluation: with its history complete.
/// - Returns: nil with fewer than three waves of overall scores.
public func scoreTrend(_ evaluation: Evaluation) -> ScoreTrend? {
  guard let root = evaluation.framework.nodes.first?.id else { return nil }
  let known = OverallScores(evaluation, root: root)
  let earlier = known.waves.filter { $0 < evaluation.wave }
  guard let first = earlier.first, earlier.count >= 2, known.waves.contains(evaluation.wave) else { return nil }
  let firstTestable = earlier.first { $0 != evaluation.previousWave && known.hasErrors($0) }
  let firstWave = firstTestable ?? first
  let units = (evaluation.units.city.map { [$0] } ?? []) + evaluation.units.ranked
  let differences = units.compactMap { unit -> TestedDifference? in
    guard let now = known[evaluation.wave, unit.id], let before = known[firstWave, unit.id] else { return nil }
    var item = TestedDifference(
      kind: .toFirstWave, wave: evaluation.wave, unitID: unit.id, nodeID: root, reference: before.value,
      difference: now.value - before.value, family: "to_first_wave/index")
    if let error = now.standardError, let errorBefore = before.standardError {
      let (variance, varianceBefore) = (error * error, errorBefore * errorBefore)
      let sum = variance + varianceBefore
      let spread = variance * variance / now.df + varianceBefore * varianceBefore / before.df
      item.standardError = sum.squareRoot()
      item.df = spread > 0 ? sum * sum / spread : .infinity
    }
    return item
  }
  return ScoreTrend(firstWave: firstWave, comparisons: compared(differences))
}

/// The overall score of every unit and wave: as this run has it, else as the history does.
private struct OverallScores {
  struct Known {
    var value: Double
    var standardError: Double?
    /// Infinite where none are told: the error is taken as normal.
    var df: Double
  }

  private struct Key: Hashable {
    var wave: Int
    var unit: String
  }

  private var rows: [Key: Known] = [:]
  private(set) var waves: [Int] = []

  init(_ evaluation: Evaluation, root: String) {
    for row in evaluation.history.reversed() where row.nodeID == root && row.score.isFinite {
      rows[Key(wave: row.wave, unit: row.unitID)] = Known(
        value: row.score, standardError: row.standardError, df: row.df ?? .infinity)
    }
    for row in evaluation.scores where row.nodeID == root {
      guard let value = row.value, value.isFinite else { continue }
      rows[Key(wave: row.wave, unit: row.unitID)] = Known(
        value: value, standardError: row.standardError, df: row.df ?? .infinity)
    }
    waves = Set(rows.keys.map(\.wave)).sorted()
  }

  subscript(wave: Int, unit: String) -> Known? { rows[Key(wave: wave, unit: unit)] }

  func hasErrors(_ wave: Int) -> Bool { rows.contains { $0.key.wave == wave && $0.value.standardError != nil } }
}
