/// Finds values by rank without sorting all of them.
enum OrderStatistics {
  /// Below this a plain sort is as fast.
  private static let sortLimit = 20_000

  /// The value of a rank from 0 and the one after it, which is the same at the end. Reorders the values.
  ///
  /// Large ranges are counted by the upper 16 bits of their order-preserving bit patterns, and only the values that share
  /// them with the two that are wanted are sorted.
  ///
  /// - Complexity: linear, unless most values lie within a sixteenth of their size of the one wanted.
  static func neighbours(at rank: Int, of values: UnsafeMutableBufferPointer<Double>) -> (Double, Double) {
    let next = min(rank + 1, values.count - 1)
    guard values.count > sortLimit else {
      var values = values
      values.sort()
      return (values[rank], values[next])
    }
    var counts = [Int](repeating: 0, count: 1 << 16)
    for value in values { counts[bucket(value)] += 1 }
    var below = 0
    var first = 0
    while below + counts[first] <= rank {
      below += counts[first]
      first += 1
    }
    var last = first
    var through = below + counts[first]
    while through <= next {
      last += 1
      through += counts[last]
    }
    var candidates: [Double] = []
    candidates.reserveCapacity(through - below)
    for value in values where (first...last).contains(bucket(value)) { candidates.append(value) }
    candidates.sort()
    return (candidates[rank - below], candidates[next - below])
  }

  /// The upper 16 bits of a pattern that grows with the value.
  @inline(__always)
  private static func bucket(_ value: Double) -> Int {
    let bits = (value + 0).bitPattern
    return Int((bits >> 63 == 1 ? ~bits : bits | 1 << 63) >> 48)
  }
}
