import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("keep_latest: one record of those that share a key")
struct DuplicateTests {
  private let latest = RuleAction.keepLatest(key: "uscc", order: "at")

  @Test("the latest stays, the others are duplicates; a later row wins a tie; a missing key is nobody's duplicate")
  func latestStays() throws {
    var survey = SmallSurvey([
      records(8), ("uscc", texts(["a", "b", "a", nil, "a", "b", nil, "c"])),
      ("at", Column(.dateTime([30, 5, 20, 1, 10, 5, 1, 0]))),
    ])
    survey.rules = [rule("R05", "uscc IS NOT MISSING", latest)]
    let result = try survey.cleaned()
    #expect(result.keptRecords == ["r1", "r4", "r6", "r7", "r8"])
    #expect(result.quarantine.map(\.record) == ["r2", "r3", "r5"])
    #expect(result.quarantine.allSatisfy { $0.outcome == "duplicate" && $0.rules == ["R05"] })
    #expect(result.rules.first?.records == 3)
  }

  @Test("records that an earlier rule dropped do not count, so the latest complete one stays")
  func droppedBefore() throws {
    var survey = SmallSurvey([
      records(3), ("uscc", texts(["a", "a", "a"])), ("at", Column(.dateTime([1, 2, 3]))), ("n", integers([9, 9, 0])),
    ])
    let incomplete = rule("R07", "n < 5", .drop, outcome: .incomplete)
    let duplicate = rule("R05", "TRUE", latest)
    survey.rules = [incomplete, duplicate]
    var result = try survey.cleaned()
    #expect(result.keptRecords == ["r2"])
    #expect(result.quarantine.map(\.rules) == [["R05"], ["R07"]])
    // The other way round, the incomplete one is the latest and takes the others' place before it falls itself.
    survey.rules = [duplicate, incomplete]
    result = try survey.cleaned()
    #expect(result.keptRecords == [])
    #expect(result.quarantine.map(\.outcome) == ["duplicate", "duplicate", "incomplete"])
  }

  @Test("records that the condition leaves out are neither kept nor dropped for their key")
  func condition() throws {
    var survey = SmallSurvey([
      records(3), ("uscc", texts(["a", "a", "a"])), ("at", Column(.dateTime([1, 2, 3]))), ("ok", integers([1, 1, 0])),
    ])
    survey.rules = [rule("R05", "ok = 1", latest)]
    #expect(try survey.cleaned().keptRecords == ["r2", "r3"])
  }

  @Test("a later rule still names what a duplicate broke")
  func laterRules() throws {
    var survey = SmallSurvey([
      records(2), ("uscc", texts(["a", "a"])), ("at", Column(.dateTime([1, 2]))), ("x", integers([9, 1])),
    ])
    survey.rules = [rule("R05", "TRUE", latest), rule("R06", "x > 5", .flag), rule("R02", "x > 5", .drop)]
    let result = try survey.cleaned()
    #expect(result.quarantine.map(\.rules) == [["R05", "R06", "R02"]])
    #expect(result.quarantine.map(\.outcome) == ["duplicate"])
    #expect(result.counts.recordsFlagged == 0)
  }

  @Test("any column orders: texts by bytes, categories in codebook order, a missing order is earliest")
  func orders() {
    let key = integers([1, 1, 1])
    let rows: [Int32] = [0, 1, 2]
    #expect(rowsBeforeLatest(rows, key: key, order: texts(["b", "a", nil])) == [1, 2])
    #expect(rowsBeforeLatest(rows, key: key, order: categories(["x", "y", "x"], of: ["y", "x"])) == [0, 1])
    #expect(rowsBeforeLatest(rows, key: key, order: integers([nil, nil, nil])) == [0, 1])
    // Whole numbers beyond the exact range of Double still differ.
    #expect(rowsBeforeLatest(rows, key: key, order: integers([1 << 60 + 1, 1 << 60, 0])) == [1, 2])
    #expect(rowsBeforeLatest([2, 0], key: key, order: integers([1, 9, 1])) == [2])
  }
}
