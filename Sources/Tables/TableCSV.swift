/// The whole table as CSV, lossless: category and set cells as codes (sets joined by `|`), dates in ISO 8601, numbers in
/// shortest round-trip form. A missing cell is empty; its kind is not kept.
public func writeCSV(_ table: Table) -> [UInt8] {
  var csv = CSVWriter()
  for name in table.names { csv.field(name) }
  csv.endRow()
  for row in 0..<table.rowCount {
    for column in table.columns { csv.field(column, at: row) }
    csv.endRow()
  }
  return csv.bytes
}

extension CSVWriter {
  /// One cell of a column as a field.
  mutating func field(_ column: Column, at row: Int) {
    guard !column.isMissing(at: row) else {
      field("")
      return
    }
    switch column.storage {
    case .bool(let values): field(values[row] ? "true" : "false")
    case .int8(let values): field(Int(values[row]))
    case .int16(let values): field(Int(values[row]))
    case .int32(let values): field(Int(values[row]))
    case .int64(let values): field(Int(values[row]))
    case .double(let values): field(values[row])
    case .category(let values): field(values.dictionary[values[row]])
    case .set(let values):
      let mask = values.masks[row]
      let chosen = values.options.indices.filter { mask >> UInt64($0) & 1 == 1 }
      field(chosen.map { values.options[$0] }.joined(separator: "|"))
    case .text(let values):
      values.bytes[values.offsets[row]..<values.offsets[row + 1]].withUnsafeBufferPointer { field(utf8: $0) }
    case .date(let values): field(isoDateText(days: values[row]))
    case .dateTime(let values): field(isoDateTimeText(seconds: values[row]))
    }
  }
}
