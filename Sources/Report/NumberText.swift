/// The one formatter of numbers in the report: prose, tables, charts and published files say the same value alike.
///
/// Decimals are rounded half away from zero, after the value itself was rounded to six places, so that a number that is
/// 0.125 but for the last bit of its binary form reads 0.13 everywhere.
public enum NumberText {
  /// What stands for a value that is not a finite number.
  public static let missing = "—"

  /// `value` with exactly `decimals` places (0 to 6), U+2212 as minus, never a negative zero.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    let text = magnitude(value, decimals)
    return value < 0 && !isZero(text) ? "\u{2212}" + text : text
  }

  /// Like ``fixed(_:_:)`` with `+` before what is above zero.
  public static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    return value > 0 && value.isFinite && !isZero(text) ? "+" + text : text
  }

  /// `low–high`; the dash is set off by no-break spaces where an end is negative, so that it is not read as a minus.
  public static func interval(_ low: Double, _ high: Double, _ decimals: Int) -> String {
    let ends = (fixed(low, decimals), fixed(high, decimals))
    let isNegative = ends.0.hasPrefix("\u{2212}") || ends.1.hasPrefix("\u{2212}")
    return ends.0 + (isNegative ? "\u{A0}\u{2013}\u{A0}" : "\u{2013}") + ends.1
  }

  /// The ends of a difference, each with its sign: `+0.3 – +1.9`.
  public static func signedInterval(_ low: Double, _ high: Double, _ decimals: Int) -> String {
    signed(low, decimals) + "\u{A0}\u{2013}\u{A0}" + signed(high, decimals)
  }

  /// A share of 0…1 as a percentage, such as `61.3%`.
  public static func percent(_ share: Double, _ decimals: Int) -> String {
    share.isFinite ? fixed(share * 100, decimals) + "%" : missing
  }

  /// A whole number in groups of three digits, such as `2,846`.
  public static func count(_ value: Int) -> String {
    let text = grouped(String(value.magnitude))
    return value < 0 ? "\u{2212}" + text : text
  }

  /// `value` with `decimals` places and the whole part in groups of three digits, such as `12,480.5`.
  public static func grouped(_ value: Double, _ decimals: Int) -> String {
    let text = magnitude(value, decimals)
    guard value.isFinite else { return text }
    let parts = text.split(separator: ".", maxSplits: 1)
    let whole = grouped(parts.first.map(String.init) ?? text)
    let sign = value < 0 && !isZero(text) ? "\u{2212}" : ""
    return sign + whole + (parts.count > 1 ? "." + parts[1] : "")
  }

  /// The value as it is read after rounding to `decimals` places, for drawing and sorting what is printed.
  public static func rounded(_ value: Double, _ decimals: Int) -> Double {
    guard value.isFinite, let read = Double(magnitude(value, decimals)) else { return value }
    return value < 0 && read != 0 ? -read : read
  }

  /// What a reader gets who takes one printed value from the other: the difference of both after rounding.
  public static func difference(_ value: Double, _ other: Double, _ decimals: Int) -> Double {
    rounded(rounded(value, decimals) - rounded(other, decimals), decimals)
  }

  private static func magnitude(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return missing }
    let places = max(0, min(6, decimals))
    let micro = (value.magnitude * 1e6).rounded(.toNearestOrAwayFromZero)
    guard micro < 9e18 else {
      // Beyond the exact range of the fixed-point form a Double has no decimals left to round.
      let whole = Int128(value.magnitude)
      return "\(whole)" + (places > 0 ? "." + String(repeating: "0", count: places) : "")
    }
    let unit = powersOfTen[6 - places]
    let scaled = (Int(micro) + unit / 2) / unit
    guard places > 0 else { return String(scaled) }
    let base = powersOfTen[places]
    let fraction = String(scaled % base)
    return "\(scaled / base)." + String(repeating: "0", count: places - fraction.count) + fraction
  }

  private static let powersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

  private static func isZero(_ text: String) -> Bool { text.allSatisfy { $0 == "0" || $0 == "." } || text == missing }

  private static func grouped(_ digits: String) -> String {
    var out = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return out
  }
}
