import Tables

/// One file's part of a column.
enum ColumnPart {
  case column(Column)
  /// The file has no such column: as many rows whose answer was not asked for.
  case absent(rows: Int)

  var count: Int {
    switch self {
    case .column(let column): column.count
    case .absent(let rows): rows
    }
  }
}

/// The column that the parts make up, one after the other; nil when their types do not go together.
///
/// Whole numbers and decimals make decimals, categories and texts make texts; a part without any value takes the type
/// of the others. Categories keep the order of the first dictionary, with what is new behind it.
func joined(_ parts: [ColumnPart]) -> Column? {
  let columns = parts.compactMap { part -> Column? in if case .column(let column) = part { column } else { nil } }
  guard let first = columns.first, let type = commonType(columns) ?? (columns.count == 1 ? first.type : nil) else {
    return nil
  }
  let missing = parts.flatMap { part -> [MissingKind] in
    switch part {
    case .absent(let rows): [MissingKind](repeating: .notAsked, count: rows)
    case .column(let column):
      column.missing.isEmpty ? [MissingKind](repeating: .present, count: column.count) : column.missing
    }
  }
  switch type {
  case .bool:
    return Column(
      .bool(gathered(parts, false) { if case .bool(let values) = $0 { values } else { nil } }), missing: missing)
  case .integer: return Column(narrowIntegers(gathered(parts, 0) { wholeNumbers($0) }), missing: missing)
  case .double:
    let values = gathered(parts, 0) { storage -> [Double]? in
      if case .double(let values) = storage { values } else { wholeNumbers(storage)?.map { Double($0) } }
    }
    return Column(.double(values), missing: missing)
  case .date:
    return Column(
      .date(gathered(parts, 0) { if case .date(let values) = $0 { values } else { nil } }), missing: missing)
  case .dateTime:
    return Column(
      .dateTime(gathered(parts, 0) { if case .dateTime(let values) = $0 { values } else { nil } }), missing: missing)
  case .category: return Column(.category(joinedCategories(parts)), missing: missing)
  case .set: return joinedSets(parts).map { Column(.set($0), missing: missing) }
  case .text: return Column(.text(joinedTexts(parts)), missing: missing)
  }
}

/// The type that holds the values of all columns; nil when there is none.
func commonType(_ columns: [Column]) -> ColumnType? {
  let filled = columns.filter { column in
    column.count > 0 && (column.missing.isEmpty || column.missing.contains(.present))
  }
  let types = Set((filled.isEmpty ? Array(columns.prefix(1)) : filled).map(\.type))
  if types.count == 1 { return types.first }
  if types == [.integer, .double] { return .double }
  if types == [.category, .text] { return .text }
  return nil
}

/// The values of all parts; blank where a part is absent or holds no values of the type.
private func gathered<Value>(_ parts: [ColumnPart], _ blank: Value, _ values: (ColumnStorage) -> [Value]?) -> [Value] {
  var all: [Value] = []
  all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
  for part in parts {
    if case .column(let column) = part, let own = values(column.storage) {
      all += own
    } else {
      all += [Value](repeating: blank, count: part.count)
    }
  }
  return all
}

private func wholeNumbers(_ storage: ColumnStorage) -> [Int64]? {
  switch storage {
  case .int8(let values): values.map { Int64($0) }
  case .int16(let values): values.map { Int64($0) }
  case .int32(let values): values.map { Int64($0) }
  case .int64(let values): values
  default: nil
  }
}

private func joinedCategories(_ parts: [ColumnPart]) -> CategoryStorage {
  var dictionary: [String] = []
  var positions: [String: Int] = [:]
  var codes: [Int] = []
  codes.reserveCapacity(parts.reduce(0) { $0 + $1.count })
  for part in parts {
    guard case .column(let column) = part, case .category(let values) = column.storage else {
      codes += [Int](repeating: 0, count: part.count)
      continue
    }
    let own = values.dictionary.map { word -> Int in
      if let position = positions[word] { return position }
      positions[word] = dictionary.count
      dictionary.append(word)
      return dictionary.count - 1
    }
    for row in 0..<values.count { codes.append(column.isMissing(at: row) ? 0 : own[values[row]]) }
  }
  return CategoryStorage(codes: codes, dictionary: dictionary)
}

/// nil when there would be more options than a set can hold.
private func joinedSets(_ parts: [ColumnPart]) -> SetStorage? {
  var options: [String] = []
  var masks: [UInt64] = []
  for part in parts {
    guard case .column(let column) = part, case .set(let values) = column.storage else {
      masks += [UInt64](repeating: 0, count: part.count)
      continue
    }
    let places = values.options.map { option -> Int in
      if let place = options.firstIndex(of: option) { return place }
      options.append(option)
      return options.count - 1
    }
    guard options.count <= 64 else { return nil }
    if places == Array(places.indices) {
      masks += values.masks
      continue
    }
    masks += values.masks.map { mask in
      places.indices.reduce(UInt64(0)) { mask >> UInt64($1) & 1 == 1 ? $0 | 1 << UInt64(places[$1]) : $0 }
    }
  }
  return SetStorage(masks: masks, options: options)
}

private func joinedTexts(_ parts: [ColumnPart]) -> TextStorage {
  var texts = TextStorage()
  for part in parts {
    guard case .column(let column) = part else {
      for _ in 0..<part.count { texts.append("") }
      continue
    }
    switch column.storage {
    case .text(let values):
      for row in 0..<values.count { texts.append(utf8: values.bytes[values.offsets[row]..<values.offsets[row + 1]]) }
    case .category(let values):
      for row in 0..<values.count { texts.append(column.isMissing(at: row) ? "" : values.dictionary[values[row]]) }
    default:
      for _ in 0..<part.count { texts.append("") }
    }
  }
  return texts
}
