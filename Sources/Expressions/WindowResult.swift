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
    let isWhole = values.type != .double
    switch function {
    case .count, .sum, .minimum, .maximum:
      guard isWhole || function != .sum else {
        moments(function, TakenNumbers(values, taken, groups))
        return
      }
      exact(function, Numbers(values), taken.indices.filter { taken[$0] == 1 })
    case .median: quantile(0.5, TakenNumbers(values, taken, groups), isWhole: isWhole)
    case .quantile(let share): quantile(share, TakenNumbers(values, taken, groups), isWhole: isWhole)
    case .medianAbsoluteDeviation:
      medianAbsoluteDeviation(TakenNumbers(values, taken, groups), isWhole: isWhole)
    case .mean, .share, .standardDeviation: moments(function, TakenNumbers(values, taken, groups))
    }
  }

  /// Aggregates that are one of the values or a whole number.
  private mutating func exact(_ function: AggregateFunction, _ numbers: Numbers, _ rows: [Int]) {
    switch (function, numbers) {
    case (.count, .whole(let numbers)): for row in rows { integers[group(row)] &+= numbers[row] }
    case (.sum, .whole(let numbers)): sum(numbers, rows)
    case (.minimum, .whole(let numbers)): extreme(numbers, rows, \.integers) { $0 < $1 }
    case (.maximum, .whole(let numbers)): extreme(numbers, rows, \.integers) { $0 > $1 }
    case (.minimum, .decimal(let numbers)): extreme(numbers, rows, \.doubles) { $0 < $1 }
    case (_, .decimal(let numbers)): extreme(numbers, rows, \.doubles) { $0 > $1 }
    default: break
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
}
