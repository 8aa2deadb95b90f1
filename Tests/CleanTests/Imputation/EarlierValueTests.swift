import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("last_wave and ratio: values from an earlier wave and from another variable")
struct EarlierValueTests {
  private func target(_ share: Double = 1) -> ImputationTarget { ImputationTarget(variable: "x", maximumShare: share) }

  @Test("the value of the same firm a wave ago, with its row there; keys that occur twice are not used")
  func lastWave() throws {
    let now = table([("firm", texts(["p", "q", "r", "s", nil, "t"])), ("x", integers([1, nil, nil, nil, nil, nil]))])
    let then = table([("firm", texts(["s", "s", "r", "q", "p", "t"])), ("x", integers([5, 6, nil, 1999, 9, 7]))])
    let result = try LastWaveImputation(target: target(), key: ["firm"], previous: then)
      .impute(now, codebook: Codebook())
    #expect(
      result.cells == [
        ImputedCell(row: 1, value: .number(1999), method: .lastWave, donorRow: 3, cellLevel: 0),
        ImputedCell(row: 5, value: .number(7), method: .lastWave, donorRow: 5, cellLevel: 0),
      ])
    #expect(result.unfilled == [2, 3, 4])
    #expect(result.column == integers([1, 1999, nil, nil, nil, 7]))
  }

  @Test("codes and sets are carried over by what they read as, in whatever order they are listed")
  func codes() throws {
    let firms = ("firm", integers([1, 2]))
    let coded = try LastWaveImputation(
      target: target(), key: ["firm"], previous: table([firms, ("x", categories(["b", "c"], of: ["c", "b"]))])
    ).impute(table([firms, ("x", categories(["a", nil], of: ["a", "b"]))]), codebook: Codebook())
    #expect(coded.column.codeText(at: 1) == "c")
    let earlier = Column(.set(SetStorage(masks: [1, 3], options: ["2", "1"])))
    let sets = Column(.set(SetStorage(masks: [1, 0], options: ["1", "2", "3"])), missing: [.present, .empty])
    let carried = try LastWaveImputation(target: target(), key: ["firm"], previous: table([firms, ("x", earlier)]))
      .impute(table([firms, ("x", sets)]), codebook: Codebook())
    #expect(carried.column.codeText(at: 1) == "1|2")
    #expect(carried.cells.first?.value == .code("1|2"))
  }

  @Test("values of another type are refused")
  func types() {
    let firms = ("firm", integers([1, 2]))
    let imputation = LastWaveImputation(
      target: target(), key: ["firm"], previous: table([firms, ("x", categories(["b", "b"], of: ["b"]))]))
    let found = problems {
      _ = try imputation.impute(table([firms, ("x", integers([1, nil]))]), codebook: Codebook())
    }
    #expect(found.map(\.code) == ["Q-003"])
    #expect(found.first?.message.contains("integer") == true && found.first?.message.contains("category") == true)
  }

  @Test("the ratio of sums in the cell times the firm's own auxiliary value")
  func ratio() throws {
    let data = table([
      ("x", doubles([10, 30, nil, 100, 200, nil, nil, nil])), ("n", integers([1, 3, 5, 1, 5, 2, nil, -1])),
      ("d", texts(["A", "A", "A", "B", "B", "B", "A", "A"])),
    ])
    let imputation = RatioImputation(target: target(), auxiliary: "n", cells: ["d"], minimumCell: 2)
    let result = try imputation.impute(data, codebook: Codebook())
    // A: 40 / 4 x 5 = 50; B: 300 / 6 x 2 = 100. No auxiliary value, or a negative one: not filled.
    #expect(
      result.cells == [
        ImputedCell(row: 2, value: .number(50), method: .ratio, donorRow: nil, cellLevel: 0),
        ImputedCell(row: 5, value: .number(100), method: .ratio, donorRow: nil, cellLevel: 0),
      ])
    #expect(result.unfilled == [6, 7])
    let coarse = RatioImputation(target: target(), auxiliary: "n", cells: ["d"], minimumCell: 3)
    // All: 340 / 10 = 34.
    #expect(try coarse.impute(data, codebook: Codebook()).cells.map(\.value) == [.number(170), .number(68)])
    #expect(try coarse.impute(data, codebook: Codebook()).cells.map(\.cellLevel) == [1, 1])
  }

  @Test("whole numbers are rounded and take the width they need; auxiliaries of 0 give no ratio")
  func wholeNumbers() throws {
    let data = table([("x", integers([1, 2, nil])), ("n", integers([1, 1, 3001]))])
    let result = try RatioImputation(target: target(), auxiliary: "n").impute(data, codebook: Codebook())
    // 3 / 2 x 3001 = 4501.5.
    #expect(result.column == integers([1, 2, 4502]))
    let zero = table([("x", integers([1, 2, nil])), ("n", integers([0, 0, 5]))])
    #expect(try RatioImputation(target: target(), auxiliary: "n").impute(zero, codebook: Codebook()).unfilled == [2])
  }
}
