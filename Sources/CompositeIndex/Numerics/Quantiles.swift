/// A quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), R's default.
///
/// - Parameters:
///   - values: NaN stands for missing and is left out.
///   - share: from 0 to 1.
/// - Returns: NaN without values.
public func quantile(_ values: some Sequence<Double>, _ share: Double) -> Double {
  sortedQuantile(present(values).sorted(), share)
}

/// The median: the middle value, or the midpoint of the two in the middle; NaN without values.
public func median(_ values: some Sequence<Double>) -> Double {
  let sorted = present(values).sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// The quantile of type 7 of values in ascending order.
func sortedQuantile(_ sorted: [Double], _ share: Double) -> Double {
  guard let last = sorted.last else { return .nan }
  let position = min(max(share, 0), 1) * Double(sorted.count - 1)
  let below = Int(position)
  guard below + 1 < sorted.count else { return last }
  let part = position - Double(below)
  return part == 0 ? sorted[below] : sorted[below] + part * (sorted[below + 1] - sorted[below])
}

/// The smallest and the largest of the values that are there; nil without any.
func range(_ values: some Sequence<Double>) -> (least: Double, greatest: Double)? {
  var least = Double.infinity
  var greatest = -Double.infinity
  for value in values where !value.isNaN {
    least = min(least, value)
    greatest = max(greatest, value)
  }
  return least <= greatest ? (least, greatest) : nil
}

/// Ranks from 1 for the smallest value, NaN for a missing one.
enum AscendingRanks {
  /// Tied values share their smallest rank.
  static func minimum(_ values: [Double]) -> [Double] {
    ranks(values) { first, _ in Double(first + 1) }
  }

  /// Tied values share the mean of their ranks.
  static func average(_ values: [Double]) -> [Double] {
    ranks(values) { first, last in Double(first + last) / 2 + 1 }
  }

  private static func ranks(_ values: [Double], _ rank: (_ first: Int, _ last: Int) -> Double) -> [Double] {
    let order = values.indices.filter { !values[$0].isNaN }.sorted { values[$0] < values[$1] }
    var result = [Double](repeating: .nan, count: values.count)
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count && values[order[last + 1]] == values[order[first]] { last += 1 }
      let shared = rank(first, last)
      for position in first...last { result[order[position]] = shared }
      first = last + 1
    }
    return result
  }
}
