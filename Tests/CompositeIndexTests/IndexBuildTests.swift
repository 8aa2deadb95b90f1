import CompositeIndex
import Diagnostics
import SurveyModel
import Testing

@Suite struct IndexBuildTests {
  private let model: IndexModel
  private let data: IndexData

  init() throws {
    model = try IndexModel(nodes: [
      IndexNode(code: "I", parent: nil), IndexNode(code: "G", parent: "I", weight: 3),
      IndexNode(code: "H", parent: "I"),
      IndexNode(code: "A", parent: "G"), IndexNode(code: "B", parent: "G", direction: .negative),
      IndexNode(code: "C", parent: "H", denominator: "Pop"),
    ])
    data = IndexData(
      indicators: try IndicatorMatrix(
        units: ["u", "v", "w", "x"], columns: ["C", "A", "B"],
        values: [10, 60, 30, .nan, 1, 2, 3, .nan, 5, 7, 9, .nan]),
      denominators: try IndicatorMatrix(units: ["u", "v", "w", "x"], columns: ["Pop"], values: [10, 20, 15, 5]))
  }

  @Test("The steps are done in order, on columns in the model's order; a unit without data has no score")
  func steps() throws {
    let method = IndexMethod(
      preparation: [.denominate], normalisation: .minMax(lower: 0, upper: 100), individual: ["B": .rank])
    let built = try model.build(data, method: method)
    #expect(built.normalised.columns == ["A", "B", "C"])
    #expect(built.denominated?.column(named: "C")?.prefix(3) == [1, 3, 2])
    #expect(built.normalised.column(named: "B")?.prefix(3) == [3, 2, 1])
    #expect(built.scores.columns == ["G", "H", "I"])
    #expect(built.scores[1, 0] == 26 && built.scores[1, 1] == 100 && built.scores[1, 2] == (3 * 26 + 100) / 4)
    #expect(built.scores[3, 2] == nil)
    #expect(built.ranks(of: "I") == [3, 2, 1, nil] && built.ranks(of: "Z").isEmpty)
    let screened = try model.build(
      data,
      method: IndexMethod(
        preparation: [.screen(Screening(availability: 0.5)), .denominate],
        normalisation: .zScore(mean: 0, standardDeviation: 1)))
    #expect(screened.excluded == ["x"] && screened.scores.units == ["u", "v", "w"])
  }

  @Test("A single unit, a constant column and missing inputs stop the building with errors that name them")
  func errors() throws {
    func code(_ data: IndexData, _ method: IndexMethod) throws -> [String] {
      let error = try #require(throws: DiagnosticError.self) { try model.build(data, method: method) }
      return error.diagnostics.map(\.code)
    }
    let minMax = IndexMethod(normalisation: .minMax(lower: 0, upper: 100))
    let one = IndexData(indicators: data.indicators.selecting(units: [0]))
    #expect(try code(one, minMax) == ["X-201", "X-201", "X-201"])
    #expect(try code(one, IndexMethod(preparation: [.denominate], normalisation: .rank)) == ["X-541"])
    #expect(
      try code(data, IndexMethod(normalisation: .minMax(lower: 0, upper: 100), aggregation: .init([.geometric])))
        == ["X-502", "X-502", "X-502"])
    #expect(
      try code(IndexData(indicators: IndicatorMatrix(units: ["u"], columns: ["A", "Bee"], values: [1, 2])), minMax)
        == ["X-104", "X-104"])
    // Nobody has any value: nobody has a score.
    let empty = IndexData(
      indicators: try IndicatorMatrix(
        units: ["u", "v"], columns: ["A", "B", "C"], values: [Double](repeating: .nan, count: 6)))
    for normalisation in [Normalisation.minMax(lower: 0, upper: 1), .rank, .zScore(mean: 0, standardDeviation: 1)] {
      let built = try model.build(empty, method: IndexMethod(normalisation: normalisation))
      #expect(built.scores.values.allSatisfy { $0.isNaN } && built.ranks(of: "I") == [nil, nil])
    }
  }

  @Test("Taking an element out leaves the scores of the others' index; a group without weights has none")
  func removal() throws {
    let method = IndexMethod(normalisation: .minMax(lower: 0, upper: 100))
    let removed = try removeElements(ofLevel: 1, data: data, model: model, method: method)
    #expect(removed.nominal.meanRankChange == 0)
    #expect(removed.elements.map(\.code) == ["A", "B", "C"])
    // Without C the group H has no score, and the index is G: 50 for all three units.
    let last = try #require(removed.elements.last)
    for score in last.scores.prefix(3) { #expect(isClose(score, 50)) }
    #expect(last.ranks == [1, 1, 1, nil])
  }

  @Test("A framework of a survey becomes a model with its tree, weights and goalposts")
  func framework() throws {
    let indicator = Indicator(
      expression: "", source: "", direction: .positive, score: .goalpost(worst: 20, best: 5), unit: LocalizedText(""),
      decimals: 1, sourceLabel: LocalizedText(""))
    let model = try IndexModel(
      framework: Framework(nodes: [
        FrameworkNode(id: "I", name: LocalizedText("I"), weight: 1, parent: nil, children: [1], depth: 0),
        FrameworkNode(
          id: "A", name: LocalizedText("A"), weight: 0.4, parent: 0, depth: 1, indicator: indicator),
      ]))
    #expect(model.nodes[1].goalposts == Goalposts(lower: 5, upper: 20) && model.nodes[1].direction == .negative)
    let scores = try normalise([20, 5, 12.5, 40], as: .goalposts(truncated: nil), indicator: model.nodes[1])
    #expect(scores == [0, 100, 50, 0])
  }

  @Test("Draws are replayed in order, screened units have no score, and an error names its draw")
  func replaying() throws {
    let rank = IndexMethod(normalisation: .rank)
    let screened = IndexMethod(preparation: [.screen(Screening(availability: 0.5))], normalisation: .rank)
    var found: [[Double?]] = []
    let draws = [
      MethodDraw(method: rank), MethodDraw(method: screened, weights: [1, 0, 1, 1, 1, 1]),
    ]
    try replay(draws, data: data, model: model) { number, scores in
      #expect(number == found.count)
      found.append(scores.map { $0.isNaN ? nil : $0 })
    }
    #expect(found == [[1.75, 2.25, 2, nil], [1, 3, 2, nil]])
    let wrong = draws + [MethodDraw(method: rank, weights: [1])]
    let error = try #require(throws: DiagnosticError.self) {
      try replay(wrong, data: data, model: model) { _, _ in }
    }
    #expect(error.description.contains("draw 3: 1 weights for 6 nodes"))
  }

  @Test("Replayed draws in any order give the bits of an index built for each")
  func replayedBits() throws {
    var draws: [MethodDraw] = []
    for normalisation in [Normalisation.minMax(lower: 1, upper: 100), .zScore(mean: 10, standardDeviation: 2), .rank] {
      for preparation in [[], [.screen(Screening(availability: 0.5)), .denominate]] as [[DataPreparation]] {
        for aggregator in [Aggregator.arithmetic, .geometric] {
          let method = IndexMethod(
            preparation: preparation, normalisation: normalisation, aggregation: IndexAggregation([aggregator]))
          draws += [MethodDraw(method: method), MethodDraw(method: method, weights: [1, 2, 1, 0.5, 1, 3])]
        }
      }
    }
    // The same method comes back after others.
    var replayed = ReplayedIndex(data, model: model)
    for draw in draws + draws.reversed() {
      let weighted = if let weights = draw.weights { try model.withWeights(weights) } else { model }
      let built = try weighted.build(data, method: draw.method)
      let found = try replayed.scores(draw).filter { !$0.isNaN }
      let wanted = (built.scores.column(named: "I") ?? []).filter { !$0.isNaN }
      #expect(found.map(\.bitPattern) == wanted.map(\.bitPattern) && found.count == 3)
    }
  }
}
