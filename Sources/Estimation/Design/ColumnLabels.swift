package import Tables

extension Column {
  /// The cell as the text of its code; nil where missing or where the type has no codes.
  package func label(at row: Int) -> String? {
    if isMissing(at: row) { return nil }
    switch storage {
    case .category(let values): return values.dictionary[values[row]]
    case .text(let values): return values[row]
    case .bool(let values): return values[row] ? "TRUE" : "FALSE"
    case .int8(let values): return String(values[row])
    case .int16(let values): return String(values[row])
    case .int32(let values): return String(values[row])
    case .int64(let values): return String(values[row])
    case .double, .set, .date, .dateTime: return nil
    }
  }

  /// The cell as a number; nil where missing or not numeric.
  package func number(at row: Int) -> Double? {
    if isMissing(at: row) { return nil }
    switch storage {
    case .double(let values): return values[row]
    case .int8(let values): return Double(values[row])
    case .int16(let values): return Double(values[row])
    case .int32(let values): return Double(values[row])
    case .int64(let values): return Double(values[row])
    case .bool, .category, .text, .set, .date, .dateTime: return nil
    }
  }

  /// The cells as numbers; NaN where missing or not numeric.
  package var numbers: [Double] {
    var values: [Double]
    switch storage {
    case .double(let stored): values = stored
    case .int8(let stored): values = stored.map { Double($0) }
    case .int16(let stored): values = stored.map { Double($0) }
    case .int32(let stored): values = stored.map { Double($0) }
    case .int64(let stored): values = stored.map { Double($0) }
    case .bool, .category, .text, .set, .date, .dateTime: return [Double](repeating: .nan, count: count)
    }
    for row in missing.indices where missing[row] != .present { values[row] = .nan }
    return values
  }
}
