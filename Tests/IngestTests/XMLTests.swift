import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct XMLTests {
  private func read(_ text: String, _ path: String = "/l/c") throws -> XMLRecordReading {
    try read(Array(text.utf8), path)
  }

  private func read(_ bytes: [UInt8], _ path: String) throws -> XMLRecordReading {
    let records = try #require(RecordPath(path))
    return try readXMLRecords(MemoryXMLSource(bytes), file: "f.xml", path: records)
  }

  private func rows(_ reading: XMLRecordReading) -> [[String]] {
    (0..<reading.grid.rowCount).map { row in reading.columns.indices.map { reading.grid.text(row, $0) } }
  }

  @Test("Attributes, child elements and nested elements become columns; what is absent is empty")
  func columns() throws {
    let reading = try read(
      """
      <l><c id="1"><kind>诉求</kind><times zone="8"><received>2025-01-02</received></times></c>
      <c id="2"><kind> a &amp; b </kind><note><![CDATA[<x>]]></note></c><d/><c/></l>
      """)
    #expect(reading.columns == ["@id", "kind", "times/@zone", "times/received", "note"])
    #expect(
      rows(reading) == [
        ["1", "诉求", "8", "2025-01-02", ""], ["2", "a & b", "", "", "<x>"], ["", "", "", "", ""],
      ])
  }

  @Test("Each record knows the line of its start tag, however far the parser has read ahead")
  func lines() throws {
    var text = "<?xml version=\"1.0\"?>\n<!-- 'a > b' -->\n<l>\n"
    for number in 1...5000 { text += "<c\n n='\(number)>'><v>\(number)</v>\n</c>\n" }
    let reading = try read(text + "</l>\n")
    #expect(reading.grid.rowCount == 5000)
    #expect((0..<5000).allSatisfy { Int(reading.grid.lines[$0]) == 4 + 3 * $0 })
    #expect(reading.grid.text(4999, 1) == "5000")
  }

  @Test("Records are found only at their path, prefixes left out")
  func paths() throws {
    let reading = try read("<x:l xmlns:x='u'><b><c><v>1</v></c></b><x:c><x:v>2</x:v></x:c></x:l>")
    #expect(rows(reading) == [["2"]])
    #expect(rows(try read("<c><v>3</v></c>", "/c")) == [["3"]])
    #expect(rows(try read("<l><c>text</c></l>")) == [["text"]])
  }

  @Test("An element that repeats inside a record is an error that names it")
  func repetition() {
    let found = problems { _ = try read("<l>\n<c><v>1</v></c>\n<c><t><v>1</v><v>2</v></t></c></l>") }
    #expect(found.first?.location?.line == 3)
    #expect(found.first?.message.contains("t/v comes more than once in record 2") == true)
  }

  @Test("A path without records is an error that says what there is")
  func noRecords() {
    let found = problems { _ = try read("<ledger><cases><case/></cases></ledger>", "/ledger/case") }
    #expect(found.first?.message == "there is no element /ledger/case")
    #expect(found.first?.advice == "Did you mean /ledger/cases? The file has: /ledger, /ledger/cases")
  }

  @Test(
    "Hostile and broken documents are refused with their line",
    arguments: [
      ("deep_300.xml", "nested more than"), ("internal_entity.xml", "DOCTYPE"), ("xxe_file.xml", "DOCTYPE"),
      ("lol_eg.xml", "DOCTYPE"), ("lol_classic.xml", "DOCTYPE"), ("rec_ext_ent.xml", "DOCTYPE"),
      ("undeclared-entity.xml", "DOCTYPE"), ("lies_utf8_is_gbk.xml", "UTF-8"), ("odk_truncated.xml", "cut off"),
      ("unclosed-element.xml", "cut off"), ("unsupported-encoding.xml", "encoding"),
    ])
  func refused(file: String, message: String) throws {
    let bytes = try fixtureBytes("xml/\(file)")
    let found = problems { _ = try read(bytes, "/data") }
    #expect(found.count == 1, "\(file)")
    #expect(found.first?.message.contains(message) == true, "\(found)")
    #expect(found.first?.location?.line != nil)
  }

  @Test("An entity that no DOCTYPE declares does not vanish silently")
  func undeclaredEntity() {
    #expect(problems { _ = try read("<l><c>A&x;B</c></l>") }.count == 1)
  }

  @Test("A file cut off anywhere is an error, in UTF-8 and in UTF-16")
  func truncation() throws {
    let text = "<?xml version=\"1.0\"?>\n<l>\n<c a=\"1\"><v>甲</v></c>\n</l>"
    let utf8 = Array(text.utf8)
    for length in 1..<utf8.count { #expect(!problems { _ = try read(Array(utf8[..<length]), "/l/c") }.isEmpty) }
    let units = Array(text.utf16)
    for length in 1..<units.count {
      let bytes: [UInt8] =
        [0xFF, 0xFE] + units[..<length].flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
      #expect(!problems { _ = try read(bytes, "/l/c") }.isEmpty)
    }
    let whole: [UInt8] = [0xFE, 0xFF] + units.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
    #expect(rows(try read(whole, "/l/c")) == [["1", "甲"]])
  }

  @Test("A document that says GB2312 may hold any character of GB18030")
  func chineseEncodings() throws {
    // 㐀 is in GB18030 only; 镕 in GBK but not in GB2312.
    let bytes =
      Array("<?xml version=\"1.0\" encoding=\"GB2312\"?><l><c>".utf8) + [0xE9, 0x46, 0x81, 0x39, 0xEE, 0x39]
      + Array("</c></l>".utf8)
    #expect(rows(try read(bytes, "/l/c")) == [["镕㐀"]])
  }

  @Test("Thousands of attributes, huge values and other encodings are refused quickly")
  func bounds() {
    let attributes = (0..<60_000).map { "a\($0)=\"1\"" }.joined(separator: " ")
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(problems { _ = try read("<l><c \(attributes)/></l>") }.first?.code == "I-207")
    }
    #expect(time < .seconds(2))
    let huge = String(repeating: "x", count: 2 << 20)
    #expect(problems { _ = try read("<l><c>\(huge)</c></l>") }.first?.code == "I-206")
    #expect(problems { _ = try read("<?xml version='1.0' encoding='EBCDIC-CP-US'?><l/>") }.first?.code == "I-201")
    #expect(problems { _ = try read("") }.first?.code == "I-203")
  }

  @Test("Markup inside comments and CDATA is not taken for markup")
  func guardStates() throws {
    let text = "<l><!-- <!DOCTYPE x> ' \" > --><?p <!DOCTYPE y> ?><c><![CDATA[<!DOCTYPE z> ]] > ]]></c></l>"
    #expect(rows(try read(text)) == [["<!DOCTYPE z> ]] >"]])
  }
}
