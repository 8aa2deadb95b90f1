#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Rows numbered by what they hold: equal rows have equal numbers, from 0 in order of first appearance.
///
/// Rows are dealt by their hashes into parts with a table each, small enough for the processor's cache; parts are worked
/// on in parallel. A table holds hashes beside rows, so that only rows that are most likely equal are compared, and
/// nothing is copied.
public struct DistinctRows: Sendable {
  /// One number a row; -1 for rows that hold nothing.
  public private(set) var codes: [Int32]
  /// The first row of each number, ascending.
  public private(set) var firstRows: [Int32]

  public var count: Int { firstRows.count }

  /// - Parameters:
  ///   - hashes: one a row, equal for equal rows; 0: the row holds nothing.
  ///   - isEqual: whether two rows of the same hash are equal.
  /// - Complexity: linear in rows, if few rows that differ have the same hash.
  public init(hashes: [UInt32], isEqual: @Sendable (_ first: Int, _ row: Int) -> Bool) {
    let rowCount = hashes.count
    // The first row that equals each, then its number.
    var firsts = [Int32](repeating: -1, count: rowCount)
    let partBits: UInt32 = rowCount < 1 << 15 ? 0 : 3
    firsts.withUnsafeMutableBufferPointer { firsts in
      // Each part writes the rows of its own hashes.
      nonisolated(unsafe) let firsts = firsts
      _ = parallelMap(count: 1 << partBits, threads: availableCores()) { part in
        hashes.withUnsafeBufferPointer { hashes in
          // About as many rows as are in the part, so that the table need hardly ever grow.
          var table = HashedRows(capacity: hashes.count >> partBits)
          for row in hashes.indices where hashes[row] != 0 && Int(hashes[row] & ((1 << partBits) - 1)) == part {
            firsts[row] = table.first(equalTo: row, hash: hashes[row] >> partBits, isEqual)
          }
        }
        return true
      }
    }
    firstRows = []
    for row in 0..<rowCount where firsts[row] >= 0 {
      if Int(firsts[row]) == row {
        firsts[row] = Int32(truncatingIfNeeded: firstRows.count)
        firstRows.append(Int32(truncatingIfNeeded: row))
      } else {
        firsts[row] = firsts[Int(firsts[row])]
      }
    }
    codes = firsts
  }

  /// The distinct texts of a column, by their bytes.
  ///
  /// - Parameters:
  ///   - texts: one a row.
  ///   - missing: the kinds of the column; missing cells hold nothing.
  public init(_ texts: TextStorage, missing: [MissingKind]) {
    let size = 1 << 14
    let rowCount = texts.count
    var hashes = [UInt32](repeating: 0, count: rowCount)
    hashes.withUnsafeMutableBufferPointer { hashes in
      // Each piece writes its own rows.
      nonisolated(unsafe) let hashes = hashes
      _ = parallelMap(count: (rowCount + size - 1) / size, threads: availableCores()) { piece in
        texts.bytes.withUnsafeBytes { bytes in
          for row in piece * size..<min((piece + 1) * size, rowCount) where missing.isEmpty || missing[row] == .present
          {
            let range = texts.offsets[row]..<texts.offsets[row + 1]
            hashes[row] = max(1, textHash(UnsafeRawBufferPointer(rebasing: bytes[range])))
          }
        }
        return true
      }
    }
    self.init(hashes: hashes) { first, row in
      let (start, other) = (texts.offsets[first], texts.offsets[row])
      let count = texts.offsets[first + 1] - start
      guard texts.offsets[row + 1] - other == count else { return false }
      return count == 0
        || texts.bytes.withUnsafeBytes { bytes in
          bytes.baseAddress.map { memcmp($0 + start, $0 + other, count) == 0 } ?? false
        }
    }
  }
}

/// Open addressing with linear probing; at most half of the slots are used.
private struct HashedRows {
  /// The hash in the upper half, the row + 1 in the lower; 0 is a free slot.
  private var slots: [UInt64]
  private var count = 0

  init(capacity: Int) {
    var size = 1 << 10
    while size < 2 * capacity { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
  }

  /// The first row equal to this one; from now on that is this row if there is none.
  @inline(__always)
  mutating func first(equalTo row: Int, hash: UInt32, _ isEqual: (Int, Int) -> Bool) -> Int32 {
    let mask = slots.count - 1
    var place = Self.place(hash) & mask
    while slots[place] != 0 {
      if UInt32(truncatingIfNeeded: slots[place] >> 32) == hash {
        let first = Int(slots[place] & 0xFFFF_FFFF) - 1
        if isEqual(first, row) { return Int32(truncatingIfNeeded: first) }
      }
      place = (place + 1) & mask
    }
    slots[place] = UInt64(hash) << 32 | UInt64(truncatingIfNeeded: row + 1)
    count += 1
    if 2 * count > slots.count { grow() }
    return Int32(truncatingIfNeeded: row)
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: 2 * old.count)
    for slot in old where slot != 0 {
      var place = Self.place(UInt32(truncatingIfNeeded: slot >> 32)) & (slots.count - 1)
      while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = slot
    }
  }

  @inline(__always)
  private static func place(_ hash: UInt32) -> Int { Int(truncatingIfNeeded: hash) }
}

/// Multiplies and folds eight bytes at a time. The order of numbers does not hang on it.
@inline(__always)
private func textHash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
  var place = 0
  while place + 8 <= bytes.count {
    hash = folded(hash ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    place += 8
  }
  var tail: UInt64 = 0
  while place < bytes.count {
    tail = tail << 8 | UInt64(bytes[place])
    place += 1
  }
  hash = folded(hash ^ tail)
  return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
}

@inline(__always)
private func folded(_ value: UInt64) -> UInt64 {
  let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
  return product.high ^ product.low
}
