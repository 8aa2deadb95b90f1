import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// A file of a platform: the sample's name, the platform expected, the text.
struct PlatformSample: Sendable, CustomTestStringConvertible {
  var name: String
  var platform: String
  var text: String

  var testDescription: String { name }

  static let all = [
    PlatformSample(
      name: "wjx by text", platform: "wjx", text: "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、行业\n1,,,,,,工业\n"),
    PlatformSample(
      name: "wjx by number", platform: "wjx",
      text: "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、行业,第2题(甲),第2题(乙)\n1,,,,,,2,1,0\n"),
    PlatformSample(
      name: "tencent", platform: "tencent",
      text: "编号,开始答题时间,结束答题时间,答题时长,1.行业,2.附件\n9,2025-01-01 08:00:00,2025-01-01 08:02:00,2分,工业,x\n"),
    PlatformSample(
      name: "qualtrics, three rows", platform: "qualtrics",
      text: "StartDate,ResponseId,Q1\nStart,Response ID,Industry\n"
        + "\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"Asia/Shanghai\"\"}\","
        + "\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n2025-01-01 08:00:00,R_1,2\n"),
    PlatformSample(
      name: "qualtrics, legacy", platform: "qualtrics",
      text: "V1,V8,V9,Q1,\nResponseID,StartDate,EndDate,Industry,\nR_1,2025-01-01 08:00:00,2025-01-01 08:01:00,2,\n"),
    PlatformSample(
      name: "surveymonkey", platform: "surveymonkey",
      text: "Respondent ID,Collector ID,Date Created,Date Modified,IP Address,Industry,Troubles,,\n"
        + ",,,,,Response,Finance,Labour,Other (please specify)\n"
        + "11,22,12/31/2025 11:59:00 PM,01/01/2026 12:01:00 AM,1.1.1.1,Trade,Finance,,heat\n"),
    PlatformSample(
      name: "limesurvey, comma", platform: "limesurvey",
      text: "id,submitdate,lastpage,startlanguage,Q1,Q2[SQ001],Q2[SQ002]\n1,2025-01-01 08:00:00,3,en,A1,Y,\n"),
    PlatformSample(
      name: "limesurvey, semicolon and texts", platform: "limesurvey",
      text: "Response ID;Date submitted;Last page;Start language;Industry;Trouble [Finance]\n"
        + "1;2025-01-01 08:00:00;3;en;Trade;Yes\n"),
    PlatformSample(
      name: "limesurvey, tab", platform: "limesurvey",
      text: "id\tsubmitdate\tlastpage\tstartlanguage\tQ1\n1\t2025-01-01 08:00:00\t3\ten\tA1\n"),
    PlatformSample(
      name: "limesurvey VV", platform: "limesurvey",
      text:
        "Response ID\tDate submitted\tLast page\tIndustry\nid\tsubmitdate\tlastpage\tQ1\n1\t\t3\t{question_not_shown}\n"
    ),
    PlatformSample(
      name: "ODK Central", platform: "odk",
      text: "SubmissionDate,firm-name,firm-size,meta-instanceID,KEY\n2025-01-01T08:00:00.000Z,A,3,uuid:1,uuid:1\n"),
    PlatformSample(
      name: "Kobo", platform: "odk",
      text: "start,end,firm/trouble,firm/trouble/tax,firm/trouble/law,_id,_uuid,_submission_time,_index\n"
        + "2025-01-01T08:00:00.000+08:00,2025-01-01T08:02:00.000+08:00,tax,1,0,7,u1,2025-01-01T00:03:00,1\n"),
    PlatformSample(name: "plain", platform: "plain", text: "record_id,Q1,Q2\nr1,1,2\n"),
    PlatformSample(name: "numbers and title, but no wjx", platform: "plain", text: "序号,单位,1、行业\n1,甲,工业\n"),
  ]
}

@Suite struct SurveyDialectTests {
  @Test(arguments: PlatformSample.all)
  func aFileIsSeenToBeOfItsPlatform(_ sample: PlatformSample) throws {
    let export = try SurveyExport.read(surveyCells(sample.text))
    #expect(export.platform == sample.platform)
    #expect(export.columns.map(\.position) == Array(export.columns.indices))
  }

  private func columns(_ sample: String) throws -> [ExportColumn] {
    let found = try #require(PlatformSample.all.first { $0.name == sample })
    return try SurveyExport.read(surveyCells(found.text)).columns
  }

  @Test func questionsItemsAndRolesAreReadFromTheHeader() throws {
    let wjx = try columns("wjx by number")
    #expect(wjx[7].number == 2)
    #expect(wjx[7].option == ExportItem(label: "甲"))
    #expect(wjx[7].role == .option)
    let monkey = try columns("surveymonkey")
    #expect(monkey.map(\.title).suffix(4) == ["Industry", "Troubles", "Troubles", "Troubles"])
    #expect(monkey.map(\.role).suffix(4) == [.answer, .option, .option, .otherText])
    #expect(monkey[6].option == ExportItem(label: "Finance"))
    let lime = try columns("limesurvey, comma")
    #expect(lime[5].name == "Q2_SQ001")
    #expect(lime[5].question == "Q2")
    #expect(lime[5].role == .option)
    let kobo = try columns("Kobo")
    #expect(kobo[3].option?.code == "tax")
    #expect(kobo[3].question == "trouble")
    #expect(kobo[0].role == .paradata(.startedAt))
    let qualtrics = try #require(PlatformSample.all.first { $0.name == "qualtrics, three rows" })
    #expect(try SurveyExport.read(surveyCells(qualtrics.text)).conventions.timeZone == "Asia/Shanghai")
  }

  @Test(arguments: [
    "", ",", "\n\n", "序号", "序号,提交答卷时间", "第题()", "第6题(", "第99999999999999999999题(a)", "、、、,。", "Q,q,Q1：",
    "[],[1],a[,a]", "children[0]/x,children[99999999999999999999]/x,children[-1]/x,_uuid,_submission_time",
    "c[1]/c[1]/c[1],c[1],_uuid,_submission_time",
    "id,submitdate,lastpage,Q[],Q[[a]],[Q]", "V1\nResponseID", "StartDate\n\n{\"ImportId\":\"\"}", "—,—a,a—,a——b",
    "Respondent ID,Collector ID\n,,,,", "{\"ImportId\":,{'ImportId':'", "1、\u{FEFF}a,1、 a,\u{3000}", "/,//,a//b,-,--",
  ])
  func hostileHeadersAreReadOrRefusedByEveryDialect(_ header: String) throws {
    for platform in [nil] + SurveyDialect.all.map(\.name) {
      do {
        let cells = try surveyCells(header + "\na,b\n")
        let export = try SurveyExport.read(cells, platform: platform)
        #expect(export.columns.map(\.position) == Array(export.columns.indices))
        _ = proposedCodebook(export, cells: cells)
        let header = export.columns.map(\.header)
        for path in ChildRecords.paths(in: header) {
          let children = try #require(ChildRecords(path, in: header))
          let rows = export.firstRow..<max(export.firstRow, cells.grid.rowCount)
          let table = children.table(cells.grid, rows: rows, withFields: true)
          #expect(table.grid.rowCount == children.counts(cells.grid, rows: rows).children)
        }
      } catch let error as DiagnosticError {
        #expect(!error.diagnostics.isEmpty)
      }
    }
  }

  @Test func optionsJoinedBySeparatorsComeApartAgain() {
    var random = SeededGenerator(seed: 7)
    let letters = Array("甲乙丙 abc,，;→〖〗(空)")
    for _ in 0..<2000 {
      let count = Int.random(in: 1...6, using: &random)
      let pieces = (0..<count).map { _ in
        "x"
          + String(
            (0..<Int.random(in: 0...5, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" }
          )
          .replacing("〖", with: "").replacing("〗", with: "") + "x"
      }
      let written = pieces.map { Bool.random(using: &random) ? $0 + "〖a┋b〗" : $0 }
      let joined = Array(written.joined(separator: "┋").utf8)[...]
      let split = splittingOptions(joined, separator: Array("┋".utf8))
      #expect(split.map { String(decoding: $0, as: UTF8.self) } == written)
      #expect(split.map { String(decoding: splittingOtherText($0).option, as: UTF8.self) } == pieces)
    }
  }

  @Test func timesAreReadWithTheirZoneAndMonthFirstOnlyWhereThePlatformSaysSo() {
    func time(_ text: String, monthFirst: Bool = false) -> String? {
      PlatformTime(Array(text.utf8)[...], isMonthFirst: monthFirst).map {
        isoDateTimeText(seconds: $0.seconds) + ($0.offset.map { " \($0)" } ?? "")
      }
    }
    #expect(time("2013-02-14T15:37:21+00:00") == "2013-02-14T15:37:21 0")
    #expect(time("2014-09-04T15:06:01.000+0330") == "2014-09-04T15:06:01 12600")
    #expect(time("2025-01-01T08:00:00Z") == "2025-01-01T08:00:00 0")
    #expect(time("12/31/2025 11:59:59 PM", monthFirst: true) == "2025-12-31T23:59:59")
    #expect(time("01/02/2026 12:00:01 AM", monthFirst: true) == "2026-01-02T00:00:01")
    #expect(time("01/02/2026 12:00:01 AM") == nil)
    #expect(time("13/02/2026", monthFirst: true) == nil)
    #expect(time("2025-01-01T08:00:00+99:99") == nil)
  }
}
