/// Numbers in ascending order, for medians and quantiles.
struct OrderedValues: Sendable {
  let values: [Double]

  /// - Precondition: no value is NaN.
  init(_ values: some Sequence<Double>) {
    let values = Array(values)
    self.values = values.count < 512 ? values.sorted() : radixSorted(values)
  }

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

/// The numbers in ascending order, by the digits of patterns that grow with the number; linear.
private func radixSorted(_ values: [Double]) -> [Double] {
  var keys = values.map { value -> UInt64 in
    // Adding zero makes one zero of the two.
    let bits = (value + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
  var others = keys
  let digitBits = 11
  for shift in stride(from: 0, to: 64, by: digitBits) {
    var ends = [Int](repeating: 0, count: 1 << digitBits)
    for key in keys { ends[Int(truncatingIfNeeded: key >> shift) & (1 << digitBits - 1)] += 1 }
    // A digit that all share sorts nothing.
    if ends.contains(keys.count) { continue }
    var sum = 0
    for digit in ends.indices {
      sum += ends[digit]
      ends[digit] = sum - ends[digit]
    }
    for key in keys {
      let digit = Int(truncatingIfNeeded: key >> shift) & (1 << digitBits - 1)
      others[ends[digit]] = key
      ends[digit] += 1
    }
    swap(&keys, &others)
  }
  return keys.map { Double(bitPattern: $0 >> 63 == 1 ? $0 & ~(1 << 63) : ~$0) }
}
