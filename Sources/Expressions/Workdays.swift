/// Counts working days between two days in constant time, whatever their distance.
struct WorkdayCounter: Sendable {
  /// Holidays on days from Monday to Friday, ascending.
  private let daysOff: [Int]
  /// Made-up working days on Saturdays and Sundays, ascending.
  private let daysOn: [Int]

  /// A day that is both a holiday and made up counts as made up.
  init(_ calendar: WorkCalendar) {
    daysOff = calendar.holidays.filter { Self.isWeekday($0) && !calendar.makeUpDays.contains($0) }.sorted()
    daysOn = calendar.makeUpDays.filter { !Self.isWeekday($0) }.sorted()
  }

  /// The working days after `first` up to and including `last`; negative when `last` is earlier, 0 on the same day.
  func count(after first: Int, through last: Int) -> Int {
    count(through: last) - count(through: first)
  }

  /// Working days up to and including a day, counted from a fixed Monday.
  private func count(through day: Int) -> Int {
    let days = day + 4
    let weeks = flooredQuotient(days, 7)
    return weeks * 5 + min(days - weeks * 7, 5) - count(in: daysOff, through: day) + count(in: daysOn, through: day)
  }

  /// 1970-01-01 was a Thursday, three days after a Monday.
  private static func isWeekday(_ day: Int) -> Bool {
    let shifted = day + 3
    return shifted - flooredQuotient(shifted, 7) * 7 < 5
  }

  private func count(in days: [Int], through day: Int) -> Int {
    var low = 0
    var high = days.count
    while low < high {
      let middle = (low + high) / 2
      if days[middle] <= day { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
