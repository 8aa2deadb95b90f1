import SurveyModel
import Tables

/// Appendices: indicators with weights and formulas, the record of data edits, the published tables; and the footer.
extension LanguageTree {
  mutating func writeIndicators(_ letter: String) {
    var content = Markup()
    let dimensions = data.framework.dimensions
    for (index, dimension) in dimensions.enumerated() {
      let weight = NumberText.percent(data.weight(dimension.id), 1)
      let heading = words.told(
        .frameworkTable, [.dimension: words.wording.name(node: dimension.id), .weight: LocalizedText(weight)],
        or: LocalizedText(
          zh: "\(dimension.name.zh)：占总指数 \(weight)", en: "\(dimension.name.en): \(weight) of the index"))
      content += tableFigure(
        frameworkTable(dimension), title: say(heading),
        tables: index == dimensions.count - 1 ? ["framework"] : [])
    }
    writeAppendix(
      letter, "indicators", say(.indicatorsAppendix),
      note: say(
        "总权重是各级权重的乘积；算式写在配置里，报告里的数字就由它算出。",
        "The weight is the product of the weights of all levels; the expression is the one in the configuration that made the figures."
      ), content)
  }

  private func frameworkTable(_ dimension: FrameworkNode) -> DataTable {
    let leaves = data.index.leaves(below: dimension.id).compactMap { leaf in leaf.indicator.map { (leaf, $0) } }
    return DataTable(
      caption: say("\(say(dimension.name))的指标", "Indicators of \(say(dimension.name))"), of: leaves, style: "ind",
      [
        .text(say("编号", "Code"), style: "mono nw") { leaf, _ in leaf.id },
        .markup(say("指标", "Indicator")) { leaf, indicator in
          var source = say(indicator.sourceLabel)
          if let owner = indicator.owner { source += say("，", ", ") + say(owner) }
          return "\(say(leaf.name)) <small>\(source)</small>"
        },
        .text(say("算式", "Expression"), style: "mono") { _, indicator in indicator.statistic },
        .text(say("换算", "Scoring")) { _, indicator in scoring(indicator) },
        .number(say("总权重", "Weight")) { leaf, _ in NumberText.percent(data.weight(leaf.id), 2) },
      ])
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
    var content = Markup()
    let lead = say(words.editsLead)
    if !lead.isEmpty { content += "<p class=\"lead\">\(lead)</p>\n" }
    content += tableFigures([ruleHits, editSample, droppedRecords, decisions, stageTable])
    writeAppendix(letter, "edits", say(.editsAppendix), flows: true, content)
  }

  private var ruleHits: AppendixTable {
    let hits = data.input.rules.filter { $0.wave == data.wave }
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
    return AppendixTable(
      table: table,
      note: say(
        "一份问卷可触犯几条规则，各条都计数；占比以进入清洗的问卷为分母。",
        "A record can break several rules and counts under each; shares are of the records that entered cleaning."),
      tables: ["rules"])
  }

  /// What the index would be with the records that rules dropped as invalid.
  private var droppedRecords: AppendixTable? {
    guard let dropped = data.input.dropped else { return nil }
    let units = (data.city.map { [$0] } ?? []) + data.ranked
    let rows = units.compactMap { unit -> (unit: AssessedUnit, published: Double, other: Double)? in
      guard let value = data.value(unit.id, data.root), let other = dropped.score(unit.id, data.root) else {
        return nil
      }
      return (unit, value, other)
    }
    return AppendixTable(
      table: DataTable(
        caption: say("剔除问卷对总分的影响，\(data.wave)", "The index with and without the records dropped, \(data.wave)"),
        of: rows,
        [
          .text(say("单元", "Unit")) { say($0.unit.name) },
          .number(say("剔除份数", "Records dropped")) { row in
            NumberText.count(row.unit.id == data.city?.id ? dropped.total : dropped.counts[row.unit.id] ?? 0)
          },
          .number(say("公布总分", "Published")) { NumberText.fixed($0.published, 2) },
          .number(say("计入后", "With them")) { NumberText.fixed($0.other, 2) },
          .number(say("差", "Difference")) {
            NumberText.signed(NumberText.difference($0.other, $0.published, 2), 2)
          },
        ]),
      note: say(
        "把按规则视为无效而剔除的问卷全部计入，总分会怎样变化。",
        "How the index would change if all records that rules dropped as invalid were counted."),
      tables: ["dropped_records"])
  }

  /// What reviewers decided. No record number: nothing that could lead to a firm.
  private var decisions: AppendixTable {
    let rules = data.pipeline.cleaning.rules
    return AppendixTable(
      table: DataTable(
        caption: say("复核后保留的问卷", "Records kept on review"), of: data.input.decisions,
        [
          .markup(say("规则", "Rule")) { decision in
            let title = rules.first { $0.id == decision.rule }.map { say($0.title) } ?? decision.rule
            return "\(title) <small>\(decision.rule)</small>"
          },
          .text(say("理由", "Reason")) { $0.reason }, .text(say("复核人", "Decided by")) { $0.author },
        ]),
      note: say("规则本应剔除、经复核保留的问卷，一行一份。", "Records that a rule would have dropped, one a line."))
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
  private var editSample: AppendixTable {
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
    let changed = data.input.audit.count { $0.wave == data.wave && !$0.variable.isEmpty }
    return AppendixTable(
      table: DataTable(
        caption: say("单元格改动示例", "A sample of changed cells"), of: entries,
        [
          .text(say("编号", "No."), style: "mono nw") { String($0.sequence) },
          .text(say("变量", "Variable"), style: "mono nw") { $0.variable },
          .text(say("题目", "Question")) { entry in
            (codebook?[entry.variable].map { say($0.rowText ?? $0.text) } ?? "").shortened(to: 40)
          },
          .number(say("旧值", "Before")) { shortValue($0.before.shown) },
          .number(say("新值", "After")) { shortValue($0.after.shown) },
          .text(say("规则", "Rule"), style: "mono nw") { $0.rule },
        ]),
      note: say(
        "共改动 \(NumberText.count(changed)) 个单元格，下列 \(entries.count) 个；不列问卷编号、所属\(unitWord)和文字回答，以免指向具体企业。",
        "\(NumberText.count(changed)) cells were changed; \(entries.count) are shown, without record number, \(unitWord.lowercased()) or text answers, so that none leads to a firm."
      ))
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

  private var stageTable: AppendixTable {
    AppendixTable(
      table: DataTable(
        caption: say("各阶段进出行数", "Rows in and out of each stage"), of: data.input.counts,
        [
          .text(say("阶段", "Stage")) { count in
            switch count.stage {
            case "ingest": say("读取", "ingest")
            case "clean": say("清洗", "clean")
            default: count.stage
            }
          },
          .text(say("来源", "Source"), style: "mono") { $0.source },
          .number(say("年份", "Wave")) { String($0.wave) },
          .number(say("进入", "In")) { NumberText.count($0.rowsIn) },
          .number(say("保留", "Kept")) { NumberText.count($0.rowsKept) },
          .number(say("隔离", "Set aside")) { NumberText.count($0.rowsQuarantined) },
        ]),
      note: say("进入 = 保留 + 隔离，逐行成立。", "In = kept + set aside, in every row."), tables: ["stage_counts"])
  }

  // MARK: Published tables

  mutating func writeTables(_ letter: String) {
    let content = tableFigure(
      publishedTables, title: nil,
      subtitle: Markup(
        text: say(
          "图表所用的小表随本页携带，全部数据表在报告旁的 tables 目录。UTF-8，每行一个观测值；各列的含义写在同一目录的 csv-metadata.json（CSVW）。",
          "Small tables behind figures travel in this page; all tables are in the folder tables beside it. UTF-8, one observation a row; columns are described in csv-metadata.json (CSVW) in the same folder."
        )))
    writeAppendix(letter, "tables", say(.tablesAppendix), flows: true, content)
  }

  private var publishedTables: DataTable {
    DataTable(
      caption: say("随报告公布的数据表", "Tables published with the report"), of: downloads.files,
      [
        .markup(say("文件", "File")) {
          "<span class=\"mono\" id=\"\(attribute: tableAnchor($0.name))\">\($0.name).csv</span>"
        },
        .number(say("行数", "Rows")) { file in NumberText.count(max(0, file.bytes.count { $0 == 0x0A } - 1)) },
        .number("KB") { NumberText.fixed(Double($0.bytes.count) / 1024, 1) },
        .markup(say("下载", "Download")) { file in
          (carried.contains(file.name) ? downloads.carried(file) : nil).map {
            "<a class=\"dl\" \($0)>\(say("下载 CSV", "Download CSV"))<span class=\"vh\"> \(file.name).csv</span></a>"
          } ?? Markup(text: say("在报告旁的 tables 目录", "in the folder tables beside the report"))
        },
      ])
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
