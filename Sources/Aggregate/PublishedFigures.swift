internal import Estimation
internal import SurveyModel
internal import Tables

/// The city against figures published elsewhere, such as the province's, with their standard errors.
///
/// Columns `wave`, `node_id`, `score`, `std_error`. Of each node the latest figure not after the wave counts. The two are
/// independent; where the city's score is bounded or the figure has no standard error, nothing is tested.
func referenceDifferences(_ table: ScoreTable, reference: Dataset) -> [TestedDifference] {
  guard let city = table.wave.domains.city else { return [] }
  var latest: [String: (wave: Double, score: Double, error: Double?)] = [:]
  let columns = reference.table
  for row in 0..<columns.rowCount {
    guard let node = columns["node_id"]?.label(at: row), let score = columns["score"]?.number(at: row) else { continue }
    let wave = columns["wave"]?.number(at: row) ?? 0
    guard wave <= Double(table.wave.wave), wave >= latest[node]?.wave ?? -.infinity else { continue }
    latest[node] = (wave, score, columns["std_error"]?.number(at: row))
  }
  return table.wave.framework.nodes.indices.compactMap { node in
    let own = table.scores[city][node]
    guard let value = own.value, let figure = latest[own.nodeID] else { return nil }
    var item = TestedDifference(
      kind: .toReference, wave: table.wave.wave, unitID: own.unitID, nodeID: own.nodeID, reference: figure.score,
      difference: value - figure.score, family: "to_reference")
    // A complete count adds no error of its own.
    let isCounted = !own.isBounded && !table.wave.isSampled(node: node, domain: city)
    if let error = isCounted ? 0 : own.standardError, let other = figure.error {
      item.standardError = (error * error + other * other).squareRoot()
      item.df = own.df ?? .infinity
    }
    return item
  }
}

/// Scores of earlier years as published: columns `wave`, `unit_id`, `node_id`, `score`, `rank`, `rank_low`, `rank_high`.
func publishedScores(_ dataset: Dataset, units: UnitRegistry) -> [PublishedScore] {
  let table = dataset.table
  var scores: [PublishedScore] = []
  func whole(_ name: String, _ row: Int) -> Int? {
    table[name]?.number(at: row).flatMap { Int(exactly: $0.rounded()) }
  }
  for row in 0..<table.rowCount {
    guard let wave = whole("wave", row), let node = table["node_id"]?.label(at: row),
      let unit = table[unitColumnName]?.label(at: row) ?? units.city?.id, let score = table["score"]?.number(at: row)
    else { continue }
    scores.append(
      PublishedScore(
        wave: wave, unitID: unit, nodeID: node, score: score, rank: whole("rank", row),
        rankLow: whole("rank_low", row), rankHigh: whole("rank_high", row)))
  }
  return scores
}
