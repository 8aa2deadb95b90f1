import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("How answers are spread, and how groups of firms score")
struct AnswerShareTests {
  /// The small city with its rating declared as one of five steps, code 4 and 5 favourable.
  private static func evaluate(domains: [[String]] = []) throws -> Evaluation {
    var city = SmallCity()
    city.replicates = 50
    city.indicators = [
      ("A", SmallCity.leaf("A1", "MEAN(rating)", score: .goalpost(worst: 1, best: 5))),
      ("B", SmallCity.leaf("B1", "100 * SUM(hired) / SUM(planned)", weight: 3)),
      ("B", SmallCity.leaf("B2", "100 * SHARE(on_time)", source: "ledger")),
      ("B", SmallCity.leaf("B3", "100 * SHARE(met)", direction: .negative, score: .goalpost(worst: 100, best: 0))),
    ]
    city.monitors = [
      ("F", "100 * SHARE(rating >= 4)"), ("U", "100 * SHARE(rating <= 2)"), ("N", "100 * SHARE(rating = 3)"),
    ]
    .map { id, expression in
      Monitor(
        id: id, name: LocalizedText(id), expression: expression, source: "survey", unit: LocalizedText("%"), decimals: 1
      )
    }
    var pipeline = city.pipeline
    let rating = SurveyVariable(
      name: "rating", question: "R", kind: .likert, text: LocalizedText("R"),
      options: (1...5).map { AnswerOption(code: String($0), label: LocalizedText(String($0))) },
      scaleScores: [0, 25, 50, 75, 100])
    pipeline.questionnaire = Questionnaire(
      id: "small", sections: [],
      questions: [.init(id: "R", section: "", text: LocalizedText("R"), variables: ["rating"])],
      codebook: Codebook([rating]))
    pipeline.domains = domains
    pipeline.cleaning = CleaningPlan(
      derived: [
        DerivedVariable(
          name: "size", expression: "size", label: LocalizedText("Size"),
          answers: ["micro", "small", "large"].map { AnswerOption(code: $0, label: LocalizedText($0)) })
      ])
    return try aggregate(city.datasets(), pipeline: pipeline, threads: 2)
  }

  private func expectAlike(_ a: Double?, _ b: Double?, _ what: String) throws {
    let (a, b) = (try #require(a), try #require(b))
    #expect(abs(a - b) <= 1e-9 * max(1, abs(b)), "\(what): \(a) and \(b)")
  }

  @Test("shares, their sums, errors and intervals are those of the same shares as indicators")
  func sharesAreEstimates() throws {
    let evaluation = try Self.evaluate()
    let row = try #require(evaluation.survey.answers.first)
    #expect(evaluation.survey.answers.count == 1 && row.wave == 2 && row.nodeID == "A" && row.indicatorID == "A1")
    #expect(row.steps.map(\.code) == ["1", "2", "3", "4", "5"])
    #expect(row.steps.map(\.side) == [.unfavourable, .unfavourable, .neutral, .favourable, .favourable])
    try expectAlike(row.steps.reduce(0) { $0 + $1.share.value }, 1, "sum")
    for (id, figure) in [("F", row.favourable), ("U", row.unfavourable), ("N", try #require(row.neutral))] {
      let estimate = try #require(
        evaluation.estimates.first { $0.indicatorID == id && $0.unitID == "CITY" && $0.wave == 2 })
      try expectAlike(100 * figure.value, estimate.value, id)
      try expectAlike(figure.standardError.map { 100 * $0 }, estimate.standardError, "error of \(id)")
      try expectAlike(figure.ciLow.map { 100 * $0 }, estimate.ciLow, "low of \(id)")
      try expectAlike(figure.ciHigh.map { 100 * $0 }, estimate.ciHigh, "high of \(id)")
      #expect(row.n == estimate.n && row.df == estimate.df)
    }
    let mean = try #require(
      evaluation.estimates.first { $0.indicatorID == "A1" && $0.unitID == "CITY" && $0.wave == 2 })
    try expectAlike(row.points?.value, mean.value.map { 25 * ($0 - 1) }, "mean")
    try expectAlike(row.points?.standardError, mean.standardError.map { 25 * $0 }, "error of the mean")
    try expectAlike(row.unanswered, mean.itemNonResponse, "no answer")
  }

  @Test("a group that is a district has the district's score, error and difference to the city")
  func groupsAreDomains() throws {
    let evaluation = try Self.evaluate(domains: [["unit_id"]])
    let groups = evaluation.groupScores.filter { $0.wave == 2 }
    #expect(groups.map(\.nodeID) == ["A", "A", "A", "B", "B", "B"])
    for group in groups where group.nodeID == "A" {
      #expect(group.weightShare == 1 && group.indicatorCount == 1)
      let score = try #require(
        evaluation.scores.first { $0.unitID == group.code && $0.nodeID == "A1" && $0.wave == 2 })
      try expectAlike(group.score?.value, score.value, group.code)
      try expectAlike(group.score?.standardError, score.standardError, "error of \(group.code)")
      let comparison = try #require(
        evaluation.comparisons.first {
          $0.kind == .toCity && $0.unitID == group.code && $0.nodeID == "A1" && $0.wave == 2
        })
      try expectAlike(group.difference?.value, comparison.difference, "difference of \(group.code)")
      try expectAlike(group.difference?.standardError, comparison.standardError, "its error")
    }
  }

  @Test("only what the survey feeds is in a group's score, by its share of the weight")
  func surveyAlone() throws {
    let evaluation = try Self.evaluate(domains: [["size"], ["unit_id", "size"]])
    let group = try #require(
      evaluation.groupScores.first { $0.wave == 2 && $0.nodeID == "B" && $0.code == "micro" })
    #expect(Set(evaluation.groupScores.map(\.variable)) == ["size"], "crossings of several variables have no scores")
    #expect(group.indicatorCount == 2 && abs(group.weightShare - 0.8) < 1e-12)
    func value(_ id: String) throws -> Double {
      try #require(
        evaluation.domainEstimates.first {
          $0.variables == ["size"] && $0.codes == ["micro"] && $0.estimate.indicatorID == id && $0.estimate.wave == 2
        }?.estimate.value)
    }
    let expected = 0.75 * min(100, max(0, try value("B1"))) + 0.25 * (100 - (try value("B3")))
    try expectAlike(group.score?.value, expected, "score")
    let codes = evaluation.groupScores.filter { $0.wave == 2 && $0.nodeID == "B" }.map(\.code)
    #expect(codes == ["micro", "small", "large"], "in the order in which the derived variable names its codes")
    let family = evaluation.groupScores.filter { $0.wave == 2 && $0.nodeID == "B" }
    for row in family {
      let p = try #require(row.pValue)
      let adjusted = try #require(row.adjustedPValue)
      #expect(adjusted >= p && adjusted <= min(1, 3 * p) + 1e-15)
    }
  }
}
