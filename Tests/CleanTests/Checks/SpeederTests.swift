import Tables
import Testing

@testable import Clean

@Suite("speeders and relative_speed: records answered too fast")
struct SpeederTests {
  @Test("an absolute limit strikes what is below it, not what is at it")
  func absolute() throws {
    let data = table([("s", integers([59, 60, nil, 0]))])
    let found = try Speeders(duration: "s", limit: .seconds(60)).check(data)
    #expect(found.struck == [StruckRow(0, figure: 59), StruckRow(3, figure: 0)])
  }

  @Test("a share of the median: at it is not below it")
  func shareOfMedian() throws {
    // The median of 29, 30, 100, 200, 300 is 100.
    let data = table([("s", integers([29, 30, 100, nil, 200, 300]))])
    let found = try Speeders(duration: "s", limit: .shareOfMedian(0.3)).check(data)
    #expect(found.struck == [StruckRow(0, figure: 0.29)])
  }

  @Test("each group has its median; a group too small is judged by all")
  func groups() throws {
    let data = table([
      ("s", integers([100, 100, 100, 25, 1000, 1000, 1000, 250, 50])),
      ("district", categories(["A", "A", "A", "A", "B", "B", "B", "B", "C"], of: ["A", "B", "C"])),
    ])
    let check = Speeders(duration: "s", limit: .shareOfMedian(0.3), groups: ["district"], minimumGroup: 2)
    // The medians are 100 and 1000; that of all, which judges C, is 100: sorted 25 50 100 100 100 250 1000 1000 1000.
    #expect(
      try check.check(data).struck == [StruckRow(3, figure: 0.25), StruckRow(7, figure: 0.25)])
    let strict = Speeders(duration: "s", limit: .shareOfMedian(0.51), groups: ["district"], minimumGroup: 2)
    #expect(try strict.check(data).struck.last == StruckRow(8, figure: 0.5))
  }

  @Test("the relative speed index is the mean of median over own time, factors above 3 cut to 3")
  func relativeSpeed() throws {
    // Medians 10 and 20. Record 2: 10 / 5 = 2 and 20 / 2 = 10, cut to 3: 2.5. Record 3 has one page: 10 / 4 = 2.5.
    let data = table([("p1", integers([10, 10, 5, 4, 30])), ("p2", integers([20, 20, 2, nil, 60]))])
    let found = try RelativeSpeed(pages: ["p1", "p2"]).check(data)
    #expect(found.struck == [StruckRow(2, figure: 2.5), StruckRow(3, figure: 2.5)])
    let both = try RelativeSpeed(pages: ["p1", "p2"], minimumPages: 2).check(data)
    #expect(both.rows == [2])
  }

  @Test("a page in no time counts 3, a record without times is not judged")
  func noTime() throws {
    let data = table([("p", integers([0, 10, 10, nil]))])
    #expect(try RelativeSpeed(pages: ["p"], limit: 3).check(data).struck == [StruckRow(0, figure: 3)])
  }
}
