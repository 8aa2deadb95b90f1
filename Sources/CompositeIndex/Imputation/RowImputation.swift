internal import SurveyModel

/// Fills a unit's gaps from its own other indicators.
///
/// Each column is turned in its direction and brought to 0…1 by min-max; the unit's average over the columns is brought back
/// to the scale of the column with the gap. A constant column tells nothing of the unit and takes no part; its gaps
/// get the constant.
func imputeRows(_ matrix: inout IndicatorMatrix, _ average: ImputedAverage, columns: [Int], model: IndexModel) {
  let raw = columns.map { matrix.column($0) }
  let signs = columns.map { model.nodes[model.indicators[$0]].direction.sign }
  let ends = zip(raw, signs).map { values, sign in range(values.lazy.map { sign * $0 }) }
  var filled = raw
  for unit in matrix.units.indices where raw.contains(where: { $0[unit].isNaN }) {
    let shares = columns.indices.map { position -> Double in
      guard let ends = ends[position], ends.greatest > ends.least else { return .nan }
      return (signs[position] * raw[position][unit] - ends.least) / (ends.greatest - ends.least)
    }
    let share = average.of(shares)
    for position in columns.indices where raw[position][unit].isNaN {
      guard let ends = ends[position] else { continue }
      if ends.greatest > ends.least {
        filled[position][unit] = signs[position] * (share * (ends.greatest - ends.least) + ends.least)
      } else {
        filled[position][unit] = signs[position] * ends.least
      }
    }
  }
  for (position, column) in columns.enumerated() { matrix.replaceColumn(column, with: filled[position]) }
}
