/// Days since 1970-01-01 in the proleptic Gregorian calendar.
///
/// Years are counted from 1 March, so that the leap day is the last day of its year; 400 years are 146,097 days.
enum CivilDay {
  static func day(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let era = flooredQuotient(marchYear, 400)
    let yearOfEra = marchYear - era * 400
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func year(of day: Int) -> Int {
    let (year, dayOfYear) = marchYear(of: day)
    return year + (dayOfYear >= 306 ? 1 : 0)
  }

  /// 1 to 12.
  static func month(of day: Int) -> Int {
    let monthFromMarch = (5 * marchYear(of: day).dayOfYear + 2) / 153
    return monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  }

  /// 1 to 31.
  static func dayOfMonth(of day: Int) -> Int {
    let dayOfYear = marchYear(of: day).dayOfYear
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    return dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
  }

  /// The year that begins on 1 March and the day in it, from 0.
  private static func marchYear(of day: Int) -> (year: Int, dayOfYear: Int) {
    let shifted = day + 719_468
    let era = flooredQuotient(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    return (era * 400 + yearOfEra, dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100))
  }

  /// `YYYY-MM-DD` of a day that exists, or nil.
  static func parse(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    guard let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10]),
      year >= 1, (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year)
    else { return nil }
    return self.day(year: year, month: month, day: day)
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// The quotient rounded down, for a positive divisor.
@inline(__always)
func flooredQuotient(_ value: Int, _ divisor: Int) -> Int {
  let quotient = value / divisor
  return value < quotient * divisor ? quotient - 1 : quotient
}

/// The quotient rounded down, for a positive divisor.
@inline(__always)
func flooredQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value < quotient * divisor ? quotient - 1 : quotient
}
