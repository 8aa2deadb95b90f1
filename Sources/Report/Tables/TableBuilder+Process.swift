import SurveyModel

extension TableBuilder {
  func frameworkTable() -> PublishedTable {
    let kinds = ["index", "dimension", "group"]
    var rows = framework.nodes.enumerated().map { position, node -> [PublishedValue] in
      let parent = node.parent.map { framework.nodes[$0].id } ?? ""
      let kind = node.indicator != nil ? "indicator" : kinds[min(node.depth, kinds.count - 1)]
      return [
        .text(node.id), .text(parent), .text(kind), .integer(node.depth), .text(node.name.zh), .text(node.name.en),
        .number(node.weight, 4), .number(framework.globalWeight(of: position), 6),
      ] + cells(node.indicator)
    }
    rows += framework.monitors.map { monitor in
      [
        .text(monitor.id), .text(monitor.group ?? ""), .text("monitor"), .empty, .text(monitor.name.zh),
        .text(monitor.name.en), .empty, .empty, .empty, .empty, .empty, .empty, .text(monitor.unit.zh),
        .text(monitor.unit.en), .integer(monitor.decimals), .text(monitor.source), .empty, .empty, .empty, .empty,
        .text(monitor.expression), .empty,
      ]
    }
    return PublishedTable(
      name: "framework", title: LocalizedText(zh: "指标体系", en: "The framework"), columns: frameworkColumns,
      key: ["indicator_id"], rows: rows)
  }

  private func cells(_ indicator: Indicator?) -> [PublishedValue] {
    guard let indicator else { return Array(repeating: .empty, count: 14) }
    let map: [PublishedValue] =
      switch indicator.score {
      case .goalpost(let worst, let best): [.text("goalpost"), .number(worst, 4), .number(best, 4)]
      case .likert(let name): [.text("likert " + name), .empty, .empty]
      case .minMax(let lower, let upper): [.text("min_max"), .number(lower, 4), .number(upper, 4)]
      case .zScore(let mean, let deviation): [.text("z_score"), .number(mean, 4), .number(deviation, 4)]
      case .efficacy(let ends?, _, _): [.text("efficacy"), .number(ends.worst, 4), .number(ends.best, 4)]
      case .distanceToTarget(let target, _): [.text("distance_to target"), .empty, .number(target, 4)]
      case .achievement(let target, _): [.text("achievement"), .empty, .number(target, 4)]
      case .optimal(_, let low, let high, _): [.text("optimal"), .number(low, 4), .number(high, 4)]
      default: [.text(indicator.score.word), .empty, .empty]
      }
    let direction: PublishedValue = .text(indicator.direction == .positive ? "higher_is_better" : "lower_is_better")
    return [direction] + map + [
      .text(indicator.unit.zh), .text(indicator.unit.en), .integer(indicator.decimals), .text(indicator.source),
      .text(indicator.sourceLabel.zh), .text(indicator.sourceLabel.en), .text(indicator.owner?.zh ?? ""),
      .text(indicator.owner?.en ?? ""), .text(indicator.statistic), .text(indicator.basis ?? ""),
    ]
  }

  private var frameworkColumns: [PublishedColumn] {
    [
      TableColumns.text("indicator_id", "代码", "Code", "节点代码", "Code of the node", required: true),
      TableColumns.text(
        "parent_id", "上级", "Parent", "上级节点的代码；监测指标为其分组", "Code of the parent; for monitors their group"),
      TableColumns.text(
        "kind", "类别", "Kind", "index 总指数，dimension 维度，group 分组，indicator 指标，monitor 监测指标",
        "index, dimension, group, indicator or monitor", required: true),
      TableColumns.count("depth", "层次", "Depth", "总指数为 0", "0 for the index"),
      TableColumns.nameZH, TableColumns.nameEN,
      PublishedColumn(
        "weight", "权重", "Weight", "相对于同级节点", "Relative to its siblings", .decimal(minimum: 0, maximum: nil)),
      PublishedColumn(
        "global_weight", "总权重", "Weight in the index", "在总指数中的权重", "Share of the index",
        .decimal(minimum: 0, maximum: 1)),
      TableColumns.text(
        "direction", "方向", "Direction", "higher_is_better 越高越好，lower_is_better 越低越好", "Which end is better"),
      TableColumns.text("score_map", "计分方法", "Score map", "估计值如何换算为得分", "How an estimate becomes a score"),
      TableColumns.number(
        "score_from", "0 分处", "Scores 0 at", "得 0 分的值；最小最大法为得分下限", "Value that scores 0; lower end for min-max"),
      TableColumns.number(
        "score_to", "100 分处", "Scores 100 at", "得 100 分的值；最小最大法为得分上限", "Value that scores 100; upper end for min-max"),
      TableColumns.text("measure_zh", "单位", "Unit (Chinese)", "估计值的单位", "Unit of the estimate"),
      TableColumns.text("measure_en", "英文单位", "Unit (English)", "估计值的单位", "Unit of the estimate"),
      TableColumns.count("decimals", "小数位", "Decimals", "报告中显示的小数位", "Decimals shown in the report"),
      TableColumns.text("source", "数据源", "Source", "数据源在配置中的名称", "Name of the source in the configuration"),
      TableColumns.text("source_zh", "来源", "Source (Chinese)", "来源的说法", "The source in words"),
      TableColumns.text("source_en", "英文来源", "Source (English)", "来源的说法", "The source in words"),
      TableColumns.text("owner_zh", "责任部门", "Owner (Chinese)", "负责的部门", "Department that answers for it"),
      TableColumns.text("owner_en", "英文责任部门", "Owner (English)", "负责的部门", "Department that answers for it"),
      TableColumns.text("expression", "表达式", "Expression", "计算估计值的表达式", "The expression that makes the estimate"),
      TableColumns.text("basis", "依据", "Basis", "指标与目标值的依据", "Why it is measured, and where goalposts come from"),
    ]
  }

  func weighting() -> PublishedTable {
    let rows = index.evaluation.weighting.sorted { $0.wave < $1.wave }.map { row -> [PublishedValue] in
      [
        .integer(row.wave), .integer(row.respondents), .number(row.population, 0), .number(row.effectiveN, 1),
        .number(row.kishDesignEffect, 3), .number(row.minimumWeight, 3), .number(row.maximumWeight, 3),
        .integer(row.rakingIterations), .number(row.largestMarginError, 6),
        .text(row.collapsedCells.joined(separator: "; ")),
      ]
    }
    let positive = PublishedType.decimal(minimum: 0, maximum: nil)
    return PublishedTable(
      name: "weighting", title: LocalizedText(zh: "加权", en: "Weighting"),
      columns: [
        TableColumns.wave, TableColumns.count("respondents", "有效问卷", "Respondents", "有效问卷份数", "Valid responses"),
        PublishedColumn("population", "总体", "Population", "所代表的企业数", "Firms they stand for", positive),
        PublishedColumn(
          "effective_n", "有效样本量", "Effective sample", "Kish 有效样本量", "Kish’s effective sample size", positive),
        PublishedColumn(
          "kish_design_effect", "设计效应", "Design effect", "加权的 Kish 设计效应", "Kish’s design effect of weighting", positive),
        PublishedColumn("minimum_weight", "最小权重", "Smallest weight", "最小权重", "Smallest weight", positive),
        PublishedColumn("maximum_weight", "最大权重", "Largest weight", "最大权重", "Largest weight", positive),
        TableColumns.count("raking_iterations", "迭代次数", "Iterations", "达到边际所需的轮数", "Passes until the margins were met"),
        PublishedColumn(
          "largest_margin_error", "最大边际误差", "Largest margin error", "与边际的最大相对距离",
          "Largest relative distance from a margin",
          positive),
        TableColumns.text("collapsed_cells", "合并的单元格", "Collapsed cells", "合并了哪些单元格", "Cells that were merged"),
      ], key: ["wave"], rows: rows)
  }

  func stageCounts() -> PublishedTable {
    let rows = input.counts.map { row -> [PublishedValue] in
      [
        .integer(row.wave), .text(row.stage), .text(row.source), .integer(row.rowsIn), .integer(row.rowsKept),
        .integer(row.rowsQuarantined), .integer(row.cellsChanged), .integer(row.recordsFlagged),
      ]
    }
    return PublishedTable(
      name: "stage_counts", title: LocalizedText(zh: "各环节的行数", en: "Rows in and out of each stage"),
      columns: [
        TableColumns.wave, TableColumns.text("stage", "环节", "Stage", "处理环节", "Stage", required: true),
        TableColumns.text("source", "数据源", "Source", "数据源名称", "Name of the source", required: true),
        TableColumns.count("rows_in", "读入", "Rows in", "读入的行数", "Rows that came in"),
        TableColumns.count("rows_kept", "保留", "Rows kept", "保留的行数", "Rows kept"),
        TableColumns.count("rows_quarantined", "隔离", "Rows set aside", "隔离的行数", "Rows set aside"),
        TableColumns.count("cells_changed", "改动单元格", "Cells changed", "改动的单元格数", "Cells changed"),
        TableColumns.count("records_flagged", "标记记录", "Records flagged", "标记的记录数", "Records flagged"),
      ], key: ["wave", "stage", "source"], rows: unique(rows, key: [0, 1, 2]))
  }

  func rules() -> PublishedTable {
    let titles = Dictionary(
      input.pipeline.cleaning.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let read = Dictionary(
      input.counts.filter { $0.stage == "clean" && index.isSurvey(source: $0.source) }.map { ($0.wave, $0.rowsIn) },
      uniquingKeysWith: +)
    let rows = orderedRules.map { row -> [PublishedValue] in
      let rule = titles[row.rule]
      let total = read[row.wave] ?? 0
      return [
        .integer(row.wave), .text(row.rule), .text(rule?.title.zh ?? ""), .text(rule?.title.en ?? ""),
        .text(rule?.outcome?.rawValue ?? ""), .integer(row.records), .integer(row.cells),
        total > 0 ? .number(Double(row.records) / Double(total), 4) : .empty,
      ]
    }
    return PublishedTable(
      name: "rules", title: LocalizedText(zh: "清洗规则的触发", en: "How often each cleaning rule struck"),
      columns: [
        TableColumns.wave, ruleID, TableColumns.text("title_zh", "规则", "Rule (Chinese)", "规则名称", "Title of the rule"),
        TableColumns.text("title_en", "英文规则", "Rule (English)", "规则名称", "Title of the rule"),
        TableColumns.text(
          "outcome", "处置", "Outcome", "记录的去向；单元格规则为空", "What becomes of the record; empty for cell rules"),
        TableColumns.count("records", "记录数", "Records", "触发规则的记录数", "Records that the rule caught"),
        TableColumns.count("cells", "单元格数", "Cells", "规则改动的单元格数", "Cells that the rule changed"),
        PublishedColumn(
          "share", "占比", "Share", "触发规则的记录占清洗前记录的比例", "Records caught as a share of the records before cleaning",
          .decimal(minimum: 0, maximum: 1)),
      ], key: ["wave", "rule_id"], rows: rows)
  }

  func rulesByDistrict() -> PublishedTable {
    var rows: [[PublishedValue]] = []
    for row in orderedRules {
      let known = units.all.filter { row.recordsByUnit[$0.id] != nil }
      for unit in known {
        rows.append([.integer(row.wave), .text(row.rule)] + cells(unit) + [.integer(row.recordsByUnit[unit.id])])
      }
      let others = row.recordsByUnit.filter { units[$0.key] == nil }.values.reduce(0, +)
      if others > 0 {
        let none = AssessedUnit(
          id: "NONE", name: LocalizedText(zh: "未归属", en: "No unit given"), level: "none")
        rows.append([.integer(row.wave), .text(row.rule)] + cells(none) + [.integer(others)])
      }
    }
    return PublishedTable(
      name: "rules_by_district", title: LocalizedText(zh: "各单元触发清洗规则的记录", en: "Records caught by each rule, by unit"),
      columns: [TableColumns.wave, ruleID] + TableColumns.unit + [
        TableColumns.count("records", "记录数", "Records", "触发规则的记录数", "Records that the rule caught")
      ], key: ["wave", "rule_id", "unit_id"], rows: rows)
  }

  /// The index with and without the records that rules dropped as invalid.
  func droppedRecords(_ dropped: DroppedRecords) -> PublishedTable {
    let root = framework.nodes.first?.id ?? ""
    let wave = input.evaluation.wave
    let rows = units.all.compactMap { unit -> [PublishedValue]? in
      guard let value = index.shownScore(unit.id, root), let other = dropped.score(unit.id, root) else { return nil }
      let count = unit.id == index.city?.id ? dropped.total : dropped.counts[unit.id] ?? 0
      return [.integer(wave)] + cells(unit) + [
        .integer(count), .number(value, 2), .number(other, 2), .number(NumberText.difference(other, value, 2), 2),
      ]
    }
    return PublishedTable(
      name: "dropped_records",
      title: LocalizedText(zh: "剔除问卷对总分的影响", en: "The index with and without the records dropped"),
      columns: [TableColumns.wave] + TableColumns.unit + [
        TableColumns.count("dropped", "剔除份数", "Records dropped", "按规则视为无效的问卷", "Records that rules dropped as invalid"),
        TableColumns.number("score", "总分", "Score", "公布的总分", "The published index"),
        TableColumns.number("score_with_dropped", "计入后", "Score with them", "计入剔除问卷的总分", "The index with them in"),
        TableColumns.number("difference", "差", "Difference", "计入后减公布", "With them less published"),
      ], key: ["wave", "unit_id"], rows: rows)
  }

  private var ruleID: PublishedColumn {
    TableColumns.text("rule_id", "规则代码", "Rule code", "清洗规则的代码", "Code of the cleaning rule", required: true)
  }

  /// By wave, then in the order of the plan.
  private var orderedRules: [RuleSummary] {
    let order = Dictionary(
      input.pipeline.cleaning.rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let sorted = input.rules.enumerated().sorted {
      ($0.element.wave, order[$0.element.rule] ?? Int.max, $0.offset)
        < ($1.element.wave, order[$1.element.rule] ?? Int.max, $1.offset)
    }
    var seen: Set<String> = []
    return sorted.map(\.element).filter { seen.insert("\($0.wave) \($0.rule)").inserted }
  }

  /// The first row of each key.
  private func unique(_ rows: [[PublishedValue]], key: [Int]) -> [[PublishedValue]] {
    var seen: Set<[PublishedValue]> = []
    return rows.filter { row in seen.insert(key.map { row[$0] }).inserted }
  }
}
