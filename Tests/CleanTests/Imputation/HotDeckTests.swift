import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("hot_deck: the value of a firm drawn from the same cell")
struct HotDeckTests {
  private let codebook = Codebook([variable("x", .numeric)])

  private func deck(_ cells: [String] = [], seed: UInt64 = 11, isApproximateBayesian: Bool = false) -> HotDeck {
    HotDeck(
      target: ImputationTarget(variable: "x", maximumShare: 1), cells: cells, minimumCell: 3, seed: seed,
      isApproximateBayesian: isApproximateBayesian)
  }

  /// Two hundred firms in four districts, a third without a value; values name their firm.
  private func survey(_ order: [Int]) -> Table {
    table([
      (recordColumnName, texts(order.map { "r\($0)" })),
      ("d", texts(order.map { "d\($0 % 4)" })),
      ("x", doubles(order.map { $0 % 3 == 0 ? nil : Double($0) })),
    ])
  }

  @Test("donors are of the cell and gave the value; the row of each is told")
  func donors() throws {
    let data = survey(Array(0..<200))
    let result = try deck(["d"]).impute(data, codebook: codebook)
    #expect(result.cells.map(\.row) == (0..<200).filter { $0 % 3 == 0 })
    for cell in result.cells {
      let donor = try #require(cell.donorRow)
      #expect(donor % 4 == cell.row % 4 && donor % 3 != 0)
      #expect(cell.value == .number(Double(donor)) && cell.cellLevel == 0 && cell.method == .hotDeck)
      #expect(result.column.numericValues?[cell.row] == Double(donor))
    }
    #expect(result.column.missing.isEmpty)
    // Many donors serve, not the same again and again.
    #expect(Set(result.cells.map(\.donorRow)).count > 35)
  }

  @Test("a draw depends on seed, record and draw number, not on the order of rows or on other cells", arguments: 0..<20)
  func orderOfRows(seed: Int) throws {
    var random = KeyedTestGenerator(seed)
    let order = Array(0..<200).shuffled(using: &random)
    let plain = try deck(["d"]).impute(survey(Array(0..<200)), codebook: codebook)
    let shuffled = try deck(["d"]).impute(survey(order), codebook: codebook)
    let expected = Dictionary(uniqueKeysWithValues: plain.cells.map { ($0.row, $0.value) })
    #expect(shuffled.cells.count == plain.cells.count)
    for cell in shuffled.cells { #expect(cell.value == expected[order[cell.row]]) }
    // Without district 3 the others are filled as before.
    let fewer = order.filter { $0 % 4 != 3 }
    let without = try deck(["d"]).impute(survey(fewer), codebook: codebook)
    for cell in without.cells { #expect(cell.value == expected[fewer[cell.row]]) }
  }

  @Test("another seed and another draw give other donors, the same ones the same")
  func seeds() throws {
    let data = survey(Array(0..<200))
    let first = try deck(["d"]).impute(data, codebook: codebook)
    #expect(try deck(["d"]).impute(data, codebook: codebook).cells == first.cells)
    #expect(try deck(["d"], seed: 12).impute(data, codebook: codebook).cells != first.cells)
    #expect(try deck(["d"]).impute(data, codebook: codebook, replicate: .init(draw: 1)).cells != first.cells)
    // The published data are draw 0.
    #expect(try deck(["d"]).impute(data, codebook: codebook, replicate: .init(draw: 0)).cells == first.cells)
  }

  @Test("every donor is drawn equally often")
  func evenly() throws {
    let data = table([(recordColumnName, texts(["a", "b", "c", "d", "e"])), ("x", doubles([1, 2, 3, 4, nil]))])
    var counts = [Int](repeating: 0, count: 4)
    for draw in 0..<4000 {
      let result = try deck().impute(data, codebook: codebook, replicate: .init(draw: draw))
      counts[try #require(result.cells.first?.donorRow)] += 1
    }
    // Standard deviation of a count: the root of 4000 x 0.25 x 0.75, 27.4; five of them.
    #expect(counts.allSatisfy { abs($0 - 1000) < 137 }, "\(counts)")
  }

  @Test("in a replicate the donors are the respondents it drew")
  func replicate() throws {
    let data = table([
      (recordColumnName, texts(["a", "b", "c", "d", "e", "f"])), ("x", doubles([1, 2, 3, 4, 5, nil])),
    ])
    var counts = [Int](repeating: 0, count: 5)
    for draw in 1...3000 {
      let replicate = ImputationReplicate(draw: draw, isDrawn: [true, false, true, false, true, true])
      let result = try deck().impute(data, codebook: codebook, replicate: replicate)
      counts[try #require(result.cells.first?.donorRow)] += 1
    }
    #expect(counts[1] == 0 && counts[3] == 0)
    // A third, with a standard deviation of 25.8.
    #expect([0, 2, 4].allSatisfy { abs(counts[$0] - 1000) < 130 }, "\(counts)")
  }

  @Test("the approximate Bayesian bootstrap adds the variance between pools of donors")
  func approximateBayesian() throws {
    // Ten donors, forty recipients: the mean of what is filled in varies by s2 / 40, and with a pool of ten drawn first
    // by about s2 / 10 more.
    let data = table([
      (recordColumnName, texts((0..<50).map { "r\($0)" })), ("x", doubles((0..<50).map { $0 < 10 ? Double($0) : nil })),
    ])
    func variance(_ isApproximateBayesian: Bool) throws -> Double {
      let means = try (1...400).map { draw in
        let result = try deck(isApproximateBayesian: isApproximateBayesian)
          .impute(data, codebook: codebook, replicate: .init(draw: draw))
        return result.cells.reduce(0.0) { $0 + Double($1.donorRow ?? 0) } / 40
      }
      let mean = means.reduce(0, +) / 400
      return means.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / 399
    }
    // s2 with n of 0 … 9 is 8.25.
    let plain = try variance(false)
    let bayesian = try variance(true)
    #expect(abs(plain / (8.25 / 40) - 1) < 0.3)
    #expect(abs(bayesian / (8.25 / 40 * 0.9 + 8.25 / 10) - 1) < 0.3)
    let result = try deck(isApproximateBayesian: true).impute(data, codebook: codebook)
    #expect(result.cells.allSatisfy { $0.method == .approximateBayesianBootstrap && ($0.donorRow ?? 99) < 10 })
  }

  @Test("ids that are missing or occur twice are refused")
  func ids() {
    let twice = table([(recordColumnName, texts(["a", "a", "b"])), ("x", doubles([1, 2, nil]))])
    #expect(problems { _ = try deck().impute(twice, codebook: codebook) }.map(\.code) == ["Q-003"])
    let none = table([("x", doubles([1, 2, nil]))])
    #expect(problems { _ = try deck().impute(none, codebook: codebook) }.map(\.code) == ["Q-001"])
  }

  @Test("any type of value is taken over as it is")
  func types() throws {
    let ids = texts(["a", "b", "c", "d"])
    let kinds: [MissingKind] = [.present, .present, .present, .empty]
    let columns = [
      categories(["p", "p", "p", nil], of: ["p"]), integers([7, 7, 7, nil]),
      Column(.set(SetStorage(masks: [3, 3, 3, 0], options: ["1", "2"])), missing: kinds),
      Column(.bool([true, true, true, false]), missing: kinds), Column(.date([9, 9, 9, 0]), missing: kinds),
    ]
    for column in columns {
      let result = try deck().impute(table([(recordColumnName, ids), ("x", column)]), codebook: Codebook())
      #expect(result.column.codeText(at: 3) == column.codeText(at: 0))
      #expect(result.column.type == column.type && result.column.missing.isEmpty)
    }
  }
}
