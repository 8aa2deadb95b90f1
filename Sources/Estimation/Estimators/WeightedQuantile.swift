/// How a quantile is read off weighted records.
public enum QuantileRule: Sendable, Hashable {
  /// The smallest x at which the weighted step function reaches p.
  case math
  /// Hyndman & Fan's type 7 with weights: interpolation between the points ((0, W_1, …, W_{n-1}) / W_{n-1}, x).
  case hf7
  /// Hyndman & Fan's type 4 with weights: interpolation between the points (W_i / W_n, x), the least value below.
  case hf4
}

/// Values in ascending order with their weights, ties in record order; records of weight 0 are no part of it.
public struct WeightedOrder: Sendable {
  public let values: [Double]
  /// W_i, the sum of the weights up to and including i.
  public let cumulative: [Double]

  public init(values: [Double], weights: [Double], records: [Int]) {
    let ordered = records.filter { weights[$0] > 0 }.sorted { (values[$0], $0) < (values[$1], $1) }
    self.values = ordered.map { values[$0] }
    var sum = 0.0
    cumulative = ordered.map { record in
      sum += weights[record]
      return sum
    }
  }

  /// From values that are in order, with the sums of their weights.
  init(values: [Double], cumulative: [Double]) {
    self.values = values
    self.cumulative = cumulative
  }

  /// The quantile at p in 0…1; nil without records or with p outside.
  public func quantile(_ p: Double, rule: QuantileRule) -> Double? {
    guard let last = values.last, let total = cumulative.last, p >= 0, p <= 1 else { return nil }
    switch rule {
    case .math:
      return values[min(firstIndex { cumulative[$0] / total >= p }, values.count - 1)]
    case .hf4:
      let above = firstIndex { cumulative[$0] >= p * total }
      guard above > 0 else { return values[0] }
      guard above < values.count else { return last }
      let step = cumulative[above] - cumulative[above - 1]
      let share = (p * total - cumulative[above - 1]) / step
      return values[above - 1] + share * (values[above] - values[above - 1])
    case .hf7:
      guard values.count > 1 else { return last }
      // Point k sits at W_{k-1} / W_{n-1}.
      let target = p * cumulative[values.count - 2]
      let below = firstIndex { cumulative[$0] >= target }
      guard below < values.count - 1 else { return last }
      let start = below == 0 ? 0 : cumulative[below - 1]
      let share = (target - start) / (cumulative[below] - start)
      return values[below] + share * (values[below + 1] - values[below])
    }
  }

  /// The first index for which the monotone condition holds, or the count.
  private func firstIndex(_ condition: (Int) -> Bool) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The interval and standard error of a quantile by Woodruff (1952).
public struct QuantileInterval: Sendable, Hashable {
  /// nil where the interval of F leaves 0…1.
  public var low: Double?
  public var high: Double?
  /// Width / 2t; nil with either end.
  public var standardError: Double?

  public init(low: Double?, high: Double?, standardError: Double?) {
    self.low = low
    self.high = high
    self.standardError = standardError
  }
}

extension WeightedOrder {
  /// Woodruff's (1952) interval: the interval of F at the quantile, mapped back through the same rule.
  ///
  /// - Parameters:
  ///   - share: F at the quantile.
  ///   - variance: its variance.
  ///   - df: degrees of freedom of the design in the domain.
  ///   - rule: how quantiles are read off.
  ///   - method: how the interval of F is made.
  ///   - rowCount: the rows of the domain, for the interval `beta`.
  ///   - level: the confidence level.
  /// - Returns: an end is nil where the interval of F leaves 0…1; the standard error is the width over 2t.
  func woodruff(
    share: Double, variance: Double, df: Double, rule: QuantileRule, method: ProportionIntervalMethod, rowCount: Int,
    level: Double
  ) -> QuantileInterval {
    let (shares, t) = Self.woodruffShares(
      share: share, variance: variance, df: df, method: method, rowCount: rowCount, level: level)
    let low = shares.flatMap { quantile($0.low, rule: rule) }
    let high = shares.flatMap { quantile($0.high, rule: rule) }
    var interval = QuantileInterval(low: low, high: high, standardError: nil)
    if let low, let high { interval.standardError = (high - low) / (2 * t) }
    return interval
  }

  /// The interval of F at a quantile, whose ends are mapped back.
  ///
  /// - Parameters:
  ///   - share: F at the quantile.
  ///   - variance: its variance.
  ///   - df: degrees of freedom of the design in the domain.
  ///   - method: how the interval is made.
  ///   - rowCount: the rows of the domain, for the interval `beta`.
  ///   - level: the confidence level.
  /// - Returns: the interval, nil where the method has none, and the t quantile that it is made with.
  static func woodruffShares(
    share: Double, variance: Double, df: Double, method: ProportionIntervalMethod, rowCount: Int, level: Double
  ) -> (interval: ConfidenceInterval?, t: Double) {
    var error = max(0, variance).squareRoot()
    // Where all values are the same F is 1 up to rounding, and so are both ends.
    if error < 1e-12 { error = 0 }
    let center = error == 0 ? min(1, share) : share
    let t = StudentT(df: df).quantile(1 - (1 - level) / 2)
    let interval: ConfidenceInterval? =
      error == 0 || method == .mean
      ? ConfidenceInterval(low: center - t * error, high: center + t * error)
      : .proportion(method, share: center, variance: variance, df: df, rowCount: rowCount, level: level)
    return (interval, t)
  }
}

extension WeightedSample {
  /// A quantile of the records; nil over an empty domain.
  ///
  /// The interval is that of F(Q) mapped back through the same rule (Woodruff 1952); the linearised value is
  /// -z_F SE_Woodruff(Q) / SE(F) (after Francisco & Fuller 1991 and Deville 1999), empty where there is no interval.
  ///
  /// - Parameters:
  ///   - values: by record.
  ///   - p: which quantile.
  ///   - rule: how it is read off.
  ///   - records: the records of the domain with a usable value.
  ///   - method: how the interval of F is made.
  ///   - level: the confidence level.
  /// - Returns: the quantile with its interval.
  public func quantile(
    _ values: [Double], p: Double, rule: QuantileRule, over records: [Int], method: ProportionIntervalMethod = .mean,
    level: Double = 0.95
  ) -> LinearisedEstimate? {
    let order = WeightedOrder(values: values, weights: weights, records: records)
    guard let quantile = order.quantile(p, rule: rule) else { return nil }
    var below = [Double](repeating: 0, count: weights.count)
    for record in records where values[record] <= quantile { below[record] = 1 }
    guard let share = mean(below, over: records) else { return nil }
    let df = design.degreesOfFreedom(records: records)
    guard df > 0 else { return LinearisedEstimate(value: quantile, linearised: []) }
    let variance = variance(ofLinearised: share.linearised, over: records)
    let interval = order.woodruff(
      share: share.value, variance: variance, df: Double(df), rule: rule, method: method,
      rowCount: rowCount(over: records), level: level)
    guard let error = interval.standardError else {
      return LinearisedEstimate(value: quantile, linearised: [], interval: interval)
    }
    let shareError = max(0, variance).squareRoot()
    let slope = shareError >= 1e-12 ? error / shareError : 0
    return LinearisedEstimate(
      value: quantile, linearised: share.linearised.map { -$0 * slope }, interval: interval)
  }
}
