public import Diagnostics

/// How one column of a delimited file is read, where it is known beforehand.
public struct CSVColumnOptions: Sendable, Hashable {
  public var type: ColumnType
  /// The codes of a category or set in codebook order; others are unreadable. Empty: all are taken.
  public var codes: [String]

  public init(_ type: ColumnType, codes: [String] = []) {
    self.type = type
    self.codes = codes
  }
}

/// How to read a delimited file as a table; what is not said is found out.
public struct CSVTableOptions: Sendable {
  public var csv: CSVOptions
  /// By name of the column. The type of a column that is not here is the narrowest of integer, double, date and
  /// date-time that all its cells can be read as, else category where values repeat, else text.
  public var columns: [String: CSVColumnOptions] = [:]
  /// The names of the columns wanted; nil: all.
  public var only: Set<String>?
  /// The kinds of missing that cells with these texts stand for.
  public var missing: [String: MissingKind] = [:]
  /// The result does not depend on it.
  public var threads: Int
  /// Bytes that one thread reads at a time; the result does not depend on it either.
  public var chunkSize = 3 << 20

  public init(csv: CSVOptions = CSVOptions(), threads: Int = availableCores()) {
    self.csv = csv
    self.threads = threads
  }
}

/// A delimited file as a table, and what could not be read of it.
public struct CSVTableReading: Sendable {
  /// A row that is not part of the table.
  public struct SetAsideRow: Sendable, Equatable {
    /// Line of the file, from 1, where the row begins.
    public var line: Int
    /// How many cells it has; the header has another number.
    public var cells: Int
  }

  /// Rows as read, with the line of each in `origins`.
  public var table: Table
  public var encoding: TextEncoding
  public var separator: UInt8
  /// Rows with more or fewer cells than the header, in order.
  public var setAside: [SetAsideRow]
  /// By column: rows of the table whose cells could not be read as the declared type; they are missing of kind
  /// `unreadable`.
  public var unreadable: [String: [Int]]
  /// Warnings: renamed columns, broken quotes, rows set aside.
  public var diagnostics: [Diagnostic]
}
