import CompositeIndex
import SurveyModel

/// Made-up indices and data for properties that hold for all of them.
enum RandomIndex {
  /// An index of `groups` groups with `indicators` indicators each, named `G1`, `G1_1` and so on.
  static func model(groups: Int, indicators: Int, using draws: inout SeededDraws) throws -> IndexModel {
    var nodes = [IndexNode(code: "INDEX", parent: nil)]
    for group in 1...groups {
      nodes.append(IndexNode(code: "G\(group)", parent: "INDEX", weight: 0.2 + draws.uniform()))
      for indicator in 1...indicators {
        nodes.append(
          IndexNode(
            code: "G\(group)_\(indicator)", parent: "G\(group)", weight: 0.2 + draws.uniform(),
            direction: draws.uniform() < 0.3 ? .negative : .positive))
      }
    }
    return try IndexModel(nodes: nodes)
  }

  /// Values from 1 to 100 of the model's indicators; `missing` is the share of gaps.
  static func data(
    _ model: IndexModel, units: Int, missing: Double = 0, using draws: inout SeededDraws
  ) throws -> IndicatorMatrix {
    try IndicatorMatrix(
      units: (0..<units).map { "U\($0)" }, columns: model.indicatorCodes,
      values: (0..<units * model.indicators.count).map { _ in
        draws.uniform() < missing ? .nan : 1 + 99 * draws.uniform()
      })
  }

  /// Scores of all nodes by unit, NaN for missing.
  static func nodeValues(
    _ data: IndicatorMatrix, model: IndexModel, aggregation: IndexAggregation
  ) throws -> [[Double]] {
    let scores = try aggregation.scores(data, model: model)
    return data.units.indices.map { unit in
      var values = [Double](repeating: .nan, count: model.nodes.count)
      for (place, node) in model.indicators.enumerated() { values[node] = data[unit, place] ?? .nan }
      for (place, node) in model.groups.enumerated() { values[node] = scores[unit, place] ?? .nan }
      return values
    }
  }
}

/// A matrix of rows by units; columns are named `A`, `B`, ….
func matrix(_ rows: [[Double]]) throws -> IndicatorMatrix {
  let width = rows.first?.count ?? 0
  return try IndicatorMatrix(
    units: rows.indices.map { "U\($0)" },
    columns: (0..<width).map { String(UnicodeScalar(UInt8(65 + $0))) },
    values: (0..<width).flatMap { column in rows.map { $0[column] } })
}
