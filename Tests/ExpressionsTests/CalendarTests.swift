import Expressions
import Tables
import Testing

@Suite struct CalendarTests {
  /// National Day 2025 in China: 1 to 8 October off, Sunday 28 September and Saturday 11 October worked.
  static let calendar = WorkCalendar(
    holidays: Set((1...8).map { day(2025, 10, $0) }), makeUpDays: [day(2025, 9, 28), day(2025, 10, 11)])

  /// Days since 1970-01-01, counted one by one.
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) } + lengths[..<(month - 1)].reduce(0, +) + day - 1
  }

  static func workdays(_ first: String, _ last: String) throws -> String {
    var schema = ExpressionSchema()
    schema.calendar = calendar
    return try show(
      "WORKDAYS(DATE '\(first)', DATE '\(last)')", schema: schema, table: Table([], rowCount: 1))
  }

  @Test(
    "working days after the first day up to and including the last",
    arguments: [
      ("2025-09-26", "2025-09-26", "0"),
      ("2025-09-26", "2025-09-27", "0"),
      ("2025-09-26", "2025-09-28", "1"),
      ("2025-09-26", "2025-09-30", "3"),
      ("2025-09-30", "2025-10-08", "0"),
      ("2025-09-30", "2025-10-09", "1"),
      ("2025-09-30", "2025-10-12", "3"),
      ("2025-10-12", "2025-09-30", "-3"),
      ("2025-03-03", "2025-03-10", "5"),
      ("2025-03-08", "2025-03-09", "0"),
      ("1969-12-26", "1970-01-05", "6"),
      ("1965-01-01", "1965-12-31", "260"),
    ])
  func workdays(first: String, last: String, expected: String) throws {
    #expect(try Self.workdays(first, last) == expected)
  }

  @Test("the count equals going through the days one by one, either way round")
  func againstCounting() throws {
    var schema = ExpressionSchema()
    schema.columns = ["a": .date, "b": .date]
    var random = Randomness(state: 11)
    schema.calendar = WorkCalendar(
      holidays: Set((0..<60).map { _ in random.below(800) - 400 }),
      makeUpDays: Set((0..<60).map { _ in random.below(800) - 400 }))
    let first = (0..<500).map { _ in Int32(random.below(900) - 450) }
    let last = (0..<500).map { _ in Int32(random.below(900) - 450) }
    let table = Table([("a", Column(.date(first))), ("b", Column(.date(last)))], rowCount: 500)
    let counted = try RowExpression("WORKDAYS(a, b)", schema: schema).doubles(table).values
    func isWorked(_ day: Int) -> Bool {
      let weekday = ((day % 7) + 7 + 3) % 7  // 0 is Monday
      return schema.calendar.makeUpDays.contains(day)
        || (weekday < 5 && !schema.calendar.holidays.contains(day))
    }
    for row in 0..<500 {
      let (low, high) = (Int(min(first[row], last[row])), Int(max(first[row], last[row])))
      let days = (low..<high).count { isWorked($0 + 1) }
      #expect(counted[row] == Double(first[row] <= last[row] ? days : -days))
    }
  }

  @Test("dates with time count as their day")
  func dateTimes() throws {
    var schema = ExpressionSchema()
    schema.columns = ["a": .dateTime, "b": .dateTime]
    let friday = Int64(Self.day(2025, 3, 7)) * 86_400
    let table = Table(
      [
        ("a", Column(.dateTime([friday, friday + 86_399, friday]), missing: [.present, .present, .empty])),
        ("b", Column(.dateTime([friday + 86_399, friday + 3 * 86_400, friday]))),
      ], rowCount: 3)
    #expect(try show("WORKDAYS(a, b)", schema: schema, table: table) == "0 1 ·")
  }
}
