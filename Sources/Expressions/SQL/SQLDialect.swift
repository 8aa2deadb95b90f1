import Tables

/// The SQL that one database engine speaks.
///
/// What a table holds for each type of column, and where a dialect gives other results than ``ExpressionSemantics``:
///
/// | | SQLite | DuckDB | PostgreSQL |
/// |---|---|---|---|
/// | condition | 0 and 1 | `BOOLEAN` | `BOOLEAN` |
/// | whole number | `INTEGER` | any up to `BIGINT` | any up to `BIGINT` |
/// | decimal number | `REAL` | any number, read as `DOUBLE` | any number, read as `DOUBLE PRECISION` |
/// | category, text | `TEXT` in UTF-8 | `VARCHAR` | `TEXT` in UTF-8 |
/// | multiple answer | bit mask in one whole number; bit i stands for code i of the schema | the same | the same |
/// | date | text `2025-01-31` | `DATE` | `DATE` |
/// | date with time | text `2025-01-31 08:30:00`, or with `T` | `TIMESTAMP` | `TIMESTAMP` |
/// | `+ - *` of whole numbers beyond 64 bits | missing | missing | an error of the query |
/// | `SUM` of whole numbers beyond 64 bits | an error of the query | missing | missing |
/// | `SUM` of whole numbers that is beyond 64 bits on the way only | an error of the query | the sum | the sum |
/// | `+ - * /`, `POWER`, `SUM`, `MEAN` of decimal numbers too large | missing | missing | an error of the query |
/// | `* /`, `POWER` of decimal numbers too small | 0 | 0 | an error of the query |
/// | `SUM` and `MEAN` of decimal numbers | rounded at each step | the same | the same |
/// | `UPPER`, `LOWER` | refused: ASCII only | one character for one: ß gives ẞ, not SS | by ICU: a final Σ becomes ς |
/// | `%` of decimal numbers | fmod | fmod | refused |
/// | `MEDIAN`, `QUANTILE` over rows | refused | as defined | refused: no `OVER` |
/// | `STDDEV` over rows | refused | as defined | an error of the query where squares are too large |
///
/// A name that the table does not have is an error of the query, where the engine of this package reads missing.
/// SQLite needs its mathematical functions (`SQLITE_ENABLE_MATH_FUNCTIONS`), and columns of the collation `BINARY`.
/// Checked with SQLite 3.40, DuckDB 2.0 and PostgreSQL 15.
public enum SQLDialect: String, Sendable, Hashable, CaseIterable {
  case sqlite, duckdb, postgresql

  /// The name of the engine as messages show it.
  public var name: String {
    switch self {
    case .sqlite: "SQLite"
    case .duckdb: "DuckDB"
    case .postgresql: "PostgreSQL"
    }
  }

  /// What the dialect calls a type in `CAST`.
  func typeName(_ type: ColumnType) -> String {
    switch (type, self) {
    case (.bool, .sqlite), (.integer, .sqlite), (.set, .sqlite): "INTEGER"
    case (.bool, _): "BOOLEAN"
    case (.integer, _), (.set, _): "BIGINT"
    case (.double, .sqlite): "REAL"
    case (.double, .duckdb): "DOUBLE"
    case (.double, .postgresql): "DOUBLE PRECISION"
    case (.date, .sqlite), (.dateTime, .sqlite): "TEXT"
    case (.date, _): "DATE"
    case (.dateTime, _): "TIMESTAMP"
    case (.category, .duckdb), (.text, .duckdb): "VARCHAR"
    case (.category, _), (.text, _): "TEXT"
    }
  }
}
