import Diagnostics
import Testing

@testable import Tables

@Suite struct CSVFixtureTests {
  @Test("every file of Fixtures/csv is read, or refused, as the expectation beside it says")
  func fixtures() throws {
    let fixtures = try CSVFixture.all()
    var (read, refused, wrong) = (0, 0, 0)
    for fixture in fixtures {
      let (isRead, problems) = judge(fixture)
      if isRead { read += 1 } else { refused += 1 }
      if !problems.isEmpty { wrong += 1 }
      for problem in problems { Issue.record("\(fixture.name): \(problem)") }
    }
    print("CSV fixtures: \(fixtures.count) files, \(read) read, \(refused) refused, \(wrong) wrong")
    #expect(fixtures.count >= 33)
  }

  private func judge(_ fixture: CSVFixture) -> (isRead: Bool, problems: [String]) {
    let expectation = fixture.expectation
    var problems = fixture.unknownKeys.map { "nothing interprets the key \($0)" }
    let options = CSVOptions(separator: expectation.delimiter?.utf8.first)
    do throws(DiagnosticError) {
      let reading = try CSVReader.read(fixture.bytes, file: fixture.name, options: options)
      if expectation.mustBeRefused { problems.append("should be refused") }
      problems += dialectProblems(reading, fixture)
      problems += rowProblems(GridRows(reading.grid), expectation)
      problems += writerProblems(reading.grid)
      return (true, problems)
    } catch {
      let diagnostic = error.diagnostics.first
      if !expectation.mayBeRefused { problems.append("refused: \(error)") }
      if error.kind != .content || diagnostic?.advice == nil { problems.append("refused without advice") }
      if let line = expectation.reading?.line, diagnostic?.location?.line != line {
        problems.append("refused for line \(diagnostic?.location?.line ?? 0), not \(line)")
      }
      return (false, problems)
    }
  }
}

/// The rows of a grid with a row of no cells for every blank line, and their lines.
private struct GridRows {
  let all: [[String]]
  /// From 1; the rows that have cells.
  let byLine: [Int: [String]]

  init(_ grid: CellGrid) {
    var all: [[String]] = []
    var byLine: [Int: [String]] = [:]
    var line = 1
    for (row, cells) in rows(grid).enumerated() {
      while line < Int(grid.lines[row]) {
        all.append([])
        line += 1
      }
      all.append(cells)
      byLine[line] = cells
      // CRLF is one Character.
      line += 1 + cells.joined().count { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    }
    self.all = all
    self.byLine = byLine
  }
}

/// Encoding, separator and quotes.
private func dialectProblems(_ reading: CSVReading, _ fixture: CSVFixture) -> [String] {
  let expectation = fixture.expectation
  var problems: [String] = []
  if let encoding = expectation.encoding ?? expectation.reading?.encoding {
    let name = encoding.uppercased().replacing("-SIG", with: "").replacing("+BOM", with: "")
    if reading.encoding.rawValue != name { problems.append("read as \(reading.encoding.rawValue), not \(encoding)") }
  }
  if expectation.rfc4180_strict == true, !reading.diagnostics.isEmpty {
    problems.append("warnings: \(reading.diagnostics)")
  }
  if let delimiter = expectation.delimiter {
    // Without being told, the reader finds the same separator, or one that cuts all rows evenly where this one does not.
    let sniffed = try? CSVReader.read(fixture.bytes, file: fixture.name)
    let widths = sniffed.map { Set(rows($0.grid).map(\.count)) } ?? []
    let isBetter = expectation.ragged != nil && widths.count == 1 && widths != [1]
    if sniffed?.separator != delimiter.utf8.first, !isBetter {
      problems.append("the separator \(delimiter) is not found")
    }
  }
  return problems
}

/// What the rows should be.
private func rowProblems(_ rows: GridRows, _ expectation: CSVExpectation) -> [String] {
  var problems: [String] = []
  func check(_ condition: Bool, _ problem: String) {
    if !condition { problems.append(problem) }
  }
  if let expected = expectation.rows ?? expectation.reading?.rows { check(rows.all == expected, "rows: \(rows.all)") }
  if let count = expectation.nrows { check(rows.all.count == count, "\(rows.all.count) rows, not \(count)") }
  if let digest = expectation.sha256_of_compact_json {
    check(sha256Hex(Array(compactJSON(rows.all).utf8)) == digest, "the digest of the rows is another")
  }
  if let ragged = expectation.ragged {
    let width = rows.all.first?.count ?? 0
    let others = rows.all.indices.filter { rows.all[$0].count != width }.map { $0 + 1 }
    check(width == ragged.header_cells, "\(width) header cells, not \(ragged.header_cells)")
    check(others == ragged.lines_with_other_width, "rows of other widths: \(others)")
  }
  guard let reading = expectation.reading else { return problems }
  if let kept = reading.rows_kept {
    let copies = rows.all.dropFirst().count { $0 == rows.all.first }
    check(copies == (reading.quarantined ?? []).count, "\(copies) copies of the header")
    check(rows.all.count - 1 - copies == kept, "\(rows.all.count - 1 - copies) rows, not \(kept)")
  }
  if let records = reading.records, let header = reading.header_line {
    let others = reading.quarantined_lines ?? [:]
    let below = rows.byLine.filter { $0.key > header && others["\($0.key)"] == nil }.sorted { $0.key < $1.key }
    check(below.map(\.value) == records, "records: \(below.map(\.value))")
    check(rows.byLine[header]?.count == records.first?.count, "no header in line \(header)")
    for (line, kind) in others {
      check((rows.byLine[Int(line) ?? 0] == nil) == (kind == "blank"), "line \(line) should be a \(kind)")
    }
  }
  if let ok = reading.ok {
    let width = rows.all.first?.count ?? 0
    let found = rows.byLine.sorted { $0.key < $1.key }.dropFirst()
    check(found.map(\.value).filter { $0.count == width } == ok, "rows of \(width) cells: \(found)")
    let others = found.filter { $0.value.count != width }
    let shapes = others.map { ("\($0.key)", "\($0.value.count) cells, \(width) expected") }
    check(Dictionary(uniqueKeysWithValues: shapes) == reading.quarantine, "other rows: \(shapes)")
  }
  return problems
}

/// The cells are written without loss, and for spreadsheets with a `'` before what they would run.
private func writerProblems(_ grid: CellGrid) -> [String] {
  let cells = rows(grid)
  var problems: [String] = []
  for isSafe in [false, true] {
    var csv = CSVWriter(spreadsheetSafe: isSafe)
    for row in cells { csv.row(row) }
    let again = try? CSVReader.read(csv.bytes, file: "", options: CSVOptions(separator: 0x2C)).grid
    let expected = isSafe ? cells.map { $0.map { runs($0) ? "'" + $0 : $0 } } : cells
    if again.map(rows) != expected { problems.append(isSafe ? "formulas are not disarmed" : "writing loses cells") }
  }
  return problems
}

private func runs(_ cell: String) -> Bool {
  guard let first = cell.first(where: { $0 != " " }) else { return false }
  return "=+@\t\r\n\r\n＝＋－＠".contains(first) || first == "-" && Double(cell.drop { $0 == " " })?.isFinite != true
}

/// Strings escaped as few as JSON allows, no white space.
private func compactJSON(_ rows: [[String]]) -> String {
  func text(_ cell: String) -> String {
    let escapes: [Unicode.Scalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{8}": "\\b", "\u{C}": "\\f",
    ]
    let escaped = cell.unicodeScalars.map { scalar in
      if let escape = escapes[scalar] { return escape }
      guard scalar.value < 0x20 else { return String(scalar) }
      return "\\u00" + hex(UInt8(scalar.value))
    }
    return "\"" + escaped.joined() + "\""
  }
  return "[" + rows.map { "[" + $0.map(text).joined(separator: ",") + "]" }.joined(separator: ",") + "]"
}

@Suite struct CSVContentTests {
  private func fixture(_ name: String) throws -> [UInt8] { try CSVFixture(name).bytes }

  @Test("a file of commas and semicolons is cut where it is even")
  func semicolons() throws {
    let reading = try CSVReader.read(try fixture("frictionless/accent.csv"), file: "accent.csv")
    #expect(reading.separator == UInt8(ascii: ";"))
    #expect(rows(reading.grid).map(\.count) == [17, 17, 17])
    #expect(reading.grid.text(1, 13) == "Payant (badge, appli et QR code)")
  }

  @Test("text named like a workbook is refused, with the name to give it")
  func namedLikeWorkbook() throws {
    let bytes = try fixture("own/csv_named.xlsx")
    let found = refusal(bytes, file: "data/csv_named.xlsx")
    #expect(found?.code == "T-010")
    #expect(found?.location?.file == "data/csv_named.xlsx")
    #expect(found?.advice == "If it is text, name it csv_named.csv; else save the workbook again")
    #expect(refusal(bytes, file: "data/A.XLS")?.code == "T-010")
    #expect(refusal(bytes, file: "data.xlsx/a.csv") == nil)
  }

  @Test(
    "workbooks are told as what they are, whatever their name",
    arguments: [([0x50, 0x4B, 0x03, 0x04, 0x14, 0x00], "zip archive"), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], ".xls")])
  func workbooks(bytes: [UInt8], what: String) {
    let found = refusal(bytes, file: "a.csv")
    #expect(found?.code == "T-010")
    #expect(found?.message.contains(what) == true)
    #expect(found?.advice?.contains("CSV") == true)
  }

  @Test("the published form disarms the formulas of the fixture and leaves its number alone")
  func formulas() throws {
    let reading = try CSVReader.read(try fixture("own/formula_injection.csv"), file: "formula_injection.csv")
    let cells = rows(reading.grid)
    #expect(cells.map(\.last) == ["意见", "=cmd|'/C calc'!A0", "+8613800000000", "@SUM(A1)", "-3.5"])
    var csv = CSVWriter(spreadsheetSafe: true)
    for row in cells { csv.row(row) }
    #expect(
      String(decoding: csv.bytes, as: UTF8.self) == """
        序号,企业,意见\r
        1,甲公司,'=cmd|'/C calc'!A0\r
        2,乙公司,'+8613800000000\r
        3,丙公司,'@SUM(A1)\r
        4,丁公司,-3.5\r\n
        """)
  }

  @Test("empty and repeated names of header rows get names of their own")
  func headers() throws {
    let blank = try CSVReader.read(try fixture("frictionless/blank-headers.csv"), file: "a.csv").grid
    #expect(columnNames(rows(blank)[0], file: "a.csv", line: 1).names == ["id", "column_2", "age"])
    let repeated = try CSVReader.read(try fixture("frictionless/duplicate-headers.csv"), file: "a.csv").grid
    #expect(columnNames(rows(repeated)[0], file: "a.csv", line: 1).names == ["id", "name", "id_2", "age", "id_3"])
  }

  @Test("a bad byte in UTF-16 text is told by its line, whatever its line ends")
  func utf16Line() {
    // A low surrogate alone, behind CRLF and U+0A0D, whose bytes are those of line ends.
    let units: [UInt16] = [0x61, 0x0D, 0x0A, 0x0A0D, 0x0D, 0x0A, 0xDC00, 0x62]
    let little: [UInt8] = [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big: [UInt8] = [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [little, big] {
      let found = refusal(bytes, file: "a.csv")
      #expect(found?.code == "T-001")
      #expect(found?.location?.line == 3)
      #expect(found?.message.contains("offset 14") == true)
    }
  }

  private func refusal(_ bytes: [UInt8], file: String) -> Diagnostic? {
    do throws(DiagnosticError) {
      _ = try CSVReader.read(bytes, file: file)
      return nil
    } catch { return error.diagnostics.first }
  }
}
