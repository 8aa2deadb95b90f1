import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("What is said of the answers beside the estimates")
struct SurveyAnalysisTests {
  /// The small city whose survey also has four ratings: a, b and c follow one trait, d follows none, and `whole` follows the
  /// trait of a, b and c.
  private func evaluate() throws -> Evaluation {
    var city = SmallCity()
    city.replicates = 100
    city.indicators = [
      ("A", SmallCity.leaf("A1", "MEAN(R_a)", score: .goalpost(worst: 1, best: 5))),
      ("A", SmallCity.leaf("A2", "MEAN(ROW_MEAN(R_b, R_c))", score: .goalpost(worst: 1, best: 5))),
      ("B", SmallCity.leaf("B1", "MEAN(R_d)", score: .goalpost(worst: 1, best: 5))),
      ("B", SmallCity.leaf("B2", "100 * SUM(hired) / SUM(planned)")),
    ]
    var datasets = city.datasets()
    for wave in [1, 2] {
      guard let survey = datasets[wave]?["survey"] else { continue }
      var numbers = TestNumbers(5 + UInt64(wave))
      let names = ["R_a", "R_b", "R_c", "R_d", "whole"]
      var values = names.map { _ in [Int8]() }
      for _ in 0..<survey.table.rowCount {
        let trait = numbers.uniform()
        for place in names.indices {
          let share = place == 3 ? 0.0 : place == 4 ? 0.9 : 0.8
          values[place].append(Int8(1 + min(4, Int(5 * (share * trait + (1 - share) * numbers.uniform())))))
        }
      }
      var hired = survey.table["hired"]?.numericValues ?? []
      hired[7] = 5_000
      let kept = ["unit_id", "size", "sector", "uscc", "planned"].map { ($0, survey.table[$0]) }
      var columns = kept.compactMap { pair in pair.1.map { (name: pair.0, column: $0) } }
      columns += zip(names, values).map { (name: $0, column: Column(.int8($1))) }
      columns.append((name: "hired", column: Column(.double(hired))))
      columns.append(
        (
          name: recordColumnName,
          column: Column(.text(TextStorage((0..<survey.table.rowCount).map { "r\($0 + 1)" })))
        ))
      datasets[wave]?["survey"] = Dataset(
        source: "survey", wave: wave, table: Table(columns, rowCount: survey.table.rowCount), codebook: survey.codebook,
        inputs: [])
    }
    let variables = ["R_a", "R_b", "R_c", "R_d", "whole"].map {
      SurveyVariable(
        name: $0, question: $0 == "whole" ? "W" : "R", kind: .likert, text: LocalizedText($0),
        options: (1...5).map { AnswerOption(code: String($0), label: LocalizedText(String($0))) },
        scaleScores: [0, 25, 50, 75, 100])
    }
    var pipeline = city.pipeline
    pipeline.questionnaire = Questionnaire(
      id: "small", sections: [],
      questions: [
        .init(id: "R", section: "", text: LocalizedText("R"), variables: ["R_a", "R_b", "R_c", "R_d"]),
        .init(id: "W", section: "", text: LocalizedText("W"), variables: ["whole"]),
      ], codebook: Codebook(variables))
    pipeline.importanceOutcome = "whole"
    return try aggregate(datasets, pipeline: pipeline, threads: 2)
  }

  @Test("batteries of questions and dimensions have alpha, omega and item fits, and an item apart is seen")
  func reliability() throws {
    let found = try evaluate().survey.reliability.filter { $0.wave == 2 }
    #expect(found.map(\.battery) == ["R", "A"], "a dimension of one rating is no battery")
    let question = try #require(found.first)
    let dimension = try #require(found.last)
    #expect(dimension.items == ["R_a", "R_b", "R_c"] && dimension.n == 585)
    #expect((dimension.alpha ?? 0) > 0.85)
    #expect((dimension.alphaLow ?? 1) < (dimension.alpha ?? 0) && (dimension.alphaHigh ?? 0) > (dimension.alpha ?? 1))
    #expect((question.alpha ?? 1) < (dimension.alpha ?? 0))
    let rests = question.itemRestCorrelations.map { $0 ?? 1 }
    #expect(abs(rests[3]) < 0.15 && rests.prefix(3).allSatisfy { $0 > 0.5 })
    #expect((question.alphaWithout[3] ?? 0) > (question.alpha ?? 1))
  }

  @Test("shares of the outcome add up to 100 in each node, and fall to what goes with it")
  func importance() throws {
    let found = try evaluate().survey.importance.filter { $0.wave == 2 }
    let nodes = Dictionary(grouping: found, by: \.nodeID)
    #expect(Set(nodes.keys) == ["INDEX", "A"])
    for rows in nodes.values { #expect(abs(rows.reduce(0) { $0 + $1.share } - 100) < 1e-9) }
    let dimensions = nodes["INDEX"] ?? []
    #expect(dimensions.map(\.predictor) == ["A", "B"])
    #expect(dimensions[0].share > 97 && dimensions[0].rSquared > 0.7)
    #expect((nodes["A"] ?? []).allSatisfy { $0.share > 20 })
  }

  @Test("one firm's share of an amount is told, with its record, and what winsorising would take from it")
  func influence() throws {
    let found = try evaluate().survey.influence.filter { $0.wave == 2 && $0.indicatorID == "B2" }
    let city = try #require(found.first { $0.unitID == "CITY" && $0.term == 1 })
    #expect(city.recordID == "r8" && city.largestShare > 0.3 && city.fiveLargestShare > city.largestShare)
    #expect(city.cutRecords >= 1 && city.removedShare > 0.2 && city.removedShare < city.largestShare)
    let other = try #require(found.first { $0.unitID == "E" && $0.term == 1 })
    #expect(other.largestShare < 0.1, "the firm is in another district")
    // Ratings are no amounts.
    #expect(try evaluate().survey.influence.allSatisfy { $0.indicatorID == "B2" })
  }
}
