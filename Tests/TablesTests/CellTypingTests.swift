import Testing

@testable import Tables

/// A grid of one column.
private func grid(_ cells: [String]) -> CellGrid {
  var grid = CellGrid()
  for (row, cell) in cells.enumerated() {
    grid.append(cell.utf8, kind: cell.isEmpty ? .empty : .text)
    grid.endRow(line: row + 1)
  }
  return grid
}

private func typed(_ cells: [String], as type: ColumnType? = nil, codes: [String] = []) -> TypedCells {
  grid(cells).typed(column: 0, rows: Array(cells.indices), as: type, codes: codes)
}

@Suite struct CellTypingTests {
  @Test(
    "integers take the narrowest width that fits",
    arguments: [
      (["-128", "127"], ColumnStorage.int8([-128, 127])), (["128"], .int16([128])), (["-32769"], .int32([-32769])),
      (["2147483648", "0"], .int64([2_147_483_648, 0])), ([], .int8([])), (["1.0"], .int8([1])),
    ])
  func narrowest(cells: [String], storage: ColumnStorage) {
    #expect(typed(cells, as: .integer).column.storage == storage)
  }

  @Test("blank cells are empty, what cannot be read is unreadable with its row, missing cells hold zero")
  func missing() {
    let read = typed(["5", " ", "x", "", "　7　"], as: .integer)
    #expect(read.column == Column(.int8([5, 0, 0, 0, 7]), missing: [.present, .empty, .unreadable, .empty, .present]))
    #expect(read.unreadable == [2])
  }

  @Test("marks stand for kinds of missing")
  func marks() {
    let cells = ["(跳过)", "3", "-8"]
    let read = grid(cells).typed(column: 0, rows: [0, 1, 2], as: .integer) { cell in
      cell.elementsEqual("(跳过)".utf8) ? .notAsked : cell.elementsEqual("-8".utf8) ? .refused : nil
    }
    #expect(read.column.missing == [.notAsked, .present, .refused])
    #expect(read.unreadable == [])
  }

  @Test("categories keep codebook order, other codes are unreadable; without codes, order of first appearance")
  func categories() {
    let closed = typed(["b", "z", "a", "b"], as: .category, codes: ["a", "b"])
    #expect(closed.column.storage == .category(CategoryStorage(codes: [1, 0, 0, 1], dictionary: ["a", "b"])))
    #expect(closed.unreadable == [1])
    let open = typed(["b", "a", "b"], as: .category)
    #expect(open.column.storage == .category(CategoryStorage(codes: [0, 1, 0], dictionary: ["b", "a"])))
  }

  @Test("sets are codes joined by a bar; an unknown code makes the cell unreadable, and so does a 65th option")
  func sets() {
    let read = typed(["2|0", "1", "3", ""], as: .set, codes: ["0", "1", "2"])
    #expect(read.column.storage == .set(SetStorage(masks: [0b101, 0b010, 0, 0], options: ["0", "1", "2"])))
    #expect(read.unreadable == [2])
    let many = typed((0...64).map { "o\($0)" }, as: .set)
    #expect(many.unreadable == [64])
  }

  @Test("text keeps its spaces, dates are days, truth is read in either case")
  func otherTypes() {
    #expect(
      typed([" a ", ""], as: .text).column == Column(.text(TextStorage([" a ", ""])), missing: [.present, .empty]))
    #expect(typed(["1970-01-02"], as: .date).column.storage == .date([1]))
    #expect(typed(["1970-01-02 00:01"], as: .dateTime).column.storage == .dateTime([86_460]))
    #expect(typed(["TRUE", "0", "yes"], as: .bool).column.missing == [.present, .present, .unreadable])
    #expect(typed(["1e400"], as: .double).unreadable == [0])
  }

  @Test(
    "a type that is not given is the narrowest that reads every cell",
    arguments: [
      (["1", "", "-3"], ColumnType.integer), (["1", "2.5"], .double), (["007", "1"], .category),
      (["+86", "1"], .category),
      (["2025-01-01", "2025/2/1"], .date), (["2025-01-01", "2025-02-01 10:00"], .dateTime), (["a", "b"], .category),
      (["", ""], .category), ((0..<40).map { "name \($0)" }, .text), ((0..<40).map { "c\($0 % 20)" }, .category),
      (["99999999999999999999", "1"], .category),
      (["1e20", "1"], .double), (["nan"], .category), (["1", "2025-01-01"], .category),
      (["2025-01-01", "1"], .category), (["1", "1.5", "x"], .category), (["0.5", "0", "-0.5"], .double),
      // No number of a Double: it would be unreadable.
      (["1e400", "1"], .category),
    ])
  func inferred(cells: [String], type: ColumnType) {
    let read = typed(cells)
    #expect(read.column.type == type)
    #expect(read.unreadable.isEmpty)
  }

  @Test("rows that end before the column are empty there, and rows come in the order wanted")
  func raggedRows() throws {
    let grid = try CSVReader.read(Array("a,1\nb\nc,3\n".utf8), file: "").grid
    let read = grid.typed(column: 1, rows: [2, 1, 0], as: .integer)
    #expect(read.column == Column(.int8([3, 0, 1]), missing: [.present, .empty, .present]))
  }
}

@Suite struct ByteInternerTests {
  @Test("numbers follow first appearance, also after growing; equality is by bytes")
  func interning() {
    var interner = ByteInterner()
    let words = (0..<5000).map { "w\($0 * 7919 % 3001)" }
    var expected: [String: Int] = [:]
    for word in words {
      let number = expected[word] ?? expected.count
      expected[word] = number
      #expect(interner.intern(Array(word.utf8)[...]) == number)
    }
    #expect(interner.count == 3001)
    #expect(interner.strings.enumerated().allSatisfy { expected[$1] == $0 })
    // The same character, composed and decomposed: one String, two byte strings.
    #expect(interner.intern(Array("\u{E9}".utf8)[...]) != interner.intern(Array("e\u{301}".utf8)[...]))
    #expect(interner.index(of: Array("none".utf8)[...]) == nil)
    #expect(interner.intern([]) == interner.intern([]))
  }
}

@Suite struct TableCSVTests {
  @Test("a table of every type reads back as it was", arguments: 0..<20)
  func roundTrip(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    let rows = Int.random(in: 1...50, using: &random)
    func draw<T>(_ make: (inout SeededGenerator) -> T) -> [T] { (0..<rows).map { _ in make(&random) } }
    let options = ["0", "1", "a b", "其他"]
    let storages: [(String, ColumnStorage)] = [
      ("bool", .bool(draw { Bool.random(using: &$0) })),
      ("integer", narrowIntegers([Int64.max] + draw { Int64(bitPattern: $0.next()) }.dropFirst())),
      ("double", .double(draw { Double.random(in: -1e6...1e6, using: &$0) })),
      ("category", .category(CategoryStorage(codes: draw { Int.random(in: 0..<4, using: &$0) }, dictionary: options))),
      ("set", .set(SetStorage(masks: draw { UInt64.random(in: 1..<16, using: &$0) }, options: options))),
      ("text", .text(TextStorage(draw { ["\"x\"", "a,b", "岚江\r\n", "="].randomElement(using: &$0) ?? "" }))),
      ("date", .date(draw { Int32.random(in: -100_000...100_000, using: &$0) })),
      ("dateTime", .dateTime(draw { Int64.random(in: -1_000_000_000...4_000_000_000, using: &$0) })),
    ]
    let table = Table(storages.map { (name: $0.0, column: Column($0.1)) }, rowCount: rows)
    let grid = try CSVReader.read(writeCSV(table), file: "", options: CSVOptions(separator: 0x2C)).grid
    #expect(grid.rowCount == rows + 1)
    for (position, (name, storage)) in storages.enumerated() {
      #expect(grid.text(0, position) == name)
      let read = grid.typed(
        column: position, rows: Array(1...rows), as: Column(storage).type,
        codes: name == "category" || name == "set" ? options : [])
      #expect(read.column == Column(storage), "\(name)")
    }
  }

  @Test("missing cells are empty")
  func missing() {
    let table = Table(
      [
        (name: "a", column: Column(.int8([1, 0]), missing: [.present, .refused])),
        (name: "b", column: Column(.text(TextStorage(["x", "y"])))),
      ],
      rowCount: 2)
    #expect(String(decoding: writeCSV(table), as: UTF8.self) == "a,b\r\n1,x\r\n,y\r\n")
  }
}
