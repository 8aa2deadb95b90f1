extension WeightedOrder {
  /// The weighted median of the distances from the weighted median; nil without records. Not scaled.
  public func medianAbsoluteDeviation(rule: QuantileRule) -> Double? {
    quantile(0.5, rule: rule).flatMap { distances(from: $0).quantile(0.5, rule: rule) }
  }

  /// The distances from a center in ascending order, those from below first where two are equal.
  ///
  /// - Complexity: linear, as both sides are in order already.
  func distances(from center: Double) -> WeightedOrder {
    var above = values.firstIndex { $0 >= center } ?? values.count
    var below = above - 1
    var distances: [Double] = []
    var sums: [Double] = []
    distances.reserveCapacity(values.count)
    sums.reserveCapacity(values.count)
    var sum = 0.0
    while below >= 0 || above < values.count {
      let index: Int
      if above == values.count || (below >= 0 && center - values[below] <= values[above] - center) {
        index = below
        below -= 1
      } else {
        index = above
        above += 1
      }
      distances.append((values[index] - center).magnitude)
      sum += cumulative[index] - (index == 0 ? 0 : cumulative[index - 1])
      sums.append(sum)
    }
    return WeightedOrder(values: distances, cumulative: sums)
  }
}

extension WeightedSample {
  /// The weighted median D of |x - M|, M the weighted median; nil over an empty domain. Not scaled.
  ///
  /// D solves F(M + D) - F(M - D) = 1/2. With the densities f+ at M + D and f- at M - D it is linearised as
  /// z_D = -z_G / (f+ + f-) - k z_M with k = (f+ - f-) / (f+ + f-), where G is the share within D of M (implicit
  /// differentiation as in Deville 1999; the influence function is in Hampel 1974). 1/f at a quantile is Woodruff's
  /// standard error over that of F, as in `quantile`; it is 0 where the error stays within one heap of equal values. The
  /// linearisation is empty where an interval that it needs leaves 0…1. There is no interval of its own: take the t
  /// interval.
  public func medianAbsoluteDeviation(
    _ values: [Double], rule: QuantileRule, over records: [Int]
  ) -> LinearisedEstimate? {
    let order = WeightedOrder(values: values, weights: weights, records: records)
    guard let median = quantile(values, p: 0.5, rule: rule, over: records),
      let deviation = order.distances(from: median.value).quantile(0.5, rule: rule)
    else { return nil }
    let distances = values.map { ($0 - median.value).magnitude }
    guard let center = quantile(distances, p: 0.5, rule: rule, over: records), !center.linearised.isEmpty,
      !median.linearised.isEmpty
    else { return LinearisedEstimate(value: deviation, linearised: []) }
    // Both ends are the median itself, and so is the density.
    if deviation == 0 { return LinearisedEstimate(value: 0, linearised: center.linearised) }
    guard let above = sparsity(at: median.value + deviation, values, rule: rule, over: records),
      let below = sparsity(at: median.value - deviation, values, rule: rule, over: records)
    else { return LinearisedEstimate(value: deviation, linearised: []) }
    // (f+ - f-) / (f+ + f-) in terms of 1/f.
    let skew = above + below > 0 ? (below - above) / (below + above) : 0
    return LinearisedEstimate(
      value: deviation, linearised: zip(center.linearised, median.linearised).map { $0 - skew * $1 })
  }

  /// 1/f at a value: what a change of F moves the quantile there by; nil beyond the ends, and where Woodruff's interval
  /// leaves 0…1.
  private func sparsity(at value: Double, _ values: [Double], rule: QuantileRule, over records: [Int]) -> Double? {
    var below = [Double](repeating: 0, count: weights.count)
    for record in records where values[record] <= value { below[record] = 1 }
    guard let share = mean(below, over: records), share.value > 1e-12, share.value < 1 - 1e-12 else { return nil }
    let shareError = max(0, variance(ofLinearised: share.linearised)).squareRoot()
    guard shareError >= 1e-12 else { return 0 }
    return quantile(values, p: share.value, rule: rule, over: records)?.interval?.standardError.map { $0 / shareError }
  }
}
