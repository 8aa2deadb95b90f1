import Foundation
import Tables
import Testing

@testable import Clean

/// A survey whose flaws are known by construction: each check finds exactly those that are its own.
@Suite("Planted flaws in a survey of 150 responses")
struct PlantedFlawTests {
  private let survey: Table
  /// Positions of flawed responses from 0, by flaw.
  private let planted: [String: [Int]]
  private let matrix = (1...10).map { "q5_\($0)" }

  init() throws {
    let bytes = try [UInt8](fixture("quality/planted_wjx.csv"))
    let grid = try CSVReader.read(bytes, file: "planted_wjx.csv").grid
    let rows = 1..<grid.rowCount
    var columns: [(name: String, column: Column)] = [
      ("submitted_at", Column(.dateTime(rows.map { parseDateTime(grid.text($0, 1)) ?? 0 }))),
      ("duration_s", integers(rows.map { Int64(grid.text($0, 2).dropLast()) })),
      ("ip", texts(rows.map { grid.text($0, 5) })),
      ("uscc", texts(rows.map { grid.text($0, 6).uppercased() })),
    ]
    for (position, name) in (["q2", "q3", "q4"] + matrix + ["q6", "q7"]).enumerated() {
      var builder = CategoryColumnBuilder()
      for row in rows {
        let answer = grid.text(row, 7 + position)
        switch answer {
        case "(跳过)": builder.appendMissing(.notAsked)
        case "", "(空)": builder.appendMissing(.empty)
        default: _ = builder.append(answer)
        }
      }
      columns.append((name, builder.finish()))
    }
    survey = Table(columns, rowCount: rows.count)

    let expected = try JSONSerialization.jsonObject(with: fixture("quality/planted_wjx.csv.expected.json"))
    let reading = (expected as? [String: Any])?["reading"] as? [String: Any]
    let flaws = try #require(reading?["planted"] as? [String: [Any]])
    planted = flaws.mapValues { found in
      found.flatMap { $0 as? [Int] ?? ($0 as? Int).map { [$0] } ?? [] }.map { $0 - 1 }.sorted()
    }
    #expect(planted.count == 10 && survey.rowCount == 150)
  }

  private var questions: [String] { ["q2", "q3", "q4"] + matrix + ["q6", "q7"] }

  @Test("durations below 30 % of the median")
  func speeders() throws {
    let found = try Speeders(duration: "duration_s").check(survey)
    #expect(found.rows == planted["speeder_lt_30pct_median"])
  }

  @Test("one answer down the matrix, by run and by variability")
  func straightLines() throws {
    let found = try StraightLining(matrices: [matrix], minimumAnswered: 10).check(survey)
    #expect(found.rows == planted["straight_line_q4_q13"])
    #expect(found.struck.allSatisfy { $0.figure == 10 })
  }

  @Test("more than five responses from one address")
  func address() throws {
    #expect(try DuplicateKeys(key: ["ip"], maximum: 5).check(survey).rows == planted["same_ip_5plus"])
    #expect(try DuplicateKeys(key: ["ip"]).check(survey).rows == planted["same_ip_5plus"])
  }

  @Test("ten responses within a minute")
  func burst() throws {
    let found = try TimeBursts(time: "submitted_at", seconds: 60, maximum: 5).check(survey)
    #expect(found.rows == planted["burst_10_in_60s"])
    #expect(found.struck.allSatisfy { $0.figure == 10 })
  }

  @Test("two responses with the same answers, and no others")
  func nearDuplicates() throws {
    let found = try NearDuplicates(columns: questions).check(survey)
    #expect(found.rows == planted["near_duplicate_pair"])
    #expect(found.struck.map(\.otherRow) == found.rows.reversed())
    #expect(found.notes.isEmpty)
  }

  @Test("more than half of the questions left empty")
  func nonresponse() throws {
    let found = try ItemNonresponse(variables: questions).check(survey)
    #expect(found.rows == planted["item_nonresponse_gt_50pct"])
  }

  @Test("one firm twice")
  func creditCode() throws {
    #expect(try DuplicateKeys(key: ["uscc"]).check(survey).rows == planted["duplicate_uscc"])
  }
}
