import SurveyModel
import Tables

/// Appendices: indicators with weights and formulas, the record of data edits, the published tables; and the footer.
extension LanguageTree {
  mutating func writeIndicators(_ letter: String) {
    let title = say("指标、来源与权重", "Indicators, sources and weights")
    let target = id("indicators")
    contents.append(Entry(id: target, title: say("附录 \(letter) \(title)", "Appendix \(letter) \(title)")))
    body += "<section class=\"chap\" id=\"\(attribute: target)\">"
    body += heading(letter, title, above: say("附录 \(letter)", "Appendix \(letter)"))
    body += "<p class=\"fs\">"
    body += Markup(
      text: say(
        "总权重是各级权重的乘积；算式写在配置里，报告里的数字就由它算出。",
        "The weight is the product of the weights of all levels; the expression is the one in the configuration that made the figures."
      ))
    body += "</p>\n"
    let dimensions = data.framework.dimensions
    for (index, dimension) in dimensions.enumerated() {
      let heading = say(dimension.name) + say("：占总指数 ", ": ") + NumberText.percent(data.weight(dimension.id), 1)
      body += tableFigure(
        frameworkTable(dimension), title: heading + say("", " of the index"),
        tables: index == dimensions.count - 1 ? ["framework"] : [])
    }
    body += "</section>\n"
  }

  private func frameworkTable(_ dimension: FrameworkNode) -> DataTable {
    var table = DataTable(
      caption: say("\(say(dimension.name))的指标", "Indicators of \(say(dimension.name))"),
      columns: [
        .init(say("编号", "Code")), .init(say("指标", "Indicator")), .init(say("算式", "Expression")),
        .init(say("换算", "Scoring")), .init(say("总权重", "Weight"), numeric: true),
      ], rows: [], style: "ind")
    for leaf in data.index.leaves(below: dimension.id) {
      guard let indicator = leaf.indicator else { continue }
      var source = say(indicator.sourceLabel)
      if let owner = indicator.owner { source += say("，", ", ") + say(owner) }
      table.rows.append(
        .init([
          .init(text: leaf.id, style: "mono nw"), .init("\(say(leaf.name)) <small>\(source)</small>"),
          .init(text: indicator.statistic, style: "mono"), .init(text: scoring(indicator)),
          .init(text: NumberText.percent(data.weight(leaf.id), 2)),
        ]))
    }
    return table
  }

  private func scoring(_ indicator: Indicator) -> String {
    switch indicator.score {
    case .goalpost(let worst, let best):
      let unit = say(indicator.unit)
      let suffix = unit == "%" ? "%" : unit.isEmpty ? "" : " " + unit
      let low = NumberText.fixed(worst, decimals(worst)) + suffix
      let high = NumberText.fixed(best, decimals(best)) + suffix
      return say("\(low) → 0 分，\(high) → 100 分", "\(low) → 0, \(high) → 100")
    case .likert(let map):
      let steps = data.pipeline.likertMaps[map]?.map { NumberText.fixed($0, decimals($0)) } ?? [map]
      return say("量表 ", "scale ") + steps.joined(separator: "/")
    case .minMax(let lower, let upper):
      let range = "\(NumberText.fixed(lower, 0))–\(NumberText.fixed(upper, 0))"
      return indicator.direction == .negative
        ? say("极差法 \(range)，越低越好", "min–max \(range), less is better") : say("极差法 \(range)", "min–max \(range)")
    case .optimal(let lower, let low, let high, let upper):
      let ends = [lower, low, high, upper].map { NumberText.fixed($0, decimals($0)) }
      return say(
        "\(ends[1])–\(ends[2]) → 100 分，\(ends[0])、\(ends[3]) → 0 分",
        "\(ends[1])–\(ends[2]) → 100, \(ends[0]) and \(ends[3]) → 0")
    case .efficacy(let ends, let from, let to):
      let points = "\(NumberText.fixed(from, 0))–\(NumberText.fixed(to, 0))"
      guard let ends else { return say("功效系数 \(points)", "efficacy coefficient \(points)") }
      let range =
        "\(NumberText.fixed(ends.worst, decimals(ends.worst))) → \(NumberText.fixed(ends.best, decimals(ends.best)))"
      return say("功效系数 \(points)：\(range)", "efficacy coefficient \(points): \(range)")
    case .achievement(let target, _):
      let aim = NumberText.fixed(target, decimals(target))
      return say("目标 \(aim) 的完成率", "achievement of the target \(aim)")
    case .climateIndex: return say("景气指数折半", "half of the climate index")
    case .zScore: return say("标准分", "z-score")
    case .distanceToTarget(let target, _):
      let aim = NumberText.fixed(target, decimals(target))
      return say("到目标 \(aim) 的距离", "distance to the target \(aim)")
    case .distanceToMaximum, .distanceToUnit: return say("到标杆单位的距离", "distance to the leading unit")
    case .fractionOfMaximum: return say("占最大值的比例", "share of the maximum")
    case .rank, .percentileRank, .borda: return say("按名次计分", "by rank")
    }
  }

  func decimals(_ value: Double) -> Int {
    (0...2).first { NumberText.rounded(value, $0) == NumberText.rounded(value, 6) } ?? 3
  }

  // MARK: Data edits

  mutating func writeEdits(_ letter: String) {
    let title = say("数据改动记录", "Record of data edits")
    let target = id("edits")
    contents.append(Entry(id: target, title: say("附录 \(letter) \(title)", "Appendix \(letter) \(title)")))
    body += "<section class=\"chap\" id=\"\(attribute: target)\">"
    body += heading(letter, title, above: say("附录 \(letter)", "Appendix \(letter)"))
    let lead = say(words.editsLead)
    if !lead.isEmpty { body += "<p class=\"lead\">\(lead)</p>\n" }
    body += ruleHits()
    body += editSample()
    body += droppedRecords()
    body += decisions()
    body += stageTable()
    body += "</section>\n"
  }

  private mutating func ruleHits() -> Markup {
    let hits = data.input.rules.filter { $0.wave == data.wave }
    guard !hits.isEmpty else { return "" }
    let total = data.input.counts.first { $0.stage == "clean" && $0.wave == data.wave }?.rowsIn
    let units = data.evaluation.units.ranked
    let byUnit = units.count <= 12
    var table = DataTable(
      caption: say("每条规则：问卷、单元格与分布，\(data.wave)", "Each rule: records, cells and districts, \(data.wave)"),
      columns: [
        .init(say("规则", "Rule")), .init(say("处理", "Action")), .init(say("问卷", "Records"), numeric: true),
        .init(say("占比", "Share"), numeric: true), .init(say("单元格", "Cells"), numeric: true),
      ] + (byUnit ? units.map { .init(say($0.name), numeric: true) } : []), rows: [], style: "wideth dense")
    let plan = data.pipeline.cleaning.rules
    let order = Dictionary(plan.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    for hit in hits.sorted(by: { (order[$0.rule] ?? .max, $0.rule) < (order[$1.rule] ?? .max, $1.rule) }) {
      let rule = plan.first { $0.id == hit.rule }
      var cells: [DataTable.Cell] = [
        .init("\(rule.map { say($0.title) } ?? hit.rule) <small>\(hit.rule)</small>"),
        .init(text: rule.map(action) ?? ""), .init(text: NumberText.count(hit.records)),
        .init(text: total.map { $0 > 0 ? NumberText.percent(Double(hit.records) / Double($0), 1) : "" } ?? ""),
        .init(text: hit.cells == 0 ? NumberText.missing : NumberText.count(hit.cells)),
      ]
      if byUnit { cells += units.map { .init(text: NumberText.count(hit.recordsByUnit[$0.id] ?? 0)) } }
      table.rows.append(.init(cells))
    }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say(
          "一份问卷可触犯几条规则，各条都计数；占比以进入清洗的问卷为分母。",
          "A record can break several rules and counts under each; shares are of the records that entered cleaning.")),
      tables: ["rules"])
  }

  /// What the index would be with the records that rules dropped as invalid.
  private mutating func droppedRecords() -> Markup {
    guard let dropped = data.input.dropped else { return "" }
    let units = (data.city.map { [$0] } ?? []) + data.ranked
    var table = DataTable(
      caption: say("剔除问卷对总分的影响，\(data.wave)", "The index with and without the records dropped, \(data.wave)"),
      columns: [
        .init(say("单元", "Unit")), .init(say("剔除份数", "Records dropped"), numeric: true),
        .init(say("公布总分", "Published"), numeric: true), .init(say("计入后", "With them"), numeric: true),
        .init(say("差", "Difference"), numeric: true),
      ], rows: [])
    for unit in units {
      guard let value = data.value(unit.id, data.root), let other = dropped.score(unit.id, data.root) else { continue }
      let count = unit.id == data.city?.id ? dropped.total : dropped.counts[unit.id] ?? 0
      table.rows.append(
        .init([
          .init(text: say(unit.name)), .init(text: NumberText.count(count)), .init(text: NumberText.fixed(value, 2)),
          .init(text: NumberText.fixed(other, 2)),
          .init(text: NumberText.signed(NumberText.difference(other, value, 2), 2)),
        ]))
    }
    guard !table.rows.isEmpty else { return "" }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say(
          "把按规则视为无效而剔除的问卷全部计入，总分会怎样变化。",
          "How the index would change if all records that rules dropped as invalid were counted.")),
      tables: ["dropped_records"])
  }

  /// What reviewers decided. No record number: nothing that could lead to a firm.
  private mutating func decisions() -> Markup {
    guard !data.input.decisions.isEmpty else { return "" }
    let rules = data.pipeline.cleaning.rules
    var table = DataTable(
      caption: say("复核后保留的问卷", "Records kept on review"),
      columns: [.init(say("规则", "Rule")), .init(say("理由", "Reason")), .init(say("复核人", "Decided by"))], rows: [])
    for decision in data.input.decisions {
      let title = rules.first { $0.id == decision.rule }.map { say($0.title) } ?? decision.rule
      table.rows.append(
        .init([
          .init("\(title) <small>\(decision.rule)</small>"), .init(text: decision.reason), .init(text: decision.author),
        ]))
    }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say("规则本应剔除、经复核保留的问卷，一行一份。", "Records that a rule would have dropped, one a line.")), tables: [])
  }

  private func action(_ rule: CleaningRule) -> String {
    switch rule.action {
    case .flag: say("标记", "flag")
    case .drop: say("整份隔离", "set record aside")
    case .setMissing: say("单元格置缺失", "set cell missing")
    case .removeOption: say("去掉一个选项", "remove an option")
    case .replace: say("改为计算值", "replace by a computed value")
    case .stop: say("停止运行", "stop the run")
    case .keepLatest: say("保留最后一份", "keep the latest")
    }
  }

  /// Up to four edits of each rule. No record number, unit or free text: nothing that could lead to a firm.
  private mutating func editSample() -> Markup {
    var taken: [String: Int] = [:]
    let codebook = data.pipeline.questionnaire?.codebook
    let entries = data.input.audit.filter { entry in
      guard entry.wave == data.wave, !entry.variable.isEmpty, taken[entry.rule, default: 0] < 4 else { return false }
      guard let variable = codebook?[entry.variable], !variable.isIdentifying, variable.kind != .open,
        variable.kind != .paradata
      else { return false }
      taken[entry.rule, default: 0] += 1
      return true
    }
    guard !entries.isEmpty else { return "" }
    let changed = data.input.audit.count { $0.wave == data.wave && !$0.variable.isEmpty }
    var table = DataTable(
      caption: say("单元格改动示例", "A sample of changed cells"),
      columns: [
        .init(say("编号", "No.")), .init(say("变量", "Variable")), .init(say("题目", "Question")),
        .init(say("旧值", "Before"), numeric: true), .init(say("新值", "After"), numeric: true), .init(say("规则", "Rule")),
      ], rows: [])
    for entry in entries {
      let variable = codebook?[entry.variable]
      let text = variable.map { say($0.rowText ?? $0.text) } ?? ""
      table.rows.append(
        .init([
          .init(text: String(entry.sequence), style: "mono nw"), .init(text: entry.variable, style: "mono nw"),
          .init(text: text.shortened(to: 40)), .init(text: shortValue(entry.before.shown)),
          .init(text: shortValue(entry.after.shown)),
          .init(text: entry.rule, style: "mono nw"),
        ]))
    }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say(
          "共改动 \(NumberText.count(changed)) 个单元格，下列 \(entries.count) 个；不列问卷编号、所属\(unitWord)和文字回答，以免指向具体企业。",
          "\(NumberText.count(changed)) cells were changed; \(entries.count) are shown, without record number, \(unitWord.lowercased()) or text answers, so that none leads to a firm."
        )))
  }

  /// An answer's code; of a missing one its kind, in words.
  private func shortValue(_ value: String) -> String {
    guard value.hasPrefix("("), let kind = MissingKind(name: String(value.dropFirst().dropLast())) else {
      return value.isEmpty ? say("空", "empty") : value.shortened(to: 16)
    }
    return kind == .present ? value : word(kind)
  }

  /// Why there is no answer, in words.
  func word(_ kind: MissingKind) -> String {
    switch kind {
    case .present: say("有回答", "answered")
    case .notAsked: say("未问到", "not asked")
    case .empty: say("空", "empty")
    case .dontKnow: say("不知道", "don't know")
    case .refused: say("拒答", "refused")
    case .notApplicable: say("不适用", "not applicable")
    case .unreadable: say("无法读取", "unreadable")
    case .setByRule: say("置为缺失", "set missing")
    }
  }

  private mutating func stageTable() -> Markup {
    let counts = data.input.counts
    guard !counts.isEmpty else { return "" }
    var table = DataTable(
      caption: say("各阶段进出行数", "Rows in and out of each stage"),
      columns: [
        .init(say("阶段", "Stage")), .init(say("来源", "Source")), .init(say("年份", "Wave"), numeric: true),
        .init(say("进入", "In"), numeric: true), .init(say("保留", "Kept"), numeric: true),
        .init(say("隔离", "Set aside"), numeric: true),
      ], rows: [])
    for count in counts {
      let stage =
        switch count.stage {
        case "ingest": say("读取", "ingest")
        case "clean": say("清洗", "clean")
        default: count.stage
        }
      table.rows.append(
        .init([
          .init(text: stage), .init(text: count.source, style: "mono"), .init(text: String(count.wave)),
          .init(text: NumberText.count(count.rowsIn)), .init(text: NumberText.count(count.rowsKept)),
          .init(text: NumberText.count(count.rowsQuarantined)),
        ]))
    }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(text: say("进入 = 保留 + 隔离，逐行成立。", "In = kept + set aside, in every row.")),
      tables: ["stage_counts"])
  }

  // MARK: Published tables

  mutating func writeTables(_ letter: String) {
    let title = say("数据表下载", "Data tables")
    let target = id("tables")
    contents.append(Entry(id: target, title: say("附录 \(letter) \(title)", "Appendix \(letter) \(title)")))
    body += "<section class=\"chap flow\" id=\"\(attribute: target)\">"
    body += heading(letter, title, above: say("附录 \(letter)", "Appendix \(letter)"))
    var table = DataTable(
      caption: say("随报告公布的数据表", "Tables published with the report"),
      columns: [
        .init(say("文件", "File")), .init(say("行数", "Rows"), numeric: true), .init("KB", numeric: true),
        .init(say("下载", "Download")),
      ], rows: [])
    for file in downloads.files {
      let rows = max(0, file.bytes.count { $0 == 0x0A } - 1)
      let link: Markup =
        (carried.contains(file.name) ? downloads.carried(file) : nil).map {
          "<a class=\"dl\" \($0)>\(say("下载 CSV", "Download CSV"))<span class=\"vh\"> \(file.name).csv</span></a>"
        } ?? Markup(text: say("在报告旁的 tables 目录", "in the folder tables beside the report"))
      table.rows.append(
        .init([
          .init("<span class=\"mono\" id=\"\(attribute: tableAnchor(file.name))\">\(file.name).csv</span>"),
          .init(text: NumberText.count(rows)), .init(text: NumberText.fixed(Double(file.bytes.count) / 1024, 1)),
          .init(link),
        ]))
    }
    body += tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say(
          "图表所用的小表随本页携带，全部数据表在报告旁的 tables 目录。UTF-8，每行一个观测值；各列的含义写在同一目录的 csv-metadata.json（CSVW）。",
          "Small tables behind figures travel in this page; all tables are in the folder tables beside it. UTF-8, one observation a row; columns are described in csv-metadata.json (CSVW) in the same folder."
        )))
    body += "</section>\n"
  }

  mutating func writeFooter() { body += footer }

  /// How to cite the page, and what it was made from.
  var footer: Markup {
    let input = data.input
    let facts = [
      (say("输入指纹", "Input digest"), "sha256 " + input.inputDigest.prefix(16)),
      (say("配置指纹", "Configuration digest"), "sha256 " + input.configurationDigest.prefix(16)),
      (say("软件", "Software"), "bizclimate " + input.softwareVersion), (say("数据截至", "Data as of"), data.pipeline.asOf),
      (say("版次", "Edition"), data.pipeline.edition), (say("运行", "Run"), input.runID),
    ]
    let name = say(data.pipeline.title)
    var out: Markup = "<footer class=\"ft\"><p>"
    out += Markup(
      text: say(
        "引用：《\(name)》\(data.wave) 年度，数据版次 \(data.pipeline.edition)。",
        "Cite as: \(name), \(data.wave), data edition \(data.pipeline.edition)."))
    if let notice = data.pipeline.notice { out += " \(sentence(say(notice)))" }
    return out
      + "</p><dl>\(facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as Markup }.joined())</dl></footer>\n"
  }
}

extension String {
  /// At most `count` characters, the last an ellipsis where something is missing.
  func shortened(to count: Int) -> String { self.count > count ? prefix(count - 1) + "…" : self }
}
