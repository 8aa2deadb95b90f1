import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("Whatever the data and the rules")
struct AccountingPropertyTests {
  /// A random survey over columns a, b (whole numbers), m (a set) and key, with random rules of every action.
  private func survey(_ seed: Int) -> SmallSurvey {
    var random = SeededGenerator(state: UInt64(seed))
    let rows = Int.random(in: 0...60, using: &random)
    func numbers() -> Column {
      integers((0..<rows).map { _ in Bool.random(using: &random) ? Int64.random(in: -3...3, using: &random) : nil })
    }
    var survey = SmallSurvey([
      records(rows), (unitColumnName, categories((0..<rows).map { ["GX", "YL", nil][$0 % 3] }, of: ["GX", "YL"])),
      ("a", numbers()), ("b", numbers()),
      (
        "m",
        Column(
          .set(
            SetStorage(
              masks: (0..<rows).map { _ in UInt64.random(in: 1..<8, using: &random) }, options: ["0", "1", "2"])))
      ), ("key", texts((0..<rows).map { _ in ["p", "q", "r", nil].randomElement(using: &random) ?? nil })),
    ])
    let conditions = [
      "a > b", "a IS MISSING", "b < MEAN(b)", "HAS(m, 1)", "COUNT(*) OVER (PARTITION BY key) > 3", "a = 1 OR b = 2",
      "COUNT_OF(m) = 2", "FALSE", "a / 0 > b",
    ]
    for number in 0..<Int.random(in: 0...8, using: &random) {
      let condition = conditions.randomElement(using: &random) ?? "TRUE"
      let kind = MissingKind.allCases.dropFirst().randomElement(using: &random) ?? .empty
      let actions: [(RuleAction, [String])] = [
        (.flag, []), (.drop, []), (.setMissing(kind), ["a", "m", "b"]), (.removeOption("1"), ["m"]),
        (.keepLatest(key: "key", order: "a"), []), (.flag, ["a", "b"]), (.setMissing(kind), ["b"]),
      ]
      let (action, variables) = actions.randomElement(using: &random) ?? (.flag, [])
      survey.rules.append(rule("R\(number)", condition, action, over: variables, outcome: nil))
    }
    return survey
  }

  @Test("rows in = rows kept + rows quarantined, each record on one side, each named once", arguments: 0..<200)
  func accounted(seed: Int) throws {
    let survey = survey(seed)
    let result = try survey.cleaned()
    let rows = survey.table.rowCount
    #expect(result.counts.rowsIn == rows)
    #expect(result.counts.rowsKept + result.counts.rowsQuarantined == rows)
    #expect(result.dataset.table.rowCount == result.counts.rowsKept)
    #expect(result.quarantine.count == result.counts.rowsQuarantined)
    let names = result.keptRecords + result.quarantine.map(\.record)
    #expect(Set(names) == Set((0..<rows).map { "r\($0 + 1)" }))
    #expect(names.count == rows)
    #expect(result.quarantine.allSatisfy { !$0.rules.isEmpty })
    // Each record rule's count is the number of records that name it, dropped or, for a flag, kept.
    for (summary, rule) in zip(result.rules, survey.rules) where rule.action != .flag {
      let named = result.quarantine.count { $0.rules.contains(rule.id) }
      if case .setMissing = rule.action { continue }
      if case .removeOption = rule.action { continue }
      #expect(summary.records == named)
    }
    for summary in result.rules { #expect(summary.recordsByUnit.values.reduce(0, +) == summary.records) }
  }

  @Test("putting the audit's values before back restores the cells as ingested", arguments: 0..<200)
  func reversible(seed: Int) throws {
    let survey = survey(seed)
    let result = try survey.cleaned()
    let ingested = survey.table
    guard let ids = ingested[recordColumnName] else { return }
    let row = Dictionary(uniqueKeysWithValues: (0..<ingested.rowCount).map { (ids.codeText(at: $0), $0) })
    // What is known of each cell after cleaning: from the kept table, and from the audit for records set aside.
    for name in ["a", "b", "m"] {
      guard let before = ingested[name], let after = result.dataset.table[name] else { continue }
      var cells = (0..<ingested.rowCount).map { before.cell(at: $0).shown }
      let original = cells
      for entry in result.edits where entry.variable == name {
        guard let position = row[entry.record] else { continue }
        #expect(cells[position] == entry.before.shown)
        cells[position] = entry.after.shown
      }
      for (position, record) in result.keptRecords.enumerated() {
        #expect(row[record].map { cells[$0] } == after.cell(at: position).shown)
      }
      for entry in result.edits.reversed() where entry.variable == name {
        if let position = row[entry.record] { cells[position] = entry.before.shown }
      }
      #expect(cells == original)
    }
  }

  @Test("the same data and rules give the same result")
  func repeatable() throws {
    let first = try survey(3).cleaned()
    let second = try survey(3).cleaned()
    #expect(writeCSV(first.dataset.table) == writeCSV(second.dataset.table))
    #expect(first.edits == second.edits)
    #expect(first.quarantine == second.quarantine)
  }
}
