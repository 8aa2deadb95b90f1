import Diagnostics
import Tables
import Testing

@testable import Ingest

@Suite struct SheetScanTests {
  /// What a sheet reads as. What is told of a sheet that is refused may differ: the parser sees errors some way ahead
  /// of the cell that it is at.
  private func outcome(_ workbook: Workbook, _ sheet: SheetEntry, parser: Bool) -> String {
    do throws(DiagnosticError) {
      let reading = try workbook.read(sheet, usesParserAlone: parser)
      return describe(reading)
    } catch {
      return "refused"
    }
  }

  private func describe(_ reading: SheetReading) -> String {
    let grid = reading.grid
    let rows = (0..<grid.rowCount).map { row in
      let cells = (0..<grid.cellCount(row: row)).map { "\(grid.kind(row, $0)):\(grid.text(row, $0).debugDescription)" }
      return "\(grid.lines[row]): \(cells.joined(separator: ", "))"
    }
    return "\(rows.joined(separator: "\n")) \(reading.merges) \(reading.uncalculatedCells)"
  }

  private func outcomes(ofSheet text: String) throws -> (scanner: String, parser: String) {
    let workbook = try Workbook(workbookBytes(sheet: Array(text.utf8)), file: "s.xlsx")
    let sheet = try workbook.sheet(named: nil)
    return (outcome(workbook, sheet, parser: false), outcome(workbook, sheet, parser: true))
  }

  /// The tokens of the scanner alone; nil when it leaves the sheet to the parser.
  private func isPlain(_ text: String) throws -> Bool {
    var tokens = ScannedTokens(MemoryXMLSource(Array(text.utf8)), file: "s", limits: IngestLimits())
    do throws(TokenStop) {
      while try tokens.next() != .finished {}
      return true
    } catch {
      return false
    }
  }

  @Test("Scanner and parser read every workbook from the field alike")
  func fieldFiles() throws {
    var sheets = 0
    for fixture in try FieldFixture.all() where fixture.ending == "xlsx" {
      guard fixture.verdict != "reject", fixture.group != "csv" else { continue }
      let workbook = try Workbook(fixture.bytes(), file: fixture.path)
      for sheet in workbook.sheets {
        let (scanned, parsed) = (outcome(workbook, sheet, parser: false), outcome(workbook, sheet, parser: true))
        #expect(scanned == parsed, "\(fixture.path)!\(sheet.name)")
        sheets += 1
      }
    }
    #expect(sheets > 60)
  }

  private static let sound = """
    <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
    xmlns:x="http://schemas.microsoft.com/office/x"><sheetViews><sheetView a='1'/></sheetViews><sheetData>
    <row r="1" x:dyDescent="0.2"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45413</v></c><c r="D1"><v>1.50</v></c>\
    </row><row><c t="s"><v>1</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>
    <row r="9" ><c r="A9" t="inlineStr"><is><r><t xml:space="preserve"> a&lt;</t></r><r><t>b&#x4e2d; </t></r></is></c>\
    <c r="B9" t="str"><f>A1&amp;"x"</f><v>甲_x000D_</v></c><c r="C9"><f>1+1</f></c></row></sheetData>
    <mergeCells><mergeCell ref="A1:B2"/></mergeCells><ext xmlns:y="http://schemas.microsoft.com/office/y"><y:c/></ext>
    </worksheet>
    """

  @Test("A sheet in plain XML is read by the scanner, with every kind of cell")
  func plainSheet() throws {
    #expect(try isPlain(Self.sound))
    let (scanned, parsed) = try outcomes(ofSheet: Self.sound)
    #expect(scanned == parsed)
    #expect(
      scanned.hasPrefix(
        """
        1: text:"甲", date:"2024-05-01", empty:"", number:"1.5"
        2: text:"b & c", bool:"TRUE", error:"#N/A"
        9: text:" a<b中", text:"甲\\r", error:"formula without a value"
        """))
  }

  @Test(
    "What is not plain XML is left to the parser",
    arguments: [
      "<a><b></a>", "<a", "<a>", "<a/><b/>", "<a b='1' b='2'/>", "<a b='<'/>", "<a b=1/>", "<x:a/>", "<a x:b='1'/>",
      "<a>]]></a>", "<a>&x;</a>", "<a>&#0;</a>", "<a>&</a>", "<a>\u{1}</a>", "<a>\u{FFFE}</a>", "<a><!-- --></a>",
      "<a><![CDATA[x]]></a>", "<!DOCTYPE a><a/>", "<?x?><a/>", "a<a/>", "<a/>b", "", " ", "<a xmlns:b=''/>",
      "<a b='1'c='2'/>", "</a>", "<a></a x='1'>",
      "<a xmlns:x='http://schemas.a' xmlns:y='http://schemas.a' x:b='' y:b=''/>",
      "<a xml:id='1'/>", "< a/>", "<a / >", "<1/>", "<a:b:c/>", "<a:/>",
    ])
  func irregular(text: String) throws {
    #expect(try !isPlain(text))
  }

  @Test("Of damaged sheets the scanner takes in only what the parser does, and reads the same")
  func damagedSheets() throws {
    var state: UInt64 = 11
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let whole = Array(Self.sound.utf8)
    let marks = Array("<>&\"'/=![]0 x:c\n\r\u{0}".utf8) + [0xC3, 0xFF]
    var plain = 0
    for _ in 0..<600 {
      var bytes = whole
      for _ in 0...next(2) {
        let start = next(bytes.count)
        switch next(3) {
        case 0: bytes.removeSubrange(start..<min(bytes.count, start + 1 + next(12)))
        case 1: bytes.insert(contentsOf: bytes[start..<min(bytes.count, start + 1 + next(30))], at: start)
        default: bytes[start] = marks[next(marks.count)]
        }
      }
      let workbook = try Workbook(workbookBytes(sheet: bytes), file: "s.xlsx")
      let sheet = try workbook.sheet(named: nil)
      let (scanned, parsed) = (outcome(workbook, sheet, parser: false), outcome(workbook, sheet, parser: true))
      #expect(scanned == parsed, "\(String(decoding: bytes, as: UTF8.self))")
      plain += scanned.hasPrefix("1: ") ? 1 : 0
    }
    #expect(plain > 40 && plain < 500)
  }

  @Test("Tags and texts that lie across the scanner's window are whole")
  func windows() throws {
    var sheet = "<worksheet><sheetData>"
    for row in 1...20_000 {
      sheet +=
        "<row r='\(row)'><c r=\"A\(row)\"><v>\(row)</v></c><c r='B\(row)' t='str'><v>甲&amp;\(row)\r\n乙</v></c></row>"
    }
    sheet += "</sheetData></worksheet>"
    #expect(try isPlain(sheet))
    let workbook = try Workbook(workbookBytes(sheet: Array(sheet.utf8)), file: "s.xlsx")
    let grid = try workbook.read(workbook.sheet(named: nil)).grid
    #expect(grid.rowCount == 20_000)
    for row in 0..<grid.rowCount where grid.text(row, 0) != "\(row + 1)" || grid.text(row, 1) != "甲&\(row + 1)\n乙" {
      Issue.record("row \(row + 1) reads \(grid.text(row, 0)), \(grid.text(row, 1))")
    }
  }
}
