/// Consecutive rows of a table. The columns are the table's own: slicing copies nothing.
public struct TableSlice: Sendable {
  /// The table whose rows these are.
  public let base: Table
  /// The rows of the table.
  public let rows: Range<Int>

  public var rowCount: Int { rows.count }

  public var names: [String] { base.names }

  /// The cells of one column; nil when there is none of that name.
  public subscript(name: String) -> ColumnSlice? {
    base[name].map { ColumnSlice(column: $0, rows: rows) }
  }

  /// Rows of this slice, counted from its first.
  ///
  /// - Precondition: the range lies within the slice.
  public subscript(part: Range<Int>) -> TableSlice {
    precondition(part.lowerBound >= 0 && part.upperBound <= rowCount, "rows \(part) of a slice of \(rowCount)")
    return TableSlice(base: base, rows: rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound)
  }

  /// The slice with only the named columns that exist, in the given order.
  public func selecting(_ wanted: [String]) -> TableSlice {
    TableSlice(base: base.selecting(wanted), rows: rows)
  }

  /// The rows as a table of their own.
  public func copied() -> Table { base.gather(Array(rows)) }
}

/// Consecutive cells of a column, without a copy.
public struct ColumnSlice: Sendable {
  /// The column whose cells these are.
  public let column: Column
  /// The rows of the column.
  public let rows: Range<Int>

  public var count: Int { rows.count }

  public var type: ColumnType { column.type }

  /// Why a cell holds no value; `row` counts from the slice's first.
  @inlinable
  public func missingKind(at row: Int) -> MissingKind { column.missingKind(at: rows.lowerBound + row) }

  @inlinable
  public func isMissing(at row: Int) -> Bool { column.isMissing(at: rows.lowerBound + row) }
}

extension Table {
  /// Consecutive rows, without a copy.
  ///
  /// - Precondition: the range lies within the table.
  public func slice(_ rows: Range<Int>) -> TableSlice {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of a table of \(rowCount)")
    return TableSlice(base: self, rows: rows)
  }
}
