/// Reads a decimal number such as `-12.50` or `1e-07`; nil for anything else, also for white space, `nan`, hexadecimal.
///
/// Up to 19 digits with a small exponent are converted exactly with one multiplication or division (Clinger 1990, "How
/// to read floating point numbers accurately"); the rest goes to the standard library, which is exact and knows no
/// locale. Beyond the range of Double it is infinite, below it zero.
public func parseDouble(_ utf8: UnsafeBufferPointer<UInt8>) -> Double? {
  guard let decimal = scanDecimal(utf8) else { return nil }
  if decimal.digits <= 19, decimal.mantissa <= 1 << 53, abs(decimal.exponent) <= 22 {
    let magnitude = Double(decimal.mantissa)
    let power = exactPowersOfTen[abs(decimal.exponent)]
    let value = decimal.exponent < 0 ? magnitude / power : magnitude * power
    return decimal.isNegative ? -value : value
  }
  return Double(String(decoding: utf8, as: UTF8.self))
}

public func parseDouble(_ utf8: ArraySlice<UInt8>) -> Double? {
  utf8.withUnsafeBufferPointer { parseDouble($0) }
}

public func parseDouble(_ text: String) -> Double? {
  var text = text
  return text.withUTF8 { parseDouble($0) }
}

/// Reads a whole number of up to 64 bits; also `12.0` and `1e3`, which spreadsheets write for whole numbers.
public func parseInteger(_ utf8: UnsafeBufferPointer<UInt8>) -> Int64? {
  guard let decimal = scanDecimal(utf8) else { return nil }
  if decimal.exponent == 0, decimal.digits <= 19 {
    if decimal.isNegative {
      guard decimal.mantissa <= 1 << 63 else { return nil }
      return Int64(truncatingIfNeeded: 0 &- decimal.mantissa)
    }
    return Int64(exactly: decimal.mantissa)
  }
  guard let value = parseDouble(utf8), value.magnitude <= 0x1p53 else { return nil }
  return Int64(exactly: value)
}

public func parseInteger(_ utf8: ArraySlice<UInt8>) -> Int64? {
  utf8.withUnsafeBufferPointer { parseInteger($0) }
}

public func parseInteger(_ text: String) -> Int64? {
  var text = text
  return text.withUTF8 { parseInteger($0) }
}

/// mantissa × 10^exponent; the mantissa is exact when there are at most 19 digits.
private struct Decimal {
  var isNegative = false
  var mantissa: UInt64 = 0
  /// Significant digits: without leading zeros.
  var digits = 0
  var exponent = 0
}

/// Sign, digits with at most one point and at least one digit, exponent; nil when there is anything else.
private func scanDecimal(_ utf8: UnsafeBufferPointer<UInt8>) -> Decimal? {
  var decimal = Decimal()
  var position = 0
  let end = utf8.count
  if position < end, utf8[position] == UInt8(ascii: "-") || utf8[position] == UInt8(ascii: "+") {
    decimal.isNegative = utf8[position] == UInt8(ascii: "-")
    position += 1
  }
  var hasDigits = false
  var hasPoint = false
  while position < end {
    let digit = utf8[position] &- UInt8(ascii: "0")
    if digit <= 9 {
      hasDigits = true
      if decimal.digits < 19 { decimal.mantissa = decimal.mantissa &* 10 &+ UInt64(digit) }
      if decimal.mantissa != 0 { decimal.digits += 1 }
      if hasPoint { decimal.exponent -= 1 }
    } else if utf8[position] == UInt8(ascii: "."), !hasPoint {
      hasPoint = true
    } else {
      break
    }
    position += 1
  }
  guard hasDigits else { return nil }
  if position < end, utf8[position] | 0x20 == UInt8(ascii: "e") {
    guard let exponent = scanExponent(utf8, from: position + 1) else { return nil }
    decimal.exponent += exponent
    position = end
  }
  return position == end ? decimal : nil
}

/// The exponent up to the end of the text, held within ±100,000.
private func scanExponent(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
  var position = start
  var isNegative = false
  if position < utf8.count, utf8[position] == UInt8(ascii: "-") || utf8[position] == UInt8(ascii: "+") {
    isNegative = utf8[position] == UInt8(ascii: "-")
    position += 1
  }
  guard position < utf8.count else { return nil }
  var exponent = 0
  while position < utf8.count {
    let digit = utf8[position] &- UInt8(ascii: "0")
    guard digit <= 9 else { return nil }
    exponent = min(exponent * 10 + Int(digit), 100_000)
    position += 1
  }
  return isNegative ? -exponent : exponent
}
