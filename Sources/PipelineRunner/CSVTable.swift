import Tables

/// A column of a table of data, or the columns of a part of its rows: names, and how the cells under them are written. A
/// table is a list of these, so that header and cells cannot part.
struct CSVColumn<Row> {
  let names: [String]
  let write: (Row, inout CSVWriter) -> Void

  /// Text; nil is an empty cell.
  static func text(_ name: String, _ cell: @escaping (Row) -> String?) -> CSVColumn {
    CSVColumn(names: [name]) { row, csv in csv.field(cell(row)) }
  }

  /// A number in full precision; nil is an empty cell.
  static func number(_ name: String, _ cell: @escaping (Row) -> Double?) -> CSVColumn {
    CSVColumn(names: [name]) { row, csv in csv.field(cell(row)) }
  }

  /// A whole number; nil is an empty cell.
  static func integer(_ name: String, _ cell: @escaping (Row) -> Int?) -> CSVColumn {
    CSVColumn(names: [name]) { row, csv in csv.field(cell(row)) }
  }

  /// `true` or `false`.
  static func flag(_ name: String, _ cell: @escaping (Row) -> Bool) -> CSVColumn {
    CSVColumn(names: [name]) { row, csv in csv.field(cell(row) ? "true" : "false") }
  }

  /// The columns of a part of the row, which is looked up once for all of them.
  static func part<Part>(_ columns: [CSVColumn<Part>], of part: @escaping (Row) -> Part) -> CSVColumn {
    CSVColumn(names: columns.flatMap(\.names)) { row, csv in
      let own = part(row)
      for column in columns { column.write(own, &csv) }
    }
  }
}

/// A table of data: the names of its columns, then its rows.
///
/// - Parameters:
///   - rows: in the order of the file.
///   - columns: from left to right.
/// - Returns: CSV with numbers that read back as they were.
func csvTable<Row>(_ rows: some Sequence<Row>, _ columns: [CSVColumn<Row>]) -> [UInt8] {
  var csv = CSVWriter()
  csv.row(columns.flatMap(\.names))
  for row in rows {
    for column in columns { column.write(row, &csv) }
    csv.endRow()
  }
  return csv.bytes
}
