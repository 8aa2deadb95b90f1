import Tables

/// Aggregates that are worked out in double precision: moments and quantiles.
extension WindowResult {
  /// Sums with the rounding error carried along, then a second pass around the mean.
  mutating func moments(_ function: AggregateFunction, _ numbers: TakenNumbers) {
    let (counts, totals) = numbers.sums { numbers.values[$0] }
    for group in present.indices {
      doubles[group] = function == .sum ? totals[group].value : totals[group].value / counts[group]
      if counts[group] == 0 { doubles[group] = .nan }
    }
    if function == .standardDeviation {
      let means = doubles
      let (_, squares) = numbers.sums { index in
        let deviation = numbers.values[index] - means[numbers.group(index)]
        return deviation * deviation
      }
      for group in present.indices {
        doubles[group] = counts[group] < 2 ? .nan : (squares[group].value / (counts[group] - 1)).squareRoot()
      }
    }
    dropUndefined()
  }

  /// Linear interpolation between order statistics: h = (n - 1) p (Hyndman and Fan 1996, type 7; SQL's PERCENTILE_CONT).
  mutating func quantile(_ share: Double, _ numbers: TakenNumbers, isWhole: Bool) {
    let byGroup = (isWhole ? Self.counted(share, numbers) : nil) ?? Self.selected(share, numbers)
    for group in present.indices { doubles[group] = byGroup[group] }
    dropUndefined()
  }

  /// The median of the distances from the median.
  mutating func medianAbsoluteDeviation(_ numbers: TakenNumbers, isWhole: Bool) {
    quantile(0.5, numbers, isWhole: isWhole)
    let medians = doubles
    let distances = numbers.map { index, value in (value - medians[numbers.group(index)]).magnitude }
    quantile(0.5, distances, isWhole: false)
    // A group whose median is not finite has been dropped by the first pass, and the second one does not know.
    for group in present.indices where present[group] == 0 { doubles[group] = 0 }
  }

  private mutating func dropUndefined() {
    for group in present.indices where !doubles[group].isFinite {
      present[group] = 0
      doubles[group] = 0
    }
  }

  private static func interpolated(_ share: Double, _ count: Int, _ neighbours: (Int) -> (Double, Double)) -> Double {
    guard count > 0 else { return .nan }
    let place = Double(count - 1) * share
    let low = min(count - 1, Int(place))
    let (first, second) = neighbours(low)
    return first + (place - Double(low)) * (second - first)
  }

  /// For whole numbers that are close together: how often each occurs in each group. nil where they are not.
  private static func counted(_ share: Double, _ numbers: TakenNumbers) -> [Double]? {
    guard let lowest = numbers.values.min(), let highest = numbers.values.max(), highest - lowest < 65_536 else {
      return nil
    }
    let span = Int(highest - lowest) + 1
    guard numbers.groupCount * span <= max(1 << 16, numbers.values.count) else { return nil }
    var counts = [Int](repeating: 0, count: numbers.groupCount * span)
    for index in numbers.values.indices {
      counts[numbers.group(index) * span + Int(numbers.values[index] - lowest)] += 1
    }
    return (0..<numbers.groupCount).map { group in
      let own = counts[group * span..<(group + 1) * span]
      return interpolated(share, own.reduce(0, +)) { low in
        var place = own.startIndex
        var through = own[place]
        while through <= low {
          place += 1
          through += own[place]
        }
        let first = place
        // The next value in order is the same where it occurs again.
        if through == low + 1 {
          var after = place + 1
          while after < own.endIndex, own[after] == 0 { after += 1 }
          if after < own.endIndex { place = after }
        }
        return (lowest + Double(first - own.startIndex), lowest + Double(place - own.startIndex))
      }
    }
  }

  /// The numbers of each group side by side, in which those of the wanted ranks are found.
  private static func selected(_ share: Double, _ numbers: TakenNumbers) -> [Double] {
    var ends = [Int](repeating: 0, count: numbers.groupCount + 1)
    for index in numbers.values.indices { ends[numbers.group(index) + 1] += 1 }
    for group in 0..<numbers.groupCount { ends[group + 1] += ends[group] }
    var values = numbers.values
    if !numbers.groups.isEmpty {
      var next = ends
      for index in numbers.values.indices {
        let group = numbers.group(index)
        values[next[group]] = numbers.values[index]
        next[group] += 1
      }
    }
    let bounds = ends
    return values.withUnsafeMutableBufferPointer { values in
      // Each group reorders its own range.
      nonisolated(unsafe) let values = values
      let isLarge = values.count > TakenNumbers.block
      return parallelMap(count: numbers.groupCount, threads: isLarge ? availableCores() : 1) { group in
        let range = bounds[group]..<bounds[group + 1]
        return interpolated(share, range.count) { low in
          OrderStatistics.neighbours(at: low, of: UnsafeMutableBufferPointer(rebasing: values[range]))
        }
      }
    }
  }
}
