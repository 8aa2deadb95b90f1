/// Numbers in ascending order, for medians and quantiles.
struct OrderedValues: Sendable {
  let values: [Double]

  /// - Precondition: no value is NaN.
  init(_ values: some Sequence<Double>) { self.values = values.sorted() }

  /// NaN when there are no values.
  var median: Double { quantile(0.5) }

  /// Linear between order statistics, the mode at rank 1 + p (n - 1): definition 7 of Hyndman & Fan (1996), "Sample
  /// quantiles in statistical packages". NaN when there are no values.
  func quantile(_ share: Double) -> Double {
    guard let last = values.last else { return .nan }
    let position = share * Double(values.count - 1)
    let below = Int(position.rounded(.down))
    guard below + 1 < values.count else { return last }
    let (low, high) = (values[below], values[below + 1])
    // The middle of two equal values is that value, whatever the rounding.
    return low == high ? low : low + (position - Double(below)) * (high - low)
  }

  /// The median of the distances from a centre.
  func medianDistance(from centre: Double) -> Double {
    OrderedValues(values.lazy.map { ($0 - centre).magnitude }).median
  }

  /// The mean of the distances from a centre; NaN when there are no values.
  func meanDistance(from centre: Double) -> Double {
    values.reduce(0) { $0 + ($1 - centre).magnitude } / Double(values.count)
  }
}
