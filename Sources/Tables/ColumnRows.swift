#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Column {
  /// The cells at the given rows, in that order.
  public func gather(_ rows: [Int]) -> Column {
    let picked: ColumnStorage =
      switch storage {
      case .bool(let values): .bool(gathered(values, rows))
      case .int8(let values): .int8(gathered(values, rows))
      case .int16(let values): .int16(gathered(values, rows))
      case .int32(let values): .int32(gathered(values, rows))
      case .int64(let values): .int64(gathered(values, rows))
      case .double(let values): .double(gathered(values, rows))
      case .category(let values): .category(values.gather(rows))
      case .set(let values): .set(SetStorage(masks: gathered(values.masks, rows), options: values.options))
      case .text(let values): .text(values.gather(rows))
      case .date(let values): .date(gathered(values, rows))
      case .dateTime(let values): .dateTime(gathered(values, rows))
      }
    return Column(picked, missing: missing.isEmpty ? [] : gathered(missing, rows))
  }

  /// Takes rows out; the others close up where they lie, unless another column shares their memory.
  ///
  /// - Parameter rows: ascending.
  public mutating func remove(_ rows: [Int]) {
    guard !rows.isEmpty else { return }
    // The column lets go of its values before they are changed, so that they are not copied.
    switch storage {
    case .bool(var values):
      storage = .bool([])
      close(&values, rows)
      storage = .bool(values)
    case .int8(var values):
      storage = .bool([])
      close(&values, rows)
      storage = .int8(values)
    case .int16(var values):
      storage = .bool([])
      close(&values, rows)
      storage = .int16(values)
    case .int32(var values):
      storage = .bool([])
      close(&values, rows)
      storage = .int32(values)
    case .int64(var values):
      storage = .bool([])
      close(&values, rows)
      storage = .int64(values)
    case .double(var values):
      storage = .bool([])
      close(&values, rows)
      storage = .double(values)
    case .category(var values):
      storage = .bool([])
      values.remove(rows)
      storage = .category(values)
    case .set(var values):
      storage = .bool([])
      close(&values.masks, rows)
      storage = .set(values)
    case .text(var values):
      storage = .bool([])
      values.remove(rows)
      storage = .text(values)
    case .date(var values):
      storage = .bool([])
      close(&values, rows)
      storage = .date(values)
    case .dateTime(var values):
      storage = .bool([])
      close(&values, rows)
      storage = .dateTime(values)
    }
    guard !missing.isEmpty else { return }
    close(&missing, rows)
    if !missing.contains(where: { $0 != .present }) { missing = [] }
  }
}

/// The values at the given places, in that order.
///
/// - Precondition: all places are indices of the values.
private func gathered<Value: BitwiseCopyable>(_ values: [Value], _ places: [Int]) -> [Value] {
  [Value](unsafeUninitializedCapacity: places.count) { target, count in
    values.withUnsafeBufferPointer { values in
      places.withUnsafeBufferPointer { places in
        for (position, place) in places.enumerated() {
          precondition(place >= 0 && place < values.count, "row \(place) of \(values.count)")
          target.initializeElement(at: position, to: values[place])
        }
      }
    }
    count = places.count
  }
}

/// Takes the values at some ascending places out.
private func close<Value: BitwiseCopyable>(_ values: inout [Value], _ places: [Int]) {
  let count = values.count
  values.withUnsafeMutableBufferPointer { values in
    guard let base = values.baseAddress, var target = places.first else { return }
    for (position, place) in places.enumerated() {
      let end = position + 1 < places.count ? places[position + 1] : count
      let kept = end - place - 1
      precondition(kept >= 0 && target >= 0 && end <= count, "rows to take out are not in order")
      if kept > 0 { memmove(base + target, base + place + 1, kept * MemoryLayout<Value>.stride) }
      target += kept
    }
  }
  values.removeLast(places.count)
}

extension CategoryStorage {
  fileprivate func gather(_ rows: [Int]) -> CategoryStorage {
    var copy = self
    switch codes {
    case .uint8(let values): copy.codes = .uint8(gathered(values, rows))
    case .uint16(let values): copy.codes = .uint16(gathered(values, rows))
    case .uint32(let values): copy.codes = .uint32(gathered(values, rows))
    }
    return copy
  }

  fileprivate mutating func remove(_ rows: [Int]) {
    switch codes {
    case .uint8(var values):
      codes = .uint8([])
      close(&values, rows)
      codes = .uint8(values)
    case .uint16(var values):
      codes = .uint8([])
      close(&values, rows)
      codes = .uint16(values)
    case .uint32(var values):
      codes = .uint8([])
      close(&values, rows)
      codes = .uint32(values)
    }
  }
}

extension TextStorage {
  fileprivate func gather(_ rows: [Int]) -> TextStorage {
    var picked = TextStorage()
    picked.offsets.reserveCapacity(rows.count + 1)
    var end = 0
    for row in rows {
      end += offsets[row + 1] - offsets[row]
      picked.offsets.append(end)
    }
    picked.bytes = [UInt8](unsafeUninitializedCapacity: end) { target, count in
      bytes.withUnsafeBufferPointer { source in
        for row in rows {
          let length = offsets[row + 1] - offsets[row]
          if length > 0, let from = source.baseAddress, let to = target.baseAddress {
            (to + count).initialize(from: from + offsets[row], count: length)
          }
          count += length
        }
      }
    }
    return picked
  }

  /// Takes some rows out, in ascending order.
  fileprivate mutating func remove(_ rows: [Int]) {
    guard let first = rows.first else { return }
    let count = self.count
    var byteEnd = offsets[first]
    bytes.withUnsafeMutableBufferPointer { bytes in
      offsets.withUnsafeMutableBufferPointer { offsets in
        var target = first
        for (position, place) in rows.enumerated() {
          let end = position + 1 < rows.count ? rows[position + 1] : count
          precondition(end > place && end <= count, "rows to take out are not in order")
          let (start, stop) = (offsets[place + 1], offsets[end])
          let shift = start - byteEnd
          if stop > start, let base = bytes.baseAddress { memmove(base + byteEnd, base + start, stop - start) }
          // The end of each text that stays; its beginning is the end of the one before.
          for row in place + 1..<end {
            offsets[target + 1] = offsets[row + 1] - shift
            target += 1
          }
          byteEnd += stop - start
        }
      }
    }
    bytes.removeLast(bytes.count - byteEnd)
    offsets.removeLast(rows.count)
  }
}
