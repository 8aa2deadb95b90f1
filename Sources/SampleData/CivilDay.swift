/// A day as the number of days since 1970-01-01 in the proleptic Gregorian calendar.
struct CivilDay: Hashable, Comparable, Sendable {
  var number: Int

  init(number: Int) {
    self.number = number
  }

  /// Days from a civil date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  init(_ year: Int, _ month: Int, _ day: Int) {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = era * 146_097 + dayOfEra - 719_468
  }

  /// Reads `2025-01-31`.
  init?(iso text: String) {
    let parts = text.split(separator: "-").map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
    self.init(year, month, day)
  }

  var parts: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// As `2025-01-31`.
  var iso: String {
    let (year, month, day) = parts
    return "\(year)-\(padded(month))-\(padded(day))"
  }

  /// 0 for Monday to 6 for Sunday.
  var weekday: Int { ((number + 3) % 7 + 7) % 7 }

  static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }
}

/// A number of at least two digits.
func padded(_ number: Int) -> String {
  number < 10 ? "0\(number)" : "\(number)"
}

/// Working days: Monday to Friday, less holidays, plus days made up for them.
struct WorkingDays {
  var holidays: Set<CivilDay>
  var makeUpDays: Set<CivilDay>

  func isWorkingDay(_ day: CivilDay) -> Bool {
    makeUpDays.contains(day) || (day.weekday < 5 && !holidays.contains(day))
  }

  /// The day on which `count` working days have passed since `start`; `start` itself does not count.
  func day(_ count: Int, after start: CivilDay) -> CivilDay {
    var day = start
    var left = count
    while left > 0 {
      day.number += 1
      if isWorkingDay(day) { left -= 1 }
    }
    return day
  }

  /// The first working day on or after `day`.
  func onOrAfter(_ day: CivilDay) -> CivilDay {
    var found = day
    while !isWorkingDay(found) { found.number += 1 }
    return found
  }
}
