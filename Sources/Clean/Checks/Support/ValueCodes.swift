import Tables

/// A column as small whole numbers: equal values have equal codes, numbered from 0 in order of first appearance.
struct ValueCodes: Sendable {
  /// One code a row; -1 for missing cells.
  private(set) var codes: [Int32]
  /// The first row of each code.
  private(set) var firstRows: [Int] = []

  /// Values are equal when they are the same number, the same set of options or the same bytes; 0 and -0 are equal.
  ///
  /// - Complexity: linear, for texts in their bytes.
  init(_ column: Column) {
    codes = Array(repeating: -1, count: column.count)
    switch column.storage {
    case .bool(let values): number(column, values.lazy.map { $0 ? 1 : 0 })
    case .int8(let values): number(column, values.lazy.map { Int64($0) })
    case .int16(let values): number(column, values.lazy.map { Int64($0) })
    case .int32(let values), .date(let values): number(column, values.lazy.map { Int64($0) })
    case .int64(let values), .dateTime(let values): number(column, values)
    case .double(let values): number(column, values.lazy.map { Int64(bitPattern: ($0 + 0).bitPattern) })
    case .category(let values): number(column, (0..<values.count).lazy.map { Int64(values[$0]) })
    case .set(let values): number(column, values.masks.lazy.map { Int64(bitPattern: $0) })
    case .text(let values): number(column, values)
    }
  }

  var count: Int { firstRows.count }

  private mutating func number(_ column: Column, _ keys: some Collection<Int64>) {
    var (low, high) = (Int64.max, Int64.min)
    for key in keys { (low, high) = (min(low, key), max(high, key)) }
    let (span, isTooWide) = high.subtractingReportingOverflow(low)
    // A table of the values where they are close together.
    if low <= high, !isTooWide, span < Int64(max(1024, 4 * codes.count)) {
      numberByTable(column.missing, keys, low, size: Int(span) + 1)
    } else {
      numberByHash(column.missing, Array(keys))
    }
  }

  private mutating func numberByTable(
    _ missing: [MissingKind], _ keys: some Collection<Int64>, _ low: Int64, size: Int
  ) {
    var table = [Int32](repeating: -1, count: size)
    table.withUnsafeMutableBufferPointer { table in
      codes.withUnsafeMutableBufferPointer { codes in
        var row = 0
        for key in keys {
          if missing.isEmpty || missing[row] == .present {
            let place = Int(key - low)
            if table[place] < 0 {
              table[place] = Int32(truncatingIfNeeded: firstRows.count)
              firstRows.append(row)
            }
            codes[row] = table[place]
          }
          row += 1
        }
      }
    }
  }

  private mutating func numberByHash(_ missing: [MissingKind], _ keys: [Int64]) {
    let hashes = keys.indices.map { row -> UInt32 in
      guard missing.isEmpty || missing[row] == .present else { return 0 }
      let (high, low) = UInt64(bitPattern: keys[row]).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      return max(1, UInt32(truncatingIfNeeded: high ^ low >> 32))
    }
    let distinct = DistinctRows(hashes: hashes) { keys[$0] == keys[$1] }
    codes = distinct.codes
    firstRows = distinct.firstRows.map { Int($0) }
  }

  private mutating func number(_ column: Column, _ texts: TextStorage) {
    let distinct = DistinctRows(texts, missing: column.missing)
    codes = distinct.codes
    firstRows = distinct.firstRows.map { Int($0) }
  }
}

/// Codes that hold across columns, of one table or of several: two cells have the same code when they read the same as
/// codes of the questionnaire, so the number 1 and the category `1` agree. -1 for missing cells.
///
/// - Complexity: linear; a text is made only for each distinct value of a column.
func sharedCodes(_ columns: [Column]) -> [[Int32]] {
  var interner = ByteInterner()
  return columns.map { column in
    let own = ValueCodes(column)
    let shared = own.firstRows.map { Int32(interner.intern(Array(column.codeText(at: $0).utf8)[...])) }
    return own.codes.map { $0 < 0 ? -1 : shared[Int($0)] }
  }
}
