import Diagnostics
import Tables
import Testing

@testable import Clean

@Suite("Checks that do not fit the data")
struct CheckProblemTests {
  private let data = table([("q1", integers([1, 2])), ("name", texts(["a", "b"]))])

  @Test("every column and parameter that does not fit is told at once, with the nearest name")
  func together() {
    let found = problems { _ = try NearDuplicates(columns: ["q2", "nam"], threshold: 1.5).check(data) }
    #expect(found.map(\.code) == ["Q-001", "Q-001", "Q-003"])
    #expect(found[1].advice == "Did you mean name?")
    #expect(found.allSatisfy { $0.message.hasPrefix("check near_duplicates: ") && $0.severity == .error })
  }

  @Test("a text where numbers are needed is refused")
  func types() {
    let found = [
      problems { _ = try RobustOutliers(variable: "name").check(data) },
      problems { _ = try InterquartileFences(variable: "name").check(data) },
      problems { _ = try Speeders(duration: "name").check(data) },
      problems { _ = try RelativeSpeed(pages: ["name"]).check(data) },
      problems { _ = try TimeBursts(time: "name").check(data) },
      problems { _ = try FirstDigits(variable: "name").profile(data) },
      problems { _ = try Heaping(variable: "name").profiles(data) },
      problems { _ = try HidiroglouBerthelot(variable: "name", key: ["q1"]).check(data, against: data) }.dropLast(),
      problems {
        _ = try StraightLining(matrices: [["name"]], criterion: .variability(0), minimumAnswered: 2).check(data)
      },
    ]
    for problems in found { #expect(problems.map(\.code) == ["Q-002"]) }
  }

  @Test("checks without anything to look at, or with limits out of range, are refused")
  func parameters() {
    let found = [
      problems { _ = try NearDuplicates(columns: []).check(data) },
      problems { _ = try Speeders(duration: "q1", limit: .shareOfMedian(30)).check(data) },
      problems { _ = try RelativeSpeed(pages: []).check(data) },
      problems { _ = try StraightLining(matrices: []).check(data) },
      problems { _ = try TimeBursts(time: "q1", maximum: 0).check(data) },
      problems { _ = try DuplicateKeys(key: []).check(data) },
      problems { _ = try ItemNonresponse(variables: ["q1"], limit: 50).check(data) },
      problems { _ = try RobustOutliers(variable: "q1", limit: 0).check(data) },
      problems { _ = try InterquartileFences(variable: "q1", factor: -1).check(data) },
      problems { _ = try OutOfFrame(key: ["q1"], frameKey: ["q1", "name"]).check(data, against: data) },
      problems { _ = try Heaping(variable: "q1", bases: [1]).profiles(data) },
    ]
    for problems in found { #expect(problems.map(\.code) == ["Q-003"]) }
  }

  @Test("no records are no problem")
  func empty() throws {
    let none = Table([("q1", integers([])), ("name", texts([]))], rowCount: 0)
    let checks: [any RecordCheck] = [
      NearDuplicates(columns: ["q1"]), Speeders(duration: "q1"), RelativeSpeed(pages: ["q1"]),
      StraightLining(matrices: [["q1"]]), TimeBursts(time: "q1"), DuplicateKeys(key: ["name"]),
      ItemNonresponse(variables: ["q1"]), RobustOutliers(variable: "q1", cells: ["name"]),
      InterquartileFences(variable: "q1", cells: ["name"]),
    ]
    for check in checks { #expect(try check.check(none) == CheckResult([])) }
    #expect(try HidiroglouBerthelot(variable: "q1", key: ["name"]).check(none, against: none) == CheckResult([]))
    #expect(try FirstDigits(variable: "q1").profile(none).count == 0)
  }
}
