public import Diagnostics

extension IndexModel {
  /// The weight of every node in the index: the product of its shares among siblings on the way up (nominal weights).
  public var weightsInIndex: [Double] {
    var result = [Double](repeating: 0, count: nodes.count)
    result[root] = 1
    for group in groups.reversed() {
      let total = children[group].reduce(0) { $0 + nodes[$1].weight }
      for child in children[group] where total > 0 { result[child] = result[group] * nodes[child].weight / total }
    }
    return result
  }
}

/// How much a column really moves a score, whatever its nominal weight.
public struct ColumnInfluence: Sendable, Hashable {
  public let column: String
  /// Pearson's correlation with the score; nil for fewer than two common units or a constant.
  public let correlation: Double?
  /// Share of the score's variance that goes with the column, linear or not; nil as above.
  public let correlationRatio: Double?
  /// Correlation over the sum of the correlations of all columns (effective weight); nil when that sum is not above 0.
  public let effectiveWeight: Double?
}

/// How much each column really moves a score.
///
/// P. Paruolo, M. Saisana and A. Saltelli, "Ratings and rankings: voodoo or science?", Journal of the Royal Statistical
/// Society A 176 (2013): the correlation ratio, not the nominal weight, measures importance.
///
/// - Parameters:
///   - columns: the children of the score.
///   - score: one value a unit, NaN for missing.
///   - bins: as ``correlationRatio(of:by:bins:)``.
/// - Returns: one influence a column.
/// - Throws: when the score has not one value a unit.
public func columnInfluences(
  _ columns: IndicatorMatrix, on score: [Double], bins: Int? = nil
) throws(DiagnosticError) -> [ColumnInfluence] {
  guard score.count == columns.units.count else {
    throw .index("X-451", "\(score.count) scores for \(columns.units.count) units")
  }
  let correlations = columns.columns.indices.map { pearsonCorrelation(columns.column($0), score) }
  let total = correlations.reduce(0) { $0 + ($1 ?? 0) }
  return columns.columns.indices.map { position in
    ColumnInfluence(
      column: columns.columns[position], correlation: correlations[position],
      correlationRatio: correlationRatio(of: score, by: columns.column(position), bins: bins),
      effectiveWeight: total > 0 ? correlations[position].map { $0 / total } : nil)
  }
}

/// The correlation ratio η²: the variance of the score between groups of units with like values of the column, over all of
/// its variance (Pearson 1905).
///
/// - Parameters:
///   - score: NaN stands for missing.
///   - column: NaN stands for missing; equal values are never parted.
///   - bins: groups of about the same size; nil: as many as the root of the number of units.
/// - Returns: nil for fewer than two common units and for a constant score.
public func correlationRatio(of score: [Double], by column: [Double], bins: Int? = nil) -> Double? {
  let units = zip(score, column).filter { !$0.0.isNaN && !$0.1.isNaN }.sorted { $0.1 < $1.1 }
  let moments = Moments(units.map(\.0))
  guard units.count > 1, moments.squares > 0 else { return nil }
  let groups = min(max(bins ?? Int(Double(units.count).squareRoot()), 2), units.count)
  var between = 0.0
  var start = 0
  for group in 0..<groups {
    var end = max((group + 1) * units.count / groups, start)
    while end < units.count && end > 0 && units[end].1 == units[end - 1].1 { end += 1 }
    guard end > start else { continue }
    let deviation = mean(units[start..<end].map(\.0)) - moments.mean
    between += Double(end - start) * deviation * deviation
    start = end
  }
  return between / moments.squares
}
