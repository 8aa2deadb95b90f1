import Tables

/// The value of a window aggregate for each group.
struct WindowResult {
  /// The group of each row; empty when all rows are one group.
  var groups: [UInt32]
  /// For whole numbers and dates.
  var integers: [Int64]
  var doubles: [Double]
  var present: [UInt8]

  private init(_ groups: RowGroups) {
    self.groups = groups.ids
    integers = [Int64](repeating: 0, count: groups.count)
    doubles = [Double](repeating: 0, count: groups.count)
    present = [UInt8](repeating: 1, count: groups.count)
  }

  /// `COUNT(*)` of the rows taken.
  init(counting taken: [UInt8], _ groups: RowGroups) {
    self.init(groups)
    for row in taken.indices { integers[group(row)] &+= Int64(taken[row]) }
  }

  /// `taken` is 1 where the row passes the filter and its value is present.
  init(_ function: AggregateFunction, _ values: Column, _ taken: [UInt8], _ groups: RowGroups) {
    self.init(groups)
    let rows = taken.indices.filter { taken[$0] == 1 }
    switch (function, Numbers(values)) {
    case (.count, .whole(let numbers)): for row in rows { integers[group(row)] &+= numbers[row] }
    case (.sum, .whole(let numbers)): sum(numbers, rows)
    case (.minimum, .whole(let numbers)): extreme(numbers, rows, \.integers) { $0 < $1 }
    case (.maximum, .whole(let numbers)): extreme(numbers, rows, \.integers) { $0 > $1 }
    case (.minimum, .decimal(let numbers)): extreme(numbers, rows, \.doubles) { $0 < $1 }
    case (.maximum, .decimal(let numbers)): extreme(numbers, rows, \.doubles) { $0 > $1 }
    case (.median, let numbers): quantile(0.5, numbers.decimals, rows)
    case (.quantile(let share), let numbers): quantile(share, numbers.decimals, rows)
    case (.medianAbsoluteDeviation, let numbers): medianAbsoluteDeviation(numbers.decimals, rows)
    case (let function, let numbers): moments(function, numbers.decimals, rows)
    }
  }

  private func group(_ row: Int) -> Int { groups.isEmpty ? 0 : Int(groups[row]) }

  private enum Numbers {
    case whole([Int64])
    case decimal([Double])

    init(_ column: Column) {
      switch column.storage {
      case .bool(let values): self = .whole(values.map { $0 ? 1 : 0 })
      case .int8(let values): self = .whole(values.map { Int64($0) })
      case .int16(let values): self = .whole(values.map { Int64($0) })
      case .int32(let values), .date(let values): self = .whole(values.map { Int64($0) })
      case .int64(let values), .dateTime(let values): self = .whole(values)
      case .double(let values): self = .decimal(values)
      case .category, .set, .text: self = .whole([Int64](repeating: 0, count: column.count))
      }
    }

    var decimals: [Double] {
      switch self {
      case .whole(let numbers): numbers.map { Double($0) }
      case .decimal(let numbers): numbers
      }
    }
  }

  /// A total beyond 64 bits is missing, and so is the total of nothing.
  private mutating func sum(_ numbers: [Int64], _ rows: [Int]) {
    // Wide enough that only the total can be beyond 64 bits, not the way there: the order of rows must not matter.
    var totals = [Int128](repeating: 0, count: present.count)
    present = [UInt8](repeating: 0, count: present.count)
    for row in rows {
      let group = group(row)
      totals[group] += Int128(numbers[row])
      present[group] = 1
    }
    for group in present.indices where present[group] == 1 {
      if let total = Int64(exactly: totals[group]) { integers[group] = total } else { present[group] = 0 }
    }
  }

  private mutating func extreme<Number>(
    _ numbers: [Number], _ rows: [Int], _ target: WritableKeyPath<WindowResult, [Number]>,
    _ isBetter: (Number, Number) -> Bool
  ) {
    present = [UInt8](repeating: 0, count: present.count)
    var best = self[keyPath: target]
    for row in rows {
      let group = group(row)
      if present[group] == 0 || isBetter(numbers[row], best[group]) { best[group] = numbers[row] }
      present[group] = 1
    }
    self[keyPath: target] = best
  }

  /// Sums in row order with the rounding error carried along (Neumaier 1974), then a second pass around the mean.
  private mutating func moments(_ function: AggregateFunction, _ numbers: [Double], _ rows: [Int]) {
    var counts = [Double](repeating: 0, count: present.count)
    var totals = [CompensatedSum](repeating: CompensatedSum(), count: present.count)
    for row in rows {
      let group = group(row)
      counts[group] += 1
      totals[group].add(numbers[row])
    }
    for group in present.indices {
      doubles[group] = function == .sum ? totals[group].value : totals[group].value / counts[group]
      if counts[group] == 0 { doubles[group] = .nan }
    }
    if function == .standardDeviation {
      var squares = [CompensatedSum](repeating: CompensatedSum(), count: present.count)
      for row in rows {
        let group = group(row)
        let deviation = numbers[row] - doubles[group]
        squares[group].add(deviation * deviation)
      }
      for group in present.indices {
        doubles[group] = counts[group] < 2 ? .nan : (squares[group].value / (counts[group] - 1)).squareRoot()
      }
    }
    dropUndefined()
  }

  /// Linear interpolation between order statistics: h = (n - 1) p (Hyndman and Fan 1996, type 7; SQL's PERCENTILE_CONT).
  private mutating func quantile(_ share: Double, _ numbers: [Double], _ rows: [Int]) {
    var ends = [Int](repeating: 0, count: present.count + 1)
    for row in rows { ends[group(row) + 1] += 1 }
    for group in present.indices { ends[group + 1] += ends[group] }
    var next = ends
    var values = [Double](repeating: 0, count: rows.count)
    for row in rows {
      values[next[group(row)]] = numbers[row]
      next[group(row)] += 1
    }
    for group in present.indices {
      let count = ends[group + 1] - ends[group]
      guard count > 0 else {
        doubles[group] = .nan
        continue
      }
      let place = Double(count - 1) * share
      let low = min(count - 1, Int(place))
      let (first, second) = OrderStatistics.neighbours(at: low, of: &values, ends[group]..<ends[group + 1])
      doubles[group] = first + (place - Double(low)) * (second - first)
    }
    dropUndefined()
  }

  /// The median of the distances from the median.
  private mutating func medianAbsoluteDeviation(_ numbers: [Double], _ rows: [Int]) {
    quantile(0.5, numbers, rows)
    var distances = numbers
    for row in rows { distances[row] = (numbers[row] - doubles[group(row)]).magnitude }
    quantile(0.5, distances, rows)
    // A group whose median is not finite has been dropped by the first pass, and the second one does not know.
    for group in present.indices where present[group] == 0 { doubles[group] = 0 }
  }

  private mutating func dropUndefined() {
    for group in present.indices where !doubles[group].isFinite {
      present[group] = 0
      doubles[group] = 0
    }
  }
}

/// A sum that carries its rounding error along.
struct CompensatedSum {
  private var sum = 0.0
  private var correction = 0.0

  var value: Double { sum + correction }

  mutating func add(_ number: Double) {
    let next = sum + number
    correction += sum.magnitude >= number.magnitude ? (sum - next) + number : (number - next) + sum
    sum = next
  }
}
