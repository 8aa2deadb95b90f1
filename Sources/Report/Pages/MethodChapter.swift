import SurveyModel

/// Survey and method: what a reviewer attacks first is answered first.
extension LanguageTree {
  mutating func writeMethod(_ number: Int) {
    let title = say(.methodChapter)
    contents.append(Entry(id: id("method"), title: "\(number) \(title)"))
    body += "<section class=\"chap\" id=\"\(attribute: id("method"))\">"
    body += heading(String(number), title, above: chapterLine(number, say("方法", "Method")))
    let questions = objections
    if !questions.isEmpty {
      body += "<h3 class=\"h\">\(say(.objectionsHeading))</h3>"
      body += definitions(questions)
    }
    let facts = designFacts
    if !facts.isEmpty {
      body += "<h3 class=\"h\">\(say(.designHeading))</h3>"
      body += definitions(facts)
    }
    body += "<h3 class=\"h\">\(say(.buildingHeading))</h3>"
    body += "<ol class=\"steps\">\(steps.map { "<li>\($0)</li>" as Markup }.joined())</ol>\n"
    body += noteList
    body += ruleTable()
    body += "</section>\n"
  }

  /// All notes of the evaluation, where the summary has room for the first only.
  private var noteList: Markup {
    guard words.notes.count > ReportWords.mostNotes else { return "" }
    let items = words.notes.map { "<li>\(say($0))</li>" as Markup }
    return
      "<h3 class=\"h\">\(say(.notesHeading))</h3><ol class=\"steps notes\">\(items.joined())</ol>\n"
  }

  private func definitions(_ items: [(String, String)]) -> Markup {
    "<dl class=\"cols\">\(items.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as Markup }.joined())</dl>\n"
  }

  // MARK: Objections

  private var objections: [(String, String)] {
    var items: [(String, String)] = []
    if let selection = selectionAnswer {
      items.append((say("谁被问到，谁回答了", "Who was asked, who answered"), selection))
    }
    if data.hasSurvey {
      items.append(
        (
          say("量的是结构还是环境", "Structure or environment"),
          say(
            "有些指标随产业结构和经济周期变动，如净增率、投资增速；它们计入指数，但变化不宜当作政府工作的成效。",
            "Some indicators move with industry structure and the business cycle, such as net growth or investment; they count, but their changes are no measure of what government did."
          )
        ))
      let likert = data.framework.indicators.count { node in
        if case .likert = node.indicator?.score { return true }
        return false
      }
      if likert > 1 {
        items.append(
          (
            say("满意度之间互相带动", "Halo"),
            say(
              "\(NumberText.count(likert)) 个指标是满意度，同一家企业的回答彼此相关；合成得分的误差按整份问卷重抽样，已计入这种相关。",
              "\(NumberText.count(likert)) indicators are ratings, and answers of one firm go together; errors of composites come from redrawing whole questionnaires, so that this is counted."
            )
          ))
      }
    }
    let goalposts = data.framework.indicators.count { node in
      if case .goalpost = node.indicator?.score { return true }
      return false
    }
    if goalposts > 0 {
      let bounded = data.evaluation.scores.count {
        $0.wave == data.wave && $0.isBounded && data.framework[$0.nodeID]?.indicator != nil
      }
      items.append(
        (
          say("目标值定得窄不窄", "Narrow goalposts"),
          say(
            "\(NumberText.count(goalposts)) 个指标按事先固定的最差值和最优值换算，不随数据变动；"
              + (bounded == 0 ? "本年没有得分落在端点附近。" : "本年有 \(NumberText.count(bounded)) 个得分落在端点附近，表中以 † 标出。"),
            "\(NumberText.count(goalposts)) indicators are scored between a worst and a best value fixed beforehand; "
              + (bounded == 0
                ? "this year no score lies close to an end."
                : "this year \(NumberText.count(bounded)) scores lie close to an end, marked † in the tables."))
        ))
    }
    items.append(
      (
        say("权重由谁定", "Whose weights"),
        say(
          "权重写在配置里，见附录 A；权重是判断，不是测量，换一套权重名次可能变动。",
          "Weights are set in the configuration and listed in Appendix A; they are judgement, not measurement, and other weights may move ranks."
        )
      ))
    let shares = weightBySource
    if shares.count > 1 {
      let text = shares.map { "\($0.0) \(NumberText.percent($0.1, 0))" }.joined(separator: say("，", ", "))
      items.append(
        (
          say("数字由谁提供", "Whose figures"),
          say(
            "按权重计：\(text)。部门提供的数字未经本评价另行核验，没有抽样误差，不等于没有误差。",
            "By weight: \(text). Department figures were not checked independently; no sampling error does not mean no error."
          )
        ))
    }
    if !data.evaluation.units.unions.isEmpty {
      let union = data.evaluation.units.unions[0]
      let parts = list(union.members.map { name(unit: $0) })
      items.append(
        (
          say("会不会重复计算", "Double counting"),
          say(
            "\(say(union.name))由\(parts)合成，单列公布，不参加排名，也不计入\(cityName)。",
            "\(say(union.name)) is made of \(parts): published beside the others, not ranked, and not counted into the \(lower(cityName)) again."
          )
        ))
    }
    return items
  }

  /// What the selection of respondents allows one to say.
  private var selectionAnswer: String? {
    let assumption = words.selectionSentence.map { say($0) } ?? ""
    switch data.evaluation.selection {
    case .probability:
      return say(
        "企业由概率抽样选出；区间反映抽样误差，不含无应答和测量误差。",
        "Firms were drawn by lot; intervals reflect sampling error, not non-response or measurement error.")
    case .quota:
      return say(
        "企业按配额找到，不是随机抽取。\(assumption)这一点无法由数据检验。",
        "Firms were found by quota, not drawn by lot. \(assumption) The data cannot test this.")
    case .volunteer:
      return say(
        "企业自愿填报，不是随机抽取。\(assumption)这一点无法由数据检验。",
        "Firms answered as volunteers, not drawn by lot. \(assumption) The data cannot test this.")
    case nil: return nil
    }
  }

  /// Shares of the index weight by where figures come from, largest first.
  private var weightBySource: [(String, Double)] {
    var order: [String] = []
    var sums: [String: Double] = [:]
    for leaf in data.framework.indicators {
      guard let indicator = leaf.indicator else { continue }
      let label = say(indicator.sourceLabel)
      if sums[label] == nil { order.append(label) }
      sums[label, default: 0] += data.weight(leaf.id)
    }
    return order.enumerated().map { ($0.offset, $0.element, sums[$0.element] ?? 0) }
      .sorted { ($1.2, $0.0) < ($0.2, $1.0) }.map { ($0.1, $0.2) }
  }

  // MARK: Design

  private var designFacts: [(String, String)] {
    guard data.hasSurvey else { return [] }
    var items: [(String, String)] = []
    let weighting = data.evaluation.weighting.first { $0.wave == data.wave }
    if let weighting {
      let population = NumberText.grouped(weighting.population, 0)
      items.append(
        (
          say("总体", "Population"),
          data.pipeline.design?.population == nil
            ? say("权重合计代表 \(population) 家企业。", "The weights stand for \(population) firms.")
            : say(
              "\(cityName)名录内 \(population) 家企业。", "\(population) firms on the frame of the \(lower(cityName)).")
        ))
    }
    if let design = data.pipeline.design {
      let strata = design.strata.map(variableName).joined(separator: " × ")
      let method =
        switch design.selection {
        case .probability: say("概率抽样", "a probability sample")
        case .quota: say("配额样本", "a quota sample")
        case .volunteer: say("自愿填报", "volunteers")
        }
      items.append(
        (
          say("样本", "Sample"),
          strata.isEmpty
            ? say("\(method)。", "\(method.capitalizedFirst).")
            : say("\(method)，按\(strata)分层。", "\(method.capitalizedFirst), stratified by \(strata).")
        ))
      let margins = design.margins.map { $0.map(variableName).joined(separator: " × ") }.joined(
        separator: say("；", "; "))
      if let weighting {
        let range = NumberText.interval(weighting.minimumWeight, weighting.maximumWeight, 1)
        items.append((say("权重", "Weights"), weights(design, weighting, strata: strata, margins: margins, range: range)))
        if !weighting.collapsedCells.isEmpty {
          let cells = weighting.collapsedCells.map(cellName).joined(separator: say("；", "; "))
          items.append(
            (
              say("合并的层", "Merged cells"),
              say("答卷过少的层并入相邻层：\(cells)。", "Cells with few respondents were merged with their neighbours: \(cells).")
            ))
        }
      }
    }
    if data.evaluation.replicates > 0 {
      let count = NumberText.count(data.evaluation.replicates)
      let overlap =
        data.previousWave == nil
        ? LocalizedText("")
        : LocalizedText(
          zh: "与上年之差按两年都答卷的企业扣除协方差。",
          en: " Changes on last year allow for the firms that answered in both years.")
      items.append(
        (
          say("误差", "Errors"),
          say(
            "单项指标用线性化方差；合成得分、与\(cityName)的差和名次用 \(count) 次 Rao‑Wu 自助抽样。" + overlap.zh,
            "Indicators: linearised variances; composites, gaps to the city and ranks: \(count) Rao‑Wu bootstrap samples."
              + overlap.en
          )
        ))
    }
    return items
  }

  /// Where the weights come from and how they spread.
  private func weights(
    _ design: SampleDesign, _ weighting: WeightingSummary, strata: String, margins: String, range: String
  ) -> String {
    let origin =
      design.weights == nil
      ? say("按\(strata)事后分层", "Post-stratified by \(strata)") : say("采用数据所附的抽样权重", "The sampling weights of the data")
    let met =
      design.margins.isEmpty
      ? ""
      : design.bounds == nil
        ? say(
          "，再对边际（\(margins)）迭代 \(weighting.rakingIterations) 轮",
          ", then raked to \(margins) in \(weighting.rakingIterations) passes")
        : say("，再在限度内校准到边际（\(margins)）", ", then calibrated to \(margins) within bounds")
    let effect = NumberText.fixed(weighting.kishDesignEffect, 2)
    return origin + met
      + say("；权重 \(range)，设计效应 \(effect)。", "; weights \(range), design effect \(effect).")
  }

  /// `GX: large+medium` in words.
  private func cellName(_ cell: String) -> String {
    let parts = cell.split(separator: ":", maxSplits: 1).map { String($0).trimmingSpaces }
    guard parts.count == 2 else { return cell }
    var labels: [String: String] = [:]
    if language == .zh {
      for source in data.pipeline.sources where source.role == .frame {
        for column in source.columns {
          for (text, code) in column.codes.sorted(by: { $0.key < $1.key }) where labels[code] == nil {
            labels[code] = text
          }
        }
      }
    }
    let merged = parts[1].split(separator: "+").map { labels[String($0)] ?? String($0) }
    return name(unit: parts[0]) + say("：", ": ") + merged.joined(separator: say("＋", " + "))
  }

  private func variableName(_ variable: String) -> String {
    switch variable {
    case "unit_id": say(unitWord, unitWord.lowercased())
    case "size": say("规模", "size")
    case "sector": say("行业", "sector")
    default:
      data.pipeline.cleaning.derived.first { $0.name == variable }.map { say($0.label) } ?? variable
    }
  }

  /// What becomes of a figure that is missing, by the framework's policy, and how many are.
  private var missingValues: String {
    let missing = data.evaluation.estimates.count { $0.wave == data.wave && $0.value == nil }
    let policy =
      switch data.framework.missingIndicator {
      case .rescale:
        say(
          "缺失值：不填补；缺数的指标不计入该\(unitWord)，其余权重按比例放大。",
          "Missing values are not imputed; the unit's other weights are scaled up.")
      case .dropForAll:
        say(
          "缺失值：不填补；有\(unitWord)缺数的指标当年对所有\(unitWord)都不计入，权重由同组其他指标分担。",
          "Missing values are not imputed; an indicator that lacks one is left out for all units that year.")
      }
    guard missing > 0 else { return policy + say("本年没有缺数。", " None is missing this year.") }
    return policy
      + say("本年缺 \(NumberText.count(missing)) 个数。", " \(NumberText.count(missing)) figures are missing this year.")
  }

  /// The ten steps of building a composite indicator, in the order of the OECD and JRC handbook.
  private var steps: [String] {
    let framework = data.framework
    let dimensions = NumberText.count(framework.dimensions.count)
    let groups = NumberText.count(framework.dimensions.reduce(0) { $0 + data.groups(of: $1).count })
    let leaves = NumberText.count(framework.indicators.count)
    return [
      say(
        "理论框架：\(dimensions) 个维度、\(groups) 个分组、\(leaves) 个指标。",
        "Framework: \(dimensions) dimensions, \(groups) groups, \(leaves) indicators."),
      say("选指标：来源、算法、方向逐条列在附录 A。", "Indicators: source, formula and direction are listed in Appendix A."),
      missingValues,
      say("多变量检查：本报告不作指标取舍。", "Multivariate checks: no indicator was chosen or dropped by them here."),
      say(
        "标准化：目标值法或李克特换算到 0–100；" + (hasMinMax ? "相对得分用极差法。" : isRelative ? "相对得分随各单位数值而定。" : "不随当年数据浮动。"),
        "Scaling: goalposts or rating scales to 0–100"
          + (hasMinMax
            ? "; relative scores by minimum and maximum."
            : isRelative ? "; relative scores by the values of all units." : ", not moving with the year’s data.")),
      aggregation,
      say(
        data.evaluation.replicates > 0 ? "不确定性：自助抽样给出得分、差异和名次的区间。" : "不确定性：没有抽样数据，不给区间。",
        data.evaluation.replicates > 0
          ? "Uncertainty: intervals of scores, differences and ranks from the bootstrap."
          : "Uncertainty: nothing is sampled, so there are no intervals."),
      say("回到数据：各章从总分一直列到单项数值。", "Back to the data: each chapter goes from the score down to the single figure."),
      say("与其他指标的关系：不作因果解读。", "Links to other indicators: no causal reading."),
      say("展示：图表的数据都可下载，见附录。", "Presentation: the data of every figure can be downloaded."),
    ]
  }

  private var aggregation: String {
    let special = data.framework.nodes.count { $0.indicator == nil && !$0.method.isPlain }
    guard special > 0 else {
      return say(
        "权重与合成：逐级加权算术平均，允许长短互补。",
        "Weights and aggregation: weighted arithmetic means level by level; strengths offset weaknesses.")
    }
    return say(
      "权重与合成：逐级合成，其中 \(NumberText.count(special)) 个节点不是按既定权重的算术平均，方法逐一列在说明中。",
      "Weights and aggregation: level by level; \(NumberText.count(special)) nodes are no arithmetic means of declared weights, and the notes name "
        + "their methods.")
  }

  private var isRelative: Bool { data.framework.indicators.contains { $0.indicator?.score.isRelative ?? false } }

  private var hasMinMax: Bool {
    data.framework.indicators.contains { node in
      if case .minMax = node.indicator?.score { return true }
      return false
    }
  }

  private mutating func ruleTable() -> Markup {
    guard data.hasIntervals else { return "" }
    let rows = JudgementRule.all(for: data.pipeline).map { rule -> DataTable.Row in
      .init([
        .init("<b>\(say(rule.word))</b>"), .init(text: sentence(say(rule.text))),
        .init(text: rule.id, style: "mono nw"),
      ])
    }
    let table = DataTable(
      caption: say("判断用语的规则", "Rules for words that judge"),
      columns: [.init(say("用语", "Word")), .init(say("规则", "Rule")), .init(say("编号", "Id"))], rows: rows)
    return tableFigure(
      table, title: say(.rulesTable),
      below: "<p class=\"note\">\(say(words.paragraph([JudgementRule.adjustment])))</p>", tables: ["judgement_rules"],
      carrying: false)
  }
}
