/// Numbers distinct byte strings from 0 in order of first appearance.
///
/// Open addressing with linear probing over a table of at most half its slots used; equality is equality of bytes, not
/// of Unicode characters.
public struct ByteInterner: Sendable {
  /// The distinct strings in one arena.
  private var storage = TextStorage()
  /// Entry number + 1 by slot; 0 is a free slot.
  private var slots = [UInt32](repeating: 0, count: 64)

  public init() {}

  /// Starts with these entries, numbered in order; of equal ones the first counts.
  public init(_ entries: [String]) {
    for var entry in entries { _ = entry.withUTF8 { intern($0) } }
  }

  public var count: Int { storage.count }

  /// The distinct strings by number.
  public var strings: [String] { (0..<storage.count).map { storage[$0] } }

  /// Runs over the strings in the order of their numbers.
  func forEach(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withTexts { text in
      for number in 0..<count { body(text(number)) }
    }
  }

  /// Gives access to the strings by number, within `body` only.
  func withTexts<Result>(_ body: ((Int) -> UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    storage.bytes.withUnsafeBufferPointer { bytes in
      body { UnsafeBufferPointer(rebasing: bytes[storage.offsets[$0]..<storage.offsets[$0 + 1]]) }
    }
  }

  /// The number of a string, given one if it is new.
  public mutating func intern(_ utf8: UnsafeBufferPointer<UInt8>) -> Int {
    var slot = find(utf8)
    if slots[slot] != 0 { return Int(slots[slot]) - 1 }
    if 2 * (count + 1) > slots.count {
      grow()
      slot = find(utf8)
    }
    storage.append(utf8: utf8)
    slots[slot] = UInt32(count)
    return count - 1
  }

  public mutating func intern(_ utf8: ArraySlice<UInt8>) -> Int {
    utf8.withUnsafeBufferPointer { intern($0) }
  }

  /// The number of a string; nil when it is not there.
  public func index(of utf8: UnsafeBufferPointer<UInt8>) -> Int? {
    let entry = slots[find(utf8)]
    return entry == 0 ? nil : Int(entry) - 1
  }

  public func index(of utf8: ArraySlice<UInt8>) -> Int? {
    utf8.withUnsafeBufferPointer { index(of: $0) }
  }

  /// The slot that holds the string, or the free slot where it belongs.
  private func find(_ utf8: UnsafeBufferPointer<UInt8>) -> Int {
    let wrap = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash(utf8)) & wrap
    while slots[slot] != 0, !holds(Int(slots[slot]) - 1, utf8) { slot = (slot + 1) & wrap }
    return slot
  }

  private func holds(_ entry: Int, _ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = storage.offsets[entry]
    guard storage.offsets[entry + 1] - start == utf8.count else { return false }
    return storage.bytes.withUnsafeBufferPointer { bytes in
      for position in 0..<utf8.count where bytes[start + position] != utf8[position] { return false }
      return true
    }
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: 2 * slots.count)
    for entry in 0..<count {
      let slot = storage.bytes[storage.offsets[entry]..<storage.offsets[entry + 1]].withUnsafeBufferPointer { utf8 in
        var slot = Int(truncatingIfNeeded: hash(utf8)) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        return slot
      }
      slots[slot] = UInt32(entry + 1)
    }
  }
}

/// Multiplies and folds eight bytes at a time; the same on every run, as the order of entries is not by hash.
private func hash(_ utf8: UnsafeBufferPointer<UInt8>) -> UInt64 {
  let bytes = UnsafeRawBufferPointer(utf8)
  var value = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
  var position = 0
  while position + 8 <= bytes.count {
    value = mix(value ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian)
    position += 8
  }
  var tail: UInt64 = 0
  while position < bytes.count {
    tail = tail << 8 | UInt64(bytes[position])
    position += 1
  }
  return mix(value ^ tail)
}

private func mix(_ value: UInt64) -> UInt64 {
  let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
  return product.high ^ product.low
}
