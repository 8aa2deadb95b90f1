import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("cell_value: the median or mode of the cell")
struct CellImputationTests {
  private let codebook = Codebook([variable("x", .numeric), variable("c", .single)])

  private func target(_ name: String) -> ImputationTarget {
    ImputationTarget(variable: name, maximumShare: 0.6)
  }

  @Test("the median of the finest cell with enough values, with the level it came from")
  func median() throws {
    let data = table([
      ("x", doubles([1, 2, 9, nil, 10, 20, nil, 30, nil])),
      ("d", texts(["A", "A", "A", "A", "B", "B", "B", "C", "C"])),
    ])
    let imputation = CellImputation(target: target("x"), cells: ["d"], minimumCell: 2)
    let result = try imputation.impute(data, codebook: codebook)
    // A: 1 2 9; B: 10 20, between them 15; C has one, so all: 1 2 9 10 20 30, between 9 and 10.
    #expect(
      result.cells == [
        ImputedCell(row: 3, value: .number(2), method: .median, donorRow: nil, cellLevel: 0),
        ImputedCell(row: 6, value: .number(15), method: .median, donorRow: nil, cellLevel: 0),
        ImputedCell(row: 8, value: .number(9.5), method: .median, donorRow: nil, cellLevel: 1),
      ])
    #expect(result.column == doubles([1, 2, 9, 2, 10, 20, 15, 30, 9.5]))
    #expect(result.unfilled.isEmpty)
  }

  @Test("cell variables are left out from the last")
  func collapsing() throws {
    let data = table([
      ("x", doubles([1, 1, 5, 5, 5, 9, nil])), ("d", texts(["A", "A", "A", "A", "A", "B", "A"])),
      ("s", texts(["s", "s", "m", "m", "m", "s", "s"])),
    ])
    func filled(_ minimum: Int) throws -> ImputedCell? {
      try CellImputation(target: target("x"), cells: ["d", "s"], minimumCell: minimum)
        .impute(data, codebook: codebook).cells.first
    }
    #expect(try filled(2) == ImputedCell(row: 6, value: .number(1), method: .median, donorRow: nil, cellLevel: 0))
    #expect(try filled(3) == ImputedCell(row: 6, value: .number(5), method: .median, donorRow: nil, cellLevel: 1))
    #expect(try filled(6) == ImputedCell(row: 6, value: .number(5), method: .median, donorRow: nil, cellLevel: 2))
  }

  @Test("whole numbers stay whole: of an even number of values the lower middle one")
  func wholeNumbers() throws {
    let data = table([("x", integers([1, 2, 3, 1000, nil]))])
    let result = try CellImputation(target: target("x")).impute(data, codebook: codebook)
    #expect(result.column == integers([1, 2, 3, 1000, 2]))
    let days = table([("x", Column(.date([10, 20, 0]), missing: [.present, .present, .empty]))])
    let dated = try CellImputation(target: target("x")).impute(days, codebook: codebook)
    #expect(dated.column == Column(.date([10, 20, 10])))
    #expect(dated.cells.first?.value == .code("1970-01-11"))
  }

  @Test("the mode; of equally frequent codes the first of the codebook, of numbers the smallest")
  func mode() throws {
    let data = table([
      ("c", categories(["b", "a", "b", "a", "c", nil], of: ["c", "b", "a"])), ("x", doubles([5, 3, 5, 3, 1, nil])),
    ])
    let coded = try CellImputation(target: target("c"), centre: .mode).impute(data, codebook: codebook)
    #expect(coded.cells == [ImputedCell(row: 5, value: .code("b"), method: .mode, donorRow: nil, cellLevel: 0)])
    #expect(coded.column.codeText(at: 5) == "b" && coded.column.missing.isEmpty)
    let numbers = try CellImputation(target: target("x"), centre: .mode).impute(data, codebook: codebook)
    #expect(numbers.column == doubles([5, 3, 5, 3, 1, 3]))
  }

  @Test("only the kinds named are filled; what was not asked stays so")
  func kinds() throws {
    let kinds: [MissingKind] = [.present, .present, .present, .notAsked, .refused, .notApplicable, .dontKnow, .empty]
    let data = table([("x", Column(.double([4, 4, 4, 0, 0, 0, 0, 0]), missing: kinds))])
    let result = try CellImputation(target: target("x")).impute(data, codebook: codebook)
    #expect(result.cells.map(\.row) == [4, 6, 7])
    #expect(result.column.missingKind(at: 3) == .notAsked && result.column.missingKind(at: 5) == .notApplicable)
    let chosen = ImputationTarget(variable: "x", kinds: [.empty], maximumShare: 0.6)
    #expect(try CellImputation(target: chosen).impute(data, codebook: codebook).cells.map(\.row) == [7])
  }

  @Test("without any value nothing is filled, and the rows are told")
  func nothing() throws {
    let data = table([("x", doubles([nil, nil]))])
    let result = try CellImputation(target: target("x")).impute(data, codebook: codebook)
    #expect(result.cells.isEmpty && result.unfilled == [0, 1] && result.column == data["x"])
  }
}
