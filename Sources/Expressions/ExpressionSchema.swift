public import Tables

/// What the names in an expression stand for: the columns of one table and what is known about them.
public struct ExpressionSchema: Sendable {
  /// The columns a name may refer to, with their types.
  public var columns: [String: ColumnType] = [:]
  /// The known codes of category and set columns; a literal that is not among them is an error.
  public var codes: [String: [String]] = [:]
  /// Names that stand for lists of columns in functions over sets.
  public var sets: [String: [String]] = [:]
  /// Column to its `show_if` expression; a column without one is always visible.
  public var visibility: [String: String] = [:]
  /// For `LIKERT(column)`: the text of the code to its score, 0 to 100.
  public var scaleScores: [String: [String: Double]] = [:]
  /// For `VALID_MIN(column)` and `VALID_MAX(column)`; an infinite bound reads as missing.
  public var validRanges: [String: ClosedRange<Double>] = [:]
  /// The working days that `WORKDAYS` counts.
  public var calendar = WorkCalendar()
  /// Named numbers such as `survey_year`.
  public var constants: [String: Double] = [:]

  public init() {}
}
