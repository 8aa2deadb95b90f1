import SurveyModel

/// How the index comes about and how far it can be relied on, for the wave reported; both waves are in `data/`.
extension TableBuilder {
  func analysisTables() -> [PublishedTable] {
    [rankFrequency(), pairwise(), contributions(), indexWeights(), sensitivity(), methodAlternatives()]
      + [uncertaintyRanges(), frameworkAudit()]
  }

  /// Share of re-draws in which a unit takes a rank.
  private func rankFrequency() -> PublishedTable {
    var rows: [[PublishedValue]] = []
    for node in framework.nodes {
      for unit in units.units {
        guard let rank = index.rank(unit.id, node.id), index.shownScore(unit.id, node.id) != nil else { continue }
        for (place, share) in rank.rankFrequency.enumerated() where share > 0 {
          rows.append(
            [.integer(index.wave)] + cells(unit) + [.text(node.id), .integer(place + 1), .number(share, 4)])
        }
      }
    }
    return PublishedTable(
      name: "rank_frequency",
      title: LocalizedText(zh: "重抽样中取得各名次的比例", en: "Shares of re-draws in which a unit takes a rank"),
      columns: [TableColumns.wave] + TableColumns.unit + [
        TableColumns.indicatorID,
        PublishedColumn(
          "rank", "名次", "Rank", "1 为最高分", "1 is the highest score",
          .integer(minimum: 1, maximum: max(1, units.ranked.count)), required: true),
        TableColumns.share(
          "share_of_redraws", "重抽样比例", "Share of re-draws", "取得该名次的重抽样所占比例", "Share of re-draws with this rank"),
      ], key: ["wave", "unit_id", "indicator_id", "rank"], rows: rows)
  }

  private func pairwise() -> PublishedTable {
    let rows: [[PublishedValue]] = index.evaluation.analysis.pairs.compactMap { row in
      guard row.wave == index.wave, let unit = index.unit(row.unitID), let other = index.unit(row.otherID),
        index.shownScore(unit.id, row.nodeID) != nil, index.shownScore(other.id, row.nodeID) != nil
      else { return nil }
      return [.integer(row.wave), .text(row.nodeID)] + cells(unit) + [
        .text(other.id), .text(other.name.zh), .text(other.name.en), .number(row.difference, 2),
        .number(row.standardError, 3), .number(row.shareAbove, 4), .boolean(row.isClear),
      ]
    }
    return PublishedTable(
      name: "pairwise", title: LocalizedText(zh: "评价单元两两比较", en: "Units side by side"),
      columns: [TableColumns.wave, TableColumns.indicatorID] + TableColumns.unit + [
        TableColumns.text(
          "other_id", "对比单元代码", "Other unit, code", "对比单元的代码", "Code of the other unit", required: true),
        TableColumns.text("other_zh", "对比单元名称", "Other unit (Chinese)", "中文名称", "Chinese name"),
        TableColumns.text("other_en", "对比单元英文名称", "Other unit (English)", "英文名称", "English name"),
        TableColumns.difference("difference", "差", "Difference", "得分减对比单元得分", "Score less the other’s"),
        PublishedColumn(
          "std_error", "差的标准误", "Standard error", "差的标准误", "Standard error of the difference",
          .decimal(minimum: 0, maximum: nil)),
        TableColumns.share(
          "share_of_redraws_above", "重抽样中领先比例", "Share of re-draws above", "得分高于对比单元的重抽样所占比例",
          "Share of re-draws in which the unit scores higher"),
        PublishedColumn(
          "is_clear", "可排出先后", "Told apart", "同时置信区间不含 0 为 true", "true where the simultaneous interval leaves out 0",
          .boolean),
      ], key: ["wave", "indicator_id", "unit_id", "other_id"], rows: rows)
  }

  /// What each indicator adds to the scores of the index and its dimensions, and to their gaps to the city.
  private func contributions() -> PublishedTable {
    let nodes = Set([framework.root.id] + framework.dimensions.map(\.id))
    let rows: [[PublishedValue]] = index.evaluation.analysis.contributions.compactMap { row in
      guard row.wave == index.wave, nodes.contains(row.nodeID), let unit = index.unit(row.unitID),
        index.shownScore(unit.id, row.nodeID) != nil
      else { return nil }
      let isShown = row.indicatorID.flatMap { index.estimate(unit.id, $0) }.map(index.isShown) ?? true
      return [.integer(row.wave)] + cells(unit) + [
        .text(row.nodeID), .text(row.indicatorID ?? "availability"), isShown ? .number(row.toScore, 3) : .empty,
        isShown ? .number(row.toGap, 3) : .empty,
      ]
    }
    return PublishedTable(
      name: "contributions",
      title: LocalizedText(zh: "各指标对得分与差距的贡献", en: "What each indicator adds to scores and gaps"),
      columns: [TableColumns.wave] + TableColumns.unit + [
        TableColumns.text(
          "node_id", "总指数或维度代码", "Index or dimension", "被分解的得分", "The score that is split", required: true),
        TableColumns.text(
          "indicator_id", "指标代码", "Indicator", "指标代码；availability 为指标缺失造成的部分",
          "Code of the indicator; availability is what comes of indicators that one of the two does not have",
          required: true),
        TableColumns.number("to_score", "对得分的贡献", "To the score", "分；各指标之和为得分", "Points; they add up to the score"),
        TableColumns.number(
          "to_gap", "对差距的贡献", "To the gap", "与全市差距的分；各指标之和为差距",
          "Points of the difference to the city; they add up to it"),
      ], key: ["wave", "unit_id", "node_id", "indicator_id"], rows: rows)
  }

  private func indexWeights() -> PublishedTable {
    let rows: [[PublishedValue]] = index.evaluation.analysis.weights.filter { $0.wave == index.wave }.map { row in
      [
        .integer(row.wave), .text(row.nodeID), row.parentID.isEmpty ? .empty : .text(row.parentID),
        row.weighting.isEmpty ? .empty : .text(row.weighting),
        row.aggregation.isEmpty ? .empty : .text(row.aggregation), .number(row.nominal, 4), .number(row.inIndex, 4),
        .number(row.correlation, 3), .number(row.correlationRatio, 3), .number(row.effective, 4),
      ]
    }
    return PublishedTable(
      name: "index_weights", title: LocalizedText(zh: "名义权重与有效权重", en: "Weights, nominal and in effect"),
      columns: [
        TableColumns.wave, TableColumns.indicatorID,
        TableColumns.text("parent_id", "上级代码", "Parent", "所属上级的代码", "Code of the node above"),
        TableColumns.text("weighting", "赋权方法", "Weighting", "同级权重如何得出", "How the weights of the siblings came about"),
        TableColumns.text("aggregation", "合成方法", "Aggregation", "上级如何合成", "How the parent is put together"),
        TableColumns.share("nominal", "同级名义权重", "Nominal", "在同级中的份额", "Share among the siblings"),
        TableColumns.share("in_index", "在总指数中的权重", "In the index", "在总指数中的份额", "Share in the index"),
        PublishedColumn(
          "correlation", "与上级的相关", "Correlation", "各单元上与上级得分的皮尔逊相关", "Pearson’s, with the parent over the units",
          .decimal(minimum: -1, maximum: 1)),
        TableColumns.share(
          "correlation_ratio", "相关比", "Correlation ratio", "上级方差中与之同变的份额（Pearson 1905）",
          "Share of the parent’s variance that goes with it (Pearson 1905)"),
        TableColumns.number(
          "effective", "有效权重", "In effect", "同级中按相关计的份额（Paruolo、Saisana、Saltelli 2013）",
          "Share of the siblings’ correlations (Paruolo, Saisana and Saltelli 2013)"),
      ], key: ["wave", "indicator_id"], rows: rows)
  }

  private func frameworkAudit() -> PublishedTable {
    let rows: [[PublishedValue]] = index.evaluation.analysis.audit.filter { $0.wave == index.wave }.map { row in
      [
        .integer(row.wave), .text(row.basis), .integer(row.cases), .text(row.check), .text(row.nodeID),
        .text(row.other ?? "-"), .number(row.value, 4), row.flag.map { .text($0) } ?? .empty,
      ]
    }
    return PublishedTable(
      name: "audit_framework", title: LocalizedText(zh: "指标体系的统计检验", en: "Statistical audit of the framework"),
      columns: [
        TableColumns.wave,
        TableColumns.text(
          "basis", "计算对象", "Basis", "regions 为评价单元，firms 为企业", "regions: units; firms: respondents", required: true),
        TableColumns.count("cases", "个数", "Cases", "有数值的对象个数", "How many have values"),
        TableColumns.text("check", "检验项", "Check", "检验了什么", "What was looked at", required: true),
        TableColumns.indicatorID,
        TableColumns.text(
          "other", "另一项", "Other", "相关的另一节点或主成分序号；- 为无", "The other node of a correlation, or a component; -: none",
          required: true),
        TableColumns.number("value", "数值", "Value", "检验所得的数值", "The figure"),
        TableColumns.text("flag", "提示", "Flag", "评审应注意之处，如 redundant", "What to look at, such as redundant"),
      ], key: ["wave", "basis", "check", "indicator_id", "other"], rows: rows)
  }
}
