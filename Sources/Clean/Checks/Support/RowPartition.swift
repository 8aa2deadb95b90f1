import Tables

/// A partition of rows by the values of some columns, groups numbered from 0 in order of first appearance. A missing
/// cell is a value of its own.
struct RowPartition: Sendable {
  /// The group of each row.
  private(set) var ids: [Int32]
  private(set) var count: Int

  /// All rows are one group.
  init(rowCount: Int) {
    ids = Array(repeating: 0, count: rowCount)
    count = rowCount == 0 ? 0 : 1
  }

  /// Rows that are equal; each of them holds something.
  init(_ distinct: DistinctRows) {
    ids = distinct.codes
    count = distinct.count
  }

  init(_ columns: [Column], rowCount: Int) {
    self.init(rowCount: rowCount)
    for (place, column) in columns.enumerated() {
      let values = ValueCodes(column)
      // The codes of a first key without gaps are groups already.
      if place == 0, column.missing.isEmpty, values.codes.count == rowCount {
        (ids, count) = (values.codes, values.count)
      } else {
        split(by: values.codes)
      }
    }
  }

  /// Splits every group by one more code a row; -1 is a code like any other.
  mutating func split(by codes: [Int32]) {
    let width = Int(codes.max() ?? -1) + 2
    let isDense = count <= max(1024, 4 * ids.count) / max(1, width)
    var table = [Int32](repeating: -1, count: isDense ? count * width : 0)
    var known: [Int: Int32] = [:]
    var next: Int32 = 0
    for row in ids.indices {
      let place = Int(ids[row]) * width + Int(codes[row]) + 1
      let found = isDense ? table[place] : known[place] ?? -1
      if found >= 0 {
        ids[row] = found
        continue
      }
      if isDense { table[place] = next } else { known[place] = next }
      ids[row] = next
      next += 1
    }
    count = Int(next)
  }

  /// The given rows of the groups that have more of them than `least`, in the order given.
  func grouped(_ rows: [Int], moreThan least: Int) -> GroupedRows {
    var sizes = [Int32](repeating: 0, count: count)
    for row in rows { sizes[Int(ids[row])] += 1 }
    // The place of each large group; -1: small.
    var places = [Int32](repeating: -1, count: count)
    var offsets = [0]
    for group in 0..<count where Int(sizes[group]) > least {
      places[group] = Int32(truncatingIfNeeded: offsets.count - 1)
      offsets.append(offsets[offsets.count - 1] + Int(sizes[group]))
    }
    var next = offsets
    var sorted = [Int](repeating: 0, count: offsets[offsets.count - 1])
    for row in rows where places[Int(ids[row])] >= 0 {
      let place = Int(places[Int(ids[row])])
      sorted[next[place]] = row
      next[place] += 1
    }
    return GroupedRows(offsets: offsets, rows: sorted)
  }

  /// The given rows by group, in the order given.
  func grouped(_ rows: [Int]) -> GroupedRows {
    var offsets = [Int](repeating: 0, count: count + 1)
    for row in rows { offsets[Int(ids[row]) + 1] += 1 }
    for group in 0..<count { offsets[group + 1] += offsets[group] }
    var next = offsets
    var sorted = [Int](repeating: 0, count: rows.count)
    for row in rows {
      sorted[next[Int(ids[row])]] = row
      next[Int(ids[row])] += 1
    }
    return GroupedRows(offsets: offsets, rows: sorted)
  }
}

/// Rows sorted by group, end to end.
struct GroupedRows: Sendable {
  /// `count + 1` offsets; the rows of group i are `rows[offsets[i]..<offsets[i + 1]]`.
  let offsets: [Int]
  let rows: [Int]

  var count: Int { offsets.count - 1 }

  subscript(group: Int) -> ArraySlice<Int> { rows[offsets[group]..<offsets[group + 1]] }
}

/// Numbers for the keys of the rows of two tables: equal exactly where all columns of the key read the same; -1 where
/// one of them is missing.
func matchedKeys(_ first: [Column], _ second: [Column]) -> (first: [Int32], second: [Int32]) {
  let firstCount = first.first?.count ?? 0
  let secondCount = second.first?.count ?? 0
  var partition = RowPartition(rowCount: firstCount + secondCount)
  var isMissing = [Bool](repeating: false, count: firstCount + secondCount)
  for (mine, theirs) in zip(first, second) {
    let codes = sharedCodes([mine, theirs]).flatMap(\.self)
    for row in codes.indices where codes[row] < 0 { isMissing[row] = true }
    partition.split(by: codes)
  }
  let ids = partition.ids.indices.map { isMissing[$0] ? -1 : partition.ids[$0] }
  return (Array(ids[..<firstCount]), Array(ids[firstCount...]))
}
