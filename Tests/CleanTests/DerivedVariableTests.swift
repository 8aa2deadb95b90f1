import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("Derived variables")
struct DerivedVariableTests {
  @Test("are computed after the rules, in order, over the records kept; a text becomes a category")
  func derived() throws {
    var survey = SmallSurvey([records(4), ("x", integers([2, 100, 6, -1]))])
    survey.rules = [
      rule("C", "$ < 0", .setMissing(.setByRule), over: ["x"]), rule("D", "x > 50", .drop, outcome: .invalid),
    ]
    survey.derived = [
      derivedVariable("centred", "x - MEAN(x)"),
      derivedVariable("size", "CASE WHEN centred > 0 THEN 'large' WHEN centred <= 0 THEN 'small' END"),
    ]
    let result = try survey.cleaned()
    #expect(result.keptRecords == ["r1", "r3", "r4"])
    #expect(result.cells("centred") == ["-2", "2", ""])
    #expect(result.cells("size") == ["small", "large", ""])
    #expect(result.dataset.table["size"]?.type == .category)
  }
}
