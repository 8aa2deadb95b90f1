import SurveyModel

/// Tables that hold exactly the rows of one figure.
extension TableBuilder {
  /// Overall score, rank set, change and gap of the whole and the ranked units, best first.
  func overallByDistrict() -> PublishedTable {
    let root = framework.root.id
    let rows = figureUnits.compactMap { unit -> [PublishedValue]? in
      guard let score = index.score(unit.id, root) else { return nil }
      let rank = index.rank(unit.id, root)
      return [.integer(index.wave)] + cells(unit) + [.text(root)] + Array(cells(score).dropLast()) + [
        .integer(rank?.rank), .integer(rank?.setLow), .integer(rank?.setHigh),
      ] + change(unit.id, root) + gap(unit.id, root)
    }
    return PublishedTable(
      name: "overall_by_district", title: LocalizedText(zh: "总得分与名次区间", en: "Overall scores and rank intervals"),
      columns: scoreColumnsOfFigures + TableColumns.ranks(units.ranked.count) + changeColumns + gapColumns,
      key: ["wave", "unit_id", "indicator_id"], rows: rows)
  }

  /// Index and dimensions of the whole and the ranked units, with the gap to the city (the city's to its reference).
  func dimensionByDistrict() -> PublishedTable {
    let nodes = [framework.root] + framework.dimensions
    var rows: [[PublishedValue]] = []
    for unit in figureUnits {
      for node in nodes {
        guard let score = index.score(unit.id, node.id) else { continue }
        rows.append(
          [.integer(index.wave)] + cells(unit) + [.text(node.id)] + Array(cells(score).dropLast())
            + change(unit.id, node.id) + gap(unit.id, node.id))
      }
    }
    return PublishedTable(
      name: "dimension_by_district", title: LocalizedText(zh: "各维度得分", en: "Scores by dimension"),
      columns: scoreColumnsOfFigures + changeColumns + gapColumns, key: ["wave", "unit_id", "indicator_id"], rows: rows)
  }

  /// The city's dimensions, this wave and the one before.
  func dimensionChange() -> PublishedTable {
    let rows = framework.dimensions.compactMap { node -> [PublishedValue]? in
      guard let city = units.city, index.previousWave != nil, let score = index.score(city.id, node.id) else {
        return nil
      }
      return [.integer(index.wave), .text(node.id), .text(node.name.zh), .text(node.name.en)]
        + Array(cells(score).dropLast()) + change(city.id, node.id)
    }
    return PublishedTable(
      name: "dimension_change", title: LocalizedText(zh: "各维度的变化", en: "Change by dimension"),
      columns: [
        TableColumns.wave, TableColumns.indicatorID, TableColumns.nameZH, TableColumns.nameEN, TableColumns.score,
        TableColumns.scoreError, TableColumns.scoreLow, TableColumns.scoreHigh, TableColumns.n,
      ] + changeColumns, key: ["wave", "indicator_id"], rows: rows)
  }

  /// The city's indicators: estimate, score, change, and what was left unanswered.
  func indicators() -> PublishedTable {
    let leaves = framework.dimensions.flatMap { dimension in
      index.leaves(below: dimension.id).map { (dimension: dimension.id, node: $0) }
    }
    let rows = leaves.compactMap { dimension, node -> [PublishedValue]? in
      guard let city = units.city, let indicator = node.indicator, let score = index.score(city.id, node.id) else {
        return nil
      }
      let estimate = index.estimate(city.id, node.id)
      let own =
        estimate.map { Array(cells($0, decimals: indicator.decimals).dropLast()) } ?? Array(repeating: .empty, count: 5)
      let isShown = index.isShown(score)
      return [
        .integer(index.wave), .text(dimension), .text(node.id), .text(node.name.zh), .text(node.name.en),
        .text(indicator.unit.zh), .text(indicator.unit.en),
      ] + own + [
        .number(estimate?.itemNonResponse, 4), .number(isShown ? score.value : nil, 2),
        .number(isShown ? score.ciLow : nil, 2), .number(isShown ? score.ciHigh : nil, 2),
      ] + change(city.id, node.id)
    }
    return PublishedTable(
      name: "indicators", title: LocalizedText(zh: "各指标", en: "Indicators"),
      columns: [
        TableColumns.wave,
        TableColumns.text("dimension_id", "维度代码", "Dimension", "指标所属的维度", "Dimension of the indicator"),
        TableColumns.indicatorID, TableColumns.nameZH, TableColumns.nameEN,
        TableColumns.text("measure_zh", "单位", "Unit (Chinese)", "估计值的单位", "Unit of the estimate"),
        TableColumns.text("measure_en", "英文单位", "Unit (English)", "估计值的单位", "Unit of the estimate"),
        TableColumns.estimate, TableColumns.estimateError, TableColumns.estimateLow, TableColumns.estimateHigh,
        TableColumns.n,
        PublishedColumn(
          "item_nonresponse", "未答率", "Item non-response", "应答而无可用回答的比例",
          "Share of those asked who gave no usable answer",
          .decimal(minimum: 0, maximum: 1)),
        TableColumns.points("score", "得分", "Score", "0–100 分", "Points of 0 to 100"),
        TableColumns.points(
          "score_ci_low", "得分区间下限", "Score, low", "得分的 95% 区间下限", "Lower end of the score’s interval"),
        TableColumns.points(
          "score_ci_high", "得分区间上限", "Score, high", "得分的 95% 区间上限", "Upper end of the score’s interval"),
      ] + changeColumns, key: ["wave", "indicator_id"], rows: rows)
  }

  /// The share of firms that name each obstacle, by unit.
  func obstaclesByDistrict() -> PublishedTable {
    var rows: [[PublishedValue]] = []
    for unit in units.all {
      for monitor in index.obstacleGroup ?? [] {
        guard let estimate = index.estimate(unit.id, monitor.id) else { continue }
        rows.append(
          [.integer(index.wave)] + cells(unit) + [.text(monitor.id), .text(monitor.name.zh), .text(monitor.name.en)]
            + Array(cells(estimate, decimals: monitor.decimals).dropLast()))
      }
    }
    return PublishedTable(
      name: "obstacles_by_district", title: LocalizedText(zh: "主要障碍", en: "Obstacles that firms name"),
      columns: [TableColumns.wave] + TableColumns.unit + [
        TableColumns.indicatorID, TableColumns.nameZH, TableColumns.nameEN, TableColumns.estimate,
        TableColumns.estimateError, TableColumns.estimateLow, TableColumns.estimateHigh, TableColumns.n,
      ], key: ["wave", "unit_id", "indicator_id"], rows: rows)
  }

  // MARK: Shared columns

  private var scoreColumnsOfFigures: [PublishedColumn] { TableColumns.scoreColumns.dropLast() }

  private func change(_ unit: String, _ node: String) -> [PublishedValue] {
    guard let row = index.shownComparison(.toPreviousWave, unit, node) else {
      return Array(repeating: .empty, count: 5)
    }
    return [
      .number(row.reference, 2), .number(row.difference, 2), .number(row.ciLow, 2), .number(row.ciHigh, 2), clear(row),
    ]
  }

  private func gap(_ unit: String, _ node: String) -> [PublishedValue] {
    guard let row = index.shownComparison(index.referenceKind(of: unit), unit, node) else {
      return Array(repeating: .empty, count: 5)
    }
    return [
      .number(row.reference, 2), .number(row.difference, 2), .number(row.ciLow, 2), .number(row.ciHigh, 2), clear(row),
    ]
  }

  private var changeColumns: [PublishedColumn] {
    [
      TableColumns.points("previous_estimate", "上年得分", "Score of the wave before", "上年得分", "Score of the wave before"),
      TableColumns.difference("change", "变化", "Change", "与上年的差", "Difference to the wave before"),
      TableColumns.difference(
        "change_ci_low", "变化区间下限", "Change, low", "变化的 95% 区间下限", "Lower end of its 95% interval"),
      TableColumns.difference(
        "change_ci_high", "变化区间上限", "Change, high", "变化的 95% 区间上限", "Upper end of its 95% interval"),
      PublishedColumn(
        "change_is_clear", "变化是否显著", "Change is clear", "校正后 p < 0.05 为 true；未作检验为空",
        "true where the adjusted p is below 0.05; empty where not tested", .boolean),
    ]
  }

  private var gapColumns: [PublishedColumn] {
    [
      TableColumns.points(
        "reference", "参照得分", "Reference", "区县参照全市，全市参照公布的参照值", "The city’s score; for the city the published reference"),
      TableColumns.difference("difference", "与参照的差", "Difference", "得分减参照得分", "Score less reference"),
      TableColumns.difference(
        "difference_ci_low", "差的区间下限", "Difference, low", "差的 95% 区间下限", "Lower end of its 95% interval"),
      TableColumns.difference(
        "difference_ci_high", "差的区间上限", "Difference, high", "差的 95% 区间上限", "Upper end of its 95% interval"),
      PublishedColumn(
        "difference_is_clear", "差是否显著", "Difference is clear", "校正后 p < 0.05 为 true；未作检验为空",
        "true where the adjusted p is below 0.05; empty where not tested", .boolean),
    ]
  }
}
