/// Puts the segments of one column, read chunk by chunk, together.
struct ColumnJoiner {
  let rowCounts: [Int]
  let rowCount: Int
  /// Whether texts that do not repeat become a text column.
  let isInferred: Bool

  func join(_ segments: [ColumnSegment]) -> Column {
    let missing = joinedMissing(segments)
    switch segments.first {
    case .words?: return joinedWords(segments, missing)
    default: break
    }
    let columns = segments.compactMap { segment -> Column? in
      if case .column(let column) = segment, column.count > 0 { return column }
      return nil
    }
    guard let first = columns.first else {
      return Column(.category(CategoryStorage(codes: [], dictionary: [])))
    }
    // A column without a single value has no type to be inferred.
    if isInferred, !missing.isEmpty, !missing.contains(.present) {
      return Column(
        .category(CategoryStorage(codes: [Int](repeating: 0, count: rowCount), dictionary: [])), missing: missing)
    }
    return Column(joinedStorage(first.storage, columns), missing: missing)
  }

  private func joinedMissing(_ segments: [ColumnSegment]) -> [MissingKind] {
    let parts = segments.map { segment -> [MissingKind] in
      switch segment {
      case .none: []
      case .column(let column): column.missing
      case .words(_, let missing, _): missing
      }
    }
    guard parts.contains(where: { !$0.isEmpty }) else { return [] }
    var joined: [MissingKind] = []
    joined.reserveCapacity(rowCount)
    for (part, count) in zip(parts, rowCounts) {
      if part.isEmpty {
        joined.append(contentsOf: repeatElement(.present, count: count))
      } else {
        joined.append(contentsOf: part)
      }
    }
    return joined
  }

  // MARK: Values

  private func joinedStorage(_ first: ColumnStorage, _ columns: [Column]) -> ColumnStorage {
    switch first {
    case .int8, .int16, .int32, .int64, .double: return joinedNumbers(columns)
    case .bool:
      return .bool(joined(columns) { if case .bool(let values) = $0 { values } else { [] } })
    case .date:
      return .date(joined(columns) { if case .date(let values) = $0 { values } else { [] } })
    case .dateTime:
      return .dateTime(joined(columns) { if case .dateTime(let values) = $0 { values } else { [] } })
    case .text: return .text(joinedTexts(columns))
    case .set: return .set(joinedSets(columns))
    case .category: return first
    }
  }

  private func joined<Value>(_ columns: [Column], _ values: (ColumnStorage) -> [Value]) -> [Value] {
    var joined: [Value] = []
    joined.reserveCapacity(rowCount)
    for column in columns { joined.append(contentsOf: values(column.storage)) }
    return joined
  }

  private func joinedNumbers(_ columns: [Column]) -> ColumnStorage {
    let width = columns.map { column in
      switch column.storage {
      case .int8: 1
      case .int16: 2
      case .int32: 4
      case .int64: 8
      default: 9
      }
    }.max()
    switch width {
    case 1: return .int8(integers(columns))
    case 2: return .int16(integers(columns))
    case 4: return .int32(integers(columns))
    case 8: return .int64(integers(columns))
    default: break
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(rowCount)
    for column in columns {
      switch column.storage {
      case .int8(let values): numbers.append(contentsOf: values.lazy.map { Double($0) })
      case .int16(let values): numbers.append(contentsOf: values.lazy.map { Double($0) })
      case .int32(let values): numbers.append(contentsOf: values.lazy.map { Double($0) })
      case .int64(let values): numbers.append(contentsOf: values.lazy.map { Double($0) })
      case .double(let values): numbers.append(contentsOf: values)
      default: break
      }
    }
    return .double(numbers)
  }

  private func integers<Value: FixedWidthInteger>(_ columns: [Column]) -> [Value] {
    var joined: [Value] = []
    joined.reserveCapacity(rowCount)
    for column in columns {
      switch column.storage {
      case .int8(let values): append(values, to: &joined)
      case .int16(let values): append(values, to: &joined)
      case .int32(let values): append(values, to: &joined)
      case .int64(let values): append(values, to: &joined)
      default: break
      }
    }
    return joined
  }

  @inline(__always)
  private func append<From: FixedWidthInteger, To: FixedWidthInteger>(_ values: [From], to joined: inout [To]) {
    if let same = values as? [To] {
      joined.append(contentsOf: same)
    } else {
      joined.append(contentsOf: values.lazy.map { To(truncatingIfNeeded: $0) })
    }
  }

  private func joinedTexts(_ columns: [Column]) -> TextStorage {
    var joined = TextStorage()
    joined.offsets.reserveCapacity(rowCount + 1)
    for column in columns {
      guard case .text(let texts) = column.storage else { continue }
      let shift = joined.bytes.count
      joined.bytes.append(contentsOf: texts.bytes)
      joined.offsets.append(contentsOf: texts.offsets.dropFirst().lazy.map { $0 + shift })
    }
    return joined
  }

  /// Options in order of first appearance; a set has at most 64, so later ones may have no bit left.
  private func joinedSets(_ columns: [Column]) -> SetStorage {
    var joined = SetStorage(masks: [], options: [])
    joined.masks.reserveCapacity(rowCount)
    for column in columns {
      guard case .set(let sets) = column.storage else { continue }
      var bits: [UInt64] = []
      for option in sets.options {
        var place = joined.options.firstIndex(of: option)
        if place == nil, joined.options.count < 64 {
          joined.options.append(option)
          place = joined.options.count - 1
        }
        bits.append(place.map { 1 << UInt64($0) } ?? 0)
      }
      joined.masks.append(
        contentsOf: sets.masks.lazy.map { mask in
          var moved: UInt64 = 0
          var rest = mask
          while rest != 0 {
            moved |= bits[rest.trailingZeroBitCount]
            rest &= rest - 1
          }
          return moved
        })
    }
    return joined
  }

  // MARK: Words

  private func joinedWords(_ segments: [ColumnSegment], _ missing: [MissingKind]) -> Column {
    let values = rowCount - missing.count { $0 != .present }
    // Few enough for a dictionary: at most 16, or half as many as there are cells.
    let limit = isInferred ? max(16, values / 2) : Int.max
    var words = ByteInterner()
    var maps: [[UInt32]] = []
    for segment in segments {
      guard case .words(_, _, let local) = segment else { continue }
      var map: [UInt32] = []
      map.reserveCapacity(local.count)
      local.forEach { map.append(UInt32(words.intern($0))) }
      maps.append(map)
      if words.count > limit { return Column(.text(joinedWordTexts(segments, missing)), missing: missing) }
    }
    var storage = CategoryStorage(codes: [], dictionary: words.strings)
    switch storage.codes {
    case .uint8: storage.codes = .uint8(codes(segments, maps, missing))
    case .uint16: storage.codes = .uint16(codes(segments, maps, missing))
    case .uint32: storage.codes = .uint32(codes(segments, maps, missing))
    }
    return Column(.category(storage), missing: missing)
  }

  private func codes<Code: FixedWidthInteger>(
    _ segments: [ColumnSegment], _ maps: [[UInt32]], _ missing: [MissingKind]
  ) -> [Code] {
    var joined: [Code] = []
    joined.reserveCapacity(rowCount)
    var maps = maps.makeIterator()
    for segment in segments {
      guard case .words(let codes, _, _) = segment, let map = maps.next() else { continue }
      let isIdentity = map.indices.allSatisfy { map[$0] == UInt32($0) }
      // Code 0 of missing cells has no entry where a chunk has no text at all.
      let target = map.isEmpty ? [0] : map.map { Code(truncatingIfNeeded: $0) }
      switch codes.codes {
      case .uint8(let values):
        if isIdentity {
          append(values, to: &joined)
        } else {
          joined.append(contentsOf: values.lazy.map { target[Int($0)] })
        }
      case .uint16(let values): joined.append(contentsOf: values.lazy.map { target[Int($0)] })
      case .uint32(let values): joined.append(contentsOf: values.lazy.map { target[Int($0)] })
      }
    }
    // Missing cells hold code 0 in every chunk and in the whole.
    for row in missing.indices where missing[row] != .present { joined[row] = 0 }
    return joined
  }

  private func joinedWordTexts(_ segments: [ColumnSegment], _ missing: [MissingKind]) -> TextStorage {
    var joined = TextStorage()
    joined.offsets.reserveCapacity(rowCount + 1)
    var row = 0
    for segment in segments {
      guard case .words(let codes, _, let words) = segment else { continue }
      words.withTexts { texts in
        func take(_ code: Int) {
          let isMissing = !missing.isEmpty && missing[row] != .present
          joined.append(utf8: isMissing ? UnsafeBufferPointer(start: nil, count: 0) : texts(code))
          row += 1
        }
        switch codes.codes {
        case .uint8(let values): for code in values { take(Int(code)) }
        case .uint16(let values): for code in values { take(Int(code)) }
        case .uint32(let values): for code in values { take(Int(code)) }
        }
      }
    }
    return joined
  }
}
