import SurveyModel

extension TableBuilder {
  /// The overall scores of the latest wave against the first of the trend.
  func trend() -> PublishedTable {
    let root = framework.root.id
    var rows: [[PublishedValue]] = []
    if let trend = OverallTrend(index) {
      for unit in units.all {
        guard let row = trend.comparison(unit.id) else { continue }
        rows.append(
          [.integer(index.wave)] + cells(unit) + [
            .text(root), .integer(trend.firstWave), .number(index.shownScore(unit.id, root), 2),
            .number(row.reference, 2), .number(row.difference, 2), .number(row.standardError, 3),
            .number(row.ciLow, 2), .number(row.ciHigh, 2), .number(row.pValue, 4), .number(row.adjustedPValue, 4),
            .text(row.family), clear(row),
          ])
      }
    }
    let columns: [PublishedColumn] =
      [TableColumns.wave] + TableColumns.unit + [
        TableColumns.indicatorID,
        PublishedColumn(
          "first_wave", "首个年度", "First year", "所比较的年度：标准误已知的最早年度，没有则为最早年度",
          "The year it is compared with: the first whose standard errors are known, else the first of all",
          .integer(minimum: 1900, maximum: 2200), required: true),
        TableColumns.score,
        TableColumns.points("reference", "首个年度的得分", "Reference", "首个年度的总得分", "The overall score of the first year"),
        TableColumns.difference("difference", "变化", "Change", "得分减首个年度的得分", "Score less that of the first year"),
        PublishedColumn(
          "std_error", "变化的标准误", "Standard error", "两年视为独立时变化的标准误；为空时首个年度的得分为公布的数字，不作检验",
          "Standard error of the change, the years being independent; empty: the first score is a published figure, no test",
          .decimal(minimum: 0, maximum: nil)),
        TableColumns.difference("ci_low", "区间下限", "Interval, low", "变化的 95% 区间下限", "Lower end for the change"),
        TableColumns.difference("ci_high", "区间上限", "Interval, high", "变化的 95% 区间上限", "Upper end for the change"),
        PublishedColumn(
          "p_value", "p 值", "p", "未校正的 p 值", "p before adjustment", .decimal(minimum: 0, maximum: 1)),
        TableColumns.adjustedP,
        TableColumns.text("family", "检验族", "Family", "在其中校正的检验族", "The family of tests it is adjusted in"),
        TableColumns.isClear,
      ]
    return PublishedTable(
      name: "trend", title: LocalizedText(zh: "总得分与首个年度相比的变化", en: "Overall scores against the first year"),
      columns: columns, key: ["wave", "unit_id", "indicator_id"], rows: rows)
  }
}
