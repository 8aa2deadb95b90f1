import Diagnostics
import Testing

@testable import Tables

private func text(_ csv: CSVWriter) -> String { String(decoding: csv.bytes, as: UTF8.self) }

@Suite struct CSVWriterTests {
  @Test("fields are quoted only where RFC 4180 asks for it, lines end in CRLF")
  func quoting() {
    var csv = CSVWriter()
    csv.row(["a b", "c,d", "e\"f", "g\nh", "i\rj", "", "岚江"])
    #expect(text(csv) == "a b,\"c,d\",\"e\"\"f\",\"g\nh\",\"i\rj\",,岚江\r\n")
  }

  @Test("numbers are written in their shortest form, nil as nothing")
  func numbers() {
    var csv = CSVWriter()
    csv.field(0.1)
    csv.field(3.0)
    csv.field(-1e-7)
    csv.field(1e300)
    csv.field(nil as Double?)
    csv.field(42)
    csv.field(nil as Int?)
    csv.endRow()
    #expect(text(csv) == "0.1,3,-1e-07,1e+300,,42,\r\n")
  }

  @Test("a row of one empty cell is no blank line")
  func emptyCell() throws {
    var csv = CSVWriter()
    csv.row(["x"])
    csv.row([""])
    #expect(text(csv) == "x\r\n\"\"\r\n")
    #expect(try CSVReader.read(csv.bytes, file: "").grid.rowCount == 2)
  }

  @Test("the mode for spreadsheets disarms formulas and leaves numbers alone")
  func formulas() {
    var csv = CSVWriter(spreadsheetSafe: true)
    csv.row(["=1+1", "+86138", "-3.5", "-a", "@SUM(A1)", "\tx", "\rx", "＝1", "a=b", "", "=\"x\""])
    csv.row([" =1", "\u{FEFF}@x", " -3.5", "  -a"])
    csv.field(-3.5)
    csv.endRow()
    #expect(
      text(csv)
        == "'=1+1,'+86138,-3.5,'-a,'@SUM(A1),'\tx,\"'\rx\",'＝1,a=b,,\"'=\"\"x\"\"\"\r\n' =1,'\u{FEFF}@x, -3.5,'  -a\r\n-3.5\r\n"
    )
    var plain = CSVWriter()
    plain.row(["=1+1", "@x"])
    #expect(text(plain) == "=1+1,@x\r\n")
  }

  @Test("what is written reads back the same, whatever the cells hold", arguments: 0..<200)
  func roundTrip(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    let pieces = [
      "", "a", ",", ";", "\t", "\"", "\"\"", "\r\n", "\n", "\r", " ", "岚江", "\u{FEFF}", "𠮷", "=1", "'", "-3.5",
    ]
    let table = (0..<Int.random(in: 1...40, using: &random)).map { _ in
      (0..<Int.random(in: 1...9, using: &random)).map { _ in
        (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      }
    }
    var csv = CSVWriter()
    for row in table { csv.row(row) }
    let reading = try CSVReader.read(csv.bytes, file: "", options: CSVOptions(separator: 0x2C))
    // Compared by bytes: equality of strings ignores how a character is composed.
    #expect(rows(reading.grid).map { $0.map { Array($0.utf8) } } == table.map { $0.map { Array($0.utf8) } })
    #expect(reading.diagnostics.isEmpty)
  }
}
