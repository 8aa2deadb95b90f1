import SurveyModel

/// The evaluation as the pages ask for it: what may be shown, in the order it is shown. It computes no statistic.
struct ReportData: Sendable {
  let index: EvaluationIndex
  /// Ranked units, highest index score first; those without a score last, in declared order.
  let ranked: [AssessedUnit]
  /// What is to be done, highest priority first.
  let actions: [PlannedAction]
  /// Where scores lead to what stands behind them.
  let doors: Doors
  private let positions: [String: Int]

  init(_ index: EvaluationIndex, actions: [PlannedAction]) {
    self.index = index
    self.actions = actions
    let root = index.framework.nodes.first?.id ?? ""
    func total(_ unit: AssessedUnit) -> Double { index.shownScore(unit.id, root) ?? -.infinity }
    ranked = index.units.ranked.enumerated()
      .sorted { (total($1.element), $0.offset) < (total($0.element), $1.offset) }.map(\.element)
    let chapters = index.input.pipeline.report.chapters
    doors = Doors(index, ranked: chapters?.contains(.standard(.figures)) == false ? nil : ranked)
    positions = Dictionary(
      index.framework.nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var input: ReportInput { index.input }
  var pipeline: PipelineDefinition { index.input.pipeline }
  var evaluation: Evaluation { index.evaluation }
  var framework: Framework { index.framework }
  var city: AssessedUnit? { index.city }
  var wave: Int { index.wave }
  var previousWave: Int? { index.previousWave }
  /// The index.
  var root: String { framework.nodes.first?.id ?? "" }

  /// With more units than this, charts are drawn tight and the district pages become one table.
  var isCompact: Bool { ranked.count > UnitRankingChart.compactAbove }
  var hasSurvey: Bool { evaluation.selection != nil || evaluation.respondents[wave]?.isEmpty == false }
  var hasEdits: Bool { !input.counts.isEmpty || !input.rules.isEmpty }
  var hasIntervals: Bool { evaluation.scores.contains { $0.ciLow != nil } }

  // MARK: Scores

  /// The score as it is; ask ``value(_:_:wave:)`` for what may be printed.
  func score(_ unit: String, _ node: String, wave: Int? = nil) -> Score? { index.score(unit, node, wave: wave) }

  /// The score if it may be shown.
  func value(_ unit: String, _ node: String, wave: Int? = nil) -> Double? { index.shownScore(unit, node, wave: wave) }

  /// The interval of a score that may be shown.
  func interval(_ unit: String, _ node: String) -> Interval? {
    guard value(unit, node) != nil, let score = score(unit, node) else { return nil }
    return Interval(low: score.ciLow, high: score.ciHigh)
  }

  func previousValue(_ unit: String, _ node: String) -> Double? {
    previousWave.flatMap { value(unit, node, wave: $0) }
  }

  func estimate(_ unit: String, _ indicator: String) -> Estimate? { index.estimate(unit, indicator) }
  func rank(_ unit: String, _ node: String, wave: Int? = nil) -> UnitRank? { index.rank(unit, node, wave: wave) }

  func comparison(_ kind: ComparisonKind, _ unit: String, _ node: String) -> Comparison? {
    index.shownComparison(kind, unit, node)
  }

  func verdict(_ kind: ComparisonKind, _ unit: String, _ node: String) -> Verdict {
    drawn(index.verdict(kind, unit, node))
  }

  func verdict(_ comparison: Comparison?) -> Verdict { drawn(comparison.map { index.verdict($0) }) }

  func verdict(_ group: GroupScore) -> Verdict { drawn(index.verdict(group)) }

  private func drawn(_ verdict: EvaluationIndex.Verdict?) -> Verdict {
    switch verdict {
    case .above: .above
    case .below: .below
    case .notClear: .notClear
    case .untested, nil: .untested
    }
  }

  func respondents(_ unit: String, wave: Int? = nil) -> Int? { evaluation.respondents[wave ?? self.wave]?[unit] }

  // MARK: The framework

  /// The weight of a node in the index, 0…1.
  func weight(_ node: String) -> Double { positions[node].map { framework.globalWeight(of: $0) } ?? 0 }

  /// The groups of a dimension that are not themselves indicators.
  func groups(of dimension: FrameworkNode) -> [FrameworkNode] {
    dimension.children.map { framework.nodes[$0] }.filter { $0.indicator == nil }
  }

  /// One range for all charts that show units in dimensions, so that they can be laid side by side.
  func dimensionDomain() -> ClosedRange<Double> {
    var values: [Double] = []
    for node in framework.dimensions {
      for unit in ranked + (city.map { [$0] } ?? []) {
        let ends = interval(unit.id, node.id)
        values += [value(unit.id, node.id), ends?.low, ends?.high, previousValue(unit.id, node.id)].compactMap { $0 }
      }
    }
    return LinearScale.domain(values, margin: 0.03, within: 0...100) ?? 0...100
  }
}
