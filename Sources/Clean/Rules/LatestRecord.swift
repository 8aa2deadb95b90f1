import Tables

/// The candidates that share their key with a later one: all but the latest of each key, in row order.
///
/// Latest is the greatest order value; a missing one counts as earliest, and of equal ones the later row is the latest.
/// A missing key is nobody's duplicate.
func rowsBeforeLatest(_ candidates: [Int], key: Column, order: Column) -> [Int] {
  var keys = ByteInterner()
  /// The latest row so far by key number.
  var latest: [Int] = []
  var superseded: [Int] = []
  for row in candidates where !key.isMissing(at: row) {
    let number = keys.intern(Array(key.codeText(at: row).utf8)[...])
    if number == latest.count {
      latest.append(row)
    } else if order.isBefore(row, latest[number]) {
      superseded.append(row)
    } else {
      superseded.append(latest[number])
      latest[number] = row
    }
  }
  return superseded.sorted()
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
