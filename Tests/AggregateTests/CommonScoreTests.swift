import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("Two waves on common indicators")
struct CommonScoreTests {
  /// Three units with complete counts in two waves; nil: no figure.
  private func evaluation(
    now: [(code: String, values: [Double?])], before: [(code: String, values: [Double?])],
    scores: ScoreMap = .likert(map: ""), weights: [String: Double] = [:], method: NodeMethod = NodeMethod(),
    missing: MissingIndicatorPolicy = .rescale
  ) throws -> Evaluation {
    let maps = Dictionary(uniqueKeysWithValues: now.map { ($0.code, scores) })
    var city = PlainCity(now, scores: maps, weights: weights, method: method)
    city.missing = missing
    var earlier = PlainCity(before, scores: maps)
    earlier.nodes = city.nodes
    var pipeline = city.pipeline
    pipeline.wave = 2
    pipeline.previousWave = 1
    var datasets = earlier.datasets
    datasets[2] = city.datasets[1]?.mapValues {
      Dataset(source: $0.source, wave: 2, table: $0.table, codebook: $0.codebook, inputs: [])
    }
    return try aggregate(datasets, pipeline: pipeline, threads: 1)
  }

  private func row(_ rows: [CommonScore], _ wave: Int, _ unit: String) throws -> CommonScore {
    try #require(rows.first { $0.wave == wave && $0.unitID == unit && $0.nodeID == "INDEX" })
  }

  @Test("an indicator that is new leaves both waves, and what is left has its weights")
  func new() throws {
    let rows = try evaluation(
      now: [("X", [60, 20, 50]), ("Y", [90, 40, 10]), ("Z", [100, 0, 30])],
      before: [("X", [50, 30, 50]), ("Y", [80, 40, 20]), ("Z", [nil, nil, nil])], weights: ["X": 3, "Z": 4]
    ).reading.commonScores
    #expect(rows.count == 6)
    let now = try row(rows, 2, "U0")
    // (3 x 60 + 90 + 4 x 100) / 8
    #expect(now.score == 83.75)
    #expect(now.indicators == 3)
    #expect(now.commonScore == 67.5)
    #expect(now.commonIndicators == 2)
    let before = try row(rows, 1, "U0")
    #expect(before.score == 57.5)
    #expect(before.commonScore == 57.5)
    #expect(before.indicators == 2)
  }

  @Test("a unit that lacks an indicator in one wave is put side by side on the others, its neighbours on all")
  func gap() throws {
    let rows = try evaluation(
      now: [("X", [60, 20, 50]), ("Y", [nil, 40, 10])], before: [("X", [50, 30, nil]), ("Y", [80, 40, 20])]
    ).reading.commonScores
    #expect(try row(rows, 2, "U0").commonScore == 60)
    #expect(try row(rows, 1, "U0").commonScore == 50)
    #expect(try row(rows, 1, "U0").score == 65)
    #expect(try row(rows, 2, "U1").commonScore == 30)
    #expect(try row(rows, 2, "U1").commonIndicators == 2)
    #expect(try row(rows, 2, "U2").commonScore == 10)
    #expect(try row(rows, 1, "U2").commonScore == 20)
    #expect(try row(rows, 2, "U2").score == 30)
  }

  @Test("nothing is told where both waves have the same indicators, and no score where none is common")
  func edges() throws {
    let same: [(code: String, values: [Double?])] = [("X", [60, nil, 50]), ("Y", [10, 40, 10])]
    #expect(try evaluation(now: same, before: same).reading.commonScores.isEmpty)
    let rows = try evaluation(
      now: [("X", [60, 20, 50]), ("Y", [nil, nil, nil])], before: [("X", [nil, nil, nil]), ("Y", [80, 40, 20])]
    ).reading.commonScores
    #expect(rows.count == 6 && rows.allSatisfy { $0.commonScore == nil && $0.commonIndicators == 0 && $0.score != nil })
  }

  @Test("scales of a wave stay, and weights from the data are those of the common indicators")
  func methods() throws {
    let now: [(code: String, values: [Double?])] = [("X", [60, 20, 50]), ("Y", [90, 40, 10]), ("Z", [100, 5, 30])]
    let before: [(code: String, values: [Double?])] = [
      ("X", [50, 30, 50]), ("Y", [80, 40, 20]), ("Z", [nil, nil, nil]),
    ]
    let scaled = try evaluation(now: now, before: before, scores: .minMax(lower: 0, upper: 100))
    // X: 100, 0, 75; Y: 100, 37.5, 0.
    #expect(try row(scaled.reading.commonScores, 2, "U2").commonScore == 37.5)
    let method = NodeMethod(weighting: .dataDriven(.variation), aggregation: .powerMean(exponent: 0))
    let own = try evaluation(now: now, before: before, method: method)
    let without = try evaluation(now: Array(now.prefix(2)), before: Array(before.prefix(2)), method: method)
    for unit in ["U0", "U1", "U2"] {
      for wave in [1, 2] {
        let wanted = try #require(
          without.scores.first { $0.wave == wave && $0.unitID == unit && $0.nodeID == "INDEX" }?.value)
        #expect(abs(try #require(try row(own.reading.commonScores, wave, unit).commonScore) - wanted) < 1e-12)
      }
    }
  }

  @Test("an indicator that is dropped for all in one wave is not common")
  func dropped() throws {
    let rows = try evaluation(
      now: [("X", [60, 20, 50]), ("Y", [90, 40, 10])], before: [("X", [50, 30, 50]), ("Y", [80, nil, 20])],
      missing: .dropForAll
    ).reading.commonScores
    #expect(try row(rows, 2, "U0").score == 75)
    #expect(try row(rows, 2, "U0").commonScore == 60)
    #expect(try row(rows, 1, "U0").score == 50)
  }
}
