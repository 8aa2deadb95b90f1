import SurveyModel
import Tables
import Testing

@testable import Report

@Suite("The workbook holds the published tables as they are")
struct WorkbookTests {
  private func workbook(_ input: ReportInput) throws -> [UInt8] {
    try tablesWorkbook(TableBuilder(input).published(), of: input).encoded()
  }

  @Test(
    "every cell is that of the CSV file, numbers are numbers and text is text", arguments: PublishedTablesTests.inputs)
  func cells(_ input: ReportInput) throws {
    let book = try WorkbookReader(try workbook(input))
    let files = publishedTables(input).dropLast()
    let tables = TableBuilder(input).published()
    #expect(book.sheets.count == files.count + 2)
    for (table, (file, sheet)) in zip(tables, zip(files, book.sheets.dropFirst(2))) {
      #expect(sheet.name == (file.name == "history" ? "history_table" : file.name))
      let grid = try CSVReader.read(file.bytes, file: file.name).grid
      var filled = 0
      for row in 0..<grid.rowCount {
        for column in 0..<grid.cellCount(row: row) {
          var expected = grid.text(row, column)
          // In CSV files text that would run as a formula has an apostrophe in front.
          if expected.hasPrefix("'"), "=+-@".contains(expected.dropFirst().prefix(1)) { expected.removeFirst() }
          let cell = sheet.cells[WorkbookSheet.letters(column) + "\(row + 1)"]
          if !expected.isEmpty { filled += 1 }
          if cell?.type == "b" { expected = expected == "true" ? "1" : "0" }
          #expect((cell?.text ?? "") == expected, "\(file.name) row \(row), column \(column)")
          guard row > 0, let cell else { continue }
          switch table.columns[column].type {
          case .text: #expect(cell.type == "s")
          case .boolean: #expect(cell.type == "b")
          case .integer, .decimal: #expect(cell.type == nil && Double(cell.text) != nil)
          }
        }
      }
      #expect(sheet.cells.count == filled, "\(file.name)")
    }
  }

  @Test("there is no formula, the header is bold and stays in sight, and columns have widths")
  func form() throws {
    let book = try WorkbookReader(try workbook(PublishedTablesTests.hostile))
    let formats = book.styles.all("cellXfs").flatMap { $0.all("xf") }
    let fonts = book.styles.all("fonts").flatMap { $0.all("font") }
    for sheet in book.sheets {
      #expect(sheet.root.all("f").isEmpty)
      let pane = try #require(sheet.root.all("pane").first)
      #expect(pane.attributes["state"] == "frozen" && pane.attributes["ySplit"] == "1")
      let widths = sheet.root.all("col").compactMap { $0.attributes["width"].flatMap(Double.init) }
      #expect(!widths.isEmpty && widths.allSatisfy { (8...60).contains($0) })
      let header = sheet.cells.filter { $0.key.contains(/^[A-Z]+1$/) }
      #expect(header.count == widths.count)
      for cell in header.values {
        let font = try #require(Int(formats[cell.style].attributes["fontId"] ?? ""))
        #expect(!fonts[font].all("b").isEmpty)
      }
    }
  }

  @Test("the first sheet lists the tables with their titles in both languages, and leads to them")
  func contents() throws {
    let input = SyntheticEvaluation.lanjiang()
    let book = try WorkbookReader(try workbook(input))
    let first = try #require(book.sheets.first)
    let tables = TableBuilder(input).published()
    #expect(first.name == "contents" && tables.count > 10)
    let links = first.root.all("hyperlink")
    for (row, table) in tables.enumerated() {
      #expect(first.cells["B\(row + 2)"]?.text == "tables/\(table.name).csv")
      #expect(first.cells["C\(row + 2)"]?.text == table.title.zh)
      #expect(first.cells["D\(row + 2)"]?.text == table.title.en)
      #expect(first.cells["E\(row + 2)"]?.text == String(table.rows.count))
      let sheet = try #require(first.cells["A\(row + 2)"]?.text)
      #expect(book.sheets.contains { $0.name == sheet })
      #expect(links[row].attributes["ref"] == "A\(row + 2)" && links[row].attributes["location"] == "'\(sheet)'!A1")
    }
    #expect(first.cells.values.contains { $0.text == input.runID })
    let described = book.sheets[1]
    #expect(described.name == "columns")
    #expect(described.root.all("row").count == 1 + tables.reduce(0) { $0 + $1.columns.count })
  }

  @Test("the run folder gets the sheets, the workbook and what the tables mean, beside what it had")
  func documents() throws {
    let input = SheetTests.input()
    let published = try PublishedReport(input)
    #expect(published.html == (try renderReport(input)) && published.tables == publishedTables(input))
    let paths = published.documents.map(\.path)
    #expect(paths.count == 13 && Set(paths).count == 13)
    #expect(paths.suffix(2) == ["tables.xlsx", "tables/README.md"])
    #expect(published.documents[11].bytes == (try workbook(input)))
  }

  @Test("equal inputs give equal bytes, and no file of the archive has a date but 1980-01-01")
  func deterministic() throws {
    let input = SyntheticEvaluation.lanjiang()
    let bytes = try workbook(input)
    #expect(bytes == (try workbook(input)))
    let entries = try ZIPReader(bytes).entries
    #expect(entries.first?.name == "[Content_Types].xml")
    #expect(entries.allSatisfy { $0.date == 0b0000000_0001_00001 && $0.time == 0 })
  }

  @Test("text that is no XML, that Excel would read as an escape, or that is too long for a cell")
  func awkwardText() throws {
    let long = String(repeating: "长", count: 40_000)
    let texts = ["_x0041_", "_x005F_x0041_", "a_x00e9_b _xZZZZ_", "<&\"'>]]>", "=1+1", "中文，é😀", "_", "_x0041"]
    var sheet = WorkbookSheet(name: "a'b&<c", header: ["h_x0041_"], rows: texts.map { [.text($0)] })
    sheet.rows.append([.text(long)])
    sheet.rows.append([.text("\u{FFFE}x\u{FFFF}"), .integer(.max), .number(1e18, 1), .integer(-12), .number(-0.5, 2)])
    let book = try WorkbookReader(try Workbook(sheets: [sheet]).encoded())
    let read = try #require(book.sheets.first)
    #expect(read.name == "a'b&<c" && read.cells["A1"]?.text == "h_x0041_")
    for (row, text) in texts.enumerated() { #expect(read.cells["A\(row + 2)"]?.text == text) }
    let clipped = try #require(read.cells["A\(texts.count + 2)"]?.text)
    #expect(clipped.utf16.count == 32_767 && clipped.hasSuffix("长…"))
    let last = texts.count + 3
    #expect(read.cells["A\(last)"]?.text == "\u{FFFD}x\u{FFFD}")
    // Whole numbers beyond fifteen digits would lose their last ones.
    #expect(read.cells["B\(last)"]?.type == "s" && read.cells["B\(last)"]?.text == "\(Int.max)")
    #expect(read.cells["C\(last)"]?.type == "s")
    #expect(read.cells["D\(last)"]?.type == nil && read.cells["D\(last)"]?.text == "-12")
    #expect(read.cells["E\(last)"]?.type == nil && read.cells["E\(last)"]?.text == "-0.50")
  }

  @Test("control characters never reach a part")
  func controlCharacters() {
    var out: [UInt8] = []
    SpreadsheetText.append("a\u{0}b\u{B}c\rd\te\nf", to: &out)
    #expect(String(decoding: out, as: UTF8.self) == "a\u{FFFD}b\u{FFFD}c_x000D_d&#9;e&#10;f")
  }

  @Test("names of sheets are those that Excel takes")
  func sheetNames() {
    let wanted = [
      "scores", "Scores", "history", "a/b\\c:d*e?[f]", "'quoted'", "", String(repeating: "long_", count: 10),
      String(repeating: "long_", count: 10), "😀" + String(repeating: "x", count: 40), "''",
      String(repeating: "y", count: 30) + "'z",
    ]
    let names = WorkbookSheetNames.names(wanted)
    #expect(names.count == wanted.count && Set(names.map { $0.lowercased() }).count == names.count)
    #expect(Array(names.prefix(5)) == ["scores", "Scores_2", "history_table", "a_b_c_d_e__f_", "quoted"])
    for name in names {
      #expect(!name.isEmpty && name.utf16.count <= 31, "\(name)")
      #expect(!name.contains(/[\[\]:*?\/\\]/) && !name.hasPrefix("'") && !name.hasSuffix("'"), "\(name)")
    }
  }

  @Test("columns are lettered as in spreadsheets")
  func letters() {
    #expect(
      [0, 25, 26, 51, 52, 701, 702, 16_383].map(WorkbookSheet.letters) == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
      ])
  }

  @Test("a table with more rows than a sheet is listed and left to its CSV file")
  func tooLong() {
    let long = PublishedTable(
      name: "long", title: LocalizedText("long"), columns: [TableColumns.wave], key: [],
      rows: Array(repeating: [.integer(1)], count: WorkbookSheet.mostRows))
    var short = long
    short.name = "short"
    short.rows.removeLast()
    let book = tablesWorkbook([long, short], of: SyntheticEvaluation.lanjiang())
    #expect(book.sheets.map(\.name) == ["contents", "columns", "short"])
    #expect(book.sheets[0].rows[0][0] == .text("") && book.sheets[0].rows[1][0] == .text("short"))
    #expect(book.sheets[0].links == [1: "short"])
  }
}
