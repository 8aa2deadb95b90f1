/// What single firms do to a total.
extension WeightedSample {
  /// A firm and its share of a total.
  public struct TotalShare: Sendable, Hashable {
    /// The record.
    public var record: Int
    /// w x / Σ w x.
    public var share: Double
  }

  /// The records with the largest shares of a weighted total.
  ///
  /// - Parameters:
  ///   - values: by record.
  ///   - records: the records of the domain with a usable value.
  ///   - count: how many records are wanted.
  /// - Returns: in descending order of |share|, ties in record order; empty where the total is 0.
  public func largestShares(_ values: [Double], over records: [Int], count: Int) -> [TotalShare] {
    let total = records.reduce(0) { $0 + weights[$1] * values[$1] }
    guard total != 0 else { return [] }
    let shares = records.map { TotalShare(record: $0, share: weights[$0] * values[$0] / total) }
    return Array(shares.sorted { (-abs($0.share), $0.record) < (-abs($1.share), $1.record) }.prefix(count))
  }

  /// Values of which no single firm has too much influence on a total.
  public struct Winsorised: Sendable {
    /// By record, as given except for the records that were cut.
    public var values: [Double]
    /// The records that were cut.
    public var cut: [Int]
    /// What the cut takes from the total: the estimated bias of the winsorised total, with its sign turned.
    public var removed: Double
    /// The cutoff of each record; infinite for weights of 1 or less.
    public var cutoffs: [Double]
  }

  /// One-sided winsorising of a total with the cutoffs of least mean squared error (Kokic & Bell 1994).
  ///
  /// A value y above its cutoff K becomes y/w + (1 - 1/w) K: the firm counts for itself, and at K for the others that it
  /// stands for. K = μ + L / (w - 1), where L is the bias that the cut itself makes, L = Σ max(0, (y - μ)(w - 1) - L).
  ///
  /// - Parameters:
  ///   - values: by record.
  ///   - expected: μ by record, best from an earlier wave; nil for the weighted median of the record's stratum.
  ///   - records: the records of the domain with a usable value.
  /// - Returns: the values, and what was cut.
  public func winsorised(_ values: [Double], expected: [Double]? = nil, over records: [Int]) -> Winsorised {
    let center = expected ?? stratumMedians(values, over: records)
    let distances = records.map { (values[$0] - center[$0]) * (weights[$0] - 1) }.filter { $0 > 0 }.sorted(by: >)
    // With the j largest cut, L = their sum / (j + 1); the largest that it does not exceed are those that are cut.
    var (sum, limit) = (0.0, 0.0)
    for (position, distance) in distances.enumerated() {
      if distance <= limit { break }
      sum += distance
      limit = sum / Double(position + 2)
    }
    var result = Winsorised(
      values: values, cut: [], removed: 0, cutoffs: [Double](repeating: .infinity, count: values.count))
    for record in records where weights[record] > 1 {
      let cutoff = center[record] + limit / (weights[record] - 1)
      result.cutoffs[record] = cutoff
      guard values[record] > cutoff else { continue }
      result.values[record] = values[record] / weights[record] + (1 - 1 / weights[record]) * cutoff
      result.cut.append(record)
      result.removed += weights[record] * (values[record] - result.values[record])
    }
    return result
  }

  private func stratumMedians(_ values: [Double], over records: [Int]) -> [Double] {
    var members = [[Int]](repeating: [], count: design.strata.count)
    for record in records { members[Int(design.stratumOfPSU[Int(design.psuOfRecord[record])])].append(record) }
    var medians = [Double](repeating: 0, count: values.count)
    for own in members {
      let order = WeightedOrder(values: values, weights: weights, records: own)
      guard let median = order.quantile(0.5, rule: .math) else { continue }
      for record in own { medians[record] = median }
    }
    return medians
  }
}
