/// Pearson's correlation over the pairs that have both values; nil for fewer than two pairs and for a constant.
public func pearsonCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
  let (x, y) = completePairs(x, y)
  guard x.count > 1 else { return nil }
  let (centreX, centreY) = (mean(x), mean(y))
  var (xx, yy, xy) = (0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) {
    xx += (a - centreX) * (a - centreX)
    yy += (b - centreY) * (b - centreY)
    xy += (a - centreX) * (b - centreY)
  }
  guard xx > 0, yy > 0 else { return nil }
  // One root rounds less than two; two do not overflow.
  let product = xx * yy
  let scale = product.isNormal ? product.squareRoot() : xx.squareRoot() * yy.squareRoot()
  return min(max(xy / scale, -1), 1)
}

/// Spearman's correlation: Pearson's of average ranks, given after pairs without both values are left out.
public func spearmanCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
  let (x, y) = completePairs(x, y)
  return pearsonCorrelation(AscendingRanks.average(x), AscendingRanks.average(y))
}

/// Kendall's tau-b over the pairs that have both values: (C - D) / √((C + D + T_x) (C + D + T_y)) (Kendall 1945).
///
/// - Returns: nil for fewer than two pairs and for a constant.
/// - Complexity: O(n log n), after Knight (1966): discordant pairs are the exchanges of a merge sort.
public func kendallCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
  let (x, y) = completePairs(x, y)
  let order = x.indices.sorted { x[$0] != x[$1] ? x[$0] < x[$1] : y[$0] < y[$1] }
  let n = order.count
  guard n > 1 else { return nil }
  var sorted = order.map { y[$0] }
  var tiedX = 0
  var tiedBoth = 0
  var (runX, runBoth) = (1, 1)
  for position in 1...n {
    let isSameX = position < n && x[order[position]] == x[order[position - 1]]
    let isSameBoth = isSameX && sorted[position] == sorted[position - 1]
    if isSameX { runX += 1 } else { (tiedX, runX) = (tiedX + runX * (runX - 1) / 2, 1) }
    if isSameBoth { runBoth += 1 } else { (tiedBoth, runBoth) = (tiedBoth + runBoth * (runBoth - 1) / 2, 1) }
  }
  let discordant = mergeExchanges(&sorted)
  var tiedY = 0
  var runY = 1
  for position in 1...n {
    if position < n && sorted[position] == sorted[position - 1] {
      runY += 1
    } else {
      (tiedY, runY) = (tiedY + runY * (runY - 1) / 2, 1)
    }
  }
  let all = n * (n - 1) / 2
  let difference = all - tiedX - tiedY + tiedBoth - 2 * discordant
  guard all > tiedX, all > tiedY else { return nil }
  return Double(difference) / (Double(all - tiedX).squareRoot() * Double(all - tiedY).squareRoot())
}

/// Sorts and counts how many pairs stood in the wrong order.
private func mergeExchanges(_ values: inout [Double]) -> Int {
  var source = values
  var target = values
  var exchanges = 0
  var width = 1
  while width < source.count {
    var start = 0
    while start < source.count {
      let middle = min(start + width, source.count)
      let end = min(start + 2 * width, source.count)
      var (left, right) = (start, middle)
      for position in start..<end {
        if left < middle && (right >= end || source[left] <= source[right]) {
          target[position] = source[left]
          left += 1
        } else {
          exchanges += middle - left
          target[position] = source[right]
          right += 1
        }
      }
      start = end
    }
    swap(&source, &target)
    width *= 2
  }
  values = source
  return exchanges
}

/// The two-sided p-value of Pearson's correlation: t = r √((n - 2) / (1 - r²)) with n - 2 degrees of freedom.
///
/// - Returns: nil for fewer than three pairs and for a constant.
public func pearsonSignificance(_ x: [Double], _ y: [Double]) -> Double? {
  let pairs = zip(x, y).count { !$0.isNaN && !$1.isNaN }
  guard pairs > 2, let r = pearsonCorrelation(x, y) else { return nil }
  let rest = (1 - r) * (1 + r)
  return studentTwoSidedTail(rest > 0 ? r * (Double(pairs - 2) / rest).squareRoot() : .infinity, df: pairs - 2)
}

/// The values of the pairs that have both.
func completePairs(_ x: [Double], _ y: [Double]) -> ([Double], [Double]) {
  var (first, second): ([Double], [Double]) = ([], [])
  for (a, b) in zip(x, y) where !a.isNaN && !b.isNaN {
    first.append(a)
    second.append(b)
  }
  return (first, second)
}

/// Which correlation.
public enum CorrelationMeasure: String, Sendable, Hashable, CaseIterable {
  case pearson, spearman, kendall

  /// Over the pairs that have both values; nil where it is not defined.
  public func of(_ x: [Double], _ y: [Double]) -> Double? {
    switch self {
    case .pearson: pearsonCorrelation(x, y)
    case .spearman: spearmanCorrelation(x, y)
    case .kendall: kendallCorrelation(x, y)
    }
  }
}

/// Correlations of all pairs of columns, over the units that have both values.
///
/// - Parameters:
///   - data: one column an indicator.
///   - measure: which correlation.
/// - Returns: row by row, both triangles; nil where it is not defined.
public func correlations(_ data: IndicatorMatrix, _ measure: CorrelationMeasure = .pearson) -> [Double?] {
  pairwise(data, measure.of)
}

/// p-values of Pearson's correlations of all pairs of columns, row by row; nil where not defined.
public func correlationSignificances(_ data: IndicatorMatrix) -> [Double?] { pairwise(data, pearsonSignificance) }

private func pairwise(_ data: IndicatorMatrix, _ measure: ([Double], [Double]) -> Double?) -> [Double?] {
  let columns = data.columns.indices.map { data.column($0) }
  var result = [Double?](repeating: nil, count: columns.count * columns.count)
  for i in columns.indices {
    for j in i..<columns.count {
      let value = measure(columns[i], columns[j])
      result[i * columns.count + j] = value
      result[j * columns.count + i] = value
    }
  }
  return result
}
