/// Estimators over `records`: the records of a domain with a usable value. `values` are by record.
extension ReplicateSample {
  /// Σ w x of each column.
  public func totals(_ columns: [[Double]], over records: [Int]) -> JointEstimate {
    estimates(over: records) { weights in columns.map { Self.total($0, weights, records) } }
  }

  /// Σ w x / Σ w of each column, each over its own records, so that domains come out together.
  public func means(_ columns: [(values: [Double], records: [Int])]) -> JointEstimate {
    let all = Set(columns.flatMap(\.records)).sorted()
    return estimates(over: all) { weights in
      columns.map { Self.total($0.values, weights, $0.records) / Self.sum(weights, $0.records) }
    }
  }

  /// Σ w y / Σ w x, each over its own records.
  public func ratios(
    _ columns: [(numerator: [Double], denominator: [Double], records: [Int])]
  ) -> JointEstimate {
    let all = Set(columns.flatMap(\.records)).sorted()
    return estimates(over: all) { weights in
      columns.map { Self.total($0.numerator, weights, $0.records) / Self.total($0.denominator, weights, $0.records) }
    }
  }

  /// A quantile with Woodruff's interval, the variance of F taken from the replicates; nil over an empty domain.
  ///
  /// - Parameters:
  ///   - values: by record.
  ///   - p: which quantile.
  ///   - rule: how it is read off.
  ///   - records: the records of the domain with a usable value.
  ///   - method: how the interval of F is made.
  ///   - level: the confidence level.
  /// - Returns: the quantile and its interval.
  public func quantile(
    _ values: [Double], p: Double, rule: QuantileRule, over records: [Int],
    method: ProportionIntervalMethod = .mean, level: Double = 0.95
  ) -> (value: Double, interval: QuantileInterval)? {
    let order = WeightedOrder(values: values, weights: weights, records: records)
    guard let value = order.quantile(p, rule: rule) else { return nil }
    let share = means([(values.map { $0 <= value ? 1 : 0 }, records)])
    let interval = order.woodruff(
      share: share.values[0], variance: share.covariance[0, 0], df: share.degreesOfFreedom, rule: rule,
      method: method, rowCount: records.count, level: level)
    return (value, interval)
  }

  private static func total(_ values: [Double], _ weights: [Double], _ records: [Int]) -> Double {
    records.reduce(0) { $0 + weights[$1] * values[$1] }
  }

  private static func sum(_ weights: [Double], _ records: [Int]) -> Double {
    records.reduce(0) { $0 + weights[$1] }
  }
}
