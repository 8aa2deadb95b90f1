/// A day in the proleptic Gregorian calendar; no time zone.
///
/// The arithmetic is that of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years begin in March,
/// eras are the 400 years after which the calendar repeats.
public struct CivilDate: Sendable, Hashable, Comparable {
  public var year: Int
  /// 1 to 12.
  public var month: Int
  /// 1 to 31.
  public var day: Int

  /// A date of the calendar; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    guard day <= Self.daysInMonth(year: year, month: month) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The date that is `days` after 1970-01-01.
  public init(days: Int32) {
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01.
  public var days: Int32 { Self.days(year: year, month: month, day: day) }

  /// Days since 1970-01-01. Day and month are taken as they are; use ``init(year:month:day:)`` to have them checked.
  public static func days(year: Int, month: Int, day: Int) -> Int32 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(clamping: era * 146_097 + dayOfEra - 719_468)
  }

  public static func isLeapYear(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: isLeapYear(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// 1 for Monday to 7 for Sunday.
  public static func weekday(days: Int32) -> Int {
    // 1970-01-01 was a Thursday.
    ((Int(days) + 3) % 7 + 7) % 7 + 1
  }

  /// `YYYY-MM-DD`.
  public var isoText: String {
    "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  public static func < (lhs: CivilDate, rhs: CivilDate) -> Bool {
    (lhs.year, lhs.month, lhs.day) < (rhs.year, rhs.month, rhs.day)
  }
}

/// `YYYY-MM-DD` of days since 1970-01-01.
public func isoDateText(days: Int32) -> String { CivilDate(days: days).isoText }

/// `YYYY-MM-DDTHH:MM:SS` of seconds since 1970-01-01T00:00:00.
public func isoDateTimeText(seconds: Int64) -> String {
  let (days, second) = dayAndSecond(seconds)
  let time = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
  return isoDateText(days: days) + "T" + time
}

/// The day that holds the second, and the seconds since its midnight.
func dayAndSecond(_ seconds: Int64) -> (days: Int32, second: Int) {
  let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
  return second >= 0 ? (Int32(clamping: day), Int(second)) : (Int32(clamping: day - 1), Int(second) + 86_400)
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number.magnitude)
  let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
  return (number < 0 ? "-" : "") + zeros + digits
}
