/// The shortest decimal text that reads back as exactly this value: `1`, `0.1`, `1e-07`; `NaN`, `INF`, `-INF` as in
/// XML Schema.
public func shortestText(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-INF" : "INF" }
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// The value with a fixed number of decimals, rounded half away from zero after rounding to 6 places.
///
/// The first rounding takes out the last bits of binary arithmetic, so that 2.675 (held as 2.67499999…) shows as 2.68
/// on every machine. Never `-0.0`; ASCII minus; no grouping.
///
/// - Parameters:
///   - value: the number; `NaN`, `INF` and `-INF` are shown as such.
///   - decimals: digits after the point, from 0; more than 6 rounds once, to that many.
/// - Returns: the number's text.
public func formatFixed(_ value: Double, decimals: Int) -> String {
  guard value.isFinite else { return shortestText(value) }
  let decimals = max(0, min(decimals, 15))
  let places = max(6, decimals)
  let whole = value.magnitude.rounded(.down)
  // Beyond 10^22 there is no fraction, and the digits of the whole number are of no use.
  guard whole < 1e22 else { return shortestText(value) }
  // Whole and fraction apart, so that scaling loses nothing of a large number.
  let fraction = ((value.magnitude - whole) * exactPowersOfTen[places]).rounded(.toNearestOrAwayFromZero)
  let divisor = integerPowerOfTen(places - decimals)
  let units = (UInt128(whole) * integerPowerOfTen(places) + UInt128(fraction) + divisor / 2) / divisor
  var digits = String(units)
  if digits.utf8.count <= decimals {
    digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
  }
  if decimals > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals)) }
  return value < 0 && units != 0 ? "-" + digits : digits
}

private func integerPowerOfTen(_ exponent: Int) -> UInt128 {
  var power: UInt128 = 1
  for _ in 0..<exponent { power *= 10 }
  return power
}

/// 10^0 … 10^22, the powers of ten that a Double holds exactly.
let exactPowersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]
