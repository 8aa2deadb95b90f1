import Diagnostics
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How the first digits of a variable are spread, beside Benford's law.
///
/// Benford (1938), "The law of anomalous numbers": amounts that span orders of magnitude begin with d in a share of
/// log₁₀(1 + 1/d). Information only: a figure of the variable, never of a record, since honest variables of a narrow
/// range depart from the law too (Diekmann 2007). The mean absolute deviation is judged after Nigrini (2012), "Benford's
/// law": up to 0.006 close, up to 0.012 acceptable, up to 0.015 marginal conformity.
struct FirstDigits: Sendable {
  static let name = "first_digits"

  var variable: String

  /// The first digits of a variable.
  struct Profile: Sendable, Hashable {
    /// Values that begin with 1, 2, … 9; their sign does not matter, zeros have no first digit.
    var counts: [Int]
    /// The sum of `counts`.
    var count: Int
    /// The mean over the digits of |share - expected share|; NaN without values.
    var meanAbsoluteDeviation: Double
    /// Pearson's chi-squared against the law, 8 degrees of freedom; NaN without values.
    var chiSquared: Double
  }

  /// - Parameter table: the records.
  /// - Returns: the first digits of the variable.
  /// - Throws: ``DiagnosticError`` of kind `configuration` when there is no such column of numbers.
  func profile(_ table: Table) throws(DiagnosticError) -> Profile {
    var lookup = ColumnLookup("check \(Self.name)")
    let values = lookup.numbers(variable, in: table)
    try lookup.finish()
    return Self.profile(of: values)
  }

  /// - Parameter values: NaN where there is none.
  /// - Returns: their first digits.
  static func profile(of values: [Double]) -> Profile {
    var counts = [Int](repeating: 0, count: 9)
    for value in values {
      if let digit = firstDigit(value) { counts[digit - 1] += 1 }
    }
    let count = counts.reduce(0, +)
    var deviation = 0.0
    var chiSquared = 0.0
    for digit in 1...9 {
      let expected = log10(1 + 1 / Double(digit))
      let share = Double(counts[digit - 1]) / Double(count)
      deviation += (share - expected).magnitude / 9
      chiSquared += (share - expected) * (share - expected) / expected * Double(count)
    }
    return Profile(counts: counts, count: count, meanAbsoluteDeviation: deviation, chiSquared: chiSquared)
  }
}

/// The first significant digit, 1 to 9; nil for 0 and for what is no number.
func firstDigit(_ value: Double) -> Int? {
  guard value != 0, value.isFinite else { return nil }
  // A little more than the scaling can round away, so that 0.3 and 3e20 begin with 3.
  var rest = value.magnitude * (1 + 0x1p-46)
  while rest >= 1e16 { rest /= 1e15 }
  while rest < 1e-15 { rest *= 1e15 }
  while rest >= 10 { rest /= 10 }
  while rest < 1 { rest *= 10 }
  return min(9, Int(rest))
}
