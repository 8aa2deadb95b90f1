import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("Rules that judge records")
struct RecordRuleTests {
  @Test("drop sets a record aside with the outcome of the first dropping rule and every rule it broke")
  func drop() throws {
    var survey = SmallSurvey([records(4), ("age", integers([5, 1, nil, 0])), ("time", integers([90, 10, 10, 90]))])
    survey.rules = [
      rule("F", "time < 50", .flag), rule("A", "age < 2", .drop, outcome: .ineligible),
      rule("B", "time < 50", .drop, outcome: .invalid),
    ]
    let result = try survey.cleaned()
    #expect(result.keptRecords == ["r1"])
    #expect(result.quarantine.map(\.record) == ["r2", "r3", "r4"])
    #expect(result.quarantine.map(\.rules) == [["F", "A", "B"], ["F", "B"], ["A"]])
    #expect(result.quarantine.map(\.outcome) == ["ineligible", "invalid", "ineligible"])
    #expect(result.quarantine.map(\.line) == [3, 4, 5])
    #expect(result.quarantine.first?.file == "survey.csv")
    #expect(result.quarantine.first?.detail == "Title of F; Title of A; Title of B")
    #expect(result.counts.rowsIn == 4)
    #expect(result.counts.rowsKept == 1)
    #expect(result.counts.rowsQuarantined == 3)
  }

  @Test("a condition that is NULL catches nobody")
  func null() throws {
    var survey = SmallSurvey([records(2), ("x", integers([nil, 3]))])
    survey.rules = [rule("A", "x <> 3", .drop, outcome: .invalid)]
    #expect(try survey.cleaned().keptRecords == ["r1", "r2"])
  }

  @Test("flag changes nothing, writes one line a record, and stays with the record as a column")
  func flag() throws {
    var survey = SmallSurvey([
      records(3), (unitColumnName, categories(["GX", "YL", nil], of: ["GX", "YL"])), ("x", integers([1, 9, 9])),
    ])
    survey.rules = [rule("F", "x > 5", .flag, outcome: .flagged)]
    let result = try survey.cleaned()
    #expect(result.keptRecords == ["r1", "r2", "r3"])
    #expect(result.cells("x") == ["1", "9", "9"])
    #expect(result.cells("flag:F") == ["false", "true", "true"])
    #expect(result.edits.map(\.record) == ["r2", "r3"])
    #expect(result.edits.map(\.unitID) == ["YL", ""])
    #expect(
      result.edits.allSatisfy {
        $0.action == .flag && $0.variable == "" && $0.before.shown == "" && $0.after.shown == ""
      })
    #expect(result.counts.recordsFlagged == 2)
    #expect(result.counts.cellsChanged == 0)
    #expect(
      result.rules == [
        RuleSummary(
          rule: "F", wave: 2025, records: 2, tried: 3, cells: 0, recordsByUnit: ["YL": 1, "": 1],
          triedByUnit: ["GX": 1, "YL": 1, "": 1])
      ])
  }

  @Test("a flag over variables writes one line for each variable it objects to and counts the record once")
  func flagOverVariables() throws {
    var survey = SmallSurvey([records(2), ("a", integers([50, 1])), ("b", integers([60, 70]))])
    survey.rules = [rule("F", "$ > 10", .flag, over: ["a", "b"])]
    let result = try survey.cleaned()
    #expect(result.edits.map(\.variable) == ["a", "b", "b"])
    #expect(result.edits.map(\.record) == ["r1", "r1", "r2"])
    #expect(result.edits.map(\.before.shown) == ["50", "60", "70"])
    #expect(result.edits.map(\.after.shown) == ["50", "60", "70"])
    #expect(result.rules.first?.records == 2)
    #expect(result.rules.first?.cells == 0)
  }

  @Test("later rules and derived variables see flags of earlier rules")
  func flagsAreSeen() throws {
    var survey = SmallSurvey([records(3), ("x", integers([1, 9, nil]))])
    survey.rules = [rule("F", "x > 5", .flag), rule("D", "FLAGGED(F)", .drop, outcome: .invalid)]
    survey.derived = [derivedVariable("fine", "NOT FLAGGED(F)")]
    let result = try survey.cleaned()
    #expect(result.keptRecords == ["r1", "r3"])
    #expect(result.cells("fine") == ["true", "true"])
  }

  @Test("aggregates in rules run over all records as ingested, also those dropped before, with cells as changed before")
  func aggregates() throws {
    var survey = SmallSurvey([records(5), ("x", integers([1, 2, 3, 100, 1000]))])
    survey.rules = [
      rule("C", "x = 1000", .setMissing(.setByRule), over: ["x"]), rule("A", "x = 100", .drop, outcome: .invalid),
      // The mean of 1, 2, 3 and 100 is 26.5; without the dropped 100 it would be 2.
      rule("B", "x < 26 AND x > 0.1 * MEAN(x)", .drop, outcome: .invalid),
    ]
    survey.rules[0].when = "$ = 1000"
    #expect(try survey.cleaned().keptRecords == ["r1", "r2", "r5"])
  }

  @Test("rules run once, in declared order: a cell change is seen by the rules after it, not before")
  func order() throws {
    let change = rule("C", "$ = 9", .setMissing(.notAsked), over: ["x"])
    let judge = rule("J", "x = 9", .flag)
    for (rules, flagged) in [([change, judge], 0), ([judge, change], 1)] {
      var survey = SmallSurvey([records(2), ("x", integers([9, 1]))])
      survey.rules = rules
      let result = try survey.cleaned()
      #expect(result.counts.recordsFlagged == flagged)
      #expect(result.rules.map(\.rule) == rules.map(\.id))
      #expect(result.edits.map(\.sequence) == Array(1..<(result.edits.count + 1)))
    }
  }

  @Test("a survey without rules or without rows passes whole")
  func nothingToDo() throws {
    #expect(try SmallSurvey([records(2)]).cleaned().keptRecords == ["r1", "r2"])
    var empty = SmallSurvey([records(0), ("x", integers([]))])
    empty.rules = [rule("A", "x > MEAN(x)", .drop, outcome: .invalid), rule("F", "x > 1", .flag)]
    empty.derived = [derivedVariable("y", "CASE WHEN x > 1 THEN 'a' END")]
    let result = try empty.cleaned()
    #expect(result.counts.rowsIn == 0)
    #expect(result.dataset.table["y"]?.count == 0)
  }

  @Test("a source that is no survey passes through untouched")
  func otherSources() throws {
    var survey = SmallSurvey([records(2), ("uscc", texts(["a", "b"]))])
    survey.role = .records
    survey.rules = [rule("A", "TRUE", .drop, outcome: .invalid)]
    let result = try survey.cleaned()
    #expect(result.keptRecords == ["r1", "r2"])
    #expect(result.cells("uscc") == ["a", "b"])
    #expect(result.counts.rowsKept == 2)
  }
}
