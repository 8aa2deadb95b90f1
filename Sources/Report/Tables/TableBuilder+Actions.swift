import SurveyModel

extension TableBuilder {
  /// The two lists of actions, one indicator of one unit a row. `status` and `note` are empty, to be filled in by who leads;
  /// the next wave reads the file back.
  func actions(_ actions: [PlannedAction]) -> PublishedTable {
    let units = Dictionary(units.all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = actions.compactMap { action -> [PublishedValue]? in
      let finding = action.finding
      guard let unit = units[finding.unitID] else { return nil }
      let measure = action.measures.first
      let own: [PublishedValue] = [
        .text(finding.nodeID), .number(finding.value, 2), .number(action.gap, 2),
        .number(action.gapInterval?.lowerBound, 2), .number(action.gapInterval?.upperBound, 2),
        .number(action.weight, 5), .number(action.priority, 3), .number(action.priorityInterval?.lowerBound, 3),
        .number(action.priorityInterval?.upperBound, 3),
      ]
      let plan: [PublishedValue] = [
        .text(measure?.id ?? ""), .text(measure?.title.zh ?? ""), .text(measure?.title.en ?? ""),
        .text(action.lead?.zh ?? ""), .text(action.lead?.en ?? ""),
        .text(action.support.map(\.zh).joined(separator: "|")),
        .text(action.support.map(\.en).joined(separator: "|")),
        .text(action.target?.nodeID ?? ""), .number(action.target?.score, 1),
        .text(action.target?.basis.rawValue ?? ""),
        .number(action.detectableChange, 2), .text(input.pipeline.actions.deadline ?? ""), .text(""), .text(""),
      ]
      return [
        .integer(finding.wave), .text(action.id), .text(action.list.rawValue), .text(finding.kind.rawValue),
        .text(action.list.ruleID),
      ] + cells(unit) + own + plan
    }
    return PublishedTable(
      name: "actions", title: LocalizedText(zh: "交办清单与提示清单", en: "Assigned list and notice list"),
      columns: actionColumns, key: ["action_id"], rows: rows)
  }

  private var actionColumns: [PublishedColumn] {
    [
      TableColumns.wave,
      TableColumns.text(
        "action_id", "事项代码", "Action code", "年度、单元与指标的代码", "Year, unit and indicator", required: true),
      TableColumns.text(
        "list", "清单", "List", "assigned 为交办清单，notice 为提示清单", "assigned or notice", required: true),
      TableColumns.text("finding", "结论", "Finding", "所依据结论的类别", "Kind of the finding it rests on", required: true),
      TableColumns.text(
        "rule_id", "判定规则", "Rule", "列入清单的规则，见 judgement_rules.csv",
        "The rule that put it on the list; see judgement_rules.csv", required: true),
    ] + TableColumns.unit + [
      TableColumns.indicatorID, TableColumns.score,
      TableColumns.difference("gap", "差距", "Gap", "低于全市、弱项阈值或上年的分数", "Points below city, threshold or last year"),
      TableColumns.difference("gap_ci_low", "差距下限", "Gap, low", "差距的 95% 区间下限", "Lower end of its 95% interval"),
      TableColumns.difference("gap_ci_high", "差距上限", "Gap, high", "差距的 95% 区间上限", "Upper end of its 95% interval"),
      PublishedColumn(
        "weight", "总权重", "Weight", "指标在总指数中的权重", "Weight in the index", .decimal(minimum: 0, maximum: 1)),
      TableColumns.difference("priority", "优先度", "Priority", "总权重乘以差距", "Weight times gap"),
      TableColumns.difference(
        "priority_ci_low", "优先度下限", "Priority, low", "优先度的 95% 区间下限", "Lower end of its 95% interval"),
      TableColumns.difference(
        "priority_ci_high", "优先度上限", "Priority, high", "优先度的 95% 区间上限", "Upper end of its 95% interval"),
      TableColumns.text("measure_id", "做法代码", "Measure code", "measures 文件里的代码", "Code in the file of measures"),
      TableColumns.text("measure_zh", "可选做法", "Measure (Chinese)", "可选做法", "Possible measure"),
      TableColumns.text("measure_en", "英文做法", "Measure (English)", "可选做法", "Possible measure"),
      TableColumns.text("lead_zh", "牵头部门", "Lead (Chinese)", "牵头部门", "Department in the lead"),
      TableColumns.text("lead_en", "英文牵头部门", "Lead (English)", "牵头部门", "Department in the lead"),
      TableColumns.text("support_zh", "配合部门", "Support (Chinese)", "配合部门，以竖线分隔", "Departments that help, by bars"),
      TableColumns.text("support_en", "英文配合部门", "Support (English)", "配合部门，以竖线分隔", "Departments that help, by bars"),
      TableColumns.text(
        "target_indicator_id", "目标所在节点", "Target of", "设定目标的指标或分组", "The indicator or group that the target is of"),
      TableColumns.points("target", "目标得分", "Target", "下一期应达到的得分", "The score to reach by the next wave"),
      TableColumns.text(
        "target_basis", "目标依据", "Basis of the target", "indicator、group 或 count", "indicator, group or count"),
      PublishedColumn(
        "detectable_change", "最小可识别变化", "Detectable change", "下一次同样设计的调查有八成把握识别的最小变化",
        "Smallest change that a next survey of the same design finds four times in five",
        .decimal(minimum: 0, maximum: nil)),
      TableColumns.text("deadline", "报送期限", "Deadline", "报送结果的期限", "When results are to be reported"),
      TableColumns.text(
        "status", "办理情况", "Status", "由牵头部门填写：done、under_way、not_begun、dropped",
        "To be filled in: done, under_way, not_begun or dropped"),
      TableColumns.text("note", "说明", "Note", "由牵头部门填写", "To be filled in by the lead"),
    ]
  }
}
