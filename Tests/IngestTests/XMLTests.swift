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

  @Test("The space between many records is no value of what holds them")
  func spaceBetween() throws {
    let space = String(repeating: " ", count: 4000)
    let text = "<l>" + (0..<400).map { "<c><v>\($0)</v></c>\n\(space)" }.joined() + "</l>"
    #expect(try read(text).grid.rowCount == 400)
  }

  @Test("Records are found only at their path, prefixes left out")
  func paths() throws {
    let reading = try read("<x:l xmlns:x='u'><b><c><v>1</v></c></b><x:c><x:v>2</x:v></x:c></x:l>")
    #expect(rows(reading) == [["2"]])
    #expect(rows(try read("<c><v>3</v></c>", "/c")) == [["3"]])
    #expect(rows(try read("<l><c>text</c></l>")) == [["text"]])
  }

  @Test("An element that repeats inside a record is a table of its own, told of in the notes")
  func repetition() throws {
    let reading = try read(
      """
      <l>
      <c id="1"><v>1</v></c>
      <c id="2"><t><v>1</v><v a="x">2</v></t><w>3</w></c></l>
      """)
    #expect(reading.columns == ["@id", "v", "w"])
    #expect(rows(reading) == [["1", "1", ""], ["2", "", "3"]])
    #expect(reading.repeats.map(\.path) == ["t/v"])
    #expect(reading.notes.count == 1)
    #expect(reading.notes.first?.contains("t/v repeats inside the records: 2 rows") == true)
    #expect(reading.notes.first?.hasSuffix("record: /l/c/t/v") == true)
  }

  @Test("A record path into what repeats gives its rows, the record each belongs to, and the fields around it")
  func nestedRecords() throws {
    let text = """
      <l city="X">
      <c id="1"><log><step>a</step></log><log><step>b</step></log><state>open</state></c>
      <c id="2"><state>shut</state></c>
      <c id="3"><log><step>c</step></log></c>
      <d/><d/></l>
      """
    let path = try #require(RecordPath("/l/c/log"))
    let wanted: Set = ["step", "../@id", "../../@city"]
    let reading = try readXMLRecords(
      MemoryXMLSource(Array(text.utf8)), file: "f.xml", path: path, wanted: wanted)
    #expect(
      reading.columns == ["step", "parent_record", "position", "../@id", "../state", "../../@city"])
    #expect(
      rows(reading) == [
        ["a", "1", "1", "1", "open", "X"], ["b", "1", "2", "1", "open", "X"], ["c", "3", "1", "3", "", "X"],
      ])
    #expect(reading.grid.lines == [2, 2, 4])
    #expect(reading.notes == ["d stands 2 times beside the records and is left out"])
    let bare = try read(text, "/l/c/log")
    #expect(bare.columns == ["step"])
    #expect(bare.notes.first == "also to be had: parent_record, position, ../@id, ../state, ../../@city")
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
      ("deep_300.xml", "limit `depth` of 64"), ("internal_entity.xml", "DOCTYPE"), ("xxe_file.xml", "DOCTYPE"),
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
    let comment = String(repeating: "x", count: 3 << 20)
    #expect(problems { _ = try read("<l><!-- \(comment) --><c/></l>") }.first?.code == "I-207")
  }

  @Test(
    "Each limit is what the configuration says, and its message names the key",
    arguments: [
      ("depth", "<l><c><a><b/></a></c></l>"),
      ("tag_bytes", "<l>\n<c a='0123456789012345678901234567890123456789'/></l>"),
      ("value_bytes", "<l>\n<c>0123456789<![CDATA[0123456789]]>&amp;0123456789</c></l>"),
      ("cells", "<l>\n<c><a/><b/></c><c><a/><b/></c></l>"),
    ])
  func namedLimits(key: String, text: String) throws {
    var limits = IngestLimits()
    (limits.depth, limits.tagBytes, limits.valueBytes, limits.cells) = (3, 32, 24, 3)
    let path = try #require(RecordPath("/l/c"))
    let found = problems {
      _ = try readXMLRecords(MemoryXMLSource(Array(text.utf8)), file: "f.xml", path: path, limits: limits)
    }
    #expect(found.count == 1)
    #expect(found.first?.message.contains("limit `\(key)` of") == true, "\(found)")
    #expect(found.first?.location?.line != nil)
  }

  @Test("Markup inside comments and CDATA is not taken for markup")
  func guardStates() throws {
    let text = "<l><!-- <!DOCTYPE x> ' \" > --><?p <!DOCTYPE y> ?><c><![CDATA[<!DOCTYPE z> ]] > ]]></c></l>"
    #expect(rows(try read(text)) == [["<!DOCTYPE z> ]] >"]])
  }
}
