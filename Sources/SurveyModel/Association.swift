public import Diagnostics

/// Two variables of the survey whose association is tested.
public struct AssociationSettings: Sendable, Hashable {
  public var rows: String
  public var columns: String
  public var location: SourceLocation?

  public init(rows: String, columns: String, location: SourceLocation? = nil) {
    self.rows = rows
    self.columns = columns
    self.location = location
  }
}

/// A test of association between two variables of the survey, by the design; the p-value is adjusted after Holm over all
/// tests of the pipeline in the wave.
public struct Association: Sendable, Hashable, Codable {
  public var wave: Int
  public var rows: String
  public var columns: String
  /// Classes that occur.
  public var rowCount: Int
  public var columnCount: Int
  /// Records with both values.
  public var n: Int
  /// Records that lack one.
  public var leftOut: Int
  /// Rao and Scott's second-order corrected F; nil where a variable has one class, as are the following.
  public var statistic: Double?
  public var numeratorDF: Double?
  public var denominatorDF: Double?
  public var pValue: Double?
  public var adjustedPValue: Double?
  /// Pearson's X² of the weighted table scaled to n records, without correction.
  public var pearson: Double?
  /// The mean design effect of the table's interaction contrasts, by which a first-order correction divides X².
  public var meanDesignEffect: Double?
  /// Cramér's V of the weighted table, from 0 to 1.
  public var cramersV: Double?
  /// The smallest expected number of records in a cell; below 5 the test is rough.
  public var smallestExpected: Double?

  public init(wave: Int, rows: String, columns: String, rowCount: Int, columnCount: Int, n: Int, leftOut: Int) {
    self.wave = wave
    self.rows = rows
    self.columns = columns
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.n = n
    self.leftOut = leftOut
  }
}
