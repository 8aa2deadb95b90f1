/// The type of a column, as expressions see it.
public enum ColumnType: String, Sendable, Hashable, CaseIterable {
  case bool
  /// Whole numbers, stored in the narrowest width that fits.
  case integer
  case double
  /// One of a list of codes, stored as a number into a dictionary.
  case category
  /// Any number of up to 64 codes (a multiple-choice question), stored as a bit set.
  case set
  case text
  /// Days since 1970-01-01 in the proleptic Gregorian calendar.
  case date
  /// Seconds since 1970-01-01T00:00:00 of local civil time; no time zone is applied.
  case dateTime

  public var isNumeric: Bool { self == .integer || self == .double }
}
