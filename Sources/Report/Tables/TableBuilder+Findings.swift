import SurveyModel

extension TableBuilder {
  /// What may be said, with the numbers it rests on and the sentence made from them.
  func findings() -> PublishedTable {
    let words = ReportWords(index, findings: decided.findings)
    let rows = words.findings.map { finding -> [PublishedValue] in
      let unit =
        units[finding.unitID]
        ?? AssessedUnit(id: finding.unitID, name: LocalizedText(finding.unitID), level: "none")
      let sentence = words.statement(finding)
      let numbers: [PublishedValue] = [
        .number(finding.value, 2), .number(finding.valueInterval?.lowerBound, 2),
        .number(finding.valueInterval?.upperBound, 2), .text(finding.comparison?.rawValue ?? ""),
        .number(finding.reference, 2), .number(finding.difference, 2),
        .number(finding.differenceInterval?.lowerBound, 2),
        .number(finding.differenceInterval?.upperBound, 2), .number(finding.adjustedPValue, 4),
        .number(finding.threshold, 2), .integer(finding.rankSet?.lowerBound), .integer(finding.rankSet?.upperBound),
        .text(finding.otherUnitIDs.joined(separator: "|")), .text(sentence.zh), .text(sentence.en),
      ]
      return [.integer(finding.wave), .text(finding.kind.rawValue), .text(finding.ruleID)] + cells(unit)
        + [.text(finding.nodeID)] + numbers
    }
    return PublishedTable(
      name: "findings", title: LocalizedText(zh: "结论及其依据", en: "Findings and what they rest on"),
      columns: findingColumns, key: ["wave", "finding", "unit_id", "indicator_id"], rows: rows)
  }

  private var findingColumns: [PublishedColumn] {
    let places = PublishedType.integer(minimum: 1, maximum: max(1, units.ranked.count))
    return [
      TableColumns.wave,
      TableColumns.text("finding", "结论", "Finding", "结论的类别", "Kind of the finding", required: true),
      TableColumns.text(
        "rule_id", "判定规则", "Rule", "判定所依据的规则，见 judgement_rules.csv",
        "The rule that decided it; see judgement_rules.csv",
        required: true),
    ] + TableColumns.unit + [
      TableColumns.indicatorID, TableColumns.score, TableColumns.scoreLow, TableColumns.scoreHigh,
      TableColumns.text(
        "comparison", "比较对象", "Compared with", "与何者比较；阈值与名次为空",
        "What it is compared with; empty for thresholds and ranks"),
      TableColumns.points("reference", "参照得分", "Reference", "所比较的得分", "The score it is compared with"),
      TableColumns.difference("difference", "差", "Difference", "得分减参照得分", "Score less reference"),
      TableColumns.difference(
        "difference_ci_low", "差的区间下限", "Difference, low", "差的 95% 区间下限", "Lower end of its 95% interval"),
      TableColumns.difference(
        "difference_ci_high", "差的区间上限", "Difference, high", "差的 95% 区间上限", "Upper end of its 95% interval"),
      TableColumns.adjustedP,
      TableColumns.points("threshold", "阈值", "Threshold", "所越过的阈值", "The threshold it lies beyond"),
      PublishedColumn("rank_low", "名次区间较好端", "Rank interval, better end", "名次的较好端", "Better end of the ranks", places),
      PublishedColumn("rank_high", "名次区间较差端", "Rank interval, worse end", "名次的较差端", "Worse end of the ranks", places),
      TableColumns.text(
        "other_unit_ids", "同组单元", "Other units", "无法排出先后的其余单元，以竖线分隔", "The other units of a tie, separated by bars"),
      TableColumns.text(
        "statement_zh", "表述", "Statement (Chinese)", "一句话的表述", "The finding in one sentence", required: true),
      TableColumns.text(
        "statement_en", "英文表述", "Statement (English)", "一句话的表述", "The finding in one sentence", required: true),
    ]
  }

  func judgementRules() -> PublishedTable {
    PublishedTable(
      name: "judgement_rules", title: LocalizedText(zh: "判定用语的规则", en: "Rules for words that judge"),
      columns: [
        TableColumns.text("rule_id", "规则代码", "Rule code", "判定规则的代码", "Code of the rule", required: true),
        TableColumns.text("word_zh", "用语", "Word (Chinese)", "判定用语", "The word"),
        TableColumns.text("word_en", "英文用语", "Word (English)", "判定用语", "The word"),
        TableColumns.text("text_zh", "规则", "Rule (Chinese)", "何时使用", "When it is used"),
        TableColumns.text("text_en", "英文规则", "Rule (English)", "何时使用", "When it is used"),
      ], key: ["rule_id"],
      rows: JudgementRule.all(for: input.pipeline).map { rule in
        [.text(rule.id), .text(rule.word.zh), .text(rule.word.en), .text(rule.text.zh), .text(rule.text.en)]
      })
  }
}
