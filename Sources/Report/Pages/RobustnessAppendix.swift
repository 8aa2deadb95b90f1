import SurveyModel

/// How firmly the index stands: tiers, other methods, what weights do, and what changes come from.
extension LanguageTree {
  mutating func writeRobustness(_ letter: String) {
    let title = say("指数的稳健性", "How firmly the index stands")
    let target = id("robustness")
    contents.append(Entry(id: target, title: say("附录 \(letter) \(title)", "Appendix \(letter) \(title)")))
    body += "<section class=\"chap\" id=\"\(attribute: target)\">"
    body += heading(letter, title, above: say("附录 \(letter)", "Appendix \(letter)"))
    body += tierTable()
    body += alternativesTable()
    body += varianceTable()
    body += weightsTable()
    body += changesTable()
    body += commonTable()
    body += convergenceTable()
    body += "</section>\n"
  }

  private func isShown(_ unit: String, _ node: String) -> Bool { data.value(unit, node) != nil }

  /// Tiers, and letters by which units that cannot be told apart are seen.
  private mutating func tierTable() -> Markup {
    let rows = data.evaluation.reading.tiers.filter { $0.nodeID == data.root && isShown($0.unitID, $0.nodeID) }
      .enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
    guard !rows.isEmpty else { return "" }
    var table = DataTable(
      caption: say("分档与字母", "Tiers and letters"),
      columns: [
        .init(unitWord), .init(say("总得分", "Score"), numeric: true), .init(say("档", "Tier"), numeric: true),
        .init(say("字母", "Letters")),
      ], rows: [])
    for row in rows {
      table.rows.append(
        .init([
          .init(text: name(unit: row.unitID)), .init(text: NumberText.fixed(row.score, 1)),
          .init(text: String(row.tier)), .init(text: row.letters.isEmpty ? NumberText.missing : row.letters),
        ]))
    }
    return tableFigure(
      table, title: say("哪些差别说得准", "Which differences can be told"),
      subtitle: Markup(
        text: say(
          "有共同字母的\(unitWord)，名次不能分出先后。", "\(unitsWord.capitalizedFirst) that share a letter cannot be put in order.")))
  }

  /// What each alternative of method does to ranks, everything else as declared.
  private mutating func alternativesTable() -> Markup {
    let rows = data.evaluation.analysis.alternatives.filter { $0.alternative != "declared" }
    guard !rows.isEmpty else { return "" }
    // A factor of many variants, such as noise in weights, is told in one row.
    let variants = Dictionary(grouping: rows, by: \.factor).mapValues { Set($0.map(\.alternative)).count }
    var order: [String] = []
    var groups: [String: [AlternativeScore]] = [:]
    for row in rows {
      let isMany = variants[row.factor, default: 0] > 8
      let key = isMany ? row.factor : row.factor + "\u{0}" + row.alternative
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    var table = DataTable(
      caption: say("换一种方法，名次怎样变", "What another method does to ranks"),
      columns: [
        .init(say("环节", "Step")), .init(say("改用", "Instead")),
        .init(say("名次变动的\(unitWord)", "Ranks changed"), numeric: true),
        .init(say("最大变动", "Largest change"), numeric: true), .init(say("变动最大的\(unitWord)", "Most changed")),
      ], rows: [])
    for key in order {
      let own = groups[key] ?? []
      let changes = own.compactMap { row in row.rankChange.map { (row.unitID, $0) } }
      let largest = changes.map { abs($0.1) }.max() ?? 0
      let most = Set(changes.filter { largest > 0 && abs($0.1) == largest }.map(\.0))
      let names = data.evaluation.units.ranked.filter { most.contains($0.id) }.map { say($0.name) }
      let count = variants[own[0].factor, default: 0]
      let instead = count > 8 ? say("\(count) 种变化", "\(count) variants") : methodWord(own[0].alternative)
      table.rows.append(
        .init([
          .init(text: methodWord(own[0].factor)), .init(text: instead),
          .init(text: NumberText.count(Set(changes.filter { $0.1 != 0 }.map(\.0)).count)),
          .init(text: NumberText.count(largest)),
          .init(text: names.isEmpty ? NumberText.missing : names.joined(separator: say("、", ", "))),
        ]))
    }
    return tableFigure(
      table, title: say("换一种方法，结论变不变", "Whether another method says otherwise"),
      subtitle: Markup(text: say("每次只换一个环节，其余照旧。", "One step is changed at a time, everything else is as declared.")))
  }

  /// What makes ranks vary over all ranked units.
  private mutating func varianceTable() -> Markup {
    let rows = data.evaluation.analysis.shares.filter { $0.unitID == nil && $0.source != nil }
    guard !rows.isEmpty else { return "" }
    var table = DataTable(
      caption: say("名次变动来自哪里", "What ranks vary with"),
      columns: [
        .init(say("来源", "Source")), .init(say("单独的份额", "By itself"), numeric: true),
        .init(say("连同交互的份额", "With interactions"), numeric: true),
      ], rows: [])
    for row in rows {
      table.rows.append(
        .init([
          .init(text: methodWord(row.source ?? "")),
          .init(text: row.firstOrder.map { NumberText.percent($0, 0) } ?? NumberText.missing),
          .init(text: row.total.map { NumberText.percent($0, 0) } ?? NumberText.missing),
        ]))
    }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say(
          "名次平均变动的方差，按抽样与各方法环节分解。",
          "The variance of the mean change of ranks, by sampling and by each step of the method.")))
  }

  /// Weights as declared and in effect.
  private mutating func weightsTable() -> Markup {
    let rows = data.evaluation.analysis.weights.filter {
      $0.wave == data.wave && $0.parentID == data.root && $0.effective != nil
    }
    guard rows.count > 1 else { return "" }
    var table = DataTable(
      caption: say("名义权重与实际权重", "Weights as declared and in effect"),
      columns: [
        .init(say("维度", "Dimension")), .init(say("名义权重", "Declared"), numeric: true),
        .init(say("实际权重", "In effect"), numeric: true),
        .init(say("与总指数的相关系数", "Correlation with the index"), numeric: true),
      ], rows: [])
    for row in rows {
      table.rows.append(
        .init([
          .init(text: name(node: row.nodeID)), .init(text: NumberText.percent(row.nominal, 0)),
          .init(text: row.effective.map { NumberText.percent($0, 0) } ?? NumberText.missing),
          .init(text: row.correlation.map { NumberText.fixed($0, 2) } ?? NumberText.missing),
        ]))
    }
    return tableFigure(
      table, title: say("权重实际起了多大作用", "What weights come to"),
      subtitle: Markup(
        text: say(
          "实际权重按各维度得分与总指数的相关计算：\(unitWord)之间差别大的维度分量更重。",
          "In effect: by how scores go together with the index; a dimension on which \(unitsWord) differ more weighs more."
        )))
  }

  /// What changes since the wave before come from.
  private mutating func changesTable() -> Markup {
    guard let previous = data.previousWave else { return "" }
    let rows = data.evaluation.reading.changes.filter { $0.nodeID == data.root && isShown($0.unitID, $0.nodeID) }
    guard !rows.isEmpty else { return "" }
    let hasAvailability = rows.contains { abs($0.availability) >= 0.005 }
    var columns: [DataTable.Column] = [
      .init(unitWord), .init(say("变化", "Change"), numeric: true), .init(say("回答", "Answers"), numeric: true),
      .init(say("企业构成", "Composition"), numeric: true), .init(say("部门数据", "Counts"), numeric: true),
    ]
    if hasAvailability { columns.append(.init(say("指标有无", "Availability"), numeric: true)) }
    var table = DataTable(
      caption: say("\(previous)–\(data.wave) 年总得分的变化，按来源", "Change of the score \(previous)–\(data.wave), by source"),
      columns: columns, rows: [])
    for row in rows {
      var parts = [row.change, row.answers, row.composition, row.counts]
      if hasAvailability { parts.append(row.availability) }
      table.rows.append(
        .init(
          [.init(text: name(unit: row.unitID))] + parts.map { .init(text: NumberText.signed($0, 2)) },
          total: row.unitID == data.city?.id))
    }
    return tableFigure(
      table, title: say("变化从哪里来", "What changes come from"),
      subtitle: Markup(
        text: say(
          "“回答”是同类企业回答的变化，“企业构成”是企业规模与行业构成的变化，“部门数据”是统计和台账数字的变化；各部分相加等于变化，四舍五入可有 0.01 的出入。",
          "Answers: firms of the same kind answer otherwise; composition: other sizes and sectors; counts: figures of departments. The parts add up to the change, to rounding."
        )))
  }

  /// Both waves on the indicators that each unit has in both, where the framework or its data changed.
  private mutating func commonTable() -> Markup {
    guard let previous = data.previousWave else { return "" }
    let rows = data.evaluation.reading.commonScores.filter { $0.nodeID == data.root }
    func row(_ unit: String, _ wave: Int) -> CommonScore? { rows.first { $0.unitID == unit && $0.wave == wave } }
    let units = data.evaluation.units.all.filter { unit in
      isShown(unit.id, data.root) && row(unit.id, data.wave) != nil && row(unit.id, previous) != nil
    }
    guard !units.isEmpty else { return "" }
    var table = DataTable(
      caption: say("按共同指标计算的两年得分", "Both waves on common indicators"),
      columns: [
        .init(unitWord), .init(say("共同指标", "Common indicators"), numeric: true),
        .init(say("\(previous)，全部", "\(previous), all"), numeric: true),
        .init(say("\(previous)，共同", "\(previous), common"), numeric: true),
        .init(say("\(data.wave)，全部", "\(data.wave), all"), numeric: true),
        .init(say("\(data.wave)，共同", "\(data.wave), common"), numeric: true),
      ], rows: [])
    for unit in units {
      let (before, now) = (row(unit.id, previous), row(unit.id, data.wave))
      let scores = [before?.score, before?.commonScore, now?.score, now?.commonScore]
      table.rows.append(
        .init(
          [.init(text: say(unit.name)), .init(text: NumberText.count(now?.commonIndicators ?? 0))]
            + scores.map { .init(text: $0.map { NumberText.fixed($0, 1) } ?? NumberText.missing) },
          total: unit.id == data.city?.id))
    }
    return tableFigure(
      table, title: say("指标变了，两年还能不能比", "Whether the two waves can be compared"),
      subtitle: Markup(
        text: say(
          "有的指标只有一年有；“共同”是只用两年都有的指标重新计算的得分，两年可比。",
          "Some indicators are there in one wave only; common: worked out again from those that are there in both, so that the waves compare."
        )))
  }

  /// Whether units drew together.
  private mutating func convergenceTable() -> Markup {
    guard let previous = data.previousWave else { return "" }
    let rows = data.evaluation.reading.convergence.filter {
      $0.nodeID == data.root || data.framework.dimensions.map(\.id).contains($0.nodeID)
    }
    guard !rows.isEmpty else { return "" }
    var table = DataTable(
      caption: say("\(unitWord)之间的差距", "Spread between \(unitsWord)"),
      columns: [
        .init(say("指数与维度", "Index and dimensions")), .init(String(previous), numeric: true),
        .init(String(data.wave), numeric: true), .init(say("信度", "Reliability"), numeric: true),
      ], rows: [])
    for row in rows {
      table.rows.append(
        .init(
          [
            .init(text: name(node: row.nodeID)), .init(text: NumberText.fixed(row.spreadBefore, 1)),
            .init(text: NumberText.fixed(row.spreadAfter, 1)),
            .init(text: row.reliability.map { NumberText.fixed($0, 2) } ?? NumberText.missing),
          ], total: row.nodeID == data.root))
    }
    return tableFigure(
      table, title: say("差距在拉大还是缩小", "Whether \(unitsWord) draw together"),
      subtitle: Markup(
        text: say(
          "\(unitWord)得分的标准差；信度是\(unitWord)之间的方差中扣除抽样误差后剩下的比例。",
          "Standard deviation of scores; reliability: what sampling error leaves of the variance between \(unitsWord).")
      ))
  }

  /// A step of the method, or what takes its place, in the reader's words.
  private func methodWord(_ word: String) -> String {
    switch word {
    case "sampling": say("抽样", "Sampling")
    case "normalisation": say("无量纲化", "Normalisation")
    case "weighting": say("赋权", "Weighting")
    case "weight_noise": say("权重扰动", "Noise in weights")
    case "aggregation": say("合成", "Aggregation")
    case "drop_one": say("去掉一个指标", "One indicator less")
    case "treatment": say("异常值处理", "Treatment of outliers")
    case "declared": say("照旧", "As declared")
    case "equal": say("等权", "Equal weights")
    case "geometric": say("几何平均", "Geometric mean")
    case "arithmetic": say("算术平均", "Arithmetic mean")
    case "harmonic": say("调和平均", "Harmonic mean")
    case "z_score": say("标准分", "z-scores")
    case "min_max": say("极差法", "Min–max")
    case "rank": say("按名次", "Ranks")
    default: word
    }
  }
}

extension ReportData {
  /// Whether something is known of how firmly the index stands.
  var hasRobustness: Bool {
    let analysis = evaluation.analysis
    return city != nil
      && (!analysis.alternatives.isEmpty || !evaluation.reading.tiers.isEmpty
        || !evaluation.reading.changes.isEmpty)
  }

}
