import Tables
import Testing

@testable import Clean

@Suite("time_bursts: too many records at a time from one source")
struct TimeBurstTests {
  @Test("more than k within s seconds of one source, first to last; a window of exactly s seconds counts")
  func window() throws {
    let data = table([
      ("t", Column(.dateTime([0, 100, 130, 160, 161, 100, 100]))),
      ("ip", texts(["a", "a", "a", "a", "a", "b", nil])),
    ])
    // Within 60 s: 100, 130, 160 and 130, 160, 161, which overlap: a burst of four.
    let check = TimeBursts(time: "t", source: ["ip"], seconds: 60, maximum: 2)
    #expect(
      try check.check(data).struck == [
        StruckRow(1, figure: 4), StruckRow(2, figure: 4, otherRow: 1), StruckRow(3, figure: 4, otherRow: 1),
        StruckRow(4, figure: 4, otherRow: 1),
      ])
    #expect(try TimeBursts(time: "t", source: ["ip"], seconds: 29, maximum: 1).check(data).rows == [3, 4])
    #expect(try TimeBursts(time: "t", source: ["ip"], seconds: 60, maximum: 3).check(data).rows == [])
    #expect(try TimeBursts(time: "t", seconds: 0, maximum: 2).check(data).rows == [1, 5, 6])
  }

  @Test("against the definition on random times", arguments: 0..<100)
  func definition(seed: Int) throws {
    var random = KeyedTestGenerator(seed)
    let rows = Int.random(in: 0...60, using: &random)
    let times = (0..<rows).map { _ in Int64.random(in: 0...200, using: &random) }
    let sources = (0..<rows).map { _ in Int64.random(in: 0...2, using: &random) }
    let data = Table([("t", Column(.dateTime(times))), ("ip", Column(.int64(sources)))], rowCount: rows)
    let (seconds, maximum) = (Int64.random(in: 0...20, using: &random), Int.random(in: 1...4, using: &random))
    let check = TimeBursts(time: "t", source: ["ip"], seconds: Double(seconds), maximum: maximum)
    // A record is struck when a window that begins at some record of its source holds it and too many.
    let expected = (0..<rows).filter { row in
      (0..<rows).contains { first in
        let window = (0..<rows).filter {
          sources[$0] == sources[first] && times[$0] >= times[first] && times[$0] <= times[first] + seconds
        }
        return window.count > maximum && window.contains(row)
      }
    }
    #expect(try check.check(data).rows == expected)
  }
}
