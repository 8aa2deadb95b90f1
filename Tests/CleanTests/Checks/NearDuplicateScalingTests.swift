import Foundation
import Tables
import Testing

@testable import Clean

private let isMeasured = ProcessInfo.processInfo.environment["BIZCLIMATE_SCALING"] != nil

@Suite("near_duplicates on large surveys")
struct NearDuplicateScalingTests {
  /// Sixty ratings from 1 to 5 around a level of the record's own, one record in thirty a straight line but for a few
  /// answers; every hundredth record repeats the one before it but for three answers.
  private func survey(_ rows: Int) -> Table {
    var random = KeyedTestGenerator(rows)
    var columns = [[Int8]](repeating: [], count: 60)
    for row in 0..<rows {
      let level = Int8.random(in: 2...5, using: &random)
      let isStraight = row % 30 == 7
      for column in columns.indices {
        if row % 100 == 99 {
          let before = columns[column][row - 1]
          columns[column].append(column % 20 == 3 ? before % 5 + 1 : before)
        } else if isStraight && Int.random(in: 0..<8, using: &random) > 0 {
          columns[column].append(level)
        } else {
          let draw = Int8.random(in: -2...1, using: &random) + Int8.random(in: 0...1, using: &random)
          columns[column].append(max(1, min(5, level + draw)))
        }
      }
    }
    return Table(columns.enumerated().map { ("q\($0)", Column(.int8($1))) }, rowCount: rows)
  }

  @Test(
    "time grows no worse than n log n up to 100,000 records, and every planted pair is found", .enabled(if: isMeasured))
  func scaling() throws {
    var seconds: [Double] = []
    let sizes = [10_000, 30_000, 100_000]
    for rows in sizes {
      let data = survey(rows)
      let check = NearDuplicates(columns: data.names)
      var found = CheckResult([])
      let time = try ContinuousClock().measure { found = try check.check(data) }
      seconds.append(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
      print("near_duplicates: \(rows) records x 60 columns, \(found.struck.count) struck, \(time)")
      let struck = Set(found.rows)
      #expect(stride(from: 99, to: rows, by: 100).allSatisfy { struck.contains($0) && struck.contains($0 - 1) })
      #expect(found.notes.isEmpty)
    }
    for step in 1..<sizes.count {
      let (small, large) = (Double(sizes[step - 1]), Double(sizes[step]))
      let allowed = large * log(large) / (small * log(small))
      #expect(seconds[step] / seconds[step - 1] < 1.3 * allowed)
    }
  }
}
