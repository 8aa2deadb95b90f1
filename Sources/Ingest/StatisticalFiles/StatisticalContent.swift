import Tables

/// What the numbers or texts of a variable are, by its display format.
enum StatisticalContent: Sendable, Hashable {
  case number
  /// Seconds of a time of day or a duration.
  case seconds(perUnit: Double)
  case text
  case date(StatisticalCalendar)
  case dateTime(StatisticalCalendar)
}

/// How a program counts time. Every case but the first two counts from 1960.
enum StatisticalCalendar: Sendable, Hashable {
  /// Seconds since 1582-10-14.
  case spss
  /// Days since 1960-01-01.
  case days
  /// Milliseconds since 1960-01-01.
  case milliseconds
  /// The same with leap seconds.
  case leapMilliseconds
  /// Weeks of years of 52 weeks, the last of which has 8 or 9 days.
  case weeks
  case months
  case quarters
  case halfYears

  /// Seconds since 1970-01-01T00:00:00; periods stand for their first day. Nil when beyond any calendar.
  func seconds(_ value: Double) -> Int64? {
    guard value.isFinite, abs(value) < 1e17 else { return nil }
    switch self {
    case .spss: return bounded(value.rounded(.down) - 141_428 * 86_400)
    case .days: return bounded((value.rounded(.down) - 3653) * 86_400)
    case .milliseconds: return bounded((value / 1000).rounded(.down) - 3653 * 86_400)
    case .leapMilliseconds: return bounded(withoutLeapSeconds(value / 1000).rounded(.down) - 3653 * 86_400)
    case .weeks:
      return period(value, perYear: 52).map { year, week in (firstDay(year, month: 1) + Int64(week) * 7) * 86_400 }
    case .months: return month(value, months: 1)
    case .quarters: return month(value, months: 3)
    case .halfYears: return month(value, months: 6)
    }
  }

  private func bounded(_ seconds: Double) -> Int64? {
    // Days beyond 32 bits have no date.
    abs(seconds) < 86_400 * 2_000_000_000 ? Int64(seconds) : nil
  }

  private func month(_ value: Double, months: Int) -> Int64? {
    period(value, perYear: 12 / months).map { year, part in firstDay(year, month: part * months + 1) * 86_400 }
  }

  /// The year, and the part of it from 0.
  private func period(_ value: Double, perYear: Int) -> (year: Int, part: Int)? {
    guard abs(value) < 1e6 else { return nil }
    let whole = Int(value.rounded(.down))
    let part = ((whole % perYear) + perYear) % perYear
    return (1960 + (whole - part) / perYear, part)
  }
}

private func firstDay(_ year: Int, month: Int) -> Int64 { Int64(CivilDate.days(year: year, month: month, day: 1)) }

/// The first days after the leap seconds of UTC (IERS Bulletin C), as days since 1960-01-01.
private let daysAfterLeapSeconds: [Double] = [
  (1972, 7), (1973, 1), (1974, 1), (1975, 1), (1976, 1), (1977, 1), (1978, 1), (1979, 1), (1980, 1), (1981, 7),
  (1982, 7), (1983, 7), (1985, 7), (1988, 1), (1990, 1), (1991, 1), (1992, 7), (1993, 7), (1994, 7), (1996, 1),
  (1997, 7), (1999, 1), (2006, 1), (2009, 1), (2012, 7), (2015, 7), (2017, 1),
].map { Double(firstDay($0.0, month: $0.1) + 3653) }

/// Seconds of a clock that counts leap seconds as those of one that does not.
private func withoutLeapSeconds(_ seconds: Double) -> Double {
  var passed = 0.0
  for day in daysAfterLeapSeconds {
    guard seconds >= day * 86_400 + passed + 1 else { break }
    passed += 1
  }
  return seconds - passed
}

extension StatisticalContent {
  /// Of a numeric SPSS variable; the letters in front of the width say it.
  init(spssFormat format: String) {
    switch format.prefix(while: \.isLetter).uppercased() {
    case "DATE", "ADATE", "EDATE", "SDATE", "JDATE", "MOYR", "QYR", "WKYR": self = .date(.spss)
    case "DATETIME", "YMDHMS": self = .dateTime(.spss)
    case "TIME", "DTIME", "MTIME": self = .seconds(perUnit: 1)
    default: self = .number
    }
  }

  /// Of a numeric Stata variable: `%td`, `%-tdD_m_Y`, `%tcHH:MM:SS`, and `%d` of old files.
  init(stataFormat format: String) {
    var rest = format.drop { $0 == "%" || $0 == "-" || $0 == "+" }
    if rest.first == "d" {
      self = .date(.days)
      return
    }
    guard rest.popFirst() == "t", let unit = rest.popFirst() else {
      self = .number
      return
    }
    // A format of nothing but hours, minutes and seconds shows a time of day.
    let isTimeOfDay =
      !rest.isEmpty && rest.allSatisfy { "HhMSsAaPp:._ #".contains($0) } && rest.contains { "Hh".contains($0) }
    switch unit {
    case "d": self = .date(.days)
    case "c": self = isTimeOfDay ? .seconds(perUnit: 0.001) : .dateTime(.milliseconds)
    case "C": self = isTimeOfDay ? .seconds(perUnit: 0.001) : .dateTime(.leapMilliseconds)
    case "w": self = .date(.weeks)
    case "m": self = .date(.months)
    case "q": self = .date(.quarters)
    case "h": self = .date(.halfYears)
    default: self = .number
    }
  }
}
