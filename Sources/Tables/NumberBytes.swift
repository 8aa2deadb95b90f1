#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Room that any number, date or truth value takes as text.
let widestScalarText = 32

/// `0001…99`, two digits for each number below 100.
private let digitPairs: StaticString = """
  0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
  5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
  """

/// Writes the two digits of a number below 100.
@inline(__always)
private func writePair(_ number: Int, to target: UnsafeMutablePointer<UInt8>) {
  let pair = digitPairs.utf8Start + 2 * number
  target[0] = pair[0]
  target[1] = pair[1]
}

/// Writes the decimal digits of a whole number.
///
/// - Returns: the bytes written, at most 20.
@inline(__always)
func writeDigits(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
  var count = 1
  var limit: UInt64 = 10
  // 10^19 is the last power of ten in 64 bits.
  while count < 20, value >= limit {
    count += 1
    if count < 20 { limit &*= 10 }
  }
  var rest = value
  var position = count
  while position >= 2 {
    position -= 2
    writePair(Int(truncatingIfNeeded: rest % 100), to: target + position)
    rest /= 100
  }
  if position == 1 { target[0] = 0x30 + UInt8(truncatingIfNeeded: rest) }
  return count
}

/// Writes a whole number, with `-` where it is negative.
///
/// - Returns: the bytes written, at most 20.
@inline(__always)
func writeInteger(_ value: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
  guard value < 0 else { return writeDigits(value.magnitude, to: target) }
  target[0] = UInt8(ascii: "-")
  return 1 + writeDigits(value.magnitude, to: target + 1)
}

/// Writes the text that ``shortestText(_:)`` gives.
///
/// Most figures are whole or have few decimals. If v is the Double nearest to m / 10^6 and m has at most 15 digits, no
/// other number of at most 15 digits is as near, so m without its trailing zeros is the shortest text; the division
/// that proves it is exact rounding, as m and 10^6 are held exactly. Everything else goes to the standard library.
///
/// - Returns: the bytes written, at most 25.
func writeShortest(_ value: Double, to target: UnsafeMutablePointer<UInt8>) -> Int {
  let magnitude = value.magnitude
  // Below 10^-4 the shortest text has an exponent; zero, NaN and infinities are not in the range either.
  if magnitude >= 1e-4, magnitude < 1e15 {
    var start = 0
    if value < 0 {
      target[0] = UInt8(ascii: "-")
      start = 1
    }
    let whole = UInt64(magnitude)
    if Double(whole) == magnitude { return start + writeDigits(whole, to: target + start) }
    let scaled = (magnitude * 1e6).rounded()
    if scaled < 1e15, scaled / 1e6 == magnitude {
      return start + writeMillionths(UInt64(scaled), to: target + start)
    }
  }
  var text = shortestText(value)
  return text.withUTF8 { utf8 in
    guard let source = utf8.baseAddress else { return 0 }
    memcpy(target, source, utf8.count)
    return utf8.count
  }
}

/// Writes m / 10^6 without trailing zeros; m is no multiple of 10^6.
private func writeMillionths(_ millionths: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
  let (whole, fraction) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
  var count = writeDigits(whole, to: target)
  target[count] = UInt8(ascii: ".")
  let digits = Int(fraction)
  writePair(digits / 10_000, to: target + count + 1)
  writePair(digits / 100 % 100, to: target + count + 3)
  writePair(digits % 100, to: target + count + 5)
  count += 7
  while target[count - 1] == 0x30 { count -= 1 }
  return count
}

/// Writes the text that ``isoDateText(days:)`` gives.
///
/// - Returns: the bytes written, at most 16.
func writeDate(days: Int32, to target: UnsafeMutablePointer<UInt8>) -> Int {
  let date = CivilDate(days: days)
  guard (0...9999).contains(date.year) else {
    var text = date.isoText
    return text.withUTF8 { utf8 in
      guard let source = utf8.baseAddress else { return 0 }
      memcpy(target, source, utf8.count)
      return utf8.count
    }
  }
  writePair(date.year / 100, to: target)
  writePair(date.year % 100, to: target + 2)
  target[4] = UInt8(ascii: "-")
  writePair(date.month, to: target + 5)
  target[7] = UInt8(ascii: "-")
  writePair(date.day, to: target + 8)
  return 10
}

/// Writes the text that ``isoDateTimeText(seconds:)`` gives.
///
/// - Returns: the bytes written, at most 25.
func writeDateTime(seconds: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
  let (days, second) = dayAndSecond(seconds)
  let start = writeDate(days: days, to: target)
  let time = target + start
  time[0] = UInt8(ascii: "T")
  writePair(second / 3600, to: time + 1)
  time[3] = UInt8(ascii: ":")
  writePair(second / 60 % 60, to: time + 4)
  time[6] = UInt8(ascii: ":")
  writePair(second % 60, to: time + 7)
  return start + 9
}
