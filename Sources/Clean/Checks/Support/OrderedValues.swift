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
  let (digitBits, digits) = (11, 6)
  let size = 1 << digitBits
  // How often each digit occurs, counted in one go, then where the next number with it belongs.
  var places = [Int](repeating: 0, count: digits * size)
  places.withUnsafeMutableBufferPointer { places in
    for key in keys {
      for digit in 0..<digits {
        places[digit * size + Int(truncatingIfNeeded: key >> (digitBits * digit)) & (size - 1)] += 1
      }
    }
    for digit in 0..<digits {
      let own = UnsafeMutableBufferPointer(rebasing: places[digit * size..<(digit + 1) * size])
      // A digit that all share sorts nothing.
      if own.contains(keys.count) { continue }
      var sum = 0
      for value in own.indices {
        sum += own[value]
        own[value] = sum - own[value]
      }
      keys.withUnsafeBufferPointer { keys in
        others.withUnsafeMutableBufferPointer { others in
          for key in keys {
            let value = Int(truncatingIfNeeded: key >> (digitBits * digit)) & (size - 1)
            others[own[value]] = key
            own[value] += 1
          }
        }
      }
      swap(&keys, &others)
    }
  }
  return keys.map { Double(bitPattern: $0 >> 63 == 1 ? $0 & ~(1 << 63) : ~$0) }
}
