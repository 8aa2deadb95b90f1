import CSQLite
import Tables

/// An SQLite database in memory with one table, for tests that ask it what SQL means.
final class SQLiteDatabase {
  /// A cell as SQLite stores it.
  enum Value: Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
  }

  struct Failure: Error {
    var message: String
  }

  private var handle: OpaquePointer?
  /// Tells SQLite to copy a bound text.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  /// Makes the table and fills it; a column `position` numbers its rows from 0.
  init(_ name: String, _ table: Table) throws {
    guard sqlite3_open(":memory:", &handle) == SQLITE_OK else { throw failure() }
    let columns = zip(table.names, table.columns).map { name, column in
      "\(Self.quoted(name)) \(Self.declaration(column.type))"
    }
    let list = (["position INTEGER PRIMARY KEY"] + columns).joined(separator: ", ")
    _ = try rows("CREATE TABLE \(Self.quoted(name)) (\(list))")
    let places = Array(repeating: "?", count: table.columns.count + 1).joined(separator: ", ")
    for row in 0..<table.rowCount {
      let values = table.columns.map { Self.value($0, row) }
      _ = try rows("INSERT INTO \(Self.quoted(name)) VALUES (\(places))", [.integer(Int64(row))] + values)
    }
  }

  deinit { sqlite3_close(handle) }

  /// The first column of the rows that a query gives.
  func column(_ query: String) throws -> [Value] { try rows(query).map { $0.first ?? .null } }

  func rows(_ query: String, _ parameters: [Value] = []) throws -> [[Value]] {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, query, -1, &statement, nil) == SQLITE_OK else { throw failure() }
    defer { sqlite3_finalize(statement) }
    for (place, value) in parameters.enumerated() {
      let index = Int32(place + 1)
      switch value {
      case .null: sqlite3_bind_null(statement, index)
      case .integer(let value): sqlite3_bind_int64(statement, index, value)
      case .real(let value): sqlite3_bind_double(statement, index, value)
      case .text(let value): sqlite3_bind_text(statement, index, value, -1, Self.transient)
      }
    }
    var rows: [[Value]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { Self.value(statement, $0) })
      case SQLITE_DONE: return rows
      default: throw failure()
      }
    }
  }

  private func failure() -> Failure { Failure(message: String(cString: sqlite3_errmsg(handle))) }

  private static func quoted(_ name: String) -> String {
    "\"" + name.unicodeScalars.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
  }

  private static func declaration(_ type: ColumnType) -> String {
    switch type {
    case .bool, .integer, .set: "INTEGER"
    case .double: "REAL"
    case .category, .text, .date, .dateTime: "TEXT"
    }
  }

  private static func value(_ statement: OpaquePointer?, _ index: Int32) -> Value {
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, index))
    case SQLITE_FLOAT: .real(sqlite3_column_double(statement, index))
    case SQLITE_NULL: .null
    default: .text(sqlite3_column_text(statement, index).map { String(cString: $0) } ?? "")
    }
  }

  /// A cell in the form that the SQLite dialect expects.
  private static func value(_ column: Column, _ row: Int) -> Value {
    if case .set(let storage) = column.storage, !column.isMissing(at: row) {
      return .integer(Int64(bitPattern: storage.masks[row]))
    }
    switch Cell(column, row) {
    case .missing, .codes: return .null
    case .truth(let value): return .integer(value ? 1 : 0)
    case .whole(let value): return .integer(value)
    case .decimal(let value): return .real(value)
    case .text(let value): return .text(value)
    case .day(let day): return .text(isoDateText(days: Int32(day)))
    case .second(let second): return .text(isoDateTimeText(seconds: second))
    }
  }
}

extension SQLiteDatabase.Value {
  /// Whether SQLite's cell is what the engine gives; decimal numbers to 1e-12 relative.
  func isSame(as wanted: Cell) -> Bool {
    switch (self, wanted) {
    case (.null, .missing): true
    case (.integer(let value), .truth(let truth)): value == (truth ? 1 : 0)
    case (.integer(let value), .whole(let whole)): value == whole
    case (.real(let value), .decimal): Cell.decimal(value).isClose(to: wanted)
    case (.text(let value), .text(let text)): value.utf8.elementsEqual(text.utf8)
    case (.text(let value), .day(let day)): value == isoDateText(days: Int32(day))
    case (.text(let value), .second(let second)):
      value == isoDateTimeText(seconds: second).replacing("T", with: " ")
    default: false
    }
  }
}
