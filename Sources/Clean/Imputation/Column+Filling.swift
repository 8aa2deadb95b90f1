import Tables

extension Column {
  /// The column with each of the given cells replaced by that of another row.
  ///
  /// - Parameter sources: the rows to take from, by row to fill; the cells there are present.
  /// - Returns: the column.
  func filling(from sources: [(row: Int, source: Int)]) -> Column {
    guard !sources.isEmpty else { return self }
    var rows = Array(0..<count)
    for (row, source) in sources { rows[row] = source }
    return gather(rows)
  }

  /// The column with numbers in the given cells: whole ones, rounded half away from zero, in a column of whole numbers,
  /// which takes the width that they need.
  ///
  /// - Parameter numbers: finite values by row.
  /// - Returns: the column; nil when it holds no numbers, dates or times, or a number does not fit.
  func filling(_ numbers: [(row: Int, value: Double)]) -> Column? {
    guard !numbers.isEmpty else { return self }
    var kinds = missing
    for (row, _) in numbers where !kinds.isEmpty { kinds[row] = .present }
    func filled<Value: FixedWidthInteger>(_ values: [Value]) -> [Value]? {
      var values = values
      for (row, value) in numbers {
        guard let whole = Value(exactly: value.rounded()) else { return nil }
        values[row] = whole
      }
      return values
    }
    let storage: ColumnStorage?
    switch self.storage {
    case .double(var values):
      for (row, value) in numbers { values[row] = value }
      storage = .double(values)
    case .int8(let values): storage = filled(values.map(Int64.init)).map(narrowIntegers)
    case .int16(let values): storage = filled(values.map(Int64.init)).map(narrowIntegers)
    case .int32(let values): storage = filled(values.map(Int64.init)).map(narrowIntegers)
    case .int64(let values): storage = filled(values).map(narrowIntegers)
    case .date(let values): storage = filled(values).map { .date($0) }
    case .dateTime(let values): storage = filled(values).map { .dateTime($0) }
    case .bool, .category, .set, .text: storage = nil
    }
    return storage.map { Column($0, missing: kinds) }
  }

  /// The column with cells of another column in the given cells, by what they read as: codes that this column does not
  /// know are added to it.
  ///
  /// - Parameters:
  ///   - sources: the rows to take from, by row to fill; the cells there are present.
  ///   - other: the column they are rows of.
  /// - Returns: the column; nil when the two hold values of different types, or more options than a set can.
  func filling(from sources: [(row: Int, source: Int)], of other: Column) -> Column? {
    guard !sources.isEmpty else { return self }
    if let numbers = other.numericValues {
      return filling(sources.map { (row: $0.row, value: numbers[$0.source]) })
    }
    var kinds = missing
    for (row, _) in sources where !kinds.isEmpty { kinds[row] = .present }
    switch (storage, other.storage) {
    case (.category(let mine), .category(let theirs)):
      var dictionary = mine.dictionary
      let codes = theirs.dictionary.map { dictionary.position(of: $0) }
      var values = (0..<mine.count).map { mine[$0] }
      for (row, source) in sources { values[row] = codes[theirs[source]] }
      return Column(.category(CategoryStorage(codes: values, dictionary: dictionary)), missing: kinds)
    case (.set(var mine), .set(let theirs)):
      let bits = theirs.options.map { mine.options.position(of: $0) }
      guard mine.options.count <= 64 else { return nil }
      for (row, source) in sources {
        mine.masks[row] = bits.enumerated().reduce(0) { mask, bit in
          theirs.masks[source] >> UInt64(bit.offset) & 1 == 0 ? mask : mask | 1 << UInt64(bit.element)
        }
      }
      return Column(.set(mine), missing: kinds)
    case (.bool(var mine), .bool(let theirs)):
      for (row, source) in sources { mine[row] = theirs[source] }
      return Column(.bool(mine), missing: kinds)
    default: return nil
    }
  }

  /// What an imputed cell tells of its value.
  func imputedValue(at row: Int) -> ImputedValue {
    switch storage {
    case .int8(let values): .number(Double(values[row]))
    case .int16(let values): .number(Double(values[row]))
    case .int32(let values): .number(Double(values[row]))
    case .int64(let values): .number(Double(values[row]))
    case .double(let values): .number(values[row])
    case .bool, .category, .set, .text, .date, .dateTime: .code(codeText(at: row))
    }
  }
}

extension [String] {
  /// The position of a code, which is added where it is new.
  fileprivate mutating func position(of code: String) -> Int {
    if let known = firstIndex(of: code) { return known }
    append(code)
    return count - 1
  }
}
