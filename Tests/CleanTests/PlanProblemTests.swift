import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("A plan that does not fit the data")
struct PlanProblemTests {
  @Test("every problem is told at once, at its rule")
  func allAtOnce() {
    var survey = SmallSurvey([records(2), ("Q01", integers([1, 2])), ("m", texts(["a", "b"]))])
    survey.rules = [
      rule("A", "Q011 > 1", .drop, outcome: .invalid, line: 3), rule("B", "Q01 + 1", .flag, line: 7),
      rule("C", "TRUE", .keepLatest(key: "QO1", order: "submitted"), line: 9),
      rule("D", "$ > 1", .setMissing(.empty), over: ["Q01", "Q99"], line: 12),
      rule("E", "Q01 > 1", .setMissing(.empty), line: 15), rule("G", "FLAGGED(H)", .flag, line: 17),
      rule("H", "Q01 >", .flag, line: 19),
    ]
    survey.derived = [derivedVariable("y", "LN(m)", line: 30), derivedVariable("Q01", "1", line: 33)]
    let problems = survey.problems()
    #expect(problems.map { $0.location?.line } == [3, 7, 9, 9, 12, 15, 17, 19, 30, 33])
    #expect(
      problems.map(\.code) == [
        "E-001", "E-001", "R-001", "R-001", "R-001", "R-003", "R-004", "E-001", "E-001", "R-002",
      ])
    #expect(problems[0].advice?.contains("Q01") == true)
    #expect(problems[2].advice == "Did you mean Q01?")
    #expect(problems.allSatisfy { $0.severity == .error && $0.location?.file == "cleaning.yaml" })
  }

  @Test("FLAGGED takes an earlier flag rule, no other")
  func flagged() {
    var survey = SmallSurvey([records(1), ("x", integers([1]))])
    survey.rules = [
      rule("A", "x > 1", .drop, outcome: .invalid), rule("B", "FLAGGED(A)", .flag), rule("C", "FLAGGED(B)", .flag),
    ]
    #expect(survey.problems().map(\.code) == ["R-004"])
    survey.rules.swapAt(1, 2)
    #expect(survey.problems().map(\.code) == ["R-004", "R-004"])
  }
}
