import Testing

@testable import Tables

@Suite struct CivilDateTests {
  @Test(
    "known days",
    arguments: [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-03-31", 20_543), ("1900-03-01", -25_508),
      ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
    ] as [(String, Int32)])
  func knownDays(text: String, days: Int32) {
    #expect(parseDate(text) == days)
    #expect(isoDateText(days: days) == text)
  }

  @Test("every day of 800 years goes there and back, and follows the day before")
  func everyDay() {
    var previous = CivilDate(days: -146_098)
    for days in Int32(-146_097)...146_097 {
      let date = CivilDate(days: days)
      if date.days != days || !(previous < date) { Issue.record("day \(days)") }
      previous = date
    }
  }

  @Test("weekdays count from Monday")
  func weekdays() {
    #expect(CivilDate.weekday(days: 0) == 4)
    #expect(CivilDate.weekday(days: -4) == 7)
    #expect(parseDate("2025-10-01").map(CivilDate.weekday(days:)) == 3)
  }

  @Test(
    "spellings of the field", arguments: ["2025-03-01", "2025-3-1", "2025/3/1", "2025/03/01", "2025.3.1", "2025年3月1日"])
  func spellings(text: String) {
    #expect(parseDate(text) == 20_148)
    #expect(parseDateTime(text) == Int64(20_148 * 86_400))
  }

  @Test(
    "days that the calendar does not have, and other text, are refused",
    arguments: [
      "2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "25-03-01", "2025-3/1", "2025-03-01x",
      "20250301",
      "2025年3月", "", "2025-03-001", "0000-01-01",
    ])
  func refused(text: String) {
    #expect(parseDate(text) == nil)
    #expect(parseDateTime(text) == nil)
  }

  @Test("times of day")
  func times() {
    let midnight: Int64 = 20_148 * 86_400
    #expect(parseDateTime("2025/3/1 9:05") == midnight + 32_700)
    #expect(parseDateTime("2025-03-01T23:59:59") == midnight + 86_399)
    #expect(parseDateTime("2025-03-01 09:05:30.25") == midnight + 32_730)
    for text in [
      "2025-03-01 24:00", "2025-03-01 9:60", "2025-03-01T09:05:30Z", "2025-03-01 9", "2025-03-01 ", "2025-03-01 9:5",
    ] {
      #expect(parseDateTime(text) == nil, "\(text)")
    }
    #expect(isoDateTimeText(seconds: midnight + 32_730) == "2025-03-01T09:05:30")
    #expect(isoDateTimeText(seconds: -1) == "1969-12-31T23:59:59")
    #expect(parseDateTime(isoDateTimeText(seconds: -86_401)) == -86_401)
  }
}
