public import SurveyModel

/// What may be said of a figure; each kind is decided by one printed rule.
public enum FindingKind: String, Sendable, Hashable, CaseIterable {
  /// 优势: clearly above the reference and at or above the strength threshold.
  case strength
  /// 短板: clearly below the reference.
  case shortfall
  /// 弱项: below the weak threshold with the whole interval, whatever the comparison.
  case weakSpot = "weak_spot"
  /// 苗头: a clear fall on the wave before.
  case watch
  /// 待核: beyond a threshold, but not clear.
  case toVerify = "to_verify"
  /// ▲: clearly above the reference.
  case above
  /// ▼: clearly below the reference.
  case below
  /// Tested against the reference, and not clear.
  case noClearDifference = "no_clear_difference"
  /// A clear rise on the wave before.
  case rose
  /// Tested against the wave before, and not clear.
  case noClearChange = "no_clear_change"
  /// 无法排出先后: units no two of which are clearly apart.
  case tied
  /// 首位: the rank confidence set is rank 1 alone.
  case first
  /// 末位: the rank confidence set is the last rank alone.
  case last

  /// The rule that decides it.
  public var ruleID: String {
    switch self {
    case .strength: "J01"
    case .shortfall: "J02"
    case .weakSpot: "J03"
    case .watch: "J04"
    case .toVerify: "J05"
    case .above, .below, .noClearDifference: "J06"
    case .rose, .noClearChange: "J07"
    case .tied: "J08"
    case .first, .last: "J09"
    }
  }

  /// The word that the report uses for it.
  public var word: LocalizedText {
    switch self {
    case .strength: LocalizedText(zh: "优势", en: "strength")
    case .shortfall: LocalizedText(zh: "短板", en: "shortfall")
    case .weakSpot: LocalizedText(zh: "弱项", en: "weak spot")
    case .watch: LocalizedText(zh: "苗头", en: "watch")
    case .toVerify: LocalizedText(zh: "待核", en: "to verify")
    case .above: LocalizedText(zh: "显著高于", en: "clearly above")
    case .below: LocalizedText(zh: "显著低于", en: "clearly below")
    case .noClearDifference: LocalizedText(zh: "无显著差异", en: "no clear difference")
    case .rose: LocalizedText(zh: "显著提高", en: "clear rise")
    case .noClearChange: LocalizedText(zh: "变化不显著", en: "no clear change")
    case .tied: LocalizedText(zh: "无法排出先后", en: "cannot be told apart")
    case .first: LocalizedText(zh: "首位", en: "first")
    case .last: LocalizedText(zh: "末位", en: "last")
    }
  }
}

/// A rule by which a word that judges is given or withheld; printed beside the words it decides.
public struct JudgementRule: Sendable, Hashable {
  /// `J01` …, as in `findings.csv`.
  public var id: String
  /// The word or words.
  public var word: LocalizedText
  /// The rule in one sentence, with the thresholds of this run.
  public var text: LocalizedText

  /// Every rule, with the thresholds that the pipeline sets.
  public static func all(for pipeline: PipelineDefinition) -> [JudgementRule] {
    let strong = NumberText.fixed(pipeline.strengthThreshold, 0)
    let weak = NumberText.fixed(pipeline.weakThreshold, 0)
    return [
      rule(
        .strength, "与参照的差大于 0，校正后 p < 0.05，且得分不低于 \(strong) 分",
        "difference to the reference above 0, adjusted p < 0.05, and a score of \(strong) or more"),
      rule(.shortfall, "与参照的差小于 0，校正后 p < 0.05", "difference to the reference below 0, adjusted p < 0.05"),
      rule(
        .weakSpot, "得分区间的上端低于 \(weak) 分，不论比较；没有区间的得分以得分本身计",
        "upper end of the score’s interval below \(weak), whatever the comparison; a score without an interval stands for its own end"
      ),
      rule(.watch, "比上年下降，校正后 p < 0.05", "fall on the wave before, adjusted p < 0.05"),
      rule(
        .toVerify, "得分低于 \(weak) 分而区间上端不低于 \(weak) 分，或得分不低于 \(strong) 分、高于参照而差异不显著",
        "score below \(weak) with the upper end at \(weak) or more, or score of \(strong) or more and above the reference without a clear difference"
      ),
      JudgementRule(
        id: "J06", word: LocalizedText(zh: "显著高于、显著低于（▲▼）", en: "clearly above, clearly below (▲▼)"),
        text: LocalizedText(
          zh: "与参照的差，校正后 p < 0.05，从不以区间不重叠代替检验；没有标准误的数字不作此判断",
          en:
            "adjusted p < 0.05 for the difference to the reference, never “the intervals do not overlap”; not said of figures without a standard error"
        )),
      JudgementRule(
        id: "J07", word: LocalizedText(zh: "显著提高、变化不显著", en: "clear rise, no clear change"),
        text: LocalizedText(
          zh: "与上年的差，校正后 p < 0.05 为显著", en: "the change on the wave before is clear where its adjusted p < 0.05")),
      rule(
        .tied, "两者之差的联合区间包含 0", "the simultaneous interval of the difference includes 0"),
      JudgementRule(
        id: "J09", word: LocalizedText(zh: "首位、末位", en: "first, last"),
        text: LocalizedText(zh: "名次置信集只含这一个名次", en: "the rank confidence set is that one rank")),
    ] + (pipeline.units.city == nil ? [] : actionLists(for: pipeline))
  }

  /// How p is adjusted; printed once under the rules.
  public static let adjustment = LocalizedText(
    zh: "校正采用 Holm 法，同一对象、同一清单、同一年度的全部可检验比较为一族，族在看到数据之前确定",
    en:
      "adjustment is Holm’s, within one family: all testable comparisons of one subject, one list and one wave, fixed before the data are seen"
  )

  private static func rule(_ kind: FindingKind, _ zh: String, _ en: String) -> JudgementRule {
    JudgementRule(id: kind.ruleID, word: kind.word, text: LocalizedText(zh: zh, en: en))
  }
}
