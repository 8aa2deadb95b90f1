import SurveyModel

/// Everything that may be said, decided from the evaluation by the printed rules alone.
///
/// Order: nodes in framework order, within a node units in declared order (the city first), within a unit the kinds in
/// the order of ``FindingKind``. Cells that are withheld for too few answers yield no finding. A figure without a
/// standard error gets threshold words only.
public func decideFindings(_ input: ReportInput) -> [Finding] {
  FindingsDecision(EvaluationIndex(input)).all()
}

/// Applies the rules to one evaluation.
struct FindingsDecision {
  let index: EvaluationIndex

  init(_ index: EvaluationIndex) {
    self.index = index
  }

  func all() -> [Finding] {
    index.framework.nodes.flatMap { node in
      index.units.all.flatMap { unit in about(unit, node) } + ranks(node)
    }
  }

  private func about(_ unit: AssessedUnit, _ node: FrameworkNode) -> [Finding] {
    guard let score = index.score(unit.id, node.id), let value = index.shownScore(unit.id, node.id) else { return [] }
    let reference = index.shownComparison(index.referenceKind(of: unit.id), unit.id, node.id)
    let change = index.shownComparison(.toPreviousWave, unit.id, node.id)
    let hasThresholds = index.hasThresholds(node: node.id)
    let weak = index.input.pipeline.weakThreshold
    let strong = index.input.pipeline.strengthThreshold
    let verdict = reference.map(index.verdict)
    // A score without an interval stands for its own upper end.
    let upper = score.ciHigh ?? value
    var base = Finding(kind: .strength, wave: index.wave, unitID: unit.id, nodeID: node.id, value: value)
    base.valueInterval = interval(score.ciLow, score.ciHigh)

    func threshold(_ kind: FindingKind, _ threshold: Double, with row: Comparison?) -> Finding {
      var finding = row.map { compared(base, $0) } ?? base
      finding.kind = kind
      finding.threshold = threshold
      return finding
    }
    func tested(_ kind: FindingKind, _ row: Comparison) -> Finding {
      var finding = compared(base, row)
      finding.kind = kind
      return finding
    }

    var found: [Finding] = []
    if hasThresholds, verdict == .above, value >= strong { found.append(threshold(.strength, strong, with: reference)) }
    if verdict == .below, let reference { found.append(tested(.shortfall, reference)) }
    if hasThresholds, upper < weak { found.append(threshold(.weakSpot, weak, with: nil)) }
    if let change, index.verdict(change) == .below { found.append(tested(.watch, change)) }
    if hasThresholds {
      if value < weak, upper >= weak { found.append(threshold(.toVerify, weak, with: nil)) }
      if value >= max(weak, strong), let reference, reference.difference > 0, verdict != .above {
        found.append(threshold(.toVerify, strong, with: reference))
      }
    }
    if let reference {
      switch index.verdict(reference) {
      case .above: found.append(tested(.above, reference))
      case .below: found.append(tested(.below, reference))
      case .notClear where node.depth <= 1: found.append(tested(.noClearDifference, reference))
      case .notClear, .untested: break
      }
    }
    if let change {
      switch index.verdict(change) {
      case .above: found.append(tested(.rose, change))
      case .notClear where node.depth <= 1: found.append(tested(.noClearChange, change))
      case .below, .notClear, .untested: break
      }
    }
    return found
  }

  private func compared(_ finding: Finding, _ row: Comparison) -> Finding {
    var finding = finding
    finding.comparison = row.kind
    finding.reference = row.reference
    finding.difference = row.difference
    finding.differenceInterval = interval(row.ciLow, row.ciHigh)
    finding.adjustedPValue = row.adjustedPValue
    return finding
  }

  private func ranks(_ node: FrameworkNode) -> [Finding] {
    let ranks = index.orderedRanks(node.id)
    guard ranks.count > 1, let groups = RankGroups(ordered: ranks) else { return [] }
    var found: [Finding] = groups.ties.compactMap { tie in
      guard let first = tie.unitIDs.first else { return nil }
      return Finding(
        kind: .tied, wave: index.wave, unitID: first, nodeID: node.id, otherUnitIDs: Array(tie.unitIDs.dropFirst()),
        rankSet: tie.places)
    }
    for rank in ranks {
      guard let low = rank.setLow, low == rank.setHigh, low == 1 || low == ranks.count else { continue }
      found.append(
        Finding(
          kind: low == 1 ? .first : .last, wave: index.wave, unitID: rank.unitID, nodeID: node.id,
          value: index.shownScore(rank.unitID, node.id), rankSet: low...low))
    }
    return found
  }
}
