import Tables

/// The numbers of one variable, gathered block by block: whole ones narrow, others as they are.
struct NumberGatherer: Sendable {
  private var integers: NarrowIntegers
  private var doubles: [Double] = []
  private var isWhole = true
  /// Kinds of missing; empty as long as nothing is missing.
  private(set) var missing: [MissingKind] = []
  /// The rows of tagged missing values, with their letters.
  private(set) var tags: [(row: Int32, tag: UInt8)] = []
  private(set) var count = 0

  init() { integers = NarrowIntegers(capacity: 0) }

  /// The quiet NaN that stands for a missing value in a block; the tag is in its lowest bits.
  @inline(__always)
  static func missing(tag: UInt8) -> Double { Double(bitPattern: 0x7FF8_0000_0000_0000 | UInt64(tag)) }

  mutating func append(_ block: UnsafeBufferPointer<Double>) {
    if !isWhole {
      appendDoubles(block)
      return
    }
    let wholeSoFar = withUnsafeTemporaryAllocation(of: Int64.self, capacity: block.count) { whole -> Bool in
      var bits: UInt64 = 0
      var hasMissing = false
      for index in 0..<block.count {
        let value = block[index]
        var number: Int64 = 0
        if abs(value) < 9e15 {
          number = Int64(value)
          if Double(number) != value { return false }
        } else if value.isNaN {
          hasMissing = true
        } else {
          return false
        }
        bits |= UInt64(bitPattern: number ^ (number >> 63))
        whole.initializeElement(at: index, to: number)
      }
      integers.append(UnsafeBufferPointer(rebasing: whole[..<block.count]), bits: bits)
      if hasMissing { noteMissing(block) } else { noMissing(block.count) }
      return true
    }
    if wholeSoFar { return }
    isWhole = false
    doubles = integers.values.map { Double($0) }
    integers = NarrowIntegers(capacity: 0)
    appendDoubles(block)
  }

  private mutating func appendDoubles(_ block: UnsafeBufferPointer<Double>) {
    let start = doubles.count
    doubles.append(contentsOf: block)
    var hasMissing = false
    for index in start..<doubles.count where doubles[index].isNaN {
      doubles[index] = 0
      hasMissing = true
    }
    if hasMissing { noteMissing(block) } else { noMissing(block.count) }
  }

  private mutating func noMissing(_ more: Int) {
    if !missing.isEmpty { missing.append(contentsOf: repeatElement(.present, count: more)) }
    count += more
  }

  private mutating func noteMissing(_ block: UnsafeBufferPointer<Double>) {
    if missing.isEmpty { missing = [MissingKind](repeating: .present, count: count) }
    for value in block {
      missing.append(value.isNaN ? .empty : .present)
      if value.isNaN {
        let tag = UInt8(truncatingIfNeeded: value.bitPattern)
        if tag != 0 { tags.append((Int32(truncatingIfNeeded: count), tag)) }
      }
      count += 1
    }
  }

  /// The column as it stands; missing cells are 0.
  var storage: ColumnStorage { isWhole ? integers.storage : .double(doubles) }

  /// The numbers, 0 where missing.
  var numbers: [Double] { isWhole ? integers.values.map { Double($0) } : doubles }
}
