import Diagnostics
import Tables
import Testing

@testable import Clean

@Suite("near_duplicates: records that give nearly the same answers")
struct NearDuplicateTests {
  /// Columns a, b, … of the answers of one record a string: `-` is no answer.
  private func answers(_ records: [String], block: [String?]? = nil) -> Table {
    let width = records.first?.utf8.count ?? 0
    var columns = (0..<width).map { position in
      (
        name: "q\(position)",
        column: integers(records.map { $0.utf8.dropFirst(position).first.flatMap { $0 == 45 ? nil : Int64($0 - 48) } })
      )
    }
    if let block { columns.append(("block", texts(block))) }
    return table(columns)
  }

  private func check(_ width: Int, threshold: Double, minimum: Int = 1) -> NearDuplicates {
    var check = NearDuplicates(columns: (0..<width).map { "q\($0)" })
    check.threshold = threshold
    check.minimumCompared = minimum
    return check
  }

  @Test("a pair at the threshold is found with its share, one below it is not")
  func threshold() throws {
    // 1 and 2 differ in one of ten, 3 differs from both in two and more.
    let found = try check(10, threshold: 0.9).check(answers(["1234512345", "1234512344", "1234512312"]))
    #expect(found.struck == [StruckRow(0, figure: 0.9, otherRow: 1), StruckRow(1, figure: 0.9, otherRow: 0)])
    #expect(found.notes.isEmpty)
  }

  @Test("only questions that both answered count, and there must be enough of them")
  func jointlyAnswered() throws {
    let data = answers(["12345-----", "123451----", "1234512345"])
    // 1 agrees with both in its five answers; 2 and 3 agree in six.
    #expect(
      try check(10, threshold: 1).check(data).struck == [
        StruckRow(0, figure: 1, otherRow: 1), StruckRow(1, figure: 1, otherRow: 0),
        StruckRow(2, figure: 1, otherRow: 0),
      ])
    #expect(
      try check(10, threshold: 1, minimum: 6).check(data).struck == [
        StruckRow(1, figure: 1, otherRow: 2), StruckRow(2, figure: 1, otherRow: 1),
      ])
    #expect(try check(10, threshold: 1, minimum: 7).check(data).struck.isEmpty)
  }

  @Test("answers of questions with more of them than a byte tells apart are compared in full")
  func manyAnswers() throws {
    // Answers 255 apart have the same byte; records 0 and 255 are copies but for one of ten answers.
    let count = 600
    var columns = (0..<9).map { place in
      (name: "q\(place)", column: integers((0..<count).map { Int64(($0 % 255) * 10 + place) }))
    }
    columns.append((name: "q9", column: integers((0..<count).map { Int64($0) })))
    let found = try check(10, threshold: 0.95).check(table(columns))
    #expect(found.struck.isEmpty)
    let looser = try check(10, threshold: 0.9).check(table(columns))
    #expect(looser.rows == Array(0..<count))
    #expect(looser.struck[0] == StruckRow(0, figure: 0.9, otherRow: 255))
    #expect(looser.struck[255] == StruckRow(255, figure: 0.9, otherRow: 0))
    #expect(looser.struck[300] == StruckRow(300, figure: 0.9, otherRow: 45))
  }

  @Test("copies are found however many they are; the first copy names the second, the others the first")
  func copies() throws {
    var many = check(10, threshold: 1)
    many.splitAbove = 2
    let found = try many.check(answers(Array(repeating: "1111122222", count: 50)))
    #expect(found.rows == Array(0..<50))
    #expect(found.struck.allSatisfy { $0.figure == 1 && $0.otherRow == ($0.row == 0 ? 1 : 0) })
    #expect(found.notes.isEmpty)
    // Nobody is a copy of one who answered nothing.
    #expect(try check(4, threshold: 1).check(answers(["----", "----"])).struck.isEmpty)
  }

  @Test("records of different blocks are not compared; a missing block is a block")
  func blocks() throws {
    var blocked = check(4, threshold: 1)
    blocked.blocks = ["block"]
    let data = answers(Array(repeating: "1234", count: 6), block: ["a", "b", nil, "a", nil, "c"])
    let found = try blocked.check(data)
    #expect(found.rows == [0, 2, 3, 4])
    #expect(found.struck.map(\.otherRow) == [3, 4, 0, 2])
  }

  @Test("answers of every type are compared by value")
  func types() throws {
    let data = table([
      ("number", doubles([0.5, 0.5, -0.0, 0.0])), ("text", texts(["甲", "甲", "乙", "乙"])),
      ("code", categories(["x", "x", "y", "y"], of: ["y", "x"])),
      ("set", Column(.set(SetStorage(masks: [1, 1, 2, 3], options: ["1", "2"])))),
      ("day", Column(.date([1, 1, 2, 2]))), ("yes", Column(.bool([true, true, false, false]))),
    ])
    let check = NearDuplicates(columns: data.names, threshold: 0.8, minimumCompared: 1)
    let found = try check.check(data)
    #expect(found.struck.map(\.figure) == [1, 1, 5.0 / 6, 5.0 / 6])
  }

  @Test("where a search is bounded a note says for how many records")
  func bounded() throws {
    // Every record differs from every other in one column of three and no two are copies: one bucket is left over.
    var bounded = check(3, threshold: 0.6)
    bounded.splitAbove = 2
    bounded.workPerRecord = 4
    let records = (0..<60).map { "11" + String(UnicodeScalar(UInt8(49 + $0))) }
    let found = try bounded.check(answers(records))
    #expect(found.notes.map(\.code) == ["Q-010"])
    #expect(found.notes.first?.message.contains("60 of 60 records") == true)
    #expect(found.rows == Array(0..<60))
  }

  @Test("against the definition: what is struck is right, and no pair within the guarantee is missed")
  func definition() throws {
    var unbounded = 0
    var pairs = 0
    for seed in 0..<300 {
      var random = KeyedTestGenerator(seed)
      let survey = RandomAnswers(&random)
      var check = NearDuplicates(columns: survey.table.names.filter { $0 != "block" })
      if Bool.random(using: &random) { check.blocks = ["block"] }
      check.threshold = [0.6, 0.75, 0.8, 0.9, 0.95, 1][Int.random(in: 0..<6, using: &random)]
      check.minimumCompared = Int.random(in: 1...6, using: &random)
      check.oneSidedMissing = Int.random(in: 0...3, using: &random)
      check.splitAbove = Int.random(in: 2...8, using: &random)
      if Bool.random(using: &random) { check.workPerRecord = 12 }
      let found = try check.check(survey.table)
      let truth = NaivePairs(survey, check)
      for struck in found.struck {
        // The figure is the share with the record named.
        let other = try #require(struck.otherRow)
        #expect(truth.share(struck.row, other) == struck.figure, "seed \(seed)")
      }
      if found.notes.isEmpty {
        unbounded += 1
        for (one, other, share) in truth.pairs where truth.oneSided(one, other) <= check.oneSidedMissing {
          pairs += 1
          for row in [one, other] {
            let figure = found.struck.first { $0.row == row }?.figure
            #expect(figure.map { $0 >= share } == true, "seed \(seed), rows \(one) and \(other)")
          }
        }
      }
      // With buckets that hold everything the search is the definition, whatever is missing.
      check.splitAbove = 1000
      check.workPerRecord = 1000
      #expect(try check.check(survey.table).struck == truth.struck, "seed \(seed)")
    }
    #expect(unbounded > 100 && pairs > 1000, "\(unbounded) searches, \(pairs) pairs")
  }
}

/// Random records, many of them another's with a few answers changed or left out.
private struct RandomAnswers {
  var cells: [[Int64?]] = []
  var blocks: [String?] = []
  var table: Table

  init(_ random: inout KeyedTestGenerator) {
    let width = Int.random(in: 4...24, using: &random)
    let values = Int64.random(in: 2...9, using: &random)
    for row in 0..<Int.random(in: 0...50, using: &random) {
      var record: [Int64?] = (0..<width).map { _ in Int64.random(in: 1...values, using: &random) }
      if row > 0, Int.random(in: 0..<3, using: &random) > 0 {
        record = cells[Int.random(in: 0..<row, using: &random)]
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let answer = Bool.random(using: &random) ? nil : Int64.random(in: 1...values, using: &random)
          record[Int.random(in: 0..<width, using: &random)] = answer
        }
      }
      cells.append(record)
      blocks.append(["a", "b", nil][Int.random(in: 0..<3, using: &random)])
    }
    let rows = cells
    var columns = (0..<width).map { column in (name: "q\(column)", column: integers(rows.map { $0[column] })) }
    columns.append(("block", texts(blocks)))
    table = Table(columns, rowCount: rows.count)
  }
}

/// The definition, pair by pair.
private struct NaivePairs {
  let survey: RandomAnswers
  let check: NearDuplicates
  var pairs: [(Int, Int, Double)] = []
  /// By row and row, the share of the pairs that strike.
  private var shares: [[Double?]]

  init(_ survey: RandomAnswers, _ check: NearDuplicates) {
    self.survey = survey
    self.check = check
    let count = survey.cells.count
    shares = Array(repeating: Array(repeating: nil, count: count), count: count)
    for one in 0..<count {
      for other in one + 1..<max(one + 1, count) {
        guard let share = compared(survey.cells[one], survey.cells[other]) else { continue }
        guard check.blocks.isEmpty || survey.blocks[one] == survey.blocks[other] else { continue }
        pairs.append((one, other, share))
        shares[one][other] = share
        shares[other][one] = share
      }
    }
  }

  private func compared(_ one: [Int64?], _ other: [Int64?]) -> Double? {
    var joint = 0
    var equal = 0
    for question in one.indices {
      guard let first = one[question], let second = other[question] else { continue }
      joint += 1
      if first == second { equal += 1 }
    }
    guard joint >= check.minimumCompared else { return nil }
    let share = Double(equal) / Double(joint)
    return share >= check.threshold ? share : nil
  }

  /// The share of a pair that strikes.
  func share(_ one: Int, _ other: Int) -> Double? { shares[one][other] }

  func oneSided(_ one: Int, _ other: Int) -> Int {
    zip(survey.cells[one], survey.cells[other]).count { ($0 == nil) != ($1 == nil) }
  }

  var struck: [StruckRow] {
    shares.indices.compactMap { row in
      var best: StruckRow?
      for (other, share) in shares[row].enumerated() {
        guard let share, share > best?.figure ?? -1 else { continue }
        best = StruckRow(row, figure: share, otherRow: other)
      }
      return best
    }
  }
}
