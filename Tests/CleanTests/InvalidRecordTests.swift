import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("Records dropped as invalid")
struct InvalidRecordTests {
  private func survey() -> SmallSurvey {
    var survey = SmallSurvey([
      records(7), ("x", integers([90, 2, 6, 100, 40, nil, 68])),
      ("uscc", texts(["a", "b", "c", "d", nil, "f", "g"])),
    ])
    survey.rules = [
      rule("D", "x > 50", .drop, outcome: .invalid), rule("E", "x = 6", .drop, outcome: .incomplete),
      rule("F", "x > 30", .flag),
    ]
    survey.derived = [derivedVariable("size", "CASE WHEN x > 30 THEN 'large' WHEN x <= 30 THEN 'small' END")]
    return survey
  }

  private func cells(_ dataset: Dataset?, _ name: String) -> [String] {
    guard let column = dataset?.table[name] else { return [] }
    return (0..<column.count).map { column.codeText(at: $0) }
  }

  @Test("can be put back in the order of the file, with derived variables, flags and hashes")
  func joined() throws {
    let result = try survey().cleaned()
    let whole = result.withInvalid
    #expect(cells(whole, recordColumnName) == ["r1", "r2", "r4", "r5", "r6", "r7"])
    #expect(cells(whole, "size") == ["large", "small", "large", "large", "", "large"])
    #expect(cells(whole, "flag:F") == ["true", "false", "true", "true", "false", "true"])
    #expect(whole?.table.origins.line == [2, 3, 5, 6, 7, 8])
    var other = survey()
    other.rules.removeFirst()
    #expect(cells(whole, "uscc") == (try other.cleaned()).cells("uscc"))
    #expect(result.keptRecords == ["r2", "r5", "r6"])
  }

  @Test("count in aggregates of derived variables once they are put back, and not before")
  func aggregates() throws {
    var survey = survey()
    survey.derived = [
      derivedVariable("distance", "x - MEAN(x)"), derivedVariable("side", "CASE WHEN distance < 0 THEN 'below' END"),
    ]
    let result = try survey.cleaned()
    #expect(result.cells("distance") == ["-19", "19", ""])
    // The mean of 90, 2, 100, 40 and 68 is 60.
    #expect(cells(result.withInvalid, "distance") == ["30", "-58", "40", "-20", "", "8"])
    #expect(cells(result.withInvalid, "side") == ["", "below", "", "below", "", ""])
  }

  @Test("are none where rules drop nothing as invalid")
  func none() throws {
    var survey = survey()
    survey.rules.removeFirst()
    #expect(try survey.cleaned().withInvalid?.table.rowCount == nil)
  }
}
