import Tables

/// The partition of a table's rows by the values of some columns. Rows where a key is missing form partitions too.
struct RowGroups {
  /// The group of each row; empty when all rows are one group. Not every number below `count` need occur.
  private(set) var ids: [UInt32] = []
  private(set) var count = 1

  /// All rows are one group.
  init(rowCount: Int) {}

  init(_ keys: [Column], rowCount: Int) {
    ids = [UInt32](repeating: 0, count: rowCount)
    for key in keys {
      if splitByCode(key) { continue }
      var numbers = [Int64](repeating: 0, count: rowCount)
      Self.fill(&numbers, with: key)
      split(by: numbers, key)
    }
  }

  /// For categories with few codes, whose groups are numbered without a look at the rows; false for other keys.
  private mutating func splitByCode(_ key: Column) -> Bool {
    guard case .category(let storage) = key.storage, case .uint8(let codes) = storage.codes else { return false }
    let width = storage.dictionary.count + 1
    guard count * width <= 4096 else { return false }
    let missing = key.missing
    if missing.isEmpty {
      for row in codes.indices { ids[row] = ids[row] &* UInt32(width) &+ UInt32(codes[row]) }
    } else {
      let last = UInt32(width - 1)
      for row in codes.indices {
        let code = missing[row] == .present ? UInt32(codes[row]) : last
        ids[row] = ids[row] &* UInt32(width) &+ code
      }
    }
    count *= width
    return true
  }

  /// Splits the groups so far by the numbers of one more key; missing differs from every value.
  private mutating func split(by numbers: [Int64], _ key: Column) {
    var lowest = Int64.max
    var highest = Int64.min
    for row in numbers.indices where !key.isMissing(at: row) {
      lowest = min(lowest, numbers[row])
      highest = max(highest, numbers[row])
    }
    let (span, overflow) = highest.subtractingReportingOverflow(lowest)
    let width = overflow || span < 0 ? Int64.max - 1 : span + 1
    let (size, isTooLarge) = Int64(count).multipliedReportingOverflow(by: width + 1)
    if lowest <= highest, !isTooLarge, size <= Int64(max(65_536, 4 * numbers.count)) {
      splitByTable(numbers, key, lowest, Int(width))
    } else {
      splitByHash(numbers, key)
    }
  }

  /// For keys whose values are close together: a table of group and value, with one place more for missing.
  private mutating func splitByTable(_ numbers: [Int64], _ key: Column, _ lowest: Int64, _ width: Int) {
    var known = [UInt32](repeating: .max, count: count * (width + 1))
    var next: UInt32 = 0
    for row in numbers.indices {
      let place = Int(ids[row]) * (width + 1) + (key.isMissing(at: row) ? width : Int(numbers[row] - lowest))
      if known[place] == .max {
        known[place] = next
        next += 1
      }
      ids[row] = known[place]
    }
    count = max(1, Int(next))
  }

  private struct Pair: Hashable {
    var group: UInt32
    var isMissing: Bool
    var number: Int64
  }

  private mutating func splitByHash(_ numbers: [Int64], _ key: Column) {
    var known: [Pair: UInt32] = [:]
    for row in numbers.indices {
      let isMissing = key.isMissing(at: row)
      let pair = Pair(group: ids[row], isMissing: isMissing, number: isMissing ? 0 : numbers[row])
      if let id = known[pair] {
        ids[row] = id
      } else {
        ids[row] = UInt32(known.count)
        known[pair] = ids[row]
      }
    }
    count = max(1, known.count)
  }

  /// Numbers that are equal where the column's values are equal.
  private static func fill(_ numbers: inout [Int64], with column: Column) {
    switch column.storage {
    case .bool(let values): for (row, value) in values.enumerated() { numbers[row] = value ? 1 : 0 }
    case .int8(let values): for (row, value) in values.enumerated() { numbers[row] = Int64(value) }
    case .int16(let values): for (row, value) in values.enumerated() { numbers[row] = Int64(value) }
    case .int32(let values), .date(let values):
      for (row, value) in values.enumerated() { numbers[row] = Int64(value) }
    case .int64(let values), .dateTime(let values): numbers = values
    case .double(let values):
      for (row, value) in values.enumerated() { numbers[row] = Int64(bitPattern: (value + 0).bitPattern) }
    case .category(let storage): for row in 0..<storage.count { numbers[row] = Int64(storage[row]) }
    case .set(let storage):
      for (row, mask) in storage.masks.enumerated() { numbers[row] = Int64(bitPattern: mask) }
    case .text(let storage):
      let distinct = DistinctRows(storage, missing: column.missing)
      for (row, code) in distinct.codes.enumerated() { numbers[row] = Int64(code) }
    }
  }
}
