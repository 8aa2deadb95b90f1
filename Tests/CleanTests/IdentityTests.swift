import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("Identifying values")
struct IdentityTests {
  private let firm = "91330100MA27XL1G5K"

  private func survey() -> SmallSurvey {
    var survey = SmallSurvey([
      records(4), ("uscc", texts([firm, "other", nil, firm])),
      ("ip", texts(["10.0.0.1", "10.0.0.2", "10.0.0.1", "x"])),
      ("phone", integers([13_800_000_001, nil, 13_800_000_002, 5])), ("x", integers([1, 9, 9, 1])),
    ])
    survey.variables = [variable("phone", .numeric, identifying: true)]
    return survey
  }

  /// Everything the stage hands on, as text.
  private func everything(_ result: CleanResult) -> String {
    String(decoding: writeCSV(result.dataset.table), as: UTF8.self) + "\(result.edits)" + "\(result.quarantine)"
      + "\(result.rules)"
  }

  @Test("leave the stage as 16 hexadecimal digits of a keyed hash: equal stays equal, missing stays missing")
  func hashed() throws {
    let result = try survey().cleaned()
    let codes = result.cells("uscc")
    #expect(codes[0] == codes[3])
    #expect(codes[0] != codes[1])
    #expect(codes[2] == "")
    #expect(result.dataset.table["uscc"]?.missing == [.present, .present, .empty, .present])
    for name in ["uscc", "ip", "phone"] {
      for code in result.cells(name) where !code.isEmpty {
        #expect(code.count == 16 && code.allSatisfy { "0123456789abcdef".contains($0) })
      }
    }
  }

  @Test("the hash depends on the seed and not on the rest of the file, so firms can be matched across waves")
  func keyed() throws {
    var other = survey()
    other.columns[1].column = texts(["z", firm, "y", nil])
    #expect(try other.cleaned().cells("uscc")[1] == survey().cleaned().cells("uscc")[0])
    other.seed = 8
    #expect(try other.cleaned().cells("uscc")[1] != survey().cleaned().cells("uscc")[0])
  }

  @Test("rules see them in the clear, and nothing that is handed on shows them")
  func nothingInTheClear() throws {
    var survey = survey()
    survey.rules = [
      rule("S", "uscc = 'other'", .setMissing(.setByRule), over: ["ip"]),
      rule("P", "$ < 10", .setMissing(.setByRule), over: ["phone"]), rule("F", "$ > 10", .flag, over: ["phone"]),
      rule("I", "COUNT(*) OVER (PARTITION BY ip) > 1", .flag),
      rule("D", "uscc = 'other'", .drop, outcome: .invalid),
    ]
    survey.derived = [
      derivedVariable("firm", "COALESCE(uscc, ip)"), derivedVariable("prefix", "SUBSTR(uscc, 1, 8)"),
      derivedVariable("again", "firm"), derivedVariable("call", "phone + 1"), derivedVariable("ring", "call"),
    ]
    let result = try survey.cleaned()
    #expect(result.edits.filter { $0.rule == "S" }.map(\.before.shown) == ["(withheld)"])
    #expect(result.edits.filter { $0.rule == "P" }.map(\.before.shown) == ["(withheld)"])
    #expect(result.edits.filter { $0.rule == "F" }.map(\.before.shown) == ["(withheld)", "(withheld)"])
    #expect(result.edits.filter { $0.rule == "I" }.map(\.record) == ["r1", "r3"])
    #expect(result.quarantine.map(\.record) == ["r2"])
    let text = everything(result)
    for value in [firm, "91330100", "other", "10.0.0.1", "10.0.0.2", "13800000001", "13800000002", "13800000003"] {
      #expect(!text.contains(value), "\(value)")
    }
  }

  @Test("what is only computed from them stays readable")
  func computed() throws {
    var survey = survey()
    survey.derived = [
      derivedVariable("known", "uscc IS NOT MISSING"),
      derivedVariable("crowd", "CASE WHEN COUNT(*) OVER (PARTITION BY ip) > 1 THEN 'many' ELSE 'one' END"),
      derivedVariable("length", "LENGTH(uscc)"),
    ]
    let result = try survey.cleaned()
    #expect(result.cells("known") == ["true", "true", "false", "true"])
    #expect(result.cells("crowd") == ["many", "one", "many", "one"])
    #expect(result.cells("length") == ["18", "5", "", "18"])
  }
}
