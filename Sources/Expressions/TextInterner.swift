#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Numbers different byte strings 0, 1, 2, … in order of first appearance.
///
/// By bytes, not by canonical equivalence as `String` compares, because the data are bytes.
struct TextInterner {
  private var bytes: [UInt8] = []
  private var offsets: [Int] = [0]
  /// Ids plus one by hash, with linear probing; 0 is free. The count is a power of two.
  private var table = [UInt32](repeating: 0, count: 64)

  var count: Int { offsets.count - 1 }

  mutating func id(of text: String) -> Int {
    var copy = text
    return copy.withUTF8 { id(of: $0) }
  }

  mutating func id(of text: UnsafeBufferPointer<UInt8>) -> Int {
    var place = Int(truncatingIfNeeded: Self.hash(text)) & (table.count - 1)
    while table[place] != 0 {
      let id = Int(table[place]) - 1
      if equals(id, text) { return id }
      place = (place + 1) & (table.count - 1)
    }
    bytes.append(contentsOf: text)
    offsets.append(bytes.count)
    table[place] = UInt32(count)
    if count * 2 > table.count { grow() }
    return count - 1
  }

  private func equals(_ id: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = offsets[id]
    guard offsets[id + 1] - start == text.count else { return false }
    guard let base = text.baseAddress, text.count > 0 else { return true }
    return bytes.withUnsafeBytes { held in
      held.baseAddress.map { memcmp($0 + start, base, text.count) == 0 } ?? false
    }
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 2)
    for id in 0..<count {
      let hash = bytes.withUnsafeBufferPointer {
        Self.hash(UnsafeBufferPointer(rebasing: $0[offsets[id]..<offsets[id + 1]]))
      }
      var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
      while table[place] != 0 { place = (place + 1) & (table.count - 1) }
      table[place] = UInt32(id + 1)
    }
  }

  /// Eight bytes at a time, mixed by a wide multiplication. Only for tables in memory: the order of ids does not hang on it.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15
    let raw = UnsafeRawBufferPointer(text)
    var index = 0
    while index + 8 <= raw.count {
      hash = mixed(hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var tail: UInt64 = 0
    while index < raw.count {
      tail = tail << 8 | UInt64(raw[index])
      index += 1
    }
    return mixed(hash ^ tail)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}

/// A sorted list of texts to look one up in.
struct TextList: Sendable {
  private let texts: [[UInt8]]

  init(_ texts: [String]) {
    self.texts = texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var low = 0
    var high = texts.count
    while low < high {
      let middle = (low + high) / 2
      let order = texts[middle].withUnsafeBufferPointer { compareBytes($0, text) }
      if order == 0 { return true }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return false
  }
}

/// Negative, zero or positive as `left` comes before, equals or comes after `right`, byte by byte.
///
/// In UTF-8 this is the order of code points.
@inline(__always)
func compareBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
  let shared = min(left.count, right.count)
  if shared > 0, let first = left.baseAddress, let second = right.baseAddress {
    let order = memcmp(first, second, shared)
    if order != 0 { return Int(order) }
  }
  return left.count - right.count
}
