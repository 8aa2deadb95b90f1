import Expressions
import SurveyModel
import Tables
import Testing

@testable import Aggregate

/// Constructed districts whose order changes for a known reason: the attribution must find it.
@Suite struct AttributionTests {
  /// A survey of single answers by district, without a design: every answer counts the same.
  private struct Answers {
    /// By district, two answers a respondent.
    var districts: [[(Double, Double)]]
    var alternatives: MethodAlternatives

    var pipeline: PipelineDefinition {
      func leaf(_ id: String, _ column: String) -> FrameworkNode {
        FrameworkNode(
          id: id, name: LocalizedText(id), weight: 1, parent: 0, depth: 1,
          indicator: Indicator(
            expression: "MEAN(\(column))", source: "survey", direction: .positive,
            score: .goalpost(worst: 0, best: 100), unit: LocalizedText("1"), decimals: 1,
            sourceLabel: LocalizedText("survey")))
      }
      let index = FrameworkNode(
        id: "INDEX", name: LocalizedText("Index"), weight: 1, parent: nil, children: [1, 2], depth: 0)
      var pipeline = PipelineDefinition(
        id: "a", title: LocalizedText("A"), notice: nil, edition: "1", wave: 1, previousWave: nil, asOf: "2026-01-01",
        seed: 11, languages: [.en], output: "out",
        units: UnitRegistry(
          city: nil,
          units: districts.indices.map {
            AssessedUnit(id: "D\($0)", name: LocalizedText("D\($0)"), level: "district")
          }),
        questionnaire: nil, sources: [SourceDefinition(name: "survey", role: .records, path: "s", format: .csv)],
        cleaning: CleaningPlan(), design: nil, framework: Framework(nodes: [index, leaf("X", "x"), leaf("Y", "y")]),
        likertMaps: [:], calendar: WorkCalendar(), replicates: 400, history: nil, reference: nil, display: .none,
        strengthThreshold: 75, weakThreshold: 60)
      pipeline.alternatives = alternatives
      return pipeline
    }

    var datasets: [Int: [String: Dataset]] {
      let rows = districts.enumerated().flatMap { district, answers in answers.map { (district, $0) } }
      let table = Table(
        [
          (
            name: "unit_id",
            column: Column(
              .category(
                CategoryStorage(codes: rows.map(\.0), dictionary: districts.indices.map { "D\($0)" })))
          ),
          (name: "x", column: Column(.double(rows.map(\.1.0)))), (name: "y", column: Column(.double(rows.map(\.1.1)))),
        ], rowCount: rows.count)
      return [1: ["survey": Dataset(source: "survey", wave: 1, table: table, codebook: Codebook(), inputs: [])]]
    }

    /// Total shares of the variance of the mean rank change, by source; empty where ranks never change.
    func shares() throws -> [String: Double] {
      let evaluation = try aggregate(datasets, pipeline: pipeline, threads: 2)
      let rows = evaluation.analysis.shares.filter { $0.output == "rank" && $0.unitID == "D0" }
      return Dictionary(rows.compactMap { row in row.source.map { ($0, row.total ?? 0) } }) { first, _ in first }
    }
  }

  /// Both answers around a centre, with a spread in x.
  private func answers(_ x: Double, _ y: Double, spread: Double, seed: UInt64) -> [(Double, Double)] {
    var numbers = TestNumbers(seed)
    return (0..<40).map { _ in (x + spread * (2 * numbers.uniform() - 1), y) }
  }

  private var aggregations: MethodAlternatives {
    var alternatives = MethodAlternatives()
    alternatives.aggregation = [MethodAlternative(method: .declared), MethodAlternative(method: .geometric)]
    return alternatives
  }

  @Test("sampling alone reorders districts: all of the variance is sampling's")
  func sampling() throws {
    // The same profile, so every mean ranks them alike; answers scatter, so re-draws do not.
    let shares = try Answers(
      districts: [answers(50, 50, spread: 40, seed: 1), answers(50, 50, spread: 40, seed: 2)],
      alternatives: aggregations
    ).shares()
    #expect(try #require(shares["sampling"]) > 0.98)
    #expect(try #require(shares["aggregation"]) < 0.1)
  }

  @Test("method alone reorders districts: all of the variance is the method's")
  func method() throws {
    // 80 and 30 against 54 and 54: ahead by the arithmetic mean, behind by the geometric one; nobody scatters.
    let shares = try Answers(
      districts: [answers(80, 30, spread: 0, seed: 1), answers(54, 54, spread: 0, seed: 2)],
      alternatives: aggregations
    ).shares()
    #expect(abs(try #require(shares["aggregation"]) - 1) < 1e-9)
    #expect(abs(try #require(shares["sampling"])) < 1e-9)
  }

  @Test("sampling and method both reorder districts: both have their share")
  func both() throws {
    let shares = try Answers(
      districts: [answers(80, 30, spread: 40, seed: 1), answers(52, 52, spread: 40, seed: 2)],
      alternatives: aggregations
    ).shares()
    #expect(try #require(shares["sampling"]) > 0.1)
    #expect(try #require(shares["aggregation"]) > 0.1)
  }

  @Test("nothing reorders districts far apart: no variation, and no shares")
  func neither() throws {
    let shares = try Answers(
      districts: [answers(90, 90, spread: 1, seed: 1), answers(20, 20, spread: 1, seed: 2)],
      alternatives: aggregations
    ).shares()
    #expect(shares.isEmpty)
  }

  @Test("too many combinations are sampled, with the same findings and the same bits on every number of threads")
  func sampled() throws {
    var many = aggregations
    many.weightNoise = WeightNoise(kind: .uniform(factor: 0.05), draws: 100)
    many.dropsOne = true
    many.draws = 500
    many.bootstrap = 20
    let answers = Answers(
      districts: [answers(80, 30, spread: 3, seed: 1), answers(54, 54, spread: 3, seed: 2)], alternatives: many)
    let one = try aggregate(answers.datasets, pipeline: answers.pipeline, threads: 1).analysis
    let four = try aggregate(answers.datasets, pipeline: answers.pipeline, threads: 4).analysis
    #expect(one.shares == four.shares && one.ranges == four.ranges)
    let found = one.shares.filter { $0.output == "rank" && $0.unitID == "D0" }
    #expect(found.allSatisfy { $0.design == "sample" && $0.evaluations == 500 * 6 })
    #expect(found.map(\.source) == ["sampling", "aggregation", "weight_noise", "drop_one"])
    let totals = Dictionary(found.map { ($0.source ?? "", $0.total ?? 0) }) { first, _ in first }
    // Leaving X or Y out decides the order outright.
    let (left, noise) = (try #require(totals["drop_one"]), try #require(totals["weight_noise"]))
    #expect(left > noise)
    #expect(one.alternatives.count { $0.factor == "drop_one" } == 2 * 3)
    let without = one.alternatives.filter { $0.factor == "drop_one" && $0.alternative == "X" }
    #expect(without.map(\.rank) == [2, 1] && without.map(\.rankChange) == [-1, 1])
  }

  @Test("the range over sampling and method holds the published score and rank of each district")
  func ranges() throws {
    let answers = Answers(
      districts: [answers(80, 30, spread: 40, seed: 1), answers(52, 52, spread: 40, seed: 2)],
      alternatives: aggregations)
    let evaluation = try aggregate(answers.datasets, pipeline: answers.pipeline, threads: 2)
    #expect(evaluation.analysis.ranges.count == 4)
    for range in evaluation.analysis.ranges {
      let score = evaluation.scores.first { $0.unitID == range.unitID && $0.nodeID == "INDEX" }?.value
      let rank = evaluation.ranks.first { $0.unitID == range.unitID && $0.nodeID == "INDEX" }?.rank
      let own = range.output == "score" ? score : rank.map(Double.init)
      #expect(range.lower <= (own ?? .nan) && (own ?? .nan) <= range.upper)
    }
  }
}
