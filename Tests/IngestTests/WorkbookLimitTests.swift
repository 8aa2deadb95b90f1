import Diagnostics
import Tables
import Testing

@testable import Ingest

@Suite struct WorkbookLimitTests {
  private func read(_ sheet: String, strings: String? = nil, _ change: (inout IngestLimits) -> Void = { _ in })
    -> [Diagnostic]
  {
    var limits = IngestLimits()
    change(&limits)
    let bytes = workbookBytes(sheet: Array(sheet.utf8), strings: strings.map { Array($0.utf8) })
    return problems {
      let workbook = try Workbook(bytes, file: "w.xlsx", limits: limits)
      _ = try workbook.read(workbook.sheet(named: nil))
    }
  }

  private let row =
    "<worksheet><sheetData><row><c><v>1</v></c><c><v>2</v></c><c r='E1'><v>3</v></c></row></sheetData>"
    + "<mergeCells><mergeCell ref='A1:B1'/><mergeCell ref='A2:B2'/></mergeCells></worksheet>"

  @Test(
    "A file that exceeds a limit is refused by a message that names it and how to raise it, and read when it is raised",
    arguments: [
      (IngestLimits.Name.inflatedBytes, 100), (.partBytes, 100), (.cells, 4), (.textBytes, 5), (.mergedRanges, 1),
      (.depth, 3), (.tagBytes, 10),
    ])
  func named(name: IngestLimits.Name, value: Int) throws {
    let found = read(row) { $0[name] = value }
    #expect(found.count == 1)
    #expect(found.first?.message.contains("limit `\(name.rawValue)` of \(value)") == true, "\(found)")
    #expect(found.first?.advice?.contains("raise `\(name.rawValue)` under limits:") == true, "\(found)")
    #expect(read(row).isEmpty)
  }

  @Test("A value above the limit is refused, in a cell and in the table of texts")
  func values() {
    let long = String(repeating: "a", count: 101)
    let sheet = "<worksheet><sheetData><row><c t='str'><v>\(long)</v></c></row></sheetData></worksheet>"
    #expect(read(sheet) { $0.valueBytes = 100 }.first?.message.contains("limit `value_bytes` of 100") == true)
    #expect(read(sheet) { $0.valueBytes = 200 }.isEmpty)
    let strings = "<sst><si><t>\(long)</t></si></sst>"
    #expect(read(row, strings: strings) { $0.valueBytes = 100 }.first?.message.contains("`value_bytes`") == true)
  }

  @Test("One long text that a million cells refer to is refused before it is copied a million times")
  func amplification() {
    let strings = "<sst><si><t>\(String(repeating: "a", count: 1 << 19))</t></si></sst>"
    let cells = String(repeating: "<c t='s'><v>0</v></c>", count: 1000)
    let found = read("<worksheet><sheetData><row>\(cells)</row></sheetData></worksheet>", strings: strings)
    #expect(found.first?.message.contains("limit `text_bytes`") == true)
  }

  @Test("Two cells at the corners of the largest sheet are read; a column far right of each row is refused")
  func sparse() throws {
    let corners = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>"
    #expect(read("<worksheet><sheetData>\(corners)</sheetData></worksheet>").isEmpty)
    let rows = (1...2000).map { "<row r='\($0)'><c r='A\($0)'><v>1</v></c><c r='XFD\($0)'><v>2</v></c></row>" }
    let found = read("<worksheet><sheetData>\(rows.joined())</sheetData></worksheet>")
    #expect(found.first?.message.contains("limit `gaps_per_cell` of 100") == true, "\(found)")
  }

  @Test("Empty cells behind and below the table take no room, but for those of the first rows")
  func formatted() throws {
    let rows = (1...400).map { row in
      let value = row <= 200 ? "<c><v>\(row)</v></c>" : ""
      return "<row r='\(row)'>\(value)<c s='1'/><c s='1'/></row>"
    }
    let sheet = "<worksheet><sheetData>\(rows.joined())</sheetData></worksheet>"
    let workbook = try Workbook(workbookBytes(sheet: Array(sheet.utf8)), file: "w.xlsx")
    let grid = try workbook.read(workbook.sheet(named: nil)).grid
    #expect(grid.rowCount == 200)
    #expect(grid.cellCount(row: 99) == 3)
    #expect(grid.cellCount(row: 100) == 1)
    #expect(grid.text(199, 0) == "200")
    #expect(grid.offsets.count == grid.kinds.count + 1)
  }

  @Test("Each limit is got and set by its name")
  func names() {
    for name in IngestLimits.Name.allCases {
      var limits = IngestLimits()
      #expect(limits[name] > 0)
      limits[name] = 12_345
      #expect(limits != IngestLimits())
      #expect(limits.clause(name) == "limit `\(name.rawValue)` of 12345")
    }
  }

  @Test(
    "A zip archive that is no workbook is called what it is",
    arguments: [
      ("word/document.xml", ".docx"), ("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods"),
      ("data.csv", "a zip archive, but not a workbook"),
    ])
  func otherArchives(part: String, message: String) {
    var zip = MemoryZip()
    zip.add(part, Array("<a/>".utf8))
    let found = problems { _ = try Workbook(zip.archive, file: "w.xlsx") }
    #expect(found.first?.message.contains(message) == true, "\(found)")
    #expect(found.first?.advice != nil)
  }

  @Test("A sheet whose part is missing is an error that names the sheet, not a sheet less")
  func missingPart() {
    var zip = MemoryZip()
    zip.add("xl/workbook.xml", Array("<workbook><sheets><sheet name='甲' id='r9'/></sheets></workbook>".utf8))
    let found = problems {
      let workbook = try Workbook(zip.archive, file: "w.xlsx")
      #expect(workbook.sheets.map(\.name) == ["甲"])
      _ = try workbook.read(workbook.sheet(named: nil))
    }
    #expect(found.first?.message.contains("the sheet 甲 is listed") == true)
  }

  @Test("A file on disk is read and refused as one in memory is")
  func onDisk() throws {
    let folder = try ScratchFolder()
    let workbook = try Workbook(path: "\(fixtures)/xlsx/sheets.xlsx", file: "s.xlsx")
    #expect(workbook.sheets.count == 3)
    try folder.write("序号,城区\n1,东区\n", to: "c.xlsx")
    try folder.write("\u{FEFF} <html><table>", to: "h.xlsx")
    try folder.write("", to: "e.xlsx")
    for (name, message) in [("c", "probably text"), ("h", "a page of HTML or XML"), ("e", "the file is empty")] {
      let found = problems { _ = try Workbook(path: "\(folder.path)/\(name).xlsx", file: "w.xlsx") }
      #expect(found.count == 1 && found[0].message.contains(message), "\(found)")
    }
    #expect(failureKind { _ = try Workbook(path: "\(folder.path)/none.xlsx", file: "n.xlsx") } == .missingInput)
    #expect(problems { _ = try Workbook(path: folder.path, file: "f") }.first?.message.contains("folder") == true)
  }
}
