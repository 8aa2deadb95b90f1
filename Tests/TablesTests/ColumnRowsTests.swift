import Testing

@testable import Tables

@Suite("Rows picked and taken out")
struct ColumnRowsTests {
  /// A column of each type; every fifth cell is missing where `gaps` says so.
  private func columns(_ rows: Int, gaps: Bool) -> [Column] {
    let missing = (0..<rows).map { gaps && $0 % 5 == 3 ? MissingKind.refused : .present }
    let numbers = missing.indices.map { missing[$0] == .present ? $0 % 100 : 0 }
    let wide = (0..<70_000).map(String.init)
    let storages: [ColumnStorage] = [
      .bool(numbers.map { $0 % 2 == 1 }), .int8(numbers.map { Int8($0) }), .int16(numbers.map { Int16($0) }),
      .int32(numbers.map { Int32($0) }), .int64(numbers.map { Int64($0) }), .double(numbers.map { Double($0) / 4 }),
      .category(CategoryStorage(codes: numbers, dictionary: (0..<100).map(String.init))),
      .category(CategoryStorage(codes: numbers, dictionary: Array(wide[..<300]))),
      .category(CategoryStorage(codes: numbers, dictionary: wide)),
      .set(SetStorage(masks: numbers.map { UInt64($0) }, options: (0..<7).map(String.init))),
      .text(TextStorage(numbers.map { $0 % 3 == 0 ? "" : String(repeating: "岚", count: $0 % 4) + String($0) })),
      .date(numbers.map { Int32($0) }), .dateTime(numbers.map { Int64($0) }),
    ]
    return storages.map { Column($0, missing: missing) }
  }

  @Test(
    "what is left after rows are taken out is what would be picked",
    arguments: [[], [0], [9], [0, 1, 2], [3, 8], [1, 4, 5, 6, 9], Array(0..<10)])
  func remove(rows: [Int]) {
    for gaps in [false, true] {
      for column in columns(10, gaps: gaps) {
        var rest = column
        rest.remove(rows)
        #expect(rest == column.gather((0..<10).filter { !rows.contains($0) }))
        #expect(rest.count == 10 - rows.count)
      }
    }
  }

  @Test("a table is parted in the rows named and the others, origins and all; a copy of it stays whole")
  func part() {
    let names = columns(10, gaps: true).indices.map { "c\($0)" }
    let whole = Table(
      zip(names, columns(10, gaps: true)).map { (name: $0, column: $1) }, rowCount: 10,
      origins: RowOrigins(files: ["f"], fileIndex: Array(repeating: 0, count: 10), line: (2..<12).map { Int32($0) }))
    for rows in [[], [0, 4, 9], Array(0..<10)] {
      var table = whole
      let (taken, others) = table.part(rows)
      let rest = whole.gather((0..<10).filter { !rows.contains($0) })
      #expect(taken.columns == whole.gather(rows).columns)
      #expect(taken.origins == whole.gather(rows).origins)
      #expect(others.columns == rest.columns)
      #expect(others.origins == rest.origins)
      #expect(others.names == names)
      #expect(table.columns.isEmpty)
      #expect(whole.columns == columns(10, gaps: true))
    }
  }

  @Test("a column that only its table holds is changed where it lies")
  func update() throws {
    func address(_ table: Table) -> UnsafeRawPointer? {
      guard case .int16(let values)? = table["c"]?.storage else { return nil }
      return values.withUnsafeBytes { $0.baseAddress }
    }
    var table = Table([("c", Column(.int16((0..<100).map { Int16($0) })))], rowCount: 100)
    let before = try #require(address(table))
    let count = table.update("c") { column in
      if case .int16(var values) = column.storage {
        column.storage = .bool([])
        values[3] = 7
        column.storage = .int16(values)
      }
      return column.count
    }
    #expect(count == 100)
    #expect(address(table) == before)
    #expect(table["c"]?.codeText(at: 3) == "7")
    #expect(table.update("d") { $0.count } == nil)
  }

  @Test("fields written ahead of time are those written one by one")
  func preparedFields() {
    let fields = ["a", "", "x,y", "\"q\"", "\u{FEFF}b", "岚"]
    var (prepared, one) = (CSVWriter(), CSVWriter())
    prepared.field(1)
    one.field(1)
    prepared.fields(CSVWriter.Fields(fields))
    for field in fields { one.field(field) }
    prepared.endRow()
    one.endRow()
    #expect(prepared.bytes == one.bytes)
  }

  @Test("the text of a cell is appended as it reads")
  func codeTexts() {
    for column in columns(10, gaps: true) {
      var texts = TextStorage()
      for row in 0..<10 { column.appendCodeText(at: row, to: &texts) }
      #expect((0..<10).map { texts[$0] } == (0..<10).map { column.codeText(at: $0) })
    }
  }
}
