import CompositeIndex
import Diagnostics
import SurveyModel
import Testing

@testable import Aggregate

@Suite struct IndexRuleTests {
  private func evaluate(_ city: PlainCity) throws -> Evaluation {
    try aggregate(city.datasets, pipeline: city.pipeline, threads: 2)
  }

  private func scores(_ city: PlainCity, _ node: String = "INDEX") throws -> [Double?] {
    try evaluate(city).scores.filter { $0.nodeID == node }.map(\.value)
  }

  private func close(_ found: [Double?], _ expected: [Double?], _ comment: Comment? = nil) {
    #expect(found.count == expected.count, comment)
    for (a, b) in zip(found, expected) {
      #expect((a == nil) == (b == nil), comment ?? "\(found)")
      if let a, let b { #expect(abs(a - b) <= 1e-9 * max(1, abs(b)), comment ?? "\(found) \(expected)") }
    }
  }

  @Test("every score map gives the points worked out by hand")
  func scoreMaps() throws {
    let x: [Double?] = [2, 4, 10, nil]
    let cases: [(ScoreMap, Direction, [Double?])] = [
      (.distanceToMaximum, .positive, [0, 25, 100, nil]),
      (.distanceToMaximum, .negative, [100, 75, 0, nil]),
      (.distanceToUnit(unit: "U1", capped: true), .positive, [0, 100, 100, nil]),
      (.distanceToUnit(unit: "U1", capped: false), .positive, [0, 100, 400, nil]),
      (.distanceToTarget(target: 12, capped: true), .positive, [0, 20, 80, nil]),
      (.distanceToTarget(target: 6, capped: true), .positive, [0, 50, 100, nil]),
      (.fractionOfMaximum, .positive, [20, 40, 100, nil]),
      (.rank, .positive, [1, 2, 3, nil]), (.borda, .negative, [2, 1, 0, nil]),
      (.percentileRank, .positive, [0, 50, 100, nil]),
      (.efficacy(ends: ScoreEnds(worst: 4, best: 8), from: 60, to: 100), .positive, [40, 60, 120, nil]),
      (.efficacy(ends: nil, from: 60, to: 100), .positive, [60, 70, 100, nil]),
      (.achievement(target: 8, cap: 110), .positive, [25, 50, 110, nil]),
      (.achievement(target: 4, cap: 100), .negative, [100, 100, 40, nil]),
      (.optimal(lower: 0, low: 4, high: 6, upper: 14), .positive, [50, 100, 50, nil]),
      (.climateIndex, .positive, [1, 2, 5, nil]),
    ]
    for (map, direction, expected) in cases {
      let city = PlainCity([("X", x)], scores: ["X": map], directions: ["X": direction])
      close(try scores(city, "X"), expected, "\(map) \(direction)")
    }
    let deviation = (104.0 / 3 / 2).squareRoot()
    let z = try scores(PlainCity([("X", x)], scores: ["X": .zScore(mean: 50, deviation: 10)]), "X")
    close(z, [2.0, 4, 10].map { 50 + 10 * ($0 - 16.0 / 3) / deviation } + [nil])
  }

  @Test("a transformation takes the goalposts with it; where it is not defined the units are named")
  func transforms() throws {
    let city = PlainCity(
      [("X", [1, 10, 100])], scores: ["X": .goalpost(worst: 1, best: 100)], transforms: ["X": .log])
    close(try scores(city, "X"), [0, 50, 100])
    let unfit = PlainCity([("X", [0, 10, 100])], transforms: ["X": .log])
    let error = #expect(throws: DiagnosticError.self) { try evaluate(unfit) }
    #expect(error?.diagnostics.first?.code == "I-403")
    #expect(error?.diagnostics.first?.message.contains("U0") == true)
  }

  private let two: [(code: String, values: [Double?])] = [("X", [10, 20, 40]), ("Y", [90, 60, 30])]
  private let points: [String: ScoreMap] = ["X": .likert(map: ""), "Y": .likert(map: "")]

  @Test("means of every exponent", arguments: [1.0, 0, -1, 2])
  func means(exponent: Double) throws {
    let expected: [Double: [Double]] = [
      1: [50, 40, 35], 0: [900, 1200, 1200].map { $0.squareRoot() }, -1: [18, 30, 240 / 7.0],
      2: [4100, 2000, 1250].map { $0.squareRoot() },
    ]
    let city = PlainCity(
      two, scores: points, method: NodeMethod(aggregation: .powerMean(exponent: exponent)))
    close(try scores(city), try #require(expected[exponent]))
  }

  @Test("every other aggregation and weighting is the library's over the ranked units, in points")
  func library() throws {
    let figures: [(code: String, values: [Double?])] = [
      ("X", [10, 20, 40, 35]), ("Y", [90, 60, 30, 40]), ("Z", [15, 50, 20, 70]),
    ]
    let all = Dictionary(uniqueKeysWithValues: figures.map { ($0.code, ScoreMap.likert(map: "")) })
    let matrix = try IndicatorMatrix(
      units: ["a", "b", "c", "d"], columns: ["X", "Y", "Z"], values: figures.flatMap { $0.values.map { $0 ?? .nan } })
    func check(_ method: NodeMethod, _ expected: [Double]) throws {
      close(try scores(PlainCity(figures, scores: all, method: method)), expected, "\(method)")
    }
    func mean(_ weights: [Double]) -> [Double] {
      let total = weights.reduce(0, +)
      return (0..<4).map { unit in (0..<3).reduce(0) { $0 + weights[$1] / total * (figures[$1].values[unit] ?? 0) } }
    }
    let equal = [1.0, 1, 1]
    try check(
      NodeMethod(aggregation: .topsis), try Aggregator.topsis.aggregate(matrix, weights: equal).map { 100 * $0 })
    try check(NodeMethod(aggregation: .copeland), try Aggregator.copeland.aggregate(matrix, weights: equal))
    try check(
      NodeMethod(aggregation: .greyRelation(distinguishing: 0.5)),
      try Aggregator.greyRelation(distinguishing: 0.5).aggregate(matrix, weights: equal).map { 100 * $0 })
    try check(
      NodeMethod(aggregation: .mazziottaPareto(.minus)),
      try Aggregator.mazziottaPareto(MazziottaPareto()).aggregate(matrix, weights: equal))
    try check(
      NodeMethod(aggregation: .adjustedMazziottaPareto(.minus)),
      try Aggregator.adjustedMazziottaPareto(penalty: .minus).aggregate(matrix, weights: equal))
    try check(NodeMethod(aggregation: .wroclaw), try wroclawDistances(matrix).map { 100 * (1 - $0) })
    try check(
      NodeMethod(aggregation: .meanMin(strength: 0.5, smoothing: 1)),
      try Aggregator.meanMin(strength: 0.5, smoothing: 1).aggregate(matrix, weights: equal))
    try check(NodeMethod(weighting: .dataDriven(.entropy)), mean(try entropyWeights(matrix).weights))
    try check(NodeMethod(weighting: .dataDriven(.critic)), mean(try criticWeights(matrix).weights))
    try check(NodeMethod(weighting: .dataDriven(.variation)), mean(try variationWeights(matrix)))
    let game = try gameTheoryCombination([equalWeights(3), try entropyWeights(matrix).weights]).weights
    try check(NodeMethod(weighting: .combined([.equal, .dataDriven(.entropy)], .game)), mean(game))
    try check(
      NodeMethod(weighting: .benefitOfTheDoubt(pieShares: 0.2...0.6)),
      try benefitOfTheDoubt(matrix, pieShares: 0.2...0.6).map { 100 * ($0?.score ?? .nan) })
  }

  @Test("experts' judgements and points become weights; contradictions are refused with the judgement that fits least")
  func experts() throws {
    func panel(_ judgements: [Double], _ points: [Double]) -> ExpertPanel {
      ExpertPanel(
        id: "p", compared: ["Z", "X", "Y"],
        experts: [ExpertPanel.Expert(name: "Li", judgements: judgements, points: points)])
    }
    let figures: [(code: String, values: [Double?])] = [("X", [100, 0]), ("Y", [0, 100]), ("Z", [0, 0])]
    let all = Dictionary(uniqueKeysWithValues: figures.map { ($0.code, ScoreMap.likert(map: "")) })
    // Z : X : Y = 6 : 3 : 1 without contradiction.
    let consistent = panel([2, 6, 3], [60, 30, 10])
    for scheme in [WeightingScheme.analyticHierarchy(consistent), .budgetAllocation(consistent)] {
      let found = try scores(PlainCity(figures, scores: all, method: NodeMethod(weighting: scheme)))
      close(found, [30, 10])
    }
    let circular = PlainCity(
      figures, scores: all, method: NodeMethod(weighting: .analyticHierarchy(panel([9, 1.0 / 9, 9], []))))
    let error = #expect(throws: DiagnosticError.self) { try evaluate(circular) }
    #expect(error?.diagnostics.first?.code == "I-402")
    #expect(error?.diagnostics.first?.advice?.contains("The least fitting one is") == true)
  }

  @Test("outliers are pulled in before scoring, and every change is told")
  func treatment() throws {
    let values: [Double?] = [1, 2, 3, 4, 5, 6, 7, 100]
    let city = PlainCity([("X", values)], treatments: ["X": IndicatorTreatment(maximumWinsorised: 1)])
    let evaluation = try evaluate(city)
    close(
      evaluation.scores.filter { $0.nodeID == "X" }.map(\.value), [0, 1, 2, 3, 4, 5, 6, 6].map { 100 * $0 / 6 })
    #expect(
      evaluation.analysis.treatments == [
        TreatedEstimate(wave: 1, unitID: "U7", indicatorID: "X", action: "winhi", before: 100, after: 7)
      ])
    let logged = PlainCity(
      [("X", values)], treatments: ["X": IndicatorTreatment(transformation: .logCT)])
    #expect(try evaluate(logged).analysis.treatments.count == 8)
  }

  @Test("a node without enough children has no score; a child that nobody has takes no part")
  func availability() throws {
    let figures: [(code: String, values: [Double?])] = [
      ("X", [10, nil, 30]), ("Y", [nil, nil, 60]), ("Z", [nil, nil, nil]),
    ]
    let all = Dictionary(uniqueKeysWithValues: figures.map { ($0.code, ScoreMap.likert(map: "")) })
    close(try scores(PlainCity(figures, scores: all)), [10, nil, 45])
    let half = PlainCity(figures, scores: all, method: NodeMethod(minimumAvailable: 0.5))
    close(try scores(half), [nil, nil, 45])
  }

  @Test(
    "degenerate input is a named error of its node or a missing score, never a number that is none",
    arguments: [
      (NodeMethod(aggregation: .powerMean(exponent: 0)), "X-502"),
      (NodeMethod(weighting: .dataDriven(.variation)), "X-422"),
      (NodeMethod(weighting: .dataDriven(.entropy)), "X-421"), (NodeMethod(weighting: .dataDriven(.critic)), "X-423"),
      (NodeMethod(aggregation: .mazziottaPareto(.minus)), "X-522"), (NodeMethod(aggregation: .topsis), "X-511"),
    ])
  func degenerate(method: NodeMethod, code: String) throws {
    let flat: [(code: String, values: [Double?])] = [("X", [0, 0, 0]), ("Y", [-1, 1, 0])]
    let all = Dictionary(uniqueKeysWithValues: flat.map { ($0.code, ScoreMap.likert(map: "")) })
    let error = #expect(throws: DiagnosticError.self) {
      try evaluate(PlainCity(flat, scores: all, method: method))
    }
    let found = error?.diagnostics ?? []
    #expect(found.contains { $0.code == code && $0.message.hasPrefix("`INDEX`: ") }, "\(found)")
    // One unit, nothing at all, and a scale without a range: no score, or an error.
    for figures in [[("X", [5.0])], [("X", [nil, nil])], [("X", [3, 3]), ("Y", [1, 2])]] as [[(String, [Double?])]] {
      let city = PlainCity(figures.map { (code: $0.0, values: $0.1) }, method: method)
      guard let evaluation = try? evaluate(city) else { continue }
      #expect(evaluation.scores.allSatisfy { $0.value?.isFinite ?? true })
      #expect(evaluation.analysis.weights.allSatisfy { $0.nominal.isFinite && $0.inIndex.isFinite })
      #expect(evaluation.analysis.contributions.allSatisfy { ($0.toScore ?? 0).isFinite && ($0.toGap ?? 0).isFinite })
    }
  }

  @Test("written as plain sums or as a rule, the index of a survey has the same scores and errors")
  func sameAsPlain() throws {
    var city = SmallCity()
    city.replicates = 120
    let plain = try aggregate(city.datasets(), pipeline: city.pipeline, threads: 2)
    var pipeline = city.pipeline
    // A threshold that nothing misses makes the index go the other way round.
    for node in pipeline.framework.nodes.indices where pipeline.framework.nodes[node].indicator == nil {
      pipeline.framework.nodes[node].method.minimumAvailable = 0.01
    }
    #expect(!pipeline.framework.isPlain)
    let rule = try aggregate(city.datasets(), pipeline: pipeline, threads: 2)
    for (a, b) in zip(plain.scores, rule.scores) {
      close([b.value, b.standardError, b.ciLow, b.df], [a.value, a.standardError, a.ciLow, a.df])
    }
    #expect(plain.ranks == rule.ranks)
  }

  @Test("data-driven weights are made anew in every replicate")
  func replicatesReweigh() throws {
    var city = SmallCity()
    city.replicates = 200
    func error(_ weighting: WeightingScheme) throws -> [Double] {
      var pipeline = city.pipeline
      pipeline.framework.nodes[1].method.weighting = weighting
      return try aggregate(city.datasets(), pipeline: pipeline, threads: 2).scores
        .filter { $0.nodeID == "A" && $0.wave == 2 && $0.unitID == "N" }.compactMap(\.standardError)
    }
    var pipeline = city.pipeline
    pipeline.framework.nodes[1].method.weighting = .dataDriven(.entropy)
    let weights = try aggregate(city.datasets(), pipeline: pipeline, threads: 2).analysis.weights
      .filter { $0.parentID == "A" && $0.wave == 2 }
    #expect(weights.map(\.weighting) == ["entropy", "entropy", "entropy"])
    // The same weights, held fixed, leave another error.
    var fixed = city.pipeline
    for weight in weights {
      if let node = fixed.framework.nodes.firstIndex(where: { $0.id == weight.nodeID }) {
        fixed.framework.nodes[node].weight = weight.nominal
      }
    }
    let held = try aggregate(city.datasets(), pipeline: fixed, threads: 2).scores
      .filter { $0.nodeID == "A" && $0.wave == 2 && $0.unitID == "N" }.compactMap(\.standardError)
    let redone = try error(.dataDriven(.entropy))
    #expect(abs(try #require(redone.first) / (try #require(held.first)) - 1) > 0.01)
  }
}
