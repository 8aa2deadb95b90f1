import SurveyModel

/// How firmly the index stands: tiers, other methods, what weights do, and what changes come from.
extension LanguageTree {
  mutating func writeRobustness(_ letter: String) {
    let content = tableFigures([tiers, alternatives, variances, weights, changes, commonScores, convergence])
    writeAppendix(letter, "robustness", say(.robustnessAppendix), flows: true, content)
  }

  private func isShown(_ unit: String, _ node: String) -> Bool { data.value(unit, node) != nil }

  /// Tiers, and letters by which units that cannot be told apart are seen.
  private var tiers: AppendixTable {
    let rows = data.evaluation.reading.tiers.filter { $0.nodeID == data.root && isShown($0.unitID, $0.nodeID) }
      .enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
    return AppendixTable(
      table: DataTable(
        caption: say("分档与字母", "Tiers and letters"), of: rows,
        [
          .text(unitWord) { name(unit: $0.unitID) },
          .number(say("总得分", "Score")) { NumberText.fixed($0.score, 1) },
          .number(say("档", "Tier")) { String($0.tier) },
          .text(say("字母", "Letters")) { $0.letters.isEmpty ? NumberText.missing : $0.letters },
        ]),
      title: say(.tiersTable),
      note: say(
        "有共同字母的\(unitWord)，名次不能分出先后。", "\(unitsWord.capitalizedFirst) that share a letter cannot be put in order."))
  }

  /// The index under an alternative of method, or under all those of a step that has many.
  private struct Alternative {
    var step: String
    var instead: String
    var changes: [(unit: String, ranks: Int)]

    var largest: Int { changes.map { abs($0.ranks) }.max() ?? 0 }
    var changed: Set<String> { Set(changes.filter { $0.ranks != 0 }.map(\.unit)) }
    var mostChanged: Set<String> {
      let largest = self.largest
      return Set(changes.filter { largest > 0 && abs($0.ranks) == largest }.map(\.unit))
    }
  }

  /// What each alternative of method does to ranks, everything else as declared.
  private var alternatives: AppendixTable {
    let rows = data.evaluation.analysis.alternatives.filter { $0.alternative != "declared" }
    // A factor of many variants, such as noise in weights, is told in one row.
    let variants = Dictionary(grouping: rows, by: \.factor).mapValues { Set($0.map(\.alternative)).count }
    var places: [String: Int] = [:]
    var groups: [Alternative] = []
    for row in rows {
      let count = variants[row.factor, default: 0]
      let isMany = count > 8
      let key = isMany ? row.factor : row.factor + "\u{0}" + row.alternative
      let place = places[key, default: groups.count]
      if place == groups.count {
        places[key] = place
        let instead = isMany ? say("\(count) 种变化", "\(count) variants") : methodWord(row.alternative)
        groups.append(Alternative(step: methodWord(row.factor), instead: instead, changes: []))
      }
      if let ranks = row.rankChange { groups[place].changes.append((row.unitID, ranks)) }
    }
    return AppendixTable(
      table: DataTable(
        caption: say("换一种方法，名次怎样变", "What another method does to ranks"), of: groups,
        [
          .text(say("环节", "Step")) { $0.step }, .text(say("改用", "Instead")) { $0.instead },
          .number(say("名次变动的\(unitWord)", "Ranks changed")) { NumberText.count($0.changed.count) },
          .number(say("最大变动", "Largest change")) { NumberText.count($0.largest) },
          .text(say("变动最大的\(unitWord)", "Most changed")) { group in
            let most = group.mostChanged
            let names = data.evaluation.units.ranked.filter { most.contains($0.id) }.map { say($0.name) }
            return names.isEmpty ? NumberText.missing : names.joined(separator: say("、", ", "))
          },
        ]),
      title: say(.alternativesTable),
      note: say("每次只换一个环节，其余照旧。", "One step is changed at a time, everything else is as declared."))
  }

  /// What makes ranks vary over all ranked units.
  private var variances: AppendixTable {
    AppendixTable(
      table: DataTable(
        caption: say("名次变动来自哪里", "What ranks vary with"),
        of: data.evaluation.analysis.shares.filter { $0.unitID == nil && $0.source != nil },
        [
          .text(say("来源", "Source")) { methodWord($0.source ?? "") },
          .number(say("单独的份额", "By itself")) { $0.firstOrder.map { NumberText.percent($0, 0) } },
          .number(say("连同交互的份额", "With interactions")) { $0.total.map { NumberText.percent($0, 0) } },
        ]),
      note: say(
        "名次平均变动的方差，按抽样与各方法环节分解。",
        "The variance of the mean change of ranks, by sampling and by each step of the method."))
  }

  /// Weights as declared and in effect.
  private var weights: AppendixTable? {
    let rows = data.evaluation.analysis.weights.filter {
      $0.wave == data.wave && $0.parentID == data.root && $0.effective != nil
    }
    guard rows.count > 1 else { return nil }
    return AppendixTable(
      table: DataTable(
        caption: say("名义权重与实际权重", "Weights as declared and in effect"), of: rows,
        [
          .text(say("维度", "Dimension")) { name(node: $0.nodeID) },
          .number(say("名义权重", "Declared")) { NumberText.percent($0.nominal, 0) },
          .number(say("实际权重", "In effect")) { $0.effective.map { NumberText.percent($0, 0) } },
          .number(say("与总指数的相关系数", "Correlation with the index")) {
            $0.correlation.map { NumberText.fixed($0, 2) }
          },
        ]),
      title: say(.weightsTable),
      note: say(
        "实际权重按各维度得分与总指数的相关计算：\(unitWord)之间差别大的维度分量更重。",
        "In effect: by how scores go together with the index; a dimension on which \(unitsWord) differ more weighs more."
      ))
  }

  /// What changes since the wave before come from.
  private var changes: AppendixTable? {
    guard let previous = data.previousWave else { return nil }
    let rows = data.evaluation.reading.changes.filter { $0.nodeID == data.root && isShown($0.unitID, $0.nodeID) }
    var fields: [DataTable.Field<ScoreChangeParts>] = [
      .text(unitWord) { name(unit: $0.unitID) },
      .number(say("变化", "Change")) { NumberText.signed($0.change, 2) },
      .number(say("回答", "Answers")) { NumberText.signed($0.answers, 2) },
      .number(say("企业构成", "Composition")) { NumberText.signed($0.composition, 2) },
      .number(say("部门数据", "Counts")) { NumberText.signed($0.counts, 2) },
    ]
    if rows.contains(where: { abs($0.availability) >= 0.005 }) {
      fields.append(.number(say("指标有无", "Availability")) { NumberText.signed($0.availability, 2) })
    }
    return AppendixTable(
      table: DataTable(
        caption: say("\(previous)–\(data.wave) 年总得分的变化，按来源", "Change of the score \(previous)–\(data.wave), by source"),
        of: rows, total: { $0.unitID == data.city?.id }, fields),
      title: say(.changesTable),
      note: say(
        "“回答”是同类企业回答的变化，“企业构成”是企业规模与行业构成的变化，“部门数据”是统计和台账数字的变化；各部分相加等于变化，四舍五入可有 0.01 的出入。",
        "Answers: firms of the same kind answer otherwise; composition: other sizes and sectors; counts: figures of departments. The parts add up to the change, to rounding."
      ))
  }

  /// Both waves on the indicators that each unit has in both, where the framework or its data changed.
  private var commonScores: AppendixTable? {
    guard let previous = data.previousWave else { return nil }
    let rows = data.evaluation.reading.commonScores.filter { $0.nodeID == data.root }
    func row(_ unit: String, _ wave: Int) -> CommonScore? { rows.first { $0.unitID == unit && $0.wave == wave } }
    let units = data.evaluation.units.all.compactMap {
      unit -> (unit: AssessedUnit, before: CommonScore, now: CommonScore)? in
      guard isShown(unit.id, data.root), let now = row(unit.id, data.wave), let before = row(unit.id, previous) else {
        return nil
      }
      return (unit, before, now)
    }
    func points(_ score: Double?) -> String? { score.map { NumberText.fixed($0, 1) } }
    return AppendixTable(
      table: DataTable(
        caption: say("按共同指标计算的两年得分", "Both waves on common indicators"), of: units,
        total: { $0.unit.id == data.city?.id },
        [
          .text(unitWord) { say($0.unit.name) },
          .number(say("共同指标", "Common indicators")) { NumberText.count($0.now.commonIndicators) },
          .number(say("\(previous)，全部", "\(previous), all")) { points($0.before.score) },
          .number(say("\(previous)，共同", "\(previous), common")) { points($0.before.commonScore) },
          .number(say("\(data.wave)，全部", "\(data.wave), all")) { points($0.now.score) },
          .number(say("\(data.wave)，共同", "\(data.wave), common")) { points($0.now.commonScore) },
        ]),
      title: say(.commonScoresTable),
      note: say(
        "有的指标只有一年有；“共同”是只用两年都有的指标重新计算的得分，两年可比。",
        "Some indicators are there in one wave only; common: worked out again from those that are there in both, so that the waves compare."
      ))
  }

  /// Whether units drew together.
  private var convergence: AppendixTable? {
    guard let previous = data.previousWave else { return nil }
    let rows = data.evaluation.reading.convergence.filter {
      $0.nodeID == data.root || data.framework.dimensions.map(\.id).contains($0.nodeID)
    }
    return AppendixTable(
      table: DataTable(
        caption: say("\(unitWord)之间的差距", "Spread between \(unitsWord)"), of: rows,
        total: { $0.nodeID == data.root },
        [
          .text(say("指数与维度", "Index and dimensions")) { name(node: $0.nodeID) },
          .number(String(previous)) { NumberText.fixed($0.spreadBefore, 1) },
          .number(String(data.wave)) { NumberText.fixed($0.spreadAfter, 1) },
          .number(say("信度", "Reliability")) { $0.reliability.map { NumberText.fixed($0, 2) } },
        ]),
      title: say(.convergenceTable),
      note: say(
        "\(unitWord)得分的标准差；信度是\(unitWord)之间的方差中扣除抽样误差后剩下的比例。",
        "Standard deviation of scores; reliability: what sampling error leaves of the variance between \(unitsWord)."))
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
