import Diagnostics
import SurveyModel
import Testing

@testable import Estimation

@Suite struct SuppressionTests {
  /// Firms with sizes of a long tail in districts, sizes, sectors and waves; most cells small.
  private func tables(
    seed: UInt64, firms: Int = 60, districts: Int = 4, waves: Int = 1, zone: Bool = false,
    tables: [[String]] = [["district", "size"], ["district", "sector"]],
    rules: ConfidentialityRules = ConfidentialityRules(
      minimumContributors: 3, dominance: .init(count: 1, share: 0.8), priorPosterior: 0.1)
  ) throws -> LinkedTables {
    var numbers = TestNumbers(seed)
    func classes(_ names: [String]) -> RecordClasses {
      RecordClasses(
        names: names,
        classOfRecord: (0..<firms).map { _ in
          min(names.count - 1, Int(numbers.uniform() * numbers.uniform() * Double(names.count)))
        })
    }
    var dimensions = [
      TableDimension(
        name: "district", classes: classes((0..<districts).map { "D\($0)" }),
        unions: zone ? [.init(name: "D0 with D1", members: [0, 1])] : []),
      TableDimension(name: "size", classes: classes(["micro", "small", "large"])),
      TableDimension(name: "sector", classes: classes(["A", "B", "C"])),
    ]
    if waves > 1 {
      dimensions.append(
        TableDimension(
          name: "wave", classes: classes((0..<waves).map { "\(2024 + $0)" }), hasTotal: false, hasChanges: true))
    }
    let values = (0..<firms).map { _ in (1 + 40 * numbers.uniform() * numbers.uniform() * numbers.uniform()).rounded() }
    return try LinkedTables(
      values: values, dimensions: dimensions, tables: tables.map { $0 + (waves > 1 ? ["wave"] : []) }, rules: rules)
  }

  /// Whether a suppressed total is a linear combination of what is published, by elimination apart from the audit.
  private func derivable(_ tables: LinkedTables, _ isSuppressed: [Bool]) -> [Int] {
    let open = tables.cells.indices.filter { isSuppressed[$0] }
    var rows = tables.relations.map { relation in
      open.map { cell in relation.terms.reduce(0.0) { $1.cell == cell ? $0 + $1.coefficient : $0 } }
    }
    var pivots: [(row: Int, column: Int)] = []
    for column in open.indices {
      let used = Set(pivots.map(\.row))
      guard
        let row = rows.indices.filter({ !used.contains($0) }).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }
        ),
        abs(rows[row][column]) > 1e-9
      else { continue }
      let factor = rows[row][column]
      rows[row] = rows[row].map { $0 / factor }
      for other in rows.indices where other != row && rows[other][column] != 0 {
        let times = rows[other][column]
        rows[other] = zip(rows[other], rows[row]).map { $0 - times * $1 }
      }
      pivots.append((row, column))
    }
    // A row of the reduced form with one entry gives that cell away.
    return pivots.filter { pivot in rows[pivot.row].count { abs($0) > 1e-9 } == 1 }.map { open[$0.column] }
  }

  private func check(_ tables: LinkedTables, _ pattern: SuppressionPattern, _ place: String) {
    #expect(pattern.exposures.isEmpty, "\(place): \(pattern.exposures)")
    let isSuppressed = pattern.isSuppressed
    for (cell, own) in tables.cells.enumerated() where own.isSensitive { #expect(isSuppressed[cell], "\(place)") }
    let given = derivable(tables, isSuppressed).filter { !tables.cells[$0].isChange && tables.cells[$0].value > 0 }
    #expect(given.isEmpty, "\(place): \(given.map { tables.cells[$0].labels }) can be worked out")
    for interval in pattern.audit.intervals() {
      let value = tables.cells[interval.cell].value
      #expect(interval.low <= 0.85 * value + 1e-6 && interval.high >= 1.15 * value - 1e-6, "\(place) \(interval)")
      // A table that a reader cannot tell from the true one: all relations hold, nothing is below 0.
      for isHigh in [true, false] {
        guard let witness = pattern.audit.witness(interval.cell, isHigh: isHigh) else { continue }
        for relation in tables.relations {
          #expect(abs(relation.terms.reduce(0) { $0 + $1.coefficient * witness[$1.cell] }) < 1e-6, "\(place)")
        }
        for (cell, own) in tables.cells.enumerated() {
          if !isSuppressed[cell] { #expect(witness[cell] == own.value, "\(place)") }
          if !own.isChange { #expect(witness[cell] > -1e-6, "\(place)") }
        }
        #expect(abs(witness[interval.cell] - (isHigh ? interval.high : interval.low)) < 1e-6, "\(place)")
      }
    }
  }

  @Test("no suppressed total of random linked tables can be told within 15 %", arguments: UInt64(1)...12)
  func intervals(seed: UInt64) throws {
    let tables = try tables(seed: seed)
    let pattern = tables.suppressed()
    #expect(pattern.primary.count == tables.cells.count { $0.isSensitive })
    #expect(!pattern.primary.isEmpty)
    #expect(tables.cells.indices.contains { !pattern.isSuppressed[$0] && tables.cells[$0].value > 0 })
    check(tables, pattern, "seed \(seed)")
    // None of those held back for others could be published.
    for cell in pattern.secondary {
      var fewer = pattern.isSuppressed
      fewer[cell] = false
      #expect(!SuppressionAudit(tables, suppressed: fewer).holds, "seed \(seed): \(tables.cells[cell].labels)")
    }
  }

  @Test("a district with and without its zone gives neither away", arguments: UInt64(21)...26)
  func zones(seed: UInt64) throws {
    let tables = try tables(seed: seed, zone: true, tables: [["district", "size"]])
    #expect(tables.cells.contains { $0.labels[0] == "D0 with D1" })
    check(tables, tables.suppressed(), "seed \(seed)")
  }

  @Test("two waves with their changes are one system", arguments: UInt64(31)...34)
  func waves(seed: UInt64) throws {
    let tables = try tables(seed: seed, firms: 70, districts: 3, waves: 2, tables: [["district", "size"]])
    let changes = tables.cells.filter(\.isChange)
    #expect(!changes.isEmpty && changes.allSatisfy { !$0.isSensitive })
    let pattern = tables.suppressed()
    check(tables, pattern, "seed \(seed)")
    // With its change and one wave published the other would be known.
    for relation in tables.relations where relation.terms.contains(where: { tables.cells[$0.cell].isChange }) {
      #expect(relation.terms.count { pattern.isSuppressed[$0.cell] } != 1, "seed \(seed)")
    }
  }

  @Test("a single suppressed total in a row is found by the audit, and the intervals are those of the margins")
  func auditFinds() {
    // Two by two with margins; the first row sums to 30, the first column to 12.
    let values: [Double] = [10, 20, 2, 8, 30, 10, 12, 28, 40]
    let cells = values.map { TableCell(labels: [], value: $0, contributors: 9) }
    let relations = [
      TableRelation(total: 4, parts: [0, 1]), TableRelation(total: 5, parts: [2, 3]),
      TableRelation(total: 6, parts: [0, 2]), TableRelation(total: 7, parts: [1, 3]),
      TableRelation(total: 8, parts: [4, 5]), TableRelation(total: 8, parts: [6, 7]),
    ]
    let tables = LinkedTables(cells: cells, relations: relations)
    func suppressed(_ open: Set<Int>) -> SuppressionAudit {
      SuppressionAudit(tables, suppressed: values.indices.map { open.contains($0) })
    }
    for interval in suppressed([0]).intervals() { #expect(interval.low == 10 && interval.high == 10) }
    #expect(!suppressed([0]).holds)
    // All four inside: the first is between max(0, 12 - 10) and min(30, 12).
    let inside = suppressed([0, 1, 2, 3]).intervals()
    for (interval, wanted) in zip(inside, [(2.0, 12.0), (18, 28), (0, 10), (0, 10)]) {
      #expect(abs(interval.low - wanted.0) < 1e-9 && abs(interval.high - wanted.1) < 1e-9, "\(interval)")
    }
    #expect(suppressed([0, 1, 2, 3]).exposures.map(\.cell) == [1])
  }

  @Test("the only firm of a total cannot work out another through it")
  func soleContributors() throws {
    // One row of two sensitive totals: each alone would be safe from outsiders, not from the other.
    let reasons: [ConfidentialityRules.Reason] = [.fewContributors(1, least: 3)]
    var cells = [50.0, 60, 300, 410].map { TableCell(labels: [], value: $0, contributors: 9) }
    for cell in 0..<2 {
      cells[cell].contributors = 1
      cells[cell].soleContributor = cell
      cells[cell].reasons = reasons
    }
    let tables = LinkedTables(cells: cells, relations: [TableRelation(total: 3, parts: [0, 1, 2])])
    let audit = SuppressionAudit(tables, suppressed: [true, true, false, false])
    #expect(audit.intervals().allSatisfy { $0.isProtected })
    #expect(audit.exposures.map(\.knowing) == [0, 1])
    let pattern = tables.suppressed()
    #expect(pattern.exposures.isEmpty && pattern.isSuppressed == [true, true, true, false])
  }

  @Test("what a firm adds itself is no secret to it; what the others add is kept from it")
  func knownParts() throws {
    // One firm of 100 alone in d1, two of 4 and 3 in d2; other sectors beside them.
    let firms: [(String, String, Double)] =
      [("d1", "c1", 100), ("d2", "c1", 4), ("d2", "c1", 3)]
      + ["d1", "d2", "d3"].flatMap { district in (0..<5).map { (district, "c2", Double(9 + $0)) } }
      + (0..<5).map { ("d3", "c1", Double(9 + $0)) }
    let tables = try LinkedTables(
      values: firms.map(\.2),
      dimensions: [
        TableDimension(name: "district", classes: RecordClasses(labels: firms.map(\.0))),
        TableDimension(name: "sector", classes: RecordClasses(labels: firms.map(\.1))),
      ], tables: [["district", "sector"]],
      rules: ConfidentialityRules(minimumContributors: 3, dominance: .init(count: 1, share: 0.6)))
    let total = try #require(tables.cells.firstIndex { $0.labels == [nil, "c1"] })
    #expect(tables.cells[total].isSensitive && tables.cells[total].knownParts == [0: 100])
    let pattern = tables.suppressed()
    check(tables, pattern, "known parts")
    let interval = try #require(pattern.audit.intervals(knowing: 0).first { $0.cell == total })
    #expect(interval.low >= 100 && interval.isProtected && interval.neededLow > 0.85 * tables.cells[total].value)
  }

  @Test("the upper end reaches as far as the p % rule asks")
  func neededAbove() throws {
    // 100 and 3 and 1: the second can tell the first to within 1 %.
    let rules = ConfidentialityRules(minimumContributors: nil, priorPosterior: 0.4)
    let own = Contributions([3, 100, 1])
    #expect(rules.reasons(own) == [.deducible(within: 0.01)])
    #expect(abs(rules.neededAbove(own) - 39) < 1e-12)
    let tables = try LinkedTables(
      values: [3, 100, 1, 30, 30, 30, 30, 30, 30],
      dimensions: [
        TableDimension(name: "district", classes: RecordClasses(labels: ["a", "a", "a", "b", "b", "b", "c", "c", "c"]))
      ], tables: [["district"]], rules: rules)
    let pattern = tables.suppressed()
    #expect(pattern.exposures.isEmpty)
    let interval = try #require(pattern.audit.intervals().first { tables.cells[$0.cell].labels == ["a"] })
    #expect(interval.high >= 143 && interval.neededHigh == 143)
  }

  @Test("rules count holders once and firms by their weight")
  func rules() {
    let rules = ConfidentialityRules(minimumContributors: 3, dominance: .init(count: 2, share: 0.75))
    #expect(rules.reasons(Contributions([5, 5, 5, 5])).isEmpty)
    #expect(rules.reasons(Contributions([5, 5])).count == 2)
    #expect(
      rules.reasons(Contributions([5, 5, 5, 5], holders: [1, 1, 1, 2])) == [
        .fewContributors(2, least: 3), .dominated(share: 1, by: 2),
      ])
    // The larger stands for four firms, so the two largest are 20 of 55.
    let weighted = Contributions([10, 5, 5, 5], weights: [4, 1, 1, 1])
    #expect(weighted.total == 55 && weighted.sum(ofLargest: 2) == 20 && weighted.sum(ofLargest: 5) == 45)
    #expect(rules.reasons(weighted).isEmpty)
    #expect(rules.reasons(Contributions([])).isEmpty)
    #expect(
      ConfidentialityRules(minimumContributors: nil, priorPosterior: 0.1).reasons(Contributions([7])) == [
        .deducible(within: 0)
      ])
  }

  @Test("tables tell every dimension, length and value that is wrong")
  func problems() {
    let own = TableDimension(name: "district", classes: RecordClasses(labels: ["a", "b"]))
    do {
      _ = try LinkedTables(
        values: [1, -2, 3], weights: [1], dimensions: [own], tables: [["distict"]], rules: ConfidentialityRules())
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.diagnostics.map(\.code) == ["E-170", "E-170", "E-171", "E-172"])
      #expect(error.diagnostics.last?.advice == "Did you mean district?")
    }
  }
}
