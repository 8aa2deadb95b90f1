// Reading short numbers eight bytes at a time. A cell of up to eight bytes is loaded as one word, shifted so that its
// last byte is the word's highest, and filled with '0' in front; then all its digits are checked and converted at once.

/// The value of eight ASCII digits, the first in the lowest byte: pairs, then fours, then all eight.
@inline(__always)
func eightDigits(_ word: UInt64) -> UInt64 {
  let pairs = ((word & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) >> 8
  let fours = ((pairs & 0x00FF_00FF_00FF_00FF) &* 6_553_601) >> 16
  return ((fours & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) >> 32
}

/// Whether all eight bytes are ASCII digits.
@inline(__always)
func areEightDigits(_ word: UInt64) -> Bool {
  let low = word & 0xF0F0_F0F0_F0F0_F0F0
  let carried = (word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
  return (low | carried >> 4) == 0x3333_3333_3333_3333
}

/// A cell of one to eight bytes with its last byte highest and '0' in front of the first.
@inline(__always)
func rightAligned(_ cell: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
  let word = UnsafeRawPointer(cell).loadUnaligned(as: UInt64.self).littleEndian
  let bits = UInt64(truncatingIfNeeded: 8 &* length)
  let fill = (0x3030_3030_3030_3030 &>> (bits &- 8)) &>> 8
  return word &<< (64 &- bits) | fill
}

/// Whether a cell has one to eight bytes and its digits do not begin with a zero that makes it a code.
@inline(__always)
private func isShortNumber(_ cell: UnsafePointer<UInt8>, _ length: Int, pointAllowed: Bool) -> Bool {
  let isShort = UInt(bitPattern: length &- 1) < 8
  // The byte behind the cell can be read, so a length of one needs no branch.
  let leads = cell.pointee == 0x30 && length != 1 && !(pointAllowed && cell[1] == 0x2E)
  return isShort && !leads
}

/// Reads a whole number of one to eight digits without a branch; anything else gives no number.
///
/// - Returns: the value, 0 where there is none, and whether there is one.
@inline(__always)
func shortInteger(_ cell: UnsafePointer<UInt8>, _ length: Int) -> (value: Int64, isNumber: Bool) {
  let word = rightAligned(cell, length)
  let isNumber = isShortNumber(cell, length, pointAllowed: false) && areEightDigits(word)
  return (isNumber ? Int64(truncatingIfNeeded: eightDigits(word)) : 0, isNumber)
}

/// Reads a decimal number of one to eight bytes, digits with at most one point; anything else gives no number.
///
/// The digits and the power of ten are exact in double precision, so the quotient is the nearest number (Clinger 1990).
@inline(__always)
func shortDecimal(
  _ cell: UnsafePointer<UInt8>, _ length: Int, _ powers: UnsafePointer<Double>
) -> (value: Double, isNumber: Bool) {
  let word = rightAligned(cell, length)
  let toPoint = word ^ 0x2E2E_2E2E_2E2E_2E2E
  let point = (toPoint &- 0x0101_0101_0101_0101) & ~toPoint & 0x8080_8080_8080_8080
  let isShort = isShortNumber(cell, length, pointAllowed: true)
  if point == 0 {
    let isNumber = isShort && areEightDigits(word)
    return (isNumber ? Double(Int64(truncatingIfNeeded: eightDigits(word))) : 0, isNumber)
  }
  let place = UInt64(truncatingIfNeeded: point.trailingZeroBitCount & ~7)
  let before = word & ((1 &<< place) &- 1)
  let after = place == 56 ? 0 : (word &>> (place &+ 8)) &<< (place &+ 8)
  let digits = after | before &<< 8 | 0x30
  let isNumber = isShort && length > 1 && areEightDigits(digits)
  let value = Double(Int64(truncatingIfNeeded: eightDigits(digits))) / powers[Int(truncatingIfNeeded: 7 &- place / 8)]
  return (isNumber ? value : 0, isNumber)
}
