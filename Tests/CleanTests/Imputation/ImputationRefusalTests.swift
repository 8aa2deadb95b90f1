import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("What is not imputed")
struct ImputationRefusalTests {
  private let data = table([
    (recordColumnName, texts(["a", "b", "c", "d"])), ("x", integers([1, 2, 3, nil])), ("n", integers([1, 1, 1, 1])),
  ])

  private func methods(_ target: ImputationTarget) -> [any Imputation] {
    [
      CellImputation(target: target), CellImputation(target: target, centre: .mode), HotDeck(target: target, seed: 1),
      LastWaveImputation(target: target, key: [recordColumnName], previous: data.filled),
      RatioImputation(target: target, auxiliary: "n"),
    ]
  }

  @Test("attitudes, attention checks and identities are refused by every method, and why is told")
  func attitudes() {
    let refused: [(SurveyVariable, String)] = [
      (variable("x", .likert), "is an attitude (likert)"), (variable("x", .nps), "is an attitude (nps)"),
      (variable("x", .attention), "is an attention check"), (variable("x", .numeric, identifying: true), "identifies"),
    ]
    for (variable, reason) in refused {
      for method in methods(ImputationTarget(variable: "x", maximumShare: 1)) {
        let found = problems { _ = try method.impute(data, codebook: Codebook([variable])) }
        #expect(found.map(\.code) == ["Q-003"])
        #expect(found.first?.message.contains(reason) == true, "\(found)")
      }
    }
  }

  @Test("more than the share allowed stops every method with the figures; at the share it goes on")
  func share() throws {
    for method in methods(ImputationTarget(variable: "x", maximumShare: 0.2)) {
      let found = problems { _ = try method.impute(data, codebook: Codebook()) }
      #expect(found.map(\.code) == ["Q-021"])
      #expect(
        found.first?.message
          == "variable x: 1 of 4 cells (25.0 %) would be imputed, more than the 20.0 % allowed")
    }
    for method in methods(ImputationTarget(variable: "x", maximumShare: 0.25)) {
      let result = try method.impute(data, codebook: Codebook())
      #expect(result.cells.map(\.row) == [3] && result.column.missing.isEmpty)
    }
  }

  @Test("kinds that are no missing value, shares out of range and unknown columns are told together")
  func parameters() {
    let target = ImputationTarget(variable: "y", kinds: [.notAsked], maximumShare: 20)
    let found = problems { _ = try CellImputation(target: target, cells: ["m"]).impute(data, codebook: Codebook()) }
    #expect(found.map(\.code) == ["Q-001", "Q-003", "Q-003", "Q-001"])
  }

  @Test("the median of codes is refused")
  func medianOfCodes() {
    let coded = table([("x", categories(["a", nil], of: ["a"]))])
    let target = ImputationTarget(variable: "x", maximumShare: 1)
    #expect(problems { _ = try CellImputation(target: target).impute(coded, codebook: Codebook()) }.count == 1)
  }
}

extension Table {
  /// The table with the number 3 where x is missing.
  fileprivate var filled: Table {
    var copy = self
    copy.set("x", integers([1, 2, 3, 3]))
    return copy
  }
}
