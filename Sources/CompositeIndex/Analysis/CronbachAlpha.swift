/// Cronbach's alpha: k² times the mean covariance over the sum of all variances and covariances (Cronbach 1951).
///
/// Covariances are over the units that have both values. Columns are taken as they are: on raw data, an indicator of which less
/// is better lowers it.
///
/// - Parameters:
///   - data: one column an indicator.
///   - completeUnitsOnly: whether units that lack any value are left out.
/// - Returns: nil for fewer than two columns, for pairs without two common units, and without any variance.
public func cronbachAlpha(_ data: IndicatorMatrix, completeUnitsOnly: Bool = false) -> Double? {
  let data = completeUnitsOnly ? data.selecting(units: completeUnits(data)) : data
  let columns = data.columns.indices.map { data.column($0) }
  let k = columns.count
  guard k > 1 else { return nil }
  var diagonal = 0.0
  var outside = 0.0
  for i in columns.indices {
    for j in i..<k {
      guard let value = covariance(columns[i], columns[j]) else { return nil }
      if i == j { diagonal += value } else { outside += 2 * value }
    }
  }
  let total = diagonal + outside
  guard diagonal > 0, total != 0 else { return nil }
  return Double(k * k) * (outside / Double(k * (k - 1))) / total
}

/// The covariance with n - 1 over the pairs that have both values; nil for fewer than two.
private func covariance(_ x: [Double], _ y: [Double]) -> Double? {
  let (x, y) = completePairs(x, y)
  guard x.count > 1 else { return nil }
  let (centreX, centreY) = (mean(x), mean(y))
  return zip(x, y).reduce(0) { $0 + ($1.0 - centreX) * ($1.1 - centreY) } / Double(x.count - 1)
}
