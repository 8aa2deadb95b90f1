import SurveyModel
import Testing

@testable import Report

@Suite("Tables of how the index comes about")
struct AnalysisTablesTests {
  private static let names = [
    "pairwise", "contributions", "index_weights", "sensitivity", "method_alternatives", "uncertainty_ranges",
    "audit_framework",
  ]

  private func rows(_ name: String, _ input: ReportInput) throws -> [[String]] {
    let file = try #require(publishedTables(input).first { $0.name == name })
    return String(decoding: file.bytes, as: UTF8.self).split(separator: "\r\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("an analysis is published by tables of the wave reported; without one there are none")
  func published() throws {
    var input = SyntheticEvaluation.analysed()
    for name in Self.names {
      let rows = try rows(name, input)
      #expect(!rows.isEmpty && rows.allSatisfy { $0[0] == "\(input.evaluation.wave)" }, "\(name)")
    }
    input.evaluation.wave -= 1
    #expect(Set(publishedTables(input).map(\.name)).isDisjoint(with: Self.names))
  }

  @Test("contributions are to the index and its dimensions, and withheld with the estimate they come of")
  func contributions() throws {
    var input = SyntheticEvaluation.analysed()
    let framework = input.evaluation.framework
    let first = framework.dimensions[0]
    let unit = try #require(input.evaluation.units.ranked.first).id
    let all = try rows("contributions", input)
    #expect(Set(all.map { $0[5] }) == [framework.root.id, first.id])
    let surveyed = Set(input.pipeline.sources.filter { $0.role == .survey }.map(\.name))
    let leaf = try #require(
      framework.indicators(below: first.id).first { surveyed.contains($0.indicator?.source ?? "") }
    ).id
    func own(_ rows: [[String]]) -> [[String]] {
      rows.filter { $0[2] == unit && $0[6] == leaf }.map { Array($0[7...]) }
    }
    #expect(own(all) == [["2.500", "-0.250"], ["2.500", "-0.250"]])
    for index in input.evaluation.estimates.indices
    where input.evaluation.estimates[index].unitID == unit && input.evaluation.estimates[index].indicatorID == leaf {
      input.evaluation.estimates[index].n = 3
    }
    #expect(try own(rows("contributions", input)) == [["", ""], ["", ""]])
  }

  @Test("a unit whose score is withheld is in no pair")
  func withheldPairs() throws {
    var input = SyntheticEvaluation.analysed()
    let unit = try #require(input.evaluation.units.ranked.first).id
    #expect(try rows("pairwise", input).contains { $0.contains(unit) })
    for index in input.evaluation.scores.indices where input.evaluation.scores[index].unitID == unit {
      input.evaluation.scores[index].n = 3
    }
    #expect(try !rows("pairwise", input).contains { $0.contains(unit) })
  }
}
