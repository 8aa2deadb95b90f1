import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// `满意度` and `不知道` in GBK.
private let gbkSatisfaction: [UInt8] = [0xC2, 0xFA, 0xD2, 0xE2, 0xB6, 0xC8]
private let gbkDontKnow: [UInt8] = [0xB2, 0xBB, 0xD6, 0xAA, 0xB5, 0xC0]

@Suite struct StatisticalFileTests {
  private func read(_ builder: SAVBuilder, encoding: String? = nil) throws -> StatisticalFile {
    try StatisticalFile(builder.bytes(), file: "t.sav", format: .sav, encoding: encoding)
  }

  private func label(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func codesThatTheFileDeclaresMissingKeepTheirKindAndTheirCode() throws {
    let file = try read(
      SAVBuilder(
        variables: [
          .init(
            name: "Q1", missing: [97, 99], isRange: true,
            labels: [(1, label("Yes")), (2, label("No")), (98, label("拒答")), (99, label("Don't know"))])
        ], rows: [1, 2, 97, 98, 99].map { [.number($0)] } + [[.missing]]))
    #expect(
      file.table.columns[0].texts == ["1", "2", "[empty]", "[refused]", "[dont_know]", "[empty]"])
    #expect((0..<6).map { file.variables[0].codedCells.code(row: $0) } == [nil, nil, "97", "98", "99", nil])
    #expect(file.codebook["Q1"]?.missingCodes == ["97": .empty, "98": .refused, "99": .dontKnow])
    #expect(file.codebook["Q1"]?.kind == .single)
    #expect(file.codebook["Q1"]?.options.map(\.code) == ["1", "2", "98", "99"])
  }

  @Test func aRangeWithoutEndTakesInEveryNumberBeyondIt() throws {
    // The lowest number of SPSS, which stands for "and below", is the one above the system-missing value.
    let file = try read(
      SAVBuilder(
        variables: [.init(name: "X", missing: [-Double.greatestFiniteMagnitude.nextDown, -1], isRange: true)],
        rows: [[.number(-1)], [.number(-5e8)], [.number(0)]]))
    #expect(file.table.columns[0].texts == ["[empty]", "[empty]", "0"])
  }

  @Test func anAnswerThatReadsRefusedStaysAnAnswer() throws {
    let file = try read(
      SAVBuilder(
        variables: [.init(name: "Q", labels: [(1, label("Granted")), (2, label("Refused")), (-8, label("Refused"))])],
        rows: [[.number(1)], [.number(2)], [.number(-8)]]))
    #expect(file.table.columns[0].texts == ["1", "2", "[refused]"])
    #expect(file.notes.contains { $0.contains("-8 = refused") })
  }

  @Test func negativeCodesWithoutLabelFollowTheOtherVariablesOfTheFile() throws {
    let file = try read(
      SAVBuilder(
        variables: [
          .init(name: "k30", labels: [(0, label("None")), (-9, label("Don't know"))]), .init(name: "sales"),
          .init(name: "profit"),
        ],
        rows: [
          [.number(0), .number(100), .number(-9)], [.number(-9), .number(-9), .number(-120.5)],
          [.number(0), .number(-7), .number(3)],
        ]))
    #expect(file.table.columns[1].texts == ["100", "[dont_know]", "[not_applicable]"])
    #expect(file.table.columns[2].texts == ["-9", "-120.5", "3"])
    #expect(file.notes.contains { $0.contains("profit: -9") })
  }

  @Test func textsWithLabelsAreCategoriesAndEmptyOnesAreMissing() throws {
    let file = try read(
      SAVBuilder(
        variables: [
          .init(
            name: "S", width: 1,
            textLabels: [("L", label("Large")), ("S", label("Small")), ("R", label("Prefer not to say"))]),
          .init(name: "T", width: 20),
        ],
        rows: [
          [.text(label("S")), .text(label("企业"))], [.text(label("X")), .text([])],
          [.text(label("R")), .text(label("a"))],
        ]))
    #expect(file.table.columns[0].texts == ["S", "X", "[refused]"])
    #expect(file.table.columns[0].type == .category)
    #expect(file.table.columns[1].texts == ["企业", "[empty]", "a"])
  }

  @Test func datesAreReadByTheirFormat() throws {
    let seconds = 13_000_000_000.0 - 13_000_000_000.0.truncatingRemainder(dividingBy: 86_400)
    let file = try read(
      SAVBuilder(
        variables: [
          .init(name: "D", format: 20), .init(name: "T", format: 22), .init(name: "E", format: 20),
          .init(name: "H", format: 21),
        ],
        rows: [[.number(seconds), .number(seconds + 61), .number(seconds + 3600), .number(3725)]]))
    #expect(
      file.table.columns.map { $0.texts[0] } == ["1994-09-26", "1994-09-26T00:01:01", "1994-09-26T01:00:00", "3725"])
    #expect(file.notes.contains { $0.contains("E: shown as a date") })
  }

  @Test(arguments: [
    ("%td", 0, "1960-01-01T00:00:00"), ("%tdD_m_Y", 23_000, "2022-12-21T00:00:00"), ("%d", -1, "1959-12-31T00:00:00"),
    ("%tc", 1_764_558_855_000, "2015-12-01T03:14:15"), ("%tC", 1_764_558_881_000, "2015-12-01T03:14:15"),
    ("%tw", 52 * 50 + 1, "2010-01-08T00:00:00"), ("%tm", -1, "1959-12-01T00:00:00"),
    ("%tq", 201, "2010-04-01T00:00:00"), ("%th", 101, "2010-07-01T00:00:00"),
  ])
  func stataCountsTimeInManyUnits(format: String, value: Double, expected: String) {
    let calendar: StatisticalCalendar? =
      switch StatisticalContent(stataFormat: format) {
      case .date(let calendar), .dateTime(let calendar): calendar
      default: nil
      }
    #expect(calendar?.seconds(value).map(isoDateTimeText) == expected)
  }

  @Test func numbersOfStataThatAreNoTimesStayNumbers() {
    for format in ["%9.0g", "%ty", "%tbcalendar", "%-10.2fc"] {
      #expect(StatisticalContent(stataFormat: format) == .number)
    }
    #expect(StatisticalContent(stataFormat: "%tcHH:MM:SS") == .seconds(perUnit: 0.001))
  }

  @Test func chineseTextIsReadInItsCodePageAndWhereTheFileIsWrongAboutIt() throws {
    let variable = SAVBuilder.Variable(
      name: "Q1", label: gbkSatisfaction, labels: [(5, gbkSatisfaction), (9, gbkDontKnow)])
    for (page, forced) in [(936, nil), (1252, nil), (2, nil), (65_001, "GBK")] as [(Int32, String?)] {
      let file = try read(
        SAVBuilder(
          variables: [variable, .init(name: "T", width: 8)],
          rows: [[.number(9), .text(gbkSatisfaction)], [.number(5), .text(label("a"))]], codePage: page),
        encoding: forced)
      #expect(file.encoding == "GB18030")
      #expect(file.codebook["Q1"]?.text.zh == "满意度")
      #expect(file.table.columns[0].texts == ["[dont_know]", "5"])
      #expect(file.table.columns[1].texts == ["满意度", "a"])
      #expect(file.notes.contains { $0.contains("says its text is") } == (page == 1252 || page == 2))
    }
  }

  @Test func westernTextStaysWestern() throws {
    let file = try read(
      SAVBuilder(
        variables: [.init(name: "T", width: 8)], rows: [[.text([0x63, 0x61, 0x66, 0xE9])], [.text([0xFC, 0x62])]],
        codePage: 1252))
    #expect(file.table.columns[0].texts == ["café", "üb"])
  }

  @Test func textThatIsNotInTheDeclaredEncodingIsRefusedOrMarkedNeverGuessed() throws {
    let bad: [UInt8] = [0x61, 0xFF, 0xFE]
    let refused = problems {
      _ = try read(SAVBuilder(variables: [.init(name: "T", width: 8)], rows: [[.text(bad)]]))
    }
    #expect(refused.map(\.code) == ["I-803"])
    #expect(refused.first?.message.contains("case 1, byte 2") == true)
    let many = [SAVBuilder.Cell.text(bad)] + (0..<40).map { _ in .text([0x62]) }
    let file = try read(SAVBuilder(variables: [.init(name: "T", width: 8)], rows: many.map { [$0] }))
    #expect(file.table.columns[0].missingKind(at: 0) == .unreadable)
    #expect(file.notes.contains { $0.hasPrefix("warning:") && $0.contains("T: 1 texts are not UTF-8") })
  }

  @Test func aCharacterCutOffByTheFieldsEndIsLeftOutAndTold() throws {
    let cut = Array("企业环".utf8.prefix(8))
    let file = try read(SAVBuilder(variables: [.init(name: "T", width: 8)], rows: [[.text(cut)]]))
    #expect(file.table.columns[0].texts == ["企业"])
    #expect(file.notes.contains { $0.contains("cut off within their last character") })
  }

  @Test func aFileWithFewerCasesThanItSaysIsRefused() throws {
    let builder = SAVBuilder(variables: [.init(name: "X")], rows: [[.number(1)]], declaredRows: 2)
    let found = problems { _ = try read(builder) }
    #expect(found.map(\.code) == ["I-802"])
    #expect(found.first?.message.contains("1 of 2 cases") == true)
    let unknown = SAVBuilder(variables: [.init(name: "X")], rows: [[.number(1)]], declaredRows: -1)
    let whole = try read(unknown)
    #expect(whole.table.columns[0].texts == ["1"])
    #expect(whole.notes.contains { $0.contains("does not say how many cases") })
    let cut = Array(unknown.bytes().dropLast(3))
    #expect(problems { _ = try StatisticalFile(cut, file: "t.sav", format: .sav) }.map(\.code) == ["I-802"])
  }

  @Test func casesBeyondThoseThatTheHeaderCountsAreTold() throws {
    let builder = SAVBuilder(variables: [.init(name: "X")], rows: [[.number(1)], [.number(2)]], declaredRows: 1)
    #expect(try read(builder).notes.contains { $0.contains("8 bytes behind the last case") })
  }

  @Test(arguments: [
    ("por", "ASCII SPSS PORT FILE                    "), ("xpt", "HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"),
    ("zip", "PK\u{03}\u{04}"), ("dta", "<stata_dta><header>"), ("text", "a,b\n1,2\n"), ("empty", ""),
  ])
  func otherFilesAreRefusedWithAdvice(name: String, start: String) {
    let found = problems { _ = try StatisticalFile(Array(start.utf8), file: "t.sav", format: .sav) }
    #expect(found.map(\.code) == ["I-801"])
    #expect(found.first?.advice?.isEmpty == false)
  }

  @Test func variablesOfOneNameAreRefused() {
    let builder = SAVBuilder(variables: [.init(name: "X"), .init(name: "X")], rows: [[.number(1), .number(2)]])
    #expect(problems { _ = try read(builder) }.map(\.code) == ["I-805"])
  }

  @Test func moreCellsThanAllowedAreRefusedBeforeTheyAreRead() {
    let builder = SAVBuilder(variables: [.init(name: "X")], rows: [[.number(1)]], declaredRows: 60_000_000)
    #expect(problems { _ = try read(builder) }.map(\.code) == ["I-804"])
  }
}
