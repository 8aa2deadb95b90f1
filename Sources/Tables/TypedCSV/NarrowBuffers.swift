/// Whole numbers gathered block by block in the narrowest width that holds those so far.
struct NarrowIntegers: Sendable {
  private enum Width: Int { case one, two, four, eight }

  private var width = Width.one
  private var ones: [Int8] = []
  private var twos: [Int16] = []
  private var fours: [Int32] = []
  private var eights: [Int64] = []

  init(capacity: Int) { ones.reserveCapacity(capacity) }

  /// Appends a block. `bits` has every bit that is set in one of `v ^ (v >> 63)`, by which the width is known.
  mutating func append(_ block: UnsafeBufferPointer<Int64>, bits: UInt64) {
    let needed: Width = bits < 0x80 ? .one : bits < 0x8000 ? .two : bits < 0x8000_0000 ? .four : .eight
    if needed.rawValue > width.rawValue { widen(to: needed, room: block.count) }
    switch width {
    case .one: append(block, to: &ones)
    case .two: append(block, to: &twos)
    case .four: append(block, to: &fours)
    case .eight: eights.append(contentsOf: block)
    }
  }

  @inline(__always)
  private func append<Value: FixedWidthInteger>(_ block: UnsafeBufferPointer<Int64>, to values: inout [Value]) {
    // A constant size keeps the memory on the stack.
    withUnsafeTemporaryAllocation(of: Value.self, capacity: 128) { narrow in
      var from = 0
      while from < block.count {
        let count = min(128, block.count - from)
        for index in 0..<count {
          narrow.initializeElement(at: index, to: Value(truncatingIfNeeded: block[from &+ index]))
        }
        values.append(contentsOf: UnsafeBufferPointer(rebasing: narrow[..<count]))
        from += count
      }
    }
  }

  private mutating func widen(to wider: Width, room: Int) {
    let values = self.values
    let capacity = max(ones.capacity, twos.capacity, fours.capacity, values.count + room)
    (ones, twos, fours, eights) = ([], [], [], [])
    width = wider
    func moved<Value: FixedWidthInteger>(_: Value.Type) -> [Value] {
      var moved: [Value] = []
      moved.reserveCapacity(capacity)
      moved.append(contentsOf: values.lazy.map { Value(truncatingIfNeeded: $0) })
      return moved
    }
    switch wider {
    case .one: break
    case .two: twos = moved(Int16.self)
    case .four: fours = moved(Int32.self)
    case .eight: eights = moved(Int64.self)
    }
  }

  var values: [Int64] {
    switch width {
    case .one: ones.map { Int64($0) }
    case .two: twos.map { Int64($0) }
    case .four: fours.map { Int64($0) }
    case .eight: eights
    }
  }

  var storage: ColumnStorage {
    switch width {
    case .one: .int8(ones)
    case .two: .int16(twos)
    case .four: .int32(fours)
    case .eight: .int64(eights)
    }
  }
}

/// Codes gathered block by block in the narrowest width that holds those so far.
struct NarrowCodes: Sendable {
  private(set) var codes = CategoryStorage.Codes.uint8([])

  init(capacity: Int) {
    var first: [UInt8] = []
    first.reserveCapacity(capacity)
    codes = .uint8(first)
  }

  /// Appends a block of codes below `limit`.
  mutating func append(_ block: UnsafeBufferPointer<UInt32>, limit: Int) {
    switch codes {
    case .uint8(var values):
      if limit <= 1 << 8 {
        codes = .uint32([])
        append(block, to: &values)
        codes = .uint8(values)
        return
      }
      codes = .uint16(values.map { UInt16($0) })
    case .uint16(var values):
      if limit <= 1 << 16 {
        codes = .uint32([])
        append(block, to: &values)
        codes = .uint16(values)
        return
      }
      codes = .uint32(values.map { UInt32($0) })
    case .uint32(var values):
      codes = .uint32([])
      values.append(contentsOf: block)
      codes = .uint32(values)
      return
    }
    append(block, limit: limit)
  }

  @inline(__always)
  private func append<Value: FixedWidthInteger>(_ block: UnsafeBufferPointer<UInt32>, to values: inout [Value]) {
    // A constant size keeps the memory on the stack.
    withUnsafeTemporaryAllocation(of: Value.self, capacity: 128) { narrow in
      var from = 0
      while from < block.count {
        let count = min(128, block.count - from)
        for index in 0..<count {
          narrow.initializeElement(at: index, to: Value(truncatingIfNeeded: block[from &+ index]))
        }
        values.append(contentsOf: UnsafeBufferPointer(rebasing: narrow[..<count]))
        from += count
      }
    }
  }
}
