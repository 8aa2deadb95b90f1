/// Items of one battery: their weighted variances and correlations over the records that answered all of them. What is known
/// of a battery, its reliability and how well it suits a factor analysis, follows from these.
public struct ItemBattery: Sendable, Hashable {
  /// Variances and covariances, n/(n - 1) Σ w (x - x̄)(y - ȳ) / Σ w.
  public let covariance: Matrix
  /// Correlations.
  public let correlation: Matrix
  /// Records that answered all items.
  public let n: Int
  /// Their effective number (Kish 1965), which stands for n in tests and intervals that assume a simple random sample.
  public let effectiveN: Double

  /// The number of items.
  public var itemCount: Int { covariance.rowCount }

  /// A battery of which the covariances are known; nil below two items, and where an item does not vary.
  ///
  /// - Parameters:
  ///   - covariance: variances and covariances.
  ///   - n: records.
  ///   - effectiveN: their effective number; nil for n.
  public init?(covariance: Matrix, n: Int, effectiveN: Double? = nil) {
    let variances = covariance.diagonal
    guard variances.count > 1, covariance.columnCount == variances.count, variances.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    self.covariance = covariance
    var correlation = Matrix.identity(variances.count)
    for row in variances.indices {
      for column in variances.indices where column != row {
        correlation[row, column] = covariance[row, column] / (variances[row] * variances[column]).squareRoot()
      }
    }
    self.correlation = correlation
    self.n = n
    self.effectiveN = effectiveN ?? Double(n)
  }
}

extension WeightedSample {
  /// The battery of items over a domain.
  ///
  /// - Parameters:
  ///   - items: one column an item, by record.
  ///   - records: the records of the domain that answered all items.
  /// - Returns: nil below two items or records, and where an item does not vary.
  public func battery(_ items: [[Double]], over records: [Int]) -> ItemBattery? {
    guard items.count > 1, records.count > 1 else { return nil }
    var sum = 0.0
    for record in records { sum += weights[record] }
    guard sum > 0 else { return nil }
    let centered = items.map { item in
      let first = item[records[0]]
      let mean = first + records.reduce(0) { $0 + weights[$1] * (item[$1] - first) } / sum
      return records.map { item[$0] - mean }
    }
    let scale = Double(records.count) / Double(records.count - 1) / sum
    let own = records.map { weights[$0] * scale }
    var covariance = Matrix(rowCount: items.count, columnCount: items.count)
    for row in items.indices {
      let weighted = zip(own, centered[row]).map(*)
      for column in 0...row {
        let value = zip(weighted, centered[column]).reduce(0) { $0 + $1.0 * $1.1 }
        covariance[row, column] = value
        covariance[column, row] = value
      }
    }
    return ItemBattery(
      covariance: covariance, n: records.count, effectiveN: effectiveSampleSize(records.map { weights[$0] }))
  }
}
