import SurveyModel

/// What sampling and what method do to scores and ranks.
extension TableBuilder {
  /// Shares of the variance of an output by source.
  func sensitivity() -> PublishedTable {
    let rows: [[PublishedValue]] = index.evaluation.analysis.shares.filter { $0.wave == index.wave }.map { row in
      [
        .integer(row.wave), .text(row.unitID ?? "all"), .text(row.output), .text(row.source ?? "none"),
        .number(row.firstOrder, 4), .number(row.firstLow, 4), .number(row.firstHigh, 4), .number(row.total, 4),
        .number(row.totalLow, 4), .number(row.totalHigh, 4), .text(row.design), .integer(row.combinations),
        .integer(row.replicates),
      ]
    }
    return PublishedTable(
      name: "sensitivity",
      title: LocalizedText(zh: "不确定性来源的方差份额", en: "Shares of variance by source of uncertainty"),
      columns: [
        TableColumns.wave,
        TableColumns.text(
          "unit_id", "单元代码", "Unit code", "评价单元的代码；all 为全部", "Code of the unit; all: over all of them", required: true),
        TableColumns.text(
          "output", "结果", "Output", "score、rank 或 mean_rank_change", "score, rank or mean_rank_change", required: true),
        TableColumns.text(
          "source", "来源", "Source", "sampling 为抽样，其余为方法因素；none 为结果不变",
          "sampling, or a factor of method; none: the output does not vary", required: true),
        TableColumns.number(
          "first_order", "一阶份额", "First order", "单独引起的方差份额", "Share of variance that it causes alone"),
        TableColumns.number("first_low", "一阶区间下限", "First order, low", "95% 区间下限", "Lower end of its 95% interval"),
        TableColumns.number("first_high", "一阶区间上限", "First order, high", "95% 区间上限", "Upper end of its 95% interval"),
        TableColumns.number("total", "总份额", "Total", "连同交互作用的份额", "Share with its interactions"),
        TableColumns.number("total_low", "总份额区间下限", "Total, low", "95% 区间下限", "Lower end of its 95% interval"),
        TableColumns.number("total_high", "总份额区间上限", "Total, high", "95% 区间上限", "Upper end of its 95% interval"),
        TableColumns.text(
          "design", "设计", "Design", "crossing 为全交叉，sample 为抽取",
          "crossing: every replicate under every combination; sample"),
        TableColumns.count("combinations", "方法组合数", "Combinations", "方法组合的个数", "Combinations of method"),
        TableColumns.count("replicates", "复制数", "Replicates", "抽样复制的个数", "Replicates of the sample"),
      ], key: ["wave", "unit_id", "output", "source"], rows: rows)
  }

  /// The index of each unit with one choice of method changed.
  func methodAlternatives() -> PublishedTable {
    let rows: [[PublishedValue]] = index.evaluation.analysis.alternatives.compactMap { row in
      guard row.wave == index.wave, let unit = index.unit(row.unitID),
        index.shownScore(unit.id, framework.root.id) != nil
      else { return nil }
      return [.integer(row.wave)] + cells(unit) + [
        .text(row.factor), .text(row.alternative), .number(row.score, 2), .integer(row.rank), .integer(row.rankChange),
      ]
    }
    return PublishedTable(
      name: "method_alternatives",
      title: LocalizedText(zh: "换用其他方法的得分与名次", en: "Scores and ranks under other choices of method"),
      columns: [TableColumns.wave] + TableColumns.unit + [
        TableColumns.text("factor", "方法因素", "Factor", "改变了哪一项方法", "Which choice of method is changed", required: true),
        TableColumns.text("alternative", "备选方法", "Alternative", "改用什么", "What takes its place", required: true),
        TableColumns.number("score", "得分", "Score", "备选方法下的得分", "Score under the alternative"),
        PublishedColumn(
          "rank", "名次", "Rank", "备选方法下的名次", "Rank under the alternative",
          .integer(minimum: 1, maximum: max(1, units.ranked.count))),
        PublishedColumn(
          "rank_change", "名次变化", "Change of rank", "公布名次减该名次", "The published rank less this one",
          .integer(minimum: -units.ranked.count, maximum: units.ranked.count)),
      ], key: ["wave", "unit_id", "factor", "alternative"], rows: rows)
  }

  /// Where scores and ranks lie under sampling and method together.
  func uncertaintyRanges() -> PublishedTable {
    let rows: [[PublishedValue]] = index.evaluation.analysis.ranges.compactMap { row in
      guard row.wave == index.wave, let unit = index.unit(row.unitID),
        index.shownScore(unit.id, framework.root.id) != nil
      else { return nil }
      return [.integer(row.wave)] + cells(unit) + [
        .text(row.output), .number(row.lower, 2), .number(row.median, 2), .number(row.upper, 2),
      ]
    }
    return PublishedTable(
      name: "uncertainty_ranges",
      title: LocalizedText(zh: "抽样与方法的联合不确定范围", en: "Ranges under sampling and method together"),
      columns: [TableColumns.wave] + TableColumns.unit + [
        TableColumns.text("output", "结果", "Output", "score 或 rank", "score or rank", required: true),
        TableColumns.number("lower", "下限", "Lower", "联合重抽样的 2.5% 分位", "2.5% point of the joint re-draws"),
        TableColumns.number("median", "中位", "Median", "联合重抽样的中位数", "Median of the joint re-draws"),
        TableColumns.number("upper", "上限", "Upper", "联合重抽样的 97.5% 分位", "97.5% point of the joint re-draws"),
      ], key: ["wave", "unit_id", "output"], rows: rows)
  }
}
