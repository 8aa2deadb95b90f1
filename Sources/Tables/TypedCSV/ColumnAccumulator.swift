/// Puts the segments of one column together as its chunks are read, in order.
///
/// The column grows in place and each segment can be let go at once, so that memory holds little more than the column.
struct ColumnAccumulator: Sendable {
  /// Whether the type was found out: then texts that hardly repeat become a text column.
  let isInferred: Bool
  /// Rows to make room for.
  let capacity: Int
  private var rows = 0
  private var missing: [MissingKind] = []
  private var storage: ColumnStorage?
  private var codes: NarrowCodes?
  private var words = ByteInterner()

  init(isInferred: Bool, capacity: Int) {
    self.isInferred = isInferred
    self.capacity = capacity
  }

  /// Takes the next rows of the column.
  mutating func append(_ segment: ColumnSegment, rows count: Int) {
    switch segment {
    case .none: break
    case .column(let column) where count > 0:
      appendMissing(column.missing, count)
      extend(with: column.storage)
    case .column: break
    case .words(let local, let kinds, let texts):
      appendMissing(kinds, count)
      appendWords(local, kinds, texts)
    }
    rows += count
  }

  /// The whole column.
  consuming func finish() -> Column {
    if let codes { return wordColumn(codes) }
    // A column without a single value has no type that could be found out.
    guard let storage, !isInferred || missing.isEmpty || missing.contains(.present) else {
      let none = CategoryStorage(codes: [Int](repeating: 0, count: rows), dictionary: [])
      return Column(.category(none), missing: missing)
    }
    return Column(storage, missing: missing)
  }

  private mutating func appendMissing(_ kinds: [MissingKind], _ count: Int) {
    if missing.isEmpty {
      guard !kinds.isEmpty else { return }
      missing.reserveCapacity(max(capacity, rows + count))
      missing.append(contentsOf: repeatElement(.present, count: rows))
    }
    if kinds.isEmpty {
      missing.append(contentsOf: repeatElement(.present, count: count))
    } else {
      missing.append(contentsOf: kinds)
    }
  }

  // MARK: Words

  private mutating func appendWords(_ local: NarrowCodes, _ kinds: [MissingKind], _ texts: ByteInterner) {
    var map: [UInt32] = []
    map.reserveCapacity(texts.count)
    texts.forEach { map.append(UInt32(words.intern($0))) }
    var target = codes.take() ?? NarrowCodes(capacity: capacity)
    target.append(local.codes, map: map, missing: kinds, limit: words.count)
    codes = target
  }

  /// A category where values repeat: at most 16 different ones, or half as many as there are cells; else texts.
  private func wordColumn(_ codes: NarrowCodes) -> Column {
    let values = rows - missing.count { $0 != .present }
    guard isInferred, words.count > max(16, values / 2) else {
      var category = CategoryStorage(codes: [], dictionary: words.strings)
      category.codes = codes.codes
      return Column(.category(category), missing: missing)
    }
    var texts = TextStorage()
    texts.offsets.reserveCapacity(rows + 1)
    let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    words.withTexts { text in
      for row in 0..<rows {
        let isMissing = !missing.isEmpty && missing[row] != .present
        texts.append(utf8: isMissing ? none : text(codes[row]))
      }
    }
    return Column(.text(texts), missing: missing)
  }

  // MARK: Values

  /// The first segment with room for the rest.
  private func roomy(_ storage: ColumnStorage) -> ColumnStorage {
    func roomy<Value>(_ values: [Value]) -> [Value] {
      var copy: [Value] = []
      copy.reserveCapacity(max(capacity, values.count))
      copy.append(contentsOf: values)
      return copy
    }
    return switch storage {
    case .bool(let values): .bool(roomy(values))
    case .int8(let values): .int8(roomy(values))
    case .int16(let values): .int16(roomy(values))
    case .int32(let values): .int32(roomy(values))
    case .int64(let values): .int64(roomy(values))
    case .double(let values): .double(roomy(values))
    case .date(let values): .date(roomy(values))
    case .dateTime(let values): .dateTime(roomy(values))
    case .category, .set, .text: storage
    }
  }

  private mutating func extend(with next: ColumnStorage) {
    // Taken out, so that its memory is not shared while it grows.
    let held = storage.take()
    switch consume held {
    case nil: storage = roomy(next)
    case .bool(var values)?:
      if case .bool(let more) = next { values.append(contentsOf: more) }
      storage = .bool(values)
    case .date(var values)?:
      if case .date(let more) = next { values.append(contentsOf: more) }
      storage = .date(values)
    case .dateTime(var values)?:
      if case .dateTime(let more) = next { values.append(contentsOf: more) }
      storage = .dateTime(values)
    case .text(var texts)?:
      if case .text(let more) = next { texts.append(more) }
      storage = .text(texts)
    case .set(let sets)?:
      if case .set(let more) = next { storage = .set(joinedSets(sets, more)) }
    case .int8(var values)?:
      guard case .int8(let more) = next else {
        storage = joinedNumbers(.int8(values), next)
        return
      }
      values.append(contentsOf: more)
      storage = .int8(values)
    case .int16(var values)?:
      guard case .int16(let more) = next else {
        storage = joinedNumbers(.int16(values), next)
        return
      }
      values.append(contentsOf: more)
      storage = .int16(values)
    case .int32(var values)?:
      guard case .int32(let more) = next else {
        storage = joinedNumbers(.int32(values), next)
        return
      }
      values.append(contentsOf: more)
      storage = .int32(values)
    case .int64(var values)?:
      guard case .int64(let more) = next else {
        storage = joinedNumbers(.int64(values), next)
        return
      }
      values.append(contentsOf: more)
      storage = .int64(values)
    case .double(var values)?:
      values.append(contentsOf: decimals(next))
      storage = .double(values)
    case .category(let values)?: storage = .category(values)
    }
  }

  /// Numbers of two widths: the wider holds both. A narrower segment after a wider one is the frequent case.
  private func joinedNumbers(_ held: ColumnStorage, _ next: ColumnStorage) -> ColumnStorage {
    switch max(width(held), width(next)) {
    case 2: return .int16(grown(integers(held), integers(next)))
    case 4: return .int32(grown(integers(held), integers(next)))
    case 8: return .int64(grown(integers(held), integers(next)))
    default: return .double(grown(decimals(held), decimals(next)))
    }
  }

  private func grown<Value>(_ held: [Value], _ next: [Value]) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(max(capacity, held.count + next.count))
    values.append(contentsOf: held)
    values.append(contentsOf: next)
    return values
  }

  private func width(_ storage: ColumnStorage) -> Int {
    switch storage {
    case .int8: 1
    case .int16: 2
    case .int32: 4
    case .int64: 8
    default: 9
    }
  }

  private func integers<Value: FixedWidthInteger>(_ storage: ColumnStorage) -> [Value] {
    switch storage {
    case .int8(let values): values.map { Value(truncatingIfNeeded: $0) }
    case .int16(let values): values.map { Value(truncatingIfNeeded: $0) }
    case .int32(let values): values.map { Value(truncatingIfNeeded: $0) }
    case .int64(let values): values.map { Value(truncatingIfNeeded: $0) }
    default: []
    }
  }

  private func decimals(_ storage: ColumnStorage) -> [Double] {
    if case .double(let values) = storage { return values }
    let whole: [Int64] = integers(storage)
    return whole.map { Double($0) }
  }

  /// Options in order of first appearance; a set has at most 64, so later ones may have no bit left.
  private func joinedSets(_ held: SetStorage, _ next: SetStorage) -> SetStorage {
    var joined = held
    let bits = next.options.map { option -> UInt64 in
      var place = joined.options.firstIndex(of: option)
      if place == nil, joined.options.count < 64 {
        joined.options.append(option)
        place = joined.options.count - 1
      }
      return place.map { 1 << UInt64($0) } ?? 0
    }
    joined.masks.append(
      contentsOf: next.masks.lazy.map { mask in
        var moved: UInt64 = 0
        var rest = mask
        while rest != 0 {
          moved |= bits[rest.trailingZeroBitCount]
          rest &= rest - 1
        }
        return moved
      })
    return joined
  }
}
