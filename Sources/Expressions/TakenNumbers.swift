import Tables

/// The numbers that an aggregate takes, side by side in the order of their rows, and the group of each.
struct TakenNumbers: Sendable {
  private(set) var values: [Double]
  /// Empty when all are one group.
  private(set) var groups: [UInt32]
  let groupCount: Int

  /// Rows that one thread takes at a time. The blocks do not depend on the number of threads, nor do sums over them.
  static let block = 1 << 16

  /// Takes the rows where `taken` is 1.
  init(_ column: Column, _ taken: [UInt8], _ rowGroups: RowGroups) {
    groupCount = rowGroups.count
    let blocks = (taken.count + Self.block - 1) / Self.block
    let counts = Self.parallel(blocks) { block in
      var count = 0
      for row in Self.range(block, taken.count) { count += Int(taken[row]) }
      return count
    }
    var starts = [0]
    for count in counts { starts.append(starts[starts.count - 1] + count) }
    let (offsets, total) = (starts, starts[starts.count - 1])
    groups = []
    if !rowGroups.ids.isEmpty {
      groups = Self.gathered(taken, offsets, total) { rowGroups.ids[$0] }
    }
    switch column.storage {
    case .bool(let values): self.values = Self.gathered(taken, offsets, total) { values[$0] ? 1 : 0 }
    case .int8(let values): self.values = Self.gathered(taken, offsets, total) { Double(values[$0]) }
    case .int16(let values): self.values = Self.gathered(taken, offsets, total) { Double(values[$0]) }
    case .int32(let values), .date(let values):
      self.values = Self.gathered(taken, offsets, total) { Double(values[$0]) }
    case .int64(let values), .dateTime(let values):
      self.values = Self.gathered(taken, offsets, total) { Double(values[$0]) }
    case .double(let values): self.values = Self.gathered(taken, offsets, total) { values[$0] }
    case .category, .set, .text: values = [Double](repeating: 0, count: total)
    }
  }

  func group(_ index: Int) -> Int { groups.isEmpty ? 0 : Int(groups[index]) }

  /// The same with other numbers.
  func map(_ body: (Int, Double) -> Double) -> TakenNumbers {
    var copy = self
    for index in values.indices { copy.values[index] = body(index, values[index]) }
    return copy
  }

  @inline(__always)
  private static func gathered<Value: Sendable>(
    _ taken: [UInt8], _ offsets: [Int], _ total: Int, _ value: @Sendable (Int) -> Value
  ) -> [Value] {
    [Value](unsafeUninitializedCapacity: total) { buffer, count in
      // Each block writes from its own offset to that of the next.
      nonisolated(unsafe) let target = buffer
      _ = parallel(offsets.count - 1) { block in
        var next = offsets[block]
        for row in range(block, taken.count) where taken[row] == 1 {
          target.initializeElement(at: next, to: value(row))
          next += 1
        }
      }
      count = total
    }
  }

  /// Sums by group with the rounding error carried along, block by block and then over the blocks in their order.
  func sums(_ value: @Sendable (Int) -> Double) -> (counts: [Double], totals: [CompensatedSum]) {
    let blocks = (values.count + Self.block - 1) / Self.block
    // Where groups are many, the sums of all blocks would take more room than the rows.
    let size = groupCount > 4096 ? max(1, values.count) : Self.block
    let parts = Self.parallel(size == Self.block ? blocks : min(blocks, 1)) { block in
      var counts = [Double](repeating: 0, count: groupCount)
      var totals = [CompensatedSum](repeating: CompensatedSum(), count: groupCount)
      for index in block * size..<min((block + 1) * size, values.count) {
        let group = group(index)
        counts[group] += 1
        totals[group].add(value(index))
      }
      return (counts, totals)
    }
    var counts = [Double](repeating: 0, count: groupCount)
    var totals = [CompensatedSum](repeating: CompensatedSum(), count: groupCount)
    for part in parts {
      for group in 0..<groupCount {
        counts[group] += part.0[group]
        totals[group].add(part.1[group])
      }
    }
    return (counts, totals)
  }

  static func range(_ block: Int, _ count: Int) -> Range<Int> {
    block * Self.block..<min((block + 1) * Self.block, count)
  }

  static func parallel<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    parallelMap(count: count, threads: availableCores(), body)
  }
}

/// A sum that carries its rounding error along (Neumaier 1974).
struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var correction = 0.0

  var value: Double { sum + correction }

  @inline(__always)
  mutating func add(_ number: Double) {
    let next = sum + number
    correction += sum.magnitude >= number.magnitude ? (sum - next) + number : (number - next) + sum
    sum = next
  }

  mutating func add(_ other: CompensatedSum) {
    add(other.sum)
    correction += other.correction
  }
}
