import CompositeIndex
import Diagnostics
import SurveyModel
import Testing

@Suite struct NormalisationProperties {
  static let methods: [Normalisation] = [
    .minMax(lower: 0, upper: 100), .zScore(mean: 10, standardDeviation: 2), .distanceToMaximum,
    .distanceToReference(unit: 2, capped: false), .distanceToTarget(capped: false), .goalposts(truncated: false),
    .scaled(lower: -100, upper: 100), .rank, .percentileRank, .borda,
    .efficacyCoefficient(base: 60, span: 40), .targetAchievement(cap: .greatestFiniteMagnitude),
  ]

  private func indicator(_ direction: Direction, target: Double? = nil) -> IndexNode {
    IndexNode(
      code: "X", parent: "I", direction: direction, goalposts: Goalposts(lower: 5, upper: 60),
      target: target ?? (direction == .positive ? 70 : 2))
  }

  @Test("Better values score higher in both directions, and missing stays missing", arguments: methods)
  func order(method: Normalisation) throws {
    var draws = SeededDraws(seed: 51)
    for direction in [Direction.positive, .negative] {
      // The reference unit is the best.
      var values = (0..<20).map { _ in 10 + 50 * draws.uniform() }
      values[2] = direction == .positive ? 65 : 4
      values[7] = .nan
      let scores = try normalise(values, as: method, indicator: indicator(direction))
      #expect(scores[7].isNaN)
      let known = values.indices.filter { $0 != 7 }.sorted {
        direction == .positive ? values[$0] < values[$1] : values[$0] > values[$1]
      }
      for (worse, better) in zip(known, known.dropFirst()) { #expect(scores[worse] < scores[better]) }
    }
  }

  @Test("Ends, caps and truncation are where they are said to be")
  func ends() throws {
    let values: [Double] = [2, 4, 6, 12]
    func scores(_ method: Normalisation, _ direction: Direction = .positive, target: Double = 8) throws -> [Double] {
      try normalise(values, as: method, indicator: indicator(direction, target: target))
    }
    #expect(try scores(.minMax(lower: 1, upper: 100))[0] == 1 && scores(.minMax(lower: 1, upper: 100))[3] == 100)
    #expect(try scores(.minMax(lower: 0, upper: 100), .negative) == [100, 80, 60, 0])
    #expect(try scores(.distanceToTarget(capped: true)).last == 1)
    #expect(try scores(.distanceToReference(unit: 2, capped: true)) == [0, 0.5, 1, 1])
    #expect(try scores(.fractionOfMaximum) == [2.0 / 12, 4.0 / 12, 0.5, 1])
    #expect(try scores(.goalposts(truncated: nil)) == [0, 0, 100 * (1.0 / 55), 100 * (7.0 / 55)])
    #expect(try scores(.targetAchievement(cap: 120)) == [25, 50, 75, 120])
    #expect(try scores(.targetAchievement(cap: 100), .negative, target: 3) == [100, 75, 50, 25])
    #expect(isClose(try scores(.efficacyCoefficient(base: 60, span: 40))[0], 60 + 40 * (2 - 5.0) / 55))
    #expect(try scores(.rank, .negative) == [4, 3, 2, 1])
    #expect(
      try normalise([1, 5, 3, .nan], as: .likert(LikertMap(steps: 5)), indicator: indicator(.positive))[..<3] == [
        0, 100, 50,
      ])
  }

  @Test("What cannot be normalised is an error that names the indicator, never a number")
  func degenerate() throws {
    let constant = [7.0, 7, 7]
    let cases: [(Normalisation, [Double], IndexNode, String)] = [
      (.minMax(lower: 0, upper: 1), constant, indicator(.positive), "X-201"),
      (.minMax(lower: 0, upper: 1), [7], indicator(.positive), "X-201"),
      (.distanceToMaximum, constant, indicator(.negative), "X-201"),
      (.zScore(mean: 0, standardDeviation: 1), constant, indicator(.positive), "X-203"),
      (.zScore(mean: 0, standardDeviation: 1), [7, .nan], indicator(.positive), "X-203"),
      (.distanceToTarget(capped: true), [3, 9], indicator(.positive, target: 1), "X-202"),
      (.distanceToReference(unit: 9, capped: true), [3, 9], indicator(.positive), "X-204"),
      (.distanceToReference(unit: 0, capped: true), [.nan, 9, 3], indicator(.positive), "X-205"),
      (.distanceToReference(unit: 1, capped: true), [4, 3], indicator(.positive), "X-202"),
      (.distanceToTarget(capped: true), [3, 9], IndexNode(code: "X", parent: "I"), "X-206"),
      (.fractionOfMaximum, [3, 9], indicator(.negative), "X-207"),
      (.goalposts(truncated: nil), [3, 9], IndexNode(code: "X", parent: "I"), "X-208"),
      (.percentileRank, [.nan, 9], indicator(.positive), "X-209"),
      (.targetAchievement(cap: 100), [-3, 9], indicator(.positive), "X-210"),
      (.likert(LikertMap(steps: 5)), [1, 6, 7, 6], indicator(.positive), "X-211"),
    ]
    for (method, values, node, code) in cases {
      let error = try #require(throws: DiagnosticError.self, "\(method)") {
        try normalise(values, as: method, indicator: node)
      }
      #expect(error.diagnostics.map(\.code) == [code])
    }
    // A column without any value stays without.
    for method in Self.methods {
      #expect(try normalise([.nan, .nan], as: method, indicator: indicator(.positive)).allSatisfy { $0.isNaN })
    }
  }

  @Test("Problems of all indicators are told together")
  func together() throws {
    let model = try IndexModel(nodes: [
      IndexNode(code: "I", parent: nil), IndexNode(code: "A", parent: "I"), IndexNode(code: "B", parent: "I"),
    ])
    let data = try IndicatorMatrix(units: ["u", "v"], columns: ["A", "B"], values: [1, 1, 2, 2])
    let error = try #require(throws: DiagnosticError.self) {
      try normalise(data, model: model, as: .minMax(lower: 0, upper: 1))
    }
    #expect(error.diagnostics.count == 2)
  }
}
