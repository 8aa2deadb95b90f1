public import SurveyModel

/// Which of the two lists an action stands on.
public enum ActionList: String, Sendable, Hashable, CaseIterable {
  /// 交办清单: clearly below the reference, or weak with the whole interval; a department is to act and report.
  case assigned
  /// 提示清单: fell clearly, or weak but not with certainty; to be watched.
  case notice

  /// The rule by which it is filled.
  public var ruleID: String { self == .assigned ? "J10" : "J11" }

  /// What the list is called.
  public var word: LocalizedText {
    switch self {
    case .assigned: LocalizedText(zh: "交办清单", en: "assigned list")
    case .notice: LocalizedText(zh: "提示清单", en: "notice list")
    }
  }
}

/// What an action is to reach by the next wave.
public struct ActionTarget: Sendable, Hashable {
  /// What the target rests on.
  public enum Basis: String, Sendable, Hashable {
    /// The indicator's own score can be tested for it.
    case indicator
    /// The gap is smaller than the change that can be found in the indicator, so the target is the group's.
    case group
    /// The figure is counted, so any change can be seen.
    case count
  }

  /// The node whose score it is.
  public var nodeID: String
  /// The score to reach, rounded up to one decimal.
  public var score: Double
  public var basis: Basis

  public init(nodeID: String, score: Double, basis: Basis) {
    self.nodeID = nodeID
    self.score = score
    self.basis = basis
  }
}

/// One line of the lists of actions: a finding on an indicator, what may be done, by whom, and what is to come of it.
public struct PlannedAction: Sendable, Hashable {
  public var list: ActionList
  /// What it rests on.
  public var finding: Finding
  /// The weight of the indicator in the index, 0…1.
  public var weight: Double
  /// Points below what it is held against: the city for a part of it, else the weak threshold or the wave before.
  public var gap: Double
  /// nil where the gap has no interval.
  public var gapInterval: ClosedRange<Double>?
  /// Measures meant for the indicator, its group or its dimension, the nearest first.
  public var measures: [PolicyMeasure]
  /// Who leads; nil where neither the indicator nor a measure says.
  public var lead: LocalizedText?
  public var support: [LocalizedText]
  /// nil where no target up to 100 could be tested.
  public var target: ActionTarget?
  /// The change in the score of the target's node that the next survey can find; nil for counts.
  public var detectableChange: Double?

  /// `2025-BL-A41`: the same finding next year has the same name but for the year.
  public var id: String { "\(finding.wave)-\(finding.unitID)-\(finding.nodeID)" }
  /// Points of the index that closing the gap would give: weight times gap.
  public var priority: Double { weight * gap }
  /// The priority at the ends of the gap's interval.
  public var priorityInterval: ClosedRange<Double>? {
    gapInterval.map { weight * $0.lowerBound...weight * $0.upperBound }
  }
}

extension JudgementRule {
  /// The rules of the two lists of actions.
  static func actionLists(for pipeline: PipelineDefinition) -> [JudgementRule] {
    let weak = NumberText.fixed(pipeline.weakThreshold, 0)
    return [
      JudgementRule(
        id: ActionList.assigned.ruleID, word: ActionList.assigned.word,
        text: LocalizedText(
          zh: "短板或弱项的指标；优先度为总权重乘以与全市的差距",
          en: "indicators that are a shortfall or a weak spot; priority is weight times gap")),
      JudgementRule(
        id: ActionList.notice.ruleID, word: ActionList.notice.word,
        text: LocalizedText(
          zh: "不在交办清单上的苗头，以及得分低于 \(weak) 分的待核指标",
          en: "indicators to watch, and those below \(weak) to verify, that are not on the assigned list")),
    ]
  }
}
