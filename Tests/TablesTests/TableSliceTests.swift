import Testing

@testable import Tables

@Suite struct TableSliceTests {
  private let table = Table(
    [
      ("n", Column(.int16([1, 2, 3, 4, 5]), missing: [.present, .empty, .present, .refused, .present])),
      ("t", Column(.text(TextStorage(["a", "b", "c", "d", "e"])))),
    ], rowCount: 5,
    origins: RowOrigins(files: ["f"], fileIndex: [0, 0, 0, 0, 0], line: [2, 3, 4, 5, 6]))

  @Test("a slice has the rows of its range, and so has a slice of it")
  func rows() {
    let slice = table.slice(1..<5)
    #expect(slice.rowCount == 4)
    #expect(slice["n"]?.missingKind(at: 0) == .empty)
    #expect(slice["n"]?.isMissing(at: 1) == false)
    let part = slice[1..<3]
    #expect(part.rows == 2..<4)
    #expect(part["n"]?.missingKind(at: 1) == .refused)
    #expect(part["x"] == nil)
    #expect(part.copied().columns == table.gather([2, 3]).columns)
    #expect(part.copied().origins.line == [4, 5])
  }

  @Test("slices and selections share the memory of the table's columns")
  func sharing() throws {
    func address(_ column: Column?) -> UnsafeRawPointer? {
      guard case .int16(let values)? = column?.storage else { return nil }
      return values.withUnsafeBytes { $0.baseAddress }
    }
    let original = try #require(address(table["n"]))
    #expect(address(table.slice(1..<3)["n"]?.column) == original)
    #expect(address(table.slice(1..<3).selecting(["n"])["n"]?.column) == original)
    #expect(address(table.selecting(["n"])["n"]) == original)
  }

  @Test("the rows of a slice are written under the header, as those of the table are")
  func writing() {
    #expect(String(decoding: writeCSV(table.slice(1..<3)), as: UTF8.self) == "n,t\r\n,b\r\n3,c\r\n")
    #expect(writeCSV(table.slice(2..<2)) == Array("n,t\r\n".utf8))
  }

  @Test("long tables are written by several threads as they are row by row")
  func longTables() {
    let count = 150_001
    let long = Table(
      [
        ("n", Column(.int32((0..<Int32(count)).map { $0 * 7 }))),
        ("t", Column(.text(TextStorage((0..<count).map { "x\($0 % 11)" })))),
      ], rowCount: count)
    var expected = Array("n,t\r\n".utf8)
    for row in 0..<count { expected += Array("\(row * 7),x\(row % 11)\r\n".utf8) }
    #expect(writeCSV(long) == expected)
  }
}
