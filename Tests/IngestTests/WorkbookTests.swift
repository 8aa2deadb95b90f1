import Diagnostics
import Foundation
import Tables
import Testing

@testable import Ingest

@Suite struct WorkbookTests {
  /// A cell as a workbook's reference reading gives it.
  enum ExpectedCell: Decodable, Equatable {
    case text(String)
    case number(Double)
    case bool(Bool)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let bool = try? value.decode(Bool.self) {
        self = .bool(bool)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try value.decode(String.self))
      }
    }
  }

  typealias Expected = [String: [String: [String: ExpectedCell]]]

  static var expected: Expected {
    get throws {
      try JSONDecoder().decode(Expected.self, from: Data(fixtureBytes("xlsx/expected.json")))
    }
  }

  @Test("Every workbook reads cell by cell as the reference readers read it")
  func referenceReadings() throws {
    let expected = try Self.expected
    #expect(expected.count >= 12)
    for (file, sheets) in expected.sorted(by: { $0.key < $1.key }) {
      let workbook = try Workbook(fixtureBytes("xlsx/\(file)"), file: file)
      for (name, cells) in sheets.sorted(by: { $0.key < $1.key }) {
        let reading = try workbook.read(workbook.sheet(named: name))
        #expect(nonEmptyCells(reading.grid) == cells, "\(file)!\(name)")
      }
    }
  }

  private func nonEmptyCells(_ grid: CellGrid) -> [String: ExpectedCell] {
    var cells: [String: ExpectedCell] = [:]
    for row in 0..<grid.rowCount {
      for column in 0..<grid.cellCount(row: row) {
        let text = grid.text(row, column)
        let reference = "\(columnLetters(column + 1))\(grid.lines[row])"
        switch grid.kind(row, column) {
        case .empty: break
        case .number: cells[reference] = .number(Double(text) ?? .nan)
        case .bool: cells[reference] = .bool(text == "TRUE")
        case .text, .date, .error: if !text.isEmpty { cells[reference] = .text(text) }
        }
      }
    }
    return cells
  }

  @Test("Error cells, dates and texts keep their kind")
  func kinds() throws {
    let errors = try Workbook(fixtureBytes("xlsx/errors.xlsx"), file: "errors.xlsx")
    let grid = try errors.read(errors.sheet(named: nil)).grid
    #expect(grid.kind(0, 0) == .error)
    #expect(grid.text(0, 0) == "#DIV/0!")
    let dates = try Workbook(fixtureBytes("xlsx/date.xlsx"), file: "date.xlsx")
    #expect(try dates.read(dates.sheet(named: nil)).grid.kind(0, 0) == .date)
  }

  @Test("Merged rectangles are kept")
  func merges() throws {
    let workbook = try Workbook(fixtureBytes("xlsx/merge_cells.xlsx"), file: "m.xlsx")
    let merges = try workbook.read(workbook.sheet(named: nil)).merges
    #expect(Set(merges.map { "\($0.rows) \($0.columns)" }) == ["2...4 1...1", "2...4 2...4", "1...1 1...2"])
  }

  @Test("A sheet that is not there is named with those that are, and the nearest")
  func missingSheet() throws {
    let workbook = try Workbook(fixtureBytes("xlsx/sheets.xlsx"), file: "s.xlsx")
    let found = problems { _ = try workbook.sheet(named: "Sheet4") }
    #expect(found.first?.message == "there is no sheet Sheet4")
    #expect(found.first?.advice == "Did you mean Sheet1? The sheets are: Sheet1, Sheet2, Sheet3")
  }

  @Test(
    "What is no sound workbook is refused with what it is",
    arguments: [
      ("truncated_no_eocd.xlsx", "damaged or cut off"), ("csv_named.xlsx", "not an .xlsx workbook"),
      ("doctype_in_sheet.xlsx", "DOCTYPE"),
      ("bomb_declared.xlsx", "inflates to more than the limit `inflation_ratio` of 200"),
      ("bomb_lying.xlsx", ""),
    ])
  func refused(file: String, message: String) throws {
    let bytes = try fixtureBytes("xlsx/\(file)")
    let clock = ContinuousClock()
    var found: [Diagnostic] = []
    let time = clock.measure {
      found = problems {
        let workbook = try Workbook(bytes, file: file)
        _ = try workbook.read(workbook.sheet(named: nil))
      }
    }
    #expect(found.count == 1)
    #expect(found.first?.message.contains(message) ?? false || message.isEmpty, "\(found)")
    #expect(time < .seconds(2))
  }

  @Test("An encrypted workbook and an old .xls are told apart")
  func compoundFiles() {
    let head: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 512)
    let encrypted = head + "EncryptedPackage".utf8.flatMap { byte -> [UInt8] in [byte, 0] }
    #expect(problems { _ = try Workbook(encrypted, file: "e.xlsx") }.first?.message == "the workbook is encrypted")
    #expect(
      problems { _ = try Workbook(head, file: "o.xlsx") }.first?.message.hasPrefix("an old binary workbook") == true)
    #expect(problems { _ = try Workbook([], file: "n.xlsx") }.first?.message == "the file is empty")
  }

  @Test(
    "Number formats tell dates, times and elapsed times from numbers",
    arguments: [
      ("General", NumberMeaning.number), ("0.00", .number), ("#,##0.00_);[Red](#,##0.00)", .number),
      ("0.00E+00", .number), ("0.00\"天(days)\"", .number), ("[DBNum1][$-804]General", .number), ("0%", .number),
      ("yyyy\"年\"m\"月\"d\"日\";@", .date), ("yyyy年m月", .date), ("m/d/yy h:mm", .date), ("mmm", .date),
      ("[$-804]aaaa", .date), ("h:mm AM/PM", .time), ("mm:ss.0", .time), ("[h]:mm:ss", .duration),
      ("[mm]:ss", .duration), ("\\d0", .number),
    ])
  func formats(code: String, meaning: NumberMeaning) {
    #expect(numberMeaning(ofFormat: code) == meaning)
  }

  @Test("The Chinese built-in formats, which no file lists, are dates")
  func builtInFormats() {
    for id in [14, 22, 27, 31, 36, 50, 57, 58] { #expect(numberMeaning(ofBuiltIn: id) == .date) }
    for id in [18, 21, 32, 35, 55, 56] { #expect(numberMeaning(ofBuiltIn: id) == .time) }
    for id in [0, 1, 2, 9, 10, 37, 44, 48, 49] { #expect(numberMeaning(ofBuiltIn: id) == .number) }
  }

  @Test(
    "Serial numbers count from 1900, with its 29 February that never was, or from 1904",
    arguments: [
      (1.0, false, "1900-01-01"), (59.0, false, "1900-02-28"), (61.0, false, "1900-03-01"),
      (25_569.0, false, "1970-01-01"), (45_413.5, false, "2024-05-01T12:00:00"), (43_951.0, true, "2024-05-01"),
      (0.0, true, "1904-01-01"), (44_197.999_999_9, false, "2021-01-02"),
    ])
  func serials(serial: Double, uses1904: Bool, text: String) {
    #expect(serialDateText(serial, meaning: .date, usesDates1904: uses1904)?.text == text)
  }

  @Test("Serial 60, 0 and numbers below zero are no dates of the 1900 system")
  func noDates() {
    for serial in [60.0, 0, -1, 3e6] {
      #expect(serialDateText(serial, meaning: .date, usesDates1904: false) == nil)
    }
    #expect(serialDateText(0.75, meaning: .time, usesDates1904: false)?.text == "18:00:00")
  }

  @Test("Escaped characters are decoded, also pairs of surrogates and the escaped underscore")
  func escapes() {
    func decode(_ text: String) -> String { String(decoding: decodingEscapes(Array(text.utf8)[...]), as: UTF8.self) }
    #expect(decode("a_x000D_b") == "a\rb")
    #expect(decode("_xD83D__xDE00_") == "😀")
    #expect(decode("_x005F_x000D_") == "_x000D_")
    #expect(decode("snake_case_x00") == "snake_case_x00")
  }

  @Test("References beyond the largest sheet are none")
  func references() {
    func position(_ text: String) -> String? {
      Array(text.utf8).withUnsafeBufferPointer { cellPosition($0).map { "\($0.row),\($0.column)" } }
    }
    #expect(position("A1") == "1,1")
    #expect(position("XFD1048576") == "1048576,16384")
    #expect(position("XFE1") == nil)
    #expect(position("A1048577") == nil)
    #expect(position("A") == nil)
    #expect(columnLetters(16_384) == "XFD")
    #expect(columnLetters(27) == "AA")
  }
}
