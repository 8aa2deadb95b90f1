import Tables

/// The candidates that share their key with a later one: all but the latest of each key, in row order.
///
/// Latest is the greatest order value; a missing one counts as earliest, and of equal ones the later row is the latest.
/// A missing key is nobody's duplicate.
/// Candidates are in ascending order.
func rowsBeforeLatest(_ candidates: [Int32], key: Column, order: Column) -> [Int32] {
  let keys = ValueCodes(key)
  /// The latest row so far by key; -1: none.
  var latest = [Int32](repeating: -1, count: keys.count)
  var isSuperseded = [Bool](repeating: false, count: key.count)
  for row in candidates {
    let number = Int(keys.codes[Int(row)])
    guard number >= 0 else { continue }
    let known = latest[number]
    if known < 0 {
      latest[number] = row
    } else if order.isBefore(Int(row), Int(known)) {
      isSuperseded[Int(row)] = true
    } else {
      isSuperseded[Int(known)] = true
      latest[number] = row
    }
  }
  return candidates.filter { isSuperseded[Int($0)] }
}

extension Column {
  /// Whether one cell sorts before another: numbers and times by value, categories in codebook order, texts by bytes,
  /// missing cells first.
  fileprivate func isBefore(_ row: Int, _ other: Int) -> Bool {
    guard !isMissing(at: other) else { return false }
    guard !isMissing(at: row) else { return true }
    switch storage {
    case .bool(let values): return !values[row] && values[other]
    case .int8(let values): return values[row] < values[other]
    case .int16(let values): return values[row] < values[other]
    case .int32(let values): return values[row] < values[other]
    case .int64(let values): return values[row] < values[other]
    case .double(let values): return values[row] < values[other]
    case .category(let values): return values[row] < values[other]
    case .set(let values): return values.masks[row] < values.masks[other]
    case .text(let values):
      return values[row].utf8.lexicographicallyPrecedes(values[other].utf8)
    case .date(let values): return values[row] < values[other]
    case .dateTime(let values): return values[row] < values[other]
    }
  }
}
