/// Whole numbers gathered block by block in the narrowest width that holds those so far.
package struct NarrowIntegers: Sendable {
  private enum Width: Int { case one, two, four, eight }

  private var width = Width.one
  private var ones: [Int8] = []
  private var twos: [Int16] = []
  private var fours: [Int32] = []
  private var eights: [Int64] = []

  package init(capacity: Int) { ones.reserveCapacity(capacity) }

  /// Appends a block. `bits` has every bit that is set in one of `v ^ (v >> 63)`, by which the width is known.
  package mutating func append(_ block: UnsafeBufferPointer<Int64>, bits: UInt64) {
    let needed: Width = bits < 0x80 ? .one : bits < 0x8000 ? .two : bits < 0x8000_0000 ? .four : .eight
    if needed.rawValue > width.rawValue { widen(to: needed, room: block.count) }
    switch width {
    case .one: ones.append(narrowing: block)
    case .two: twos.append(narrowing: block)
    case .four: fours.append(narrowing: block)
    case .eight: eights.append(contentsOf: block)
    }
  }

  /// Appends a block of small numbers.
  mutating func append(digits block: UnsafeBufferPointer<Int8>) {
    switch width {
    case .one: ones.append(contentsOf: block)
    case .two: twos.append(contentsOf: block.lazy.map { Int16($0) })
    case .four: fours.append(contentsOf: block.lazy.map { Int32($0) })
    case .eight: eights.append(contentsOf: block.lazy.map { Int64($0) })
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

  package var values: [Int64] {
    switch width {
    case .one: ones.map { Int64($0) }
    case .two: twos.map { Int64($0) }
    case .four: fours.map { Int64($0) }
    case .eight: eights
    }
  }

  package var storage: ColumnStorage {
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
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    var first: [UInt8] = []
    first.reserveCapacity(capacity)
    codes = .uint8(first)
  }

  subscript(row: Int) -> Int {
    switch codes {
    case .uint8(let values): Int(values[row])
    case .uint16(let values): Int(values[row])
    case .uint32(let values): Int(values[row])
    }
  }

  /// Appends a block of codes below `limit`.
  mutating func append(_ block: UnsafeBufferPointer<UInt32>, limit: Int) {
    widen(for: limit)
    grow {
      $0.append(narrowing: block)
    } _: {
      $0.append(narrowing: block)
    } _: {
      $0.append(contentsOf: block)
    }
  }

  /// Appends codes translated by a map to codes below `limit`; missing cells get the code 0.
  mutating func append(_ local: CategoryStorage.Codes, map: [UInt32], missing: [MissingKind], limit: Int) {
    widen(for: limit)
    grow {
      $0.append(local, map, missing)
    } _: {
      $0.append(local, map, missing)
    } _: {
      $0.append(local, map, missing)
    }
  }

  /// Changes the array in place, whichever width it has.
  private mutating func grow(
    _ narrow: (inout [UInt8]) -> Void, _ middle: (inout [UInt16]) -> Void, _ wide: (inout [UInt32]) -> Void
  ) {
    let held = codes
    codes = .uint32([])
    switch consume held {
    case .uint8(var values):
      narrow(&values)
      codes = .uint8(values)
    case .uint16(var values):
      middle(&values)
      codes = .uint16(values)
    case .uint32(var values):
      wide(&values)
      codes = .uint32(values)
    }
  }

  private mutating func widen(for limit: Int) {
    func moved<From: FixedWidthInteger, To: FixedWidthInteger>(_ values: [From]) -> [To] {
      var moved: [To] = []
      moved.reserveCapacity(max(capacity, values.capacity))
      moved.append(contentsOf: values.lazy.map { To(truncatingIfNeeded: $0) })
      return moved
    }
    switch codes {
    case .uint8(let values) where limit > 1 << 16: codes = .uint32(moved(values))
    case .uint8(let values) where limit > 1 << 8: codes = .uint16(moved(values))
    case .uint16(let values) where limit > 1 << 16: codes = .uint32(moved(values))
    default: break
    }
  }
}

extension Array where Element: FixedWidthInteger {
  /// Appends numbers that fit.
  @inline(__always)
  fileprivate mutating func append<From: FixedWidthInteger>(narrowing block: UnsafeBufferPointer<From>) {
    // A constant size keeps the memory on the stack.
    withUnsafeTemporaryAllocation(of: Element.self, capacity: 128) { narrow in
      var from = 0
      while from < block.count {
        let count = Swift.min(128, block.count - from)
        for index in 0..<count {
          narrow.initializeElement(at: index, to: Element(truncatingIfNeeded: block[from &+ index]))
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: narrow[..<count]))
        from += count
      }
    }
  }

  /// Appends codes translated by a map; missing cells get 0.
  fileprivate mutating func append(_ local: CategoryStorage.Codes, _ map: [UInt32], _ missing: [MissingKind]) {
    let start = count
    // Code 0 of missing cells has no entry where there is no text at all.
    let target = map.isEmpty ? [0] : map.map { Element(truncatingIfNeeded: $0) }
    switch local {
    case .uint8(let values): append(contentsOf: values.lazy.map { target[Int($0)] })
    case .uint16(let values): append(contentsOf: values.lazy.map { target[Int($0)] })
    case .uint32(let values): append(contentsOf: values.lazy.map { target[Int($0)] })
    }
    for row in missing.indices where missing[row] != .present { self[start + row] = 0 }
  }
}
