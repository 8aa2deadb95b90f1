/// Copeland scores: units beaten less units lost to, each pair by weighted majority of the columns.
///
/// A. H. Copeland (1951); o_jk = Σ w [x_j > x_k] + ½ Σ w [x_j = x_k] over the columns that both units have, j beats k when
/// o_jk > ½. Each pair is judged once, on Σ w [x_j > x_k] - Σ w [x_j < x_k], and a balance within rounding is a tie, so
/// that scores always add up to 0.
///
/// - Parameters:
///   - data: one column a criterion, NaN for missing.
///   - weights: one a column, 0 or more.
/// - Returns: one score a unit; nil for a unit without any value. Units with no column in common tie.
/// - Complexity: O(n² k) for n units and k columns.
public func copelandScores(_ data: IndicatorMatrix, weights: [Double]) -> [Int?] {
  let rows = data.units.indices.map { data.row($0) }
  let present = rows.map { row in row.contains { !$0.isNaN } }
  var scores = [Int](repeating: 0, count: rows.count)
  for first in rows.indices where present[first] {
    for second in (first + 1)..<max(rows.count, first + 1) where present[second] {
      var balance = 0.0
      var total = 0.0
      for column in weights.indices {
        let (a, b) = (rows[first][column], rows[second][column])
        if a.isNaN || b.isNaN { continue }
        total += weights[column]
        if a > b { balance += weights[column] } else if a < b { balance -= weights[column] }
      }
      guard abs(balance) > 1e-12 * total else { continue }
      scores[first] += balance > 0 ? 1 : -1
      scores[second] -= balance > 0 ? 1 : -1
    }
  }
  return zip(scores, present).map { $1 ? $0 : nil }
}
