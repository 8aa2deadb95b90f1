/// Working days: Monday to Friday, less public holidays, plus days made up for them. Days since 1970-01-01.
public struct WorkCalendar: Sendable, Hashable {
  public var holidays: Set<Int>
  public var makeUpDays: Set<Int>

  public init(holidays: Set<Int> = [], makeUpDays: Set<Int> = []) {
    self.holidays = holidays
    self.makeUpDays = makeUpDays
  }
}
