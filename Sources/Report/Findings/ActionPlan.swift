import SurveyModel

/// The lists of actions, decided from findings by the printed rules alone.
///
/// - Parameter input: the evaluation, and the library of measures.
/// - Returns: one action for each indicator and unit that a rule names, highest priority first.
public func planActions(_ input: ReportInput) -> [PlannedAction] {
  ReportDecisions(EvaluationIndex(input)).actions
}

/// What the rules decide, once for tables and pages: both say the same because they are the same.
struct ReportDecisions: Sendable {
  /// Everything that may be said.
  let findings: [Finding]
  /// What is to be done, highest priority first.
  let actions: [PlannedAction]

  init(_ index: EvaluationIndex) {
    findings = FindingsDecision(index).all()
    actions = ActionPlan(index, findings: findings).actions()
  }
}

/// Turns findings into actions.
struct ActionPlan {
  let index: EvaluationIndex
  let findings: [Finding]
  private let positions: [String: Int]

  init(_ index: EvaluationIndex, findings: [Finding]) {
    self.index = index
    self.findings = findings
    positions = Dictionary(
      index.framework.nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private struct Subject: Hashable {
    var unit: String
    var node: String
  }

  func actions() -> [PlannedAction] {
    let leaves = Set(index.framework.indicators.map(\.id))
    // A union's members have actions of their own.
    let units = Set(index.units.all.filter(\.members.isEmpty).map(\.id) + (index.city.map { [$0.id] } ?? []))
    var chosen: [Subject: Finding] = [:]
    var order: [Subject] = []
    for finding in findings where leaves.contains(finding.nodeID) && units.contains(finding.unitID) {
      guard let severity = Self.severity(finding) else { continue }
      let subject = Subject(unit: finding.unitID, node: finding.nodeID)
      if let other = chosen[subject], let known = Self.severity(other), known <= severity { continue }
      if chosen[subject] == nil { order.append(subject) }
      chosen[subject] = finding
    }
    let planned = order.compactMap { chosen[$0].flatMap(action) }
    return planned.enumerated().sorted { ($1.element.priority, $0.offset) < ($0.element.priority, $1.offset) }
      .map(\.element)
  }

  /// The place among the kinds that call for an action, the gravest first; nil for those that do not.
  private static func severity(_ finding: Finding) -> Int? {
    switch finding.kind {
    case .shortfall: 0
    case .weakSpot: 1
    case .watch: 2
    // A candidate for a strength calls for nothing.
    case .toVerify: finding.comparison == nil ? 3 : nil
    default: nil
    }
  }

  private func action(_ finding: Finding) -> PlannedAction? {
    guard let value = finding.value, let position = positions[finding.nodeID] else { return nil }
    let (gap, gapInterval) = gap(finding, value: value)
    guard gap > 0 else { return nil }
    let measures = measures(for: position)
    let lead = index.framework.nodes[position].indicator?.owner ?? measures.first { $0.lead != nil }?.lead
    let target = target(finding, value: value, gap: gap, position: position)
    return PlannedAction(
      list: finding.kind == .shortfall || finding.kind == .weakSpot ? .assigned : .notice, finding: finding,
      weight: index.framework.globalWeight(of: position), gap: gap, gapInterval: gapInterval, measures: measures,
      lead: lead, support: measures.first?.support ?? [], target: target,
      detectableChange: target.flatMap { index.score(finding.unitID, $0.nodeID)?.detectableChange })
  }

  /// Points below the city, or below the threshold where the unit is the city or is not below it; for a fall its size.
  private func gap(_ finding: Finding, value: Double) -> (Double, ClosedRange<Double>?) {
    func turned(_ interval: ClosedRange<Double>?) -> ClosedRange<Double>? {
      interval.map { -$0.upperBound...(-$0.lowerBound) }
    }
    if let difference = finding.difference, finding.kind == .shortfall || finding.kind == .watch {
      return (-difference, turned(finding.differenceInterval))
    }
    if finding.unitID != index.city?.id,
      let row = index.shownComparison(.toCity, finding.unitID, finding.nodeID), row.difference < 0
    {
      return (-row.difference, turned(interval(row.ciLow, row.ciHigh)))
    }
    guard let threshold = finding.threshold else { return (0, nil) }
    return (
      threshold - value, turned(finding.valueInterval.map { $0.lowerBound - threshold...($0.upperBound - threshold) })
    )
  }

  /// Measures for the node itself, then for those above it.
  private func measures(for position: Int) -> [PolicyMeasure] {
    let library = index.input.pipeline.actions.measures
    var found: [PolicyMeasure] = []
    var current: Int? = position
    while let node = current {
      let id = index.framework.nodes[node].id
      found += library.filter { measure in measure.nodes.contains(id) && !found.contains { $0.id == measure.id } }
      current = index.framework.nodes[node].parent
    }
    return found
  }

  /// The gap closed, where the next survey can find a change of that size; else in the indicator's group; else the change
  /// that can be found.
  private func target(_ finding: Finding, value: Double, gap: Double, position: Int) -> ActionTarget? {
    let unit = finding.unitID
    guard let detectable = index.score(unit, finding.nodeID)?.detectableChange else {
      return reachable(ActionTarget(nodeID: finding.nodeID, score: value + gap, basis: .count))
    }
    if gap >= detectable {
      return reachable(ActionTarget(nodeID: finding.nodeID, score: value + gap, basis: .indicator))
    }
    if let parent = index.framework.nodes[position].parent, index.framework.nodes[parent].depth > 0 {
      let group = index.framework.nodes[parent].id
      if let score = index.shownScore(unit, group), let change = index.score(unit, group)?.detectableChange {
        let below = index.shownComparison(.toCity, unit, group).map { -$0.difference } ?? 0
        return reachable(ActionTarget(nodeID: group, score: score + max(change, below), basis: .group))
      }
    }
    return reachable(ActionTarget(nodeID: finding.nodeID, score: value + detectable, basis: .indicator))
  }

  /// Rounded up, so that the printed target is not below what can be tested; nil above 100.
  private func reachable(_ target: ActionTarget) -> ActionTarget? {
    var target = target
    target.score = (NumberText.rounded(target.score, 6) * 10 - 1e-6).rounded(.up) / 10
    return target.score <= 100 ? target : nil
  }
}
