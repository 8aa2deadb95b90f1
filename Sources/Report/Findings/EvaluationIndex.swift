import SurveyModel

/// The evaluation, ready to be asked by unit, node and wave.
///
/// A class that never changes: everything that writes holds it, and a copy of its tables each time would cost more than
/// what is asked.
final class EvaluationIndex: Sendable {
  /// What a comparison says.
  enum Verdict: Sendable, Hashable {
    case above, below, notClear
    /// No standard error on one side: no test.
    case untested
  }

  private struct Key: Hashable {
    var wave: Int
    var unit: String
    var node: String
  }

  private struct ComparisonKey: Hashable {
    var kind: ComparisonKind
    var key: Key
  }

  let input: ReportInput
  /// A previous wave that the evaluation holds scores of.
  let previousWave: Int?
  private let scores: [Key: Score]
  private let estimates: [Key: Estimate]
  private let ranks: [Key: UnitRank]
  private let comparisons: [ComparisonKey: Comparison]
  private let leavesBelow: [String: [FrameworkNode]]
  private let surveySources: Set<String>
  /// Indicators and monitors that the survey feeds, and the nodes above them.
  private let surveyFed: Set<String>
  private let relativeNodes: Set<String>
  private let names: [String: LocalizedText]
  private let unitsByID: [String: AssessedUnit]

  init(_ input: ReportInput) {
    self.input = input
    let evaluation = input.evaluation
    previousWave = evaluation.previousWave.flatMap { wave in
      evaluation.scores.contains { $0.wave == wave } ? wave : nil
    }
    func first<Value>(_ rows: [Value], _ key: (Value) -> Key) -> [Key: Value] {
      Dictionary(rows.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    }
    scores = first(evaluation.scores) { Key(wave: $0.wave, unit: $0.unitID, node: $0.nodeID) }
    estimates = first(evaluation.estimates) { Key(wave: $0.wave, unit: $0.unitID, node: $0.indicatorID) }
    ranks = first(evaluation.ranks) { Key(wave: $0.wave, unit: $0.unitID, node: $0.nodeID) }
    comparisons = Dictionary(
      evaluation.comparisons.map {
        (ComparisonKey(kind: $0.kind, key: Key(wave: $0.wave, unit: $0.unitID, node: $0.nodeID)), $0)
      }, uniquingKeysWith: { first, _ in first })
    leavesBelow = Dictionary(
      evaluation.framework.nodes.map { ($0.id, evaluation.framework.indicators(below: $0.id)) },
      uniquingKeysWith: { first, _ in first })
    names = Dictionary(
      evaluation.framework.nodes.map { ($0.id, $0.name) } + evaluation.framework.monitors.map { ($0.id, $0.name) },
      uniquingKeysWith: { first, _ in first })
    unitsByID = Dictionary(evaluation.units.all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let surveys = Set(input.pipeline.sources.filter { $0.role == .survey }.map(\.name))
    surveySources = surveys
    let leavesBelow = leavesBelow
    func nodes(where test: (Indicator) -> Bool) -> [String] {
      evaluation.framework.nodes.map(\.id).filter { id in
        leavesBelow[id]?.contains { $0.indicator.map(test) ?? false } ?? false
      }
    }
    surveyFed = Set(
      nodes { surveys.contains($0.source) }
        + evaluation.framework.monitors.filter { surveys.contains($0.source) }.map(\.id))
    relativeNodes = Set(
      nodes { $0.score.isRelative })
  }

  var evaluation: Evaluation { input.evaluation }
  var framework: Framework { input.evaluation.framework }
  var units: UnitRegistry { input.evaluation.units }
  var city: AssessedUnit? { input.evaluation.units.city }
  var wave: Int { input.evaluation.wave }

  /// The name of a node or monitor.
  func name(of node: String) -> LocalizedText? { names[node] }

  func unit(_ id: String) -> AssessedUnit? { unitsByID[id] }

  func score(_ unit: String, _ node: String, wave: Int? = nil) -> Score? {
    scores[Key(wave: wave ?? self.wave, unit: unit, node: node)]
  }

  func estimate(_ unit: String, _ indicator: String, wave: Int? = nil) -> Estimate? {
    estimates[Key(wave: wave ?? self.wave, unit: unit, node: indicator)]
  }

  func rank(_ unit: String, _ node: String, wave: Int? = nil) -> UnitRank? {
    ranks[Key(wave: wave ?? self.wave, unit: unit, node: node)]
  }

  func comparison(_ kind: ComparisonKind, _ unit: String, _ node: String, wave: Int? = nil) -> Comparison? {
    comparisons[ComparisonKey(kind: kind, key: Key(wave: wave ?? self.wave, unit: unit, node: node))]
  }

  func leaves(below node: String) -> [FrameworkNode] { leavesBelow[node] ?? [] }

  // MARK: What may be shown

  func isSurvey(source: String) -> Bool { surveySources.contains(source) }

  func isSurveyFed(node: String) -> Bool { surveyFed.contains(node) }

  /// What the rules of display say of an estimate; figures that no survey feeds are always shown.
  func display(_ estimate: Estimate) -> DisplayRules.Verdict {
    surveyFed.contains(estimate.indicatorID) ? input.pipeline.display.verdict(estimate) : .shown
  }

  func isShown(_ estimate: Estimate) -> Bool { display(estimate).isShown }

  /// What the rules say of a score: of its respondents, and of a lone leaf below it as of its estimate.
  func display(_ score: Score) -> DisplayRules.Verdict {
    guard isSurveyFed(node: score.nodeID) else { return .shown }
    if let n = score.n, let least = input.pipeline.display.show.minimumN, Double(n) < least {
      return .hidden([.fewRespondents(Double(n), least: least)])
    }
    let leaves = leaves(below: score.nodeID)
    guard leaves.count == 1, let leaf = leaves.first else { return .shown }
    return estimate(score.unitID, leaf.id, wave: score.wave).map(display) ?? .shown
  }

  func isShown(_ score: Score) -> Bool { display(score).isShown }

  /// The score, if it may be shown and exists.
  func shownScore(_ unit: String, _ node: String, wave: Int? = nil) -> Double? {
    guard let score = score(unit, node, wave: wave), isShown(score), let value = score.value, value.isFinite else {
      return nil
    }
    return value
  }

  /// A comparison both of whose scores may be shown.
  func shownComparison(_ kind: ComparisonKind, _ unit: String, _ node: String, wave: Int? = nil) -> Comparison? {
    let wave = wave ?? self.wave
    guard shownScore(unit, node, wave: wave) != nil, let row = comparison(kind, unit, node, wave: wave),
      row.difference.isFinite
    else { return nil }
    let isBeforeShown = evaluation.previousWave.flatMap { score(unit, node, wave: $0) }.map(isShown) ?? true
    let isCityShown = city.flatMap { score($0.id, node, wave: wave) }.map(isShown) ?? true
    return switch kind {
    case .toPreviousWave: isBeforeShown ? row : nil
    case .toCity: isCityShown ? row : nil
    case .toReference, .toFirstWave: row
    }
  }

  // MARK: What may be said

  func verdict(_ comparison: Comparison) -> Verdict {
    guard comparison.standardError != nil, let p = comparison.adjustedPValue else { return .untested }
    guard comparison.isClear, p < 0.05, comparison.difference != 0 else { return .notClear }
    return comparison.difference > 0 ? .above : .below
  }

  func verdict(_ kind: ComparisonKind, _ unit: String, _ node: String) -> Verdict? {
    shownComparison(kind, unit, node).map(verdict)
  }

  /// What a unit is held against: the city for its parts, the published reference for the city.
  func referenceKind(of unit: String) -> ComparisonKind { unit == city?.id ? .toReference : .toCity }

  /// Thresholds are points of an absolute scale; min-max scores only say where a unit lies among the others.
  func hasThresholds(node: String) -> Bool { !relativeNodes.contains(node) }

  /// The monitors made from the options of one question: the first such group of three or more, without the option
  /// that excludes the others ("no obstacle").
  var obstacleGroup: [Monitor]? {
    let variables = input.pipeline.questionnaire?.codebook.variables ?? []
    let exclusive = Set(variables.flatMap(\.options).filter(\.isExclusive).map(\.label))
    var groups: [String: [Monitor]] = [:]
    var order: [String] = []
    for monitor in framework.monitors where !exclusive.contains(monitor.name) {
      guard let group = monitor.group else { continue }
      if groups[group] == nil { order.append(group) }
      groups[group, default: []].append(monitor)
    }
    return order.compactMap { groups[$0] }.first { $0.count >= 3 }
  }

  /// Ranked units with a shown score on the node, best first; declared order within ties.
  func ordered(by node: String) -> [(unit: AssessedUnit, score: Double)] {
    let rows = units.ranked.compactMap { unit in shownScore(unit.id, node).map { (unit: unit, score: $0) } }
    return rows.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
  }
}
