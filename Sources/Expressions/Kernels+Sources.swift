import Tables

/// Where values come from: columns, constants, aggregates.
extension Machine {
  func fetch(_ instruction: Instruction, _ binding: Binding, _ start: Int, _ count: Int, _ out: Slot) {
    switch instruction.operation {
    case .constant(let constant): fill(out, constant, Representation(instruction.type), count)
    case .load:
      guard let column = binding.column else { return fill(out, .missing, Representation(instruction.type), count) }
      load(column, start, count, out, binding)
    case .loadFlag:
      if let column = binding.column, case .bool = column.storage {
        load(column, start, count, out, binding)
        out.present.update(repeating: 1, count: count)
      } else {
        fill(out, .bool(false), .bool, count)
      }
    case .missingKind:
      out.present.update(repeating: 1, count: count)
      guard let column = binding.column else {
        // An absent column was asked of no one.
        return out.codes.update(repeating: UInt32(MissingKind.notAsked.rawValue), count: count)
      }
      guard !column.missing.isEmpty else { return out.codes.update(repeating: 0, count: count) }
      column.missing.withUnsafeBufferPointer { kinds in
        for row in 0..<count { out.codes[row] = UInt32(kinds[start + row].rawValue) }
      }
    case .countKinds(_, let kinds): countKinds(kinds, binding, start, count, out)
    case .aggregate: spread(binding.window, instruction.type, start, count, out)
    default: break
    }
  }

  private func fill(_ out: Slot, _ constant: Constant, _ kind: Representation, _ count: Int) {
    out.present.update(repeating: constant == .missing ? 0 : 1, count: count)
    switch (kind, constant) {
    case (.bool, .bool(let value)): out.bools.update(repeating: value ? 1 : 0, count: count)
    case (.integer, .integer(let value)): out.integers.update(repeating: value, count: count)
    case (.double, .double(let value)): out.doubles.update(repeating: value, count: count)
    case (.bool, _): out.bools.update(repeating: 0, count: count)
    case (.integer, _): out.integers.update(repeating: 0, count: count)
    case (.double, _): out.doubles.update(repeating: 0, count: count)
    case (.code, _): out.codes.update(repeating: 0, count: count)
    case (.text, _): out.texts.update(repeating: .empty, count: count)
    }
  }

  /// Presence of the column's cells.
  @inline(__always)
  static func loadPresence(_ column: Column, _ start: Int, _ count: Int, _ present: UnsafeMutablePointer<UInt8>) {
    guard !column.missing.isEmpty else { return present.update(repeating: 1, count: count) }
    column.missing.withUnsafeBytes { kinds in
      guard let base = kinds.baseAddress else { return }
      let kinds = (base + start).assumingMemoryBound(to: UInt8.self)
      for row in 0..<count { present[row] = kinds[row] == 0 ? 1 : 0 }
    }
  }

  /// Makes missing what is not finite, and zero what is missing. Two loops, because each becomes vector code and one does not.
  @inline(__always)
  static func dropUndefined(_ out: Slot, _ count: Int) {
    let (values, present) = (out.doubles, out.present)
    for row in 0..<count { present[row] &= values[row] - values[row] == 0 ? 1 : 0 }
    for row in 0..<count {
      values[row] = Double(bitPattern: values[row].bitPattern & (0 &- UInt64(present[row])))
    }
  }

  private func load(_ column: Column, _ start: Int, _ count: Int, _ out: Slot, _ binding: Binding) {
    Self.loadPresence(column, start, count, out.present)
    switch column.storage {
    case .bool(let values):
      values.withUnsafeBufferPointer { values in
        for row in 0..<count { out.bools[row] = (values[start + row] ? 1 : 0) & out.present[row] }
      }
    case .int8(let values): Self.widen(values, start, count, out)
    case .int16(let values): Self.widen(values, start, count, out)
    case .int32(let values), .date(let values): Self.widen(values, start, count, out)
    case .int64(let values), .dateTime(let values): Self.widen(values, start, count, out)
    case .set(let storage): Self.widen(storage.masks, start, count, out)
    case .double(let values):
      values.withUnsafeBufferPointer { values in
        if let base = values.baseAddress { out.doubles.update(from: base + start, count: count) }
      }
      Self.dropUndefined(out, count)
    case .category(let storage):
      let limit = UInt32(clamping: storage.dictionary.count)
      switch storage.codes {
      case .uint8(let codes): Self.widenCodes(codes, limit, start, count, out)
      case .uint16(let codes): Self.widenCodes(codes, limit, start, count, out)
      case .uint32(let codes): Self.widenCodes(codes, limit, start, count, out)
      }
    case .text(let storage):
      storage.offsets.withUnsafeBufferPointer { offsets in
        for row in 0..<count {
          out.texts[row] =
            out.present[row] == 1
            ? TextReference(arena: binding.arena, start: offsets[start + row], end: offsets[start + row + 1]) : .empty
        }
      }
    }
  }

  @inline(__always)
  private static func widen<Value: FixedWidthInteger>(_ values: [Value], _ start: Int, _ count: Int, _ out: Slot) {
    values.withUnsafeBufferPointer { values in
      for row in 0..<count {
        out.integers[row] = Int64(truncatingIfNeeded: values[start + row]) & (0 &- Int64(out.present[row]))
      }
    }
  }

  /// A code outside the dictionary cannot be looked up: it reads as missing.
  @inline(__always)
  private static func widenCodes<Code: FixedWidthInteger>(
    _ codes: [Code], _ limit: UInt32, _ start: Int, _ count: Int, _ out: Slot
  ) {
    codes.withUnsafeBufferPointer { codes in
      for row in 0..<count {
        let code = UInt32(truncatingIfNeeded: codes[start + row])
        let present = out.present[row] & (code < limit ? 1 : 0)
        out.present[row] = present
        out.codes[row] = code & (0 &- UInt32(present))
      }
    }
  }

  private func countKinds(_ wanted: UInt8, _ binding: Binding, _ start: Int, _ count: Int, _ out: Slot) {
    out.present.update(repeating: 1, count: count)
    out.integers.update(repeating: 0, count: count)
    // Counts of up to 255 columns fit a byte, of which vectors hold many.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { counts in
      counts.initialize(repeating: 0)
      guard let counts = counts.baseAddress else { return }
      for (place, column) in binding.columns.enumerated() {
        addKinds(wanted, column, start, count, counts)
        guard place % 255 == 254 || place == binding.columns.count - 1 else { continue }
        for row in 0..<count { out.integers[row] &+= Int64(counts[row]) }
        counts.update(repeating: 0, count: count)
      }
    }
  }

  private func addKinds(
    _ wanted: UInt8, _ column: Column?, _ start: Int, _ count: Int, _ counts: UnsafeMutablePointer<UInt8>
  ) {
    // An absent column was asked of no one.
    guard let column, !column.missing.isEmpty else {
      let kind = column == nil ? MissingKind.notAsked.rawValue : MissingKind.present.rawValue
      if wanted >> kind & 1 == 1 { for row in 0..<count { counts[row] &+= 1 } }
      return
    }
    column.missing.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let kinds = (base + start).assumingMemoryBound(to: UInt8.self)
      if wanted == ~1 {
        for row in 0..<count { counts[row] &+= kinds[row] == 0 ? 0 : 1 }
        return
      }
      for kind in MissingKind.allCases where wanted >> kind.rawValue & 1 == 1 {
        let kind = kind.rawValue
        for row in 0..<count { counts[row] &+= kinds[row] == kind ? 1 : 0 }
      }
    }
  }

  private func spread(_ window: WindowResult?, _ type: ColumnType, _ start: Int, _ count: Int, _ out: Slot) {
    guard let window else { return fill(out, .missing, Representation(type), count) }
    let isDouble = Representation(type) == .double
    if window.groups.isEmpty {
      guard window.present[0] == 1 else { return fill(out, .missing, Representation(type), count) }
      let constant = isDouble ? Constant.double(window.doubles[0]) : .integer(window.integers[0])
      return fill(out, constant, Representation(type), count)
    }
    for row in 0..<count {
      let group = Int(window.groups[start + row])
      out.present[row] = window.present[group]
      if isDouble { out.doubles[row] = window.doubles[group] } else { out.integers[row] = window.integers[group] }
    }
  }
}
