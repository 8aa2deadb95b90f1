extension WeightedSample {
  /// Variances and covariances in the population: n/(n - 1) Σ w (x - x̄)(y - ȳ) / Σ w, each linearised as a mean of products.
  ///
  /// - Parameters:
  ///   - columns: the variables, by record.
  ///   - records: the records of the domain with usable values of all variables.
  /// - Returns: one row and one column a variable; nil below two records.
  public func variances(_ columns: [[Double]], over records: [Int]) -> [[LinearisedEstimate]]? {
    guard records.count > 1 else { return nil }
    let centers = columns.compactMap { mean($0, over: records)?.value }
    guard centers.count == columns.count else { return nil }
    let scale = Double(records.count) / Double(records.count - 1)
    var result = columns.map { _ in [LinearisedEstimate]() }
    for row in columns.indices {
      for column in columns.indices {
        if column < row {
          result[row].append(result[column][row])
          continue
        }
        var products = [Double](repeating: 0, count: weights.count)
        for record in records {
          products[record] =
            scale * (columns[row][record] - centers[row]) * (columns[column][record] - centers[column])
        }
        guard let estimate = mean(products, over: records) else { return nil }
        result[row].append(estimate)
      }
    }
    return result
  }

  /// Cronbach's (1951) alpha of items: k/(k - 1) (1 - Σ item variances / variance of their sum).
  ///
  /// - Parameters:
  ///   - items: one column an item, by record.
  ///   - records: the records of the domain that answered all items.
  /// - Returns: nil below two items or records, or where the sum does not vary.
  public func cronbachAlpha(_ items: [[Double]], over records: [Int]) -> LinearisedEstimate? {
    guard items.count > 1, let first = items.first else { return nil }
    let sum = first.indices.map { record in items.reduce(0) { $0 + $1[record] } }
    guard let total = variances([sum], over: records)?[0][0], total.value > 0 else { return nil }
    let single = items.compactMap { variances([$0], over: records)?[0][0] }
    guard single.count == items.count else { return nil }
    let k = Double(items.count)
    let scale = k / (k - 1)
    let itemSum = single.reduce(0) { $0 + $1.value }
    var z = total.linearised.map { scale * itemSum / (total.value * total.value) * $0 }
    for item in single {
      for record in z.indices { z[record] -= scale / total.value * item.linearised[record] }
    }
    return LinearisedEstimate(value: scale * (1 - itemSum / total.value), linearised: z)
  }
}
