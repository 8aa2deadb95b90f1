import Diagnostics
import Testing

@testable import Tables

/// All cells of a reading, row by row.
func rows(_ grid: CellGrid) -> [[String]] {
  (0..<grid.rowCount).map { row in (0..<grid.cellCount(row: row)).map { grid.text(row, $0) } }
}

func read(_ text: String, separator: UInt8? = nil) throws(DiagnosticError) -> CSVReading {
  try CSVReader.read(Array(text.utf8), file: "a.csv", options: CSVOptions(separator: separator))
}

/// The one problem of a file that cannot be read.
func problem(_ bytes: [UInt8]) -> Diagnostic? {
  do throws(DiagnosticError) {
    _ = try CSVReader.read(bytes, file: "a.csv")
    return nil
  } catch {
    #expect(error.kind == .content)
    #expect(error.diagnostics.count == 1)
    return error.diagnostics.first
  }
}

@Suite struct CSVReaderTests {
  @Test(
    "line ends of every kind, also mixed, end a row",
    arguments: ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\r1,2", "a,b\n\r\n\n1,2", "\r\r\na,b\n1,2\r\r"])
  func lineEnds(text: String) throws {
    #expect(rows(try read(text).grid) == [["a", "b"], ["1", "2"]])
  }

  @Test("quotes are doubled, quoted cells hold separators and newlines of every kind")
  func quotedCells() throws {
    let text = "\"a,\"\"b\"\"\",\"x\r\ny\rz\nw\"\r\n\"\",\"\"\"\"\r\n"
    #expect(rows(try read(text).grid) == [["a,\"b\"", "x\r\ny\rz\nw"], ["", "\""]])
  }

  @Test("a quote inside an unquoted cell is an ordinary character")
  func quoteInside() throws {
    #expect(rows(try read("5\" pipe, \"x\",a\"b\n").grid) == [["5\" pipe", " \"x\"", "a\"b"]])
  }

  @Test("ragged rows stay ragged, blank lines are skipped, lines are counted through newlines in cells")
  func raggedRows() throws {
    let grid = try read("a,b\n\n1\n\"x\ny\",2,3\n4,5\n").grid
    #expect(rows(grid) == [["a", "b"], ["1"], ["x\ny", "2", "3"], ["4", "5"]])
    #expect(grid.lines == [1, 3, 4, 6])
  }

  @Test("an empty file has no rows")
  func emptyFile() throws {
    #expect(try read("").grid.rowCount == 0)
    #expect(try read("\u{FEFF}").grid.rowCount == 0)
    #expect(try read("\n\n").grid.rowCount == 0)
  }

  @Test("cells of text are told from empty ones")
  func kinds() throws {
    #expect(try read("a,,\"\",\"b\"\n").grid.kinds == [.text, .empty, .empty, .text])
  }

  @Test(
    "an unclosed quote names the line where it opened",
    arguments: [
      ("a,b\n1,\"x\n2,y\n", 2), ("\"", 1), ("a\n\"b\n\"\n\n\"c\"\"\n", 5),
      // The partner of the open quote is the opening quote of a later cell.
      ("a,b\n1,\"x,2\n3,\"y\",4\n", 2),
    ])
  func unclosedQuote(text: String, line: Int) {
    let found = problem(Array(text.utf8))
    #expect(found?.code == "T-004")
    #expect(found?.location == SourceLocation(file: "a.csv", line: line))
  }

  @Test("text after a closing quote is kept with a warning that counts and places it")
  func textAfterQuote() throws {
    let reading = try read("a,b\n\"x\" y,1\n\"he said \"no\"\",2\n")
    #expect(rows(reading.grid) == [["a", "b"], ["x y", "1"], ["he said no\"\"", "2"]])
    #expect(reading.diagnostics.map(\.code) == ["T-005"])
    #expect(reading.diagnostics.first?.location?.line == 2)
    #expect(reading.diagnostics.first?.message.hasPrefix("2 quoted cells") == true)
  }

  @Test("a NUL byte is an error with its line")
  func nul() {
    let found = problem([0x61, 0x0A, 0x62, 0x00, 0x0A])
    #expect(found?.code == "T-003")
    #expect(found?.location?.line == 2)
    #expect(found?.message.contains("offset 3") == true)
  }

  @Test(
    "the separator is the one that cuts rows evenly",
    arguments: [
      ("a;b\n1,5;2,5\n3,1;4\n", UInt8(ascii: ";")), ("a\tb\n1\t2,3\n", 0x09), ("a,b\n1;2;3,4\n", UInt8(ascii: ",")),
      ("a\nb\n", UInt8(ascii: ",")), ("\"a;b;c\",d\n\"e;f;g\",h\n", UInt8(ascii: ",")), ("", UInt8(ascii: ",")),
      ("title\nunit,,\n\na,b,c\n1,2,3\n", UInt8(ascii: ",")),
    ])
  func separator(text: String, expected: UInt8) throws {
    #expect(try read(text).separator == expected)
  }

  @Test("cells longer than a block and ends at every offset of a block are cut right", arguments: 0...130)
  func blockEdges(length: Int) throws {
    let cell = String(repeating: "x", count: length)
    let text = "\(cell),\"\(cell)\"\"\n\"\r\n\(cell),b"
    #expect(rows(try read(text, separator: 0x2C).grid) == [[cell, cell + "\"\n"], [cell, "b"]])
  }
}

@Suite struct TextEncodingTests {
  /// 序号,城市 and 1,岚江 in GB18030; 㐂 needs four bytes.
  private let gb18030: [UInt8] = [
    0xD0, 0xF2, 0xBA, 0xC5, 0x2C, 0xB3, 0xC7, 0xCA, 0xD0, 0x0D, 0x0A, 0x31, 0x2C, 0xE1, 0xB0, 0xBD, 0xAD, 0x81, 0x39,
    0xEF, 0x31, 0x0D, 0x0A,
  ]

  @Test("GB18030 is read when the bytes are not UTF-8, with its four-byte characters")
  func chinese() throws {
    let reading = try CSVReader.read(gb18030, file: "a.csv")
    #expect(reading.encoding == .gb18030)
    #expect(rows(reading.grid) == [["序号", "城市"], ["1", "岚江㐂"]])
  }

  @Test("a bad byte in GB18030 text is told by offset and line")
  func badByte() {
    var bytes = gb18030
    bytes[13] = 0xFF
    let found = problem(bytes)
    #expect(found?.code == "T-001")
    #expect(found?.message.contains("byte 0xff at offset 13") == true)
    #expect(found?.location?.line == 2)
  }

  @Test("GB18030 in pieces is converted, or refused, as in one")
  func pieces() {
    let text = gb18030 + [0x0A, 0x0A] + gb18030 + gb18030
    #expect(
      convertToUTF8(text, from: 0, .gb18030)
        == .text(Array("序号,城市\r\n1,岚江㐂\r\n\n\n序号,城市\r\n1,岚江㐂\r\n序号,城市\r\n1,岚江㐂\r\n".utf8)))
    for place in text.indices {
      for byte in [text[place], 0xFF, 0x81, 0x30, 0x0A] {
        var bytes = text
        bytes[place] = byte
        let whole = convertToUTF8(bytes, from: 0, .gb18030)
        for apart in [1, 5, 11, 23, 40] {
          #expect(convertToUTF8(bytes, from: 0, .gb18030, apart: apart) == whole, "\(byte) at \(place), \(apart) apart")
        }
        #expect(
          convertToUTF8(Array(bytes[..<place]), from: 0, .gb18030, apart: 3)
            == convertToUTF8(Array(bytes[..<place]), from: 0, .gb18030))
      }
    }
  }

  @Test("a character cut off at the end of GB18030 text is an error")
  func cutOff() {
    #expect(problem(Array(gb18030[..<14]))?.code == "T-001")
  }

  @Test("UTF-8 with one bad byte is refused, not read as gibberish")
  func damagedUTF8() {
    var bytes = Array("编号,企业名称,所在区县\n1,云麓科技有限公司,云麓区\n".utf8)
    bytes[3] = 0xFF
    let found = problem(bytes)
    #expect(found?.message.contains("byte 0xff at offset 3 is not UTF-8") == true)
  }

  @Test("a byte order mark is dropped, also where files were joined")
  func byteOrderMark() throws {
    let reading = try read("\u{FEFF}a,b\n1,2\n\u{FEFF}a,b\n")
    #expect(rows(reading.grid) == [["a", "b"], ["1", "2"], ["a", "b"]])
  }

  @Test("UTF-16 with a byte order mark is read in both byte orders")
  func utf16() throws {
    let units = Array("序,b\n1,𠮷\n".utf16)
    let little: [UInt8] = [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big: [UInt8] = [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [little, big] {
      #expect(rows(try CSVReader.read(bytes, file: "a.csv").grid) == [["序", "b"], ["1", "𠮷"]])
    }
  }

  @Test("an encoding that is given is the only one tried")
  func givenEncoding() throws {
    let options = CSVOptions(encoding: .utf8)
    #expect(throws: DiagnosticError.self) { try CSVReader.read(gb18030, file: "a.csv", options: options) }
  }

  @Test(
    "ill-formed UTF-8 is found at its first byte",
    arguments: [
      ([0x61, 0x80], 1), ([0xC0, 0xAF], 0), ([0xE0, 0x80, 0x80], 0), ([0xED, 0xA0, 0x80], 0),
      ([0xF4, 0x90, 0x80, 0x80], 0),
      ([0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0xE5, 0xB2], 9), ([0xF5], 0),
    ])
  func illFormed(bytes: [UInt8], offset: Int) {
    #expect(bytes.withUnsafeBufferPointer { scanUTF8($0, counting: false) }.firstError == offset)
  }
}
