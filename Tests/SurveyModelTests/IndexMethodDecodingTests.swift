import Testing

@testable import SurveyModel

@Suite struct IndexMethodDecodingTests {
  /// The framework's lines from the code of indicator `B` on, with other text in the place of its score.
  private func framework(score: String, more: String = "") throws -> Framework {
    let files = SmallPipeline.replacing(
      "score: {min_max: [0, 100]}\n      treatment: {winsorise: 1, transform: box_cox, lambda: 0.5}",
      with: "score: \(score)\n      \(more)decimals: 1", in: "framework.yaml")
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    return try loadPipeline(folder: pipeline.folder, overrides: []).framework
  }

  private func problems(_ old: String, _ new: String, in file: String = "framework.yaml") throws -> [String] {
    let files = SmallPipeline.replacing(old, with: new, in: file)
    #expect(files[file] != SmallPipeline.files[file], "nothing was changed")
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    return pipeline.problems()
  }

  @Test(
    "every score map is read",
    arguments: [
      ("{z_score: [50, 10]}", "", ScoreMap.zScore(mean: 50, deviation: 10)),
      ("{distance_to: maximum}", "", .distanceToMaximum),
      ("{distance_to: unit, unit: AA, capped: false}", "", .distanceToUnit(unit: "AA", capped: false)),
      ("{distance_to: target}", "target: 3\n      ", .distanceToTarget(target: 3, capped: true)),
      ("{fraction_of_maximum: true}", "", .fractionOfMaximum),
      ("{rank: rank}", "", .rank), ("{rank: percentile}", "", .percentileRank), ("{rank: borda}", "", .borda),
      ("{efficacy: [1, 5]}", "", .efficacy(ends: ScoreEnds(worst: 1, best: 5), from: 60, to: 100)),
      ("{efficacy: extremes, points: [50, 90]}", "", .efficacy(ends: nil, from: 50, to: 90)),
      ("{achievement: 120}", "target: 4\n      ", .achievement(target: 4, cap: 120)),
      ("{optimal: [0, 2, 3, 9]}", "", .optimal(lower: 0, low: 2, high: 3, upper: 9)),
      ("{climate_index: true}", "", .climateIndex),
    ])
  func scoreMaps(text: String, more: String, expected: ScoreMap) throws {
    #expect(try framework(score: text, more: more)["B"]?.indicator?.score == expected)
  }

  @Test("weights, aggregation, treatment, transformation and denominator are read, with the framework's defaults")
  func methods() throws {
    var files = SmallPipeline.files
    files["framework.yaml"] = SmallPipeline.framework
      .replacing(
        "missing_indicator: drop_for_all",
        with: "missing_indicator: drop_for_all\nweighting: entropy\ntreatment: {winsorise: 2}\nminimum_available: 0.25"
      )
      .replacing(
        "weighting: {combine: linear, of: [declared, {method: ahp, panel: top}], shares: [0.5, 0.5]}",
        with: "aggregation: {method: grey_relation, distinguishing: 0.4}"
      )
      .replacing("decimals: 2", with: "decimals: 2\n          denominator: SUM(cases)")
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    let framework = try loadPipeline(folder: pipeline.folder, overrides: []).framework
    #expect(framework.root.method.weighting == .dataDriven(.entropy))
    #expect(framework.root.method.aggregation == .greyRelation(distinguishing: 0.4))
    #expect(framework.root.method.minimumAvailable == 0.25)
    #expect(framework["A"]?.method.aggregation == .powerMean(exponent: 0.5))
    #expect(framework["A"]?.method.minimumAvailable == 0.5)
    #expect(framework["A1"]?.indicator?.treatment == IndicatorTreatment(maximumWinsorised: 2))
    #expect(framework["A1"]?.indicator?.statistic == "(MEAN(days)) / (SUM(cases))")
    #expect(
      framework["B"]?.indicator?.treatment
        == IndicatorTreatment(maximumWinsorised: 1, transformation: .boxCox(lambda: 0.5)))
    #expect(!framework.isPlain)
  }

  @Test("a panel's judgements may be fractions, and the index may combine several sets of weights")
  func panel() throws {
    let pipeline = try TemporaryPipeline(SmallPipeline.files)
    defer { pipeline.remove() }
    let loaded = try loadPipeline(folder: pipeline.folder, overrides: [])
    guard case .combined(let parts, .linear(let shares)) = loaded.framework.root.method.weighting,
      case .analyticHierarchy(let panel) = parts.last
    else {
      Issue.record("\(loaded.framework.root.method.weighting)")
      return
    }
    #expect(parts.first == .declared && shares == [0.5, 0.5])
    #expect(panel.experts.map(\.judgements) == [[3], [0.5]])
    #expect(panel.experts.map(\.weight) == [2, 1])
    #expect(loaded.alternatives.normalisation.map(\.method) == [.declared, .zScore])
    #expect(loaded.alternatives.normalisation.map(\.weight) == [1, 0.5])
    #expect(loaded.alternatives.weightNoise == WeightNoise(kind: .uniform(factor: 0.25), draws: 20))
    #expect(loaded.alternatives.dropsOne)
  }

  @Test("nodes may be listed flat, each with its parent, below one another in any order")
  func flat() throws {
    let flat = """
      likert_maps:
        linear: [0, 25, 50, 75, 100]
      index: {code: INDEX, name: 指数}
      nodes:
        - {code: B1, parent: B, name: 乙一, source: office, expression: SUM(days), score: {min_max: [0, 100]}}
        - {code: A, parent: INDEX, name: 甲, source: office, expression: SUM(days), score: {min_max: [0, 100]}}
        - {code: B, parent: INDEX, name: 乙}
      """
    var files = SmallPipeline.files
    files["framework.yaml"] = flat
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    // Its indicators are not those that the analyses name.
    let framework = try loadPipeline(folder: pipeline.folder, overrides: ["small_areas=null", "standardised=null"])
      .framework
    #expect(framework.nodes.map(\.id) == ["INDEX", "A", "B", "B1"])
    #expect(framework.nodes.map(\.parent) == [nil, 0, 0, 2])
    #expect(framework.isPlain)
  }

  @Test("orphans and circles among flat nodes are told with their place, all at once")
  func unreached() throws {
    let found = try problems(
      "monitors:",
      """
      nodes:
        - {code: C, parent: IDNEX, name: 丙, source: office, expression: SUM(days), score: {min_max: [0, 100]}}
        - {code: D, parent: E, name: 丁}
        - {code: E, parent: D, name: 戊}
        - {code: F, name: 己}
      monitors:
      """)
    #expect(found.count == 4, "\(found)")
    #expect(
      found.contains { $0.contains("`nodes.0.parent`: there is no node `IDNEX`. Did you mean `INDEX`?") }, "\(found)")
    #expect(found.contains { $0.contains("`D` is its own ancestor") }, "\(found)")
    #expect(found.contains { $0.contains("`E` is its own ancestor") }, "\(found)")
    #expect(found.contains { $0.contains("`nodes.3.parent` is missing") }, "\(found)")
    #expect(found.allSatisfy { $0.hasPrefix("framework.yaml:") })
  }

  @Test(
    "what does not go together is refused with its place",
    arguments: [
      ("{method: ahp, panel: top}", "ahp", "`ahp` needs a panel of experts"),
      ("{method: ahp, panel: top}", "{method: ahp, panel: tops}", "there is no panel of experts `tops`"),
      ("{method: ahp, panel: top}", "entropie", "cannot be `entropie`. Did you mean `entropy`?"),
      ("shares: [0.5, 0.5]", "shares: [0.5]", "must have 2 numbers of 0 or more"),
      ("combine: linear, ", "combine: game, ", "`index.weighting.shares` goes with `combine: linear`"),
      (
        "aggregation: {method: power, exponent: 0.5}", "aggregation: {method: power}",
        "`index.children.0.aggregation.exponent` is missing"
      ),
      (
        "aggregation: {method: power, exponent: 0.5}", "aggregation: {method: topsis, exponent: 0.5}",
        "`index.children.0.aggregation.exponent` does not go with `method: topsis`"
      ),
      ("minimum_available: 0.5", "minimum_available: 50", "is a share from 0 to 1"),
      (
        "minimum_available: 0.5", "weighting: benefit_of_the_doubt",
        "benefit of the doubt adds up what it weighs"
      ),
      (
        "score: {goalpost: [5, 0.5]}", "score: {goalpost: [5, 0]}\n          transform: log",
        "is not defined at the end"
      ),
      (
        "score: {goalpost: [5, 0.5]}",
        "score: {goalpost: [5, 0.5]}\n          treatment: {winsorise: 5, transform: log_CT}",
        "a transformation of outliers changes the scale"
      ),
      ("score: {goalpost: [5, 0.5]}", "score: {efficacy: [1, 5]}", "the goalposts of `A1` contradict its direction"),
      ("score: {goalpost: [5, 0.5]}", "score: {achievement: 100}", "needs a target. Give `A1` a `target`"),
      ("score: {goalpost: [5, 0.5]}", "score: {optimal: [0, 1, 2, 3]}", "contradicts its direction `-`"),
      ("score: {goalpost: [5, 0.5]}", "score: {distance_to: unit, unit: AB}", "there is no ranked unit `AB`"),
      (
        "score: {goalpost: [5, 0.5]}", "score: {goalpost: [5, 0.5]}\n          weighting: equal",
        "`A1` is an indicator and has nothing to put together"
      ),
      ("treatment: {winsorise: 1, transform: box_cox, lambda: 0.5}", "treatment: {force: true}", "does nothing"),
      ("code: A2", "code: A2\n          parent: B", "stands below `A` and names the parent `B`"),
    ])
  func refused(old: String, new: String, message: String) throws {
    let found = try problems(old, new)
    #expect(found.contains { $0.contains(message) && $0.hasPrefix("framework.yaml:") }, "\(found)")
  }

  @Test(
    "experts and alternatives that say nothing sensible are refused with their place",
    arguments: [
      ("experts.yaml", "judgements: [3]", "judgements: [3, 4]", "has 2 numbers, expected 1"),
      ("experts.yaml", "judgements: [3]", "judgements: [12]", "must lie between 1/9 and 9"),
      ("experts.yaml", "compares: [A, B]", "compares: [A, C]", "but below `INDEX` there are `A` or `B`"),
      ("experts.yaml", "points: [70, 30]", "points: [0, 0]", "must be 0 or more, and not all 0"),
      ("pipeline.yaml", "weighting: [declared, equal]", "weighting: [equal]", "so nothing varies"),
      ("pipeline.yaml", "factor: 0.25", "factor: 25", "must be above 0 and at most 1"),
      ("pipeline.yaml", "factor: 0.25", "factor: 0.25, concentration: 9", "one of `factor` and `concentration`"),
      ("pipeline.yaml", "method: z_score", "method: zscore", "cannot be `zscore`. Did you mean `z_score`?"),
    ])
  func refusedElsewhere(file: String, old: String, new: String, message: String) throws {
    let found = try problems(old, new, in: file)
    #expect(found.contains { $0.contains(message) }, "\(found)")
  }
}
