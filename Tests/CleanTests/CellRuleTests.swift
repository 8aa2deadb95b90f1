import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("Rules that change cells")
struct CellRuleTests {
  private func set(_ masks: [UInt64]) -> Column {
    Column(.set(SetStorage(masks: masks, options: ["0", "1", "2"])))
  }

  @Test("set_missing writes one line a cell with the codes before and after, in order of variables, then of records")
  func setMissing() throws {
    var survey = SmallSurvey([
      records(3), (unitColumnName, categories(["GX", "YL", "GX"], of: ["GX", "YL"])), ("a", integers([-5, 3, -1])),
      ("b", Column(.double([0.5, -2.25, 1]))),
    ])
    survey.rules = [rule("R", "$ < 0", .setMissing(.setByRule), over: ["b", "a"])]
    let result = try survey.cleaned()
    #expect(result.edits.map(\.variable) == ["b", "a", "a"])
    #expect(result.edits.map(\.record) == ["r2", "r1", "r3"])
    #expect(result.edits.map(\.before.shown) == ["-2.25", "-5", "-1"])
    #expect(result.edits.allSatisfy { $0.after == .missing(.setByRule) && $0.action == .setMissing && $0.rule == "R" })
    #expect(result.dataset.table["a"]?.missing == [.setByRule, .present, .setByRule])
    #expect(
      result.rules == [
        RuleSummary(
          rule: "R", wave: 2025, records: 3, tried: 3, cells: 3, recordsByUnit: ["GX": 2, "YL": 1],
          triedByUnit: ["GX": 2, "YL": 1])
      ])
    #expect(result.counts.cellsChanged == 3)
    #expect(result.counts.rowsKept == 3)
  }

  @Test("the kind of missing is the rule's, and a cell that is of that kind already is not changed again")
  func kinds() throws {
    var survey = SmallSurvey([records(3), ("a", integers([1, nil, nil], .notAsked)), ("b", integers([0, 0, 1]))])
    survey.rules = [rule("R", "b = 0", .setMissing(.notAsked), over: ["a"])]
    let result = try survey.cleaned()
    #expect(result.edits.map(\.record) == ["r1"])
    #expect(result.dataset.table["a"]?.missing == [.notAsked, .notAsked, .notAsked])
  }

  @Test("missing cells hold zero, in every type of column")
  func zeroBits() {
    let columns = [
      Column(.bool([true, true])), integers([7, 7]), integers([700, 700]), integers([70_000, 7]),
      integers([1 << 40, 7]), Column(.double([7, 7])), categories(["b", "b"], of: ["a", "b"]), set([7, 7]),
      texts(["x", "x"]), Column(.date([7, 7])), Column(.dateTime([7, 7])),
    ]
    for column in columns {
      #expect(column.changed(by: .setMissing(.refused), in: [1]) == [1])
      var bare = column
      bare.apply(.setMissing(.refused), to: [1])
      #expect(bare.missing == [.present, .refused])
      #expect(bare.codeText(at: 0) == column.codeText(at: 0))
      #expect(bare.changed(by: .setMissing(.refused), in: [1]) == [])
      bare.missing = []
      #expect(["", "0", "false", "a", "1970-01-01", "1970-01-01T00:00:00"].contains(bare.codeText(at: 1)))
    }
  }

  @Test("remove_option takes one option out and logs the answer before and after")
  func removeOption() throws {
    var survey = SmallSurvey([records(4), ("m", set([0b011, 0b001, 0b110, 0b111]))])
    survey.variables = [variable("m", .multi)]
    survey.variables[0].options = ["0", "1", "2"].map { AnswerOption(code: $0, label: LocalizedText($0)) }
    survey.rules = [rule("R", "HAS($, 0) AND COUNT_OF($) > 1", .removeOption("0"), over: ["m"])]
    let result = try survey.cleaned()
    #expect(result.cells("m") == ["1", "0", "1|2", "1|2"])
    #expect(result.edits.map(\.before.shown) == ["0|1", "0|1|2"])
    #expect(result.edits.map(\.after.shown) == ["1", "1|2"])
    #expect(result.edits.map(\.action) == [.removeOption, .removeOption])
  }

  @Test("an answer of which no option is left is set missing")
  func lastOption() throws {
    var survey = SmallSurvey([records(1), ("m", set([0b001]))])
    survey.rules = [rule("R", "HAS($, 0)", .removeOption("0"), over: ["m"])]
    let result = try survey.cleaned()
    #expect(result.edits.map(\.after.shown) == ["(set_missing)"])
    #expect(result.dataset.table["m"]?.missing == [.setByRule])
  }

  @Test("a variable that this wave did not ask has no cells to judge")
  func notAskedThisWave() throws {
    var survey = SmallSurvey([records(1), ("a", integers([-1]))])
    survey.variables = [variable("a", .numeric), variable("b", .numeric)]
    survey.rules = [
      rule("R", "$ < 0", .setMissing(.setByRule), over: ["a", "b"]), rule("S", "$ < 0", .flag, over: []),
    ]
    let result = try survey.cleaned()
    #expect(result.edits.map(\.variable) == ["a"])
    #expect(result.rules.map(\.records) == [1, 0])
  }

  @Test("ranges and conditions of the codebook serve rules over kinds of variables")
  func codebook() throws {
    var survey = SmallSurvey([records(3), ("a", integers([1, 0, 1])), ("b", integers([150, 5, 5]))])
    survey.variables = [
      variable("a", .single), variable("b", .numeric, showIf: "a = 1", range: 0...100),
    ]
    survey.variables[0].options = ["0", "1"].map { AnswerOption(code: $0, label: LocalizedText($0)) }
    survey.rules = [
      rule("R08", "$ < VALID_MIN($) OR $ > VALID_MAX($)", .setMissing(.setByRule), over: ["b"]),
      rule("R10", "NOT VISIBLE($) AND $ IS NOT MISSING", .setMissing(.notAsked), over: ["b"]),
    ]
    let result = try survey.cleaned()
    #expect(result.dataset.table["b"]?.missing == [.setByRule, .notAsked, .present])
    #expect(result.edits.map(\.rule) == ["R08", "R10"])
  }

  @Test("dates are logged in ISO 8601")
  func dates() throws {
    var survey = SmallSurvey([records(1), ("at", Column(.dateTime([86_461]))), ("on", Column(.date([1])))])
    survey.rules = [rule("R", "$ IS NOT MISSING", .setMissing(.empty), over: ["at", "on"])]
    #expect(try survey.cleaned().edits.map(\.before.shown) == ["1970-01-02T00:01:01", "1970-01-02"])
  }
}
