import Diagnostics
import Testing

@testable import Tables

@Suite struct FixtureReadingTests {
  private func fixture(_ name: String) throws -> [UInt8] {
    let path = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return try readFile("\(path)/Fixtures/\(name)", shownAs: name)
  }

  private func reading(_ name: String) throws -> CSVReading {
    try CSVReader.read(try fixture(name), file: name)
  }

  @Test(
    "the same table in several encodings and line ends reads the same",
    arguments: [
      ("gb18030_no_bom.csv", TextEncoding.gb18030), ("mixed_newlines.csv", .utf8),
      ("utf16le_bom.csv", .utf16LittleEndian),
    ])
  func sameTable(name: String, encoding: TextEncoding) throws {
    let reading = try reading(name)
    #expect(reading.encoding == encoding)
    #expect(rows(reading.grid) == [["序号", "企业", "得分"], ["1", "甲公司", "80"], ["2", "乙公司", "90"]])
  }

  @Test("an unclosed quote is an error that names its line")
  func unclosedQuote() throws {
    let bytes = try fixture("unclosed_quote.csv")
    #expect(problem(bytes)?.location?.line == 2)
  }

  @Test("ragged rows stay ragged")
  func ragged() throws {
    let grid = try reading("ragged.csv").grid
    #expect((0..<grid.rowCount).map { grid.cellCount(row: $0) } == [3, 4, 2, 3])
    #expect(grid.lines == [1, 2, 3, 4])
  }

  @Test("files joined end to end read as one, with the second header a row like the first")
  func joined() throws {
    let grid = try reading("concatenated_bom_and_header.csv").grid
    #expect(grid.rowCount == 6)
    #expect(rows(grid)[3] == rows(grid)[0])
  }

  @Test("doubled quotes around JSON and newlines in cells")
  func quotes() throws {
    #expect(
      rows(try reading("json.csv").grid)
        == [["key", "val"], ["1", "{\"type\": \"Point\", \"coordinates\": [102.0, 0.5]}"]])
    #expect(
      rows(try reading("quotes_and_newlines.csv").grid) == [["a", "b"], ["1", "ha \n\"ha\" \nha"], ["3", "4"]])
  }

  @Test("rows of empty cells are rows")
  func emptyCells() throws {
    let grid = try reading("blank-rows-multiple.csv").grid
    #expect(grid.rowCount == 14)
    #expect(rows(grid)[3] == ["", "", ""])
  }

  @Test("a semicolon file with commas in its text")
  func semicolons() throws {
    let grid = try reading("accent.csv").grid
    #expect((0..<grid.rowCount).map { grid.cellCount(row: $0) } == [17, 17, 17])
    #expect(grid.text(1, 13) == "Payant (badge, appli et QR code)")
  }

  @Test("long quoted text in Spanish")
  func longText() throws {
    let grid = try reading("doublequote.csv").grid
    #expect((0..<grid.rowCount).map { grid.cellCount(row: $0) } == Array(repeating: 17, count: 6))
    #expect(grid.text(0, 4) == "AÑO")
  }
}
