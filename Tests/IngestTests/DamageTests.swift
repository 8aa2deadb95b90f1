import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// Files damaged at random places, the same on every run.
@Suite struct DamageTests {
  private struct Generator {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }

  /// The bytes with up to four of them changed, or a stretch cut out or doubled.
  private func damaged(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = bytes
    let start = generator.next(below: bytes.count)
    let end = min(bytes.count, start + 1 + generator.next(below: 40))
    switch generator.next(below: 4) {
    case 0: bytes.removeSubrange(start..<end)
    case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
    default:
      let marks = Array("<>&\"'/=![]0 \u{0}\u{FF}".utf8)
      for _ in 0...generator.next(below: 4) {
        bytes[generator.next(below: bytes.count)] = marks[generator.next(below: marks.count)]
      }
    }
    return bytes
  }

  private let ledger = """
    <?xml version="1.0" encoding="UTF-8"?>
    <ledger><!-- 'invented' --><case id="1"><district>东区</district><times zone='8'><received>2025-01-02</received></times>
    <note><![CDATA[a < b]]></note></case><case id="2"><district>A &amp; B</district><times/></case></ledger>
    """

  @Test("A damaged ledger is read or refused, and a refusal names one cause")
  func ledgers() throws {
    var generator = Generator(state: 20_260_331)
    let path = try #require(RecordPath("/ledger/case"))
    var refused = 0
    for _ in 0..<2000 {
      let bytes = damaged(Array(ledger.utf8), &generator)
      let found = problems {
        _ = try readXMLRecords(MemoryXMLSource(bytes), file: "f.xml", path: path)
      }
      #expect(found.count <= 1)
      refused += found.count
    }
    #expect(refused > 200 && refused < 2000)
  }

  @Test("A damaged workbook is read or refused")
  func workbooks() throws {
    var generator = Generator(state: 7)
    for name in ["errors.xlsx", "dept_merged_header.xlsx", "cells_without_refs.xlsx"] {
      let whole = try fixtureBytes("xlsx/\(name)")
      var refused = 0
      for _ in 0..<300 {
        let bytes = damaged(whole, &generator)
        refused +=
          problems {
            let workbook = try Workbook(bytes, file: name)
            for sheet in workbook.sheets { _ = try workbook.read(sheet) }
          }.count
      }
      #expect(refused > 100)
    }
  }

  @Test("Cells that hold anything at all are read as the declared types or set aside")
  func cells() throws {
    var generator = Generator(state: 99)
    let texts = [
      "", "1", "-", "１２", "1,234", "NaN", "inf", "9e999", "99999999999999999999", "(", "（空", "〖", "〗", "┋", "甲〖",
      "\u{3000}", "2025-13-01",
    ]
    for _ in 0..<2000 {
      let text = (0...generator.next(below: 3)).map { _ in texts[generator.next(below: texts.count)] }.joined()
      if case .number(let value, _) = readFigure(text) { #expect(value.isFinite) }
      _ = parseDuration(Array(text.utf8)[...])
      _ = splittingOptions(Array(text.utf8)[...], separator: Array("┋".utf8))
      _ = splittingOtherText(Array(text.utf8)[...])
      _ = MeasurementUnit(text)
      _ = bracketedTexts(text)
    }
  }
}
