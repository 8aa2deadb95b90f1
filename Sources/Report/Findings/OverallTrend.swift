import SurveyModel

/// The overall scores of three or more waves, as the trend over the editions shows them.
struct OverallTrend: Sendable {
  /// A score of one wave.
  struct Point: Sendable, Hashable {
    var wave: Int
    var value: Double
    var interval: Interval?
  }

  /// Earliest first.
  let waves: [Int]
  let firstWave: Int
  /// The city first, then ranked units in the order of their scores.
  let units: [AssessedUnit]
  private let points: [String: [Int: Point]]
  private let comparisons: [String: Comparison]

  /// nil where no trend was worked out.
  init?(_ index: EvaluationIndex) {
    guard let trend = index.evaluation.trend else { return nil }
    let root = index.framework.root.id
    let members = (index.city.map { [$0] } ?? []) + index.ordered(by: root).map(\.unit)
    var points: [String: [Int: Point]] = [:]
    for row in index.evaluation.history.reversed() where row.nodeID == root && row.score.isFinite {
      points[row.unitID, default: [:]][row.wave] = Point(
        wave: row.wave, value: row.score, interval: Interval(low: row.ciLow, high: row.ciHigh))
    }
    for row in index.evaluation.scores where row.nodeID == root {
      guard index.isShown(row), let value = row.value, value.isFinite else {
        points[row.unitID]?[row.wave] = nil
        continue
      }
      points[row.unitID, default: [:]][row.wave] = Point(
        wave: row.wave, value: value, interval: Interval(low: row.ciLow, high: row.ciHigh))
    }
    let ends = [trend.firstWave, index.wave]
    let own = points
    let known = members.filter { unit in ends.allSatisfy { own[unit.id]?[$0] != nil } }
    let ids = Set(known.map(\.id))
    comparisons = Dictionary(
      trend.comparisons.filter { ids.contains($0.unitID) && $0.difference.isFinite }.map { ($0.unitID, $0) },
      uniquingKeysWith: { first, _ in first })
    units = known.filter { [comparisons] in comparisons[$0.id] != nil }
    waves = Set(units.flatMap { points[$0.id]?.keys.map { $0 } ?? [] }).filter { $0 <= index.wave }.sorted()
    firstWave = trend.firstWave
    self.points = points
    guard waves.count >= 3, !units.isEmpty else { return nil }
  }

  func point(_ unit: String, _ wave: Int) -> Point? { points[unit]?[wave] }

  /// The latest wave against the first.
  func comparison(_ unit: String) -> Comparison? { comparisons[unit] }
}
