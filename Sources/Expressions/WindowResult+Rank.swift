import Tables

/// Ranks differ from row to row, so each row is a group of its own in the result.
extension WindowResult {
  /// One more than the number of rows of the row's partition that are taken and have a smaller value; missing where the
  /// value is. A row that is not taken has the rank it would have among those that are.
  ///
  /// - Complexity: O(n log n) in the rows.
  init(rankOf values: Column, among taken: [UInt8], _ partition: RowGroups) {
    let keys = Self.orderedKeys(values)
    func group(_ row: Int) -> Int { partition.ids.isEmpty ? 0 : Int(partition.ids[row]) }
    let isPresent = keys.indices.map { row in
      if case .double(let numbers) = values.storage, !numbers[row].isFinite { return false }
      return !values.isMissing(at: row)
    }
    // The keys of each group side by side, then sorted.
    var ends = [Int](repeating: 0, count: partition.count + 1)
    for row in keys.indices where isPresent[row] && taken[row] == 1 { ends[group(row) + 1] += 1 }
    for group in 0..<partition.count { ends[group + 1] += ends[group] }
    var next = ends
    var sorted = [Int64](repeating: 0, count: ends[partition.count])
    for row in keys.indices where isPresent[row] && taken[row] == 1 {
      sorted[next[group(row)]] = keys[row]
      next[group(row)] += 1
    }
    for group in 0..<partition.count { sorted[ends[group]..<ends[group + 1]].sort() }

    groups = keys.indices.map { UInt32($0) }
    doubles = []
    present = isPresent.map { $0 ? 1 : 0 }
    integers = keys.indices.map { row in
      guard isPresent[row] else { return 0 }
      let start = ends[group(row)]
      var (low, high) = (start, ends[group(row) + 1])
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < keys[row] { low = middle + 1 } else { high = middle }
      }
      return Int64(low - start + 1)
    }
  }

  /// Whole numbers in the order of the column's values; both zeros are one.
  private static func orderedKeys(_ column: Column) -> [Int64] {
    switch column.storage {
    case .int8(let values): values.map { Int64($0) }
    case .int16(let values): values.map { Int64($0) }
    case .int32(let values), .date(let values): values.map { Int64($0) }
    case .int64(let values), .dateTime(let values): values
    case .double(let values):
      values.map { value in
        let bits = Int64(bitPattern: (value + 0).bitPattern)
        // The patterns of negative numbers grow with their size, so they are turned round.
        return bits < 0 ? bits ^ .max : bits
      }
    case .bool, .category, .set, .text: [Int64](repeating: 0, count: column.count)
    }
  }
}
