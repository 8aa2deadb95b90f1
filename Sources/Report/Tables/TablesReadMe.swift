import SurveyModel

/// `tables/README.md`: what the published tables are and how to read them, in Chinese, then in English.
///
/// - Parameters:
///   - tables: as they are published.
///   - input: the run that they are of.
/// - Returns: Markdown in UTF-8 with `\n` line ends, the same for the same tables.
func tablesReadMe(_ tables: [PublishedTable], of input: ReportInput) -> [UInt8] {
  let parts = [
    TablesReadMe(language: .zh, tables: tables, input: input), .init(language: .en, tables: tables, input: input),
  ]
  return Array(parts.map(\.text).joined(separator: "\n---\n\n").utf8)
}

/// One language of the file.
private struct TablesReadMe {
  let language: Language
  let tables: [PublishedTable]
  let input: ReportInput

  private var pipeline: PipelineDefinition { input.pipeline }

  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  /// A text of the configuration as one line that is no markup.
  private func say(_ text: LocalizedText) -> String {
    Self.plain(language == .zh ? fullWidthPunctuation(text.zh) : text.en)
  }

  private static func plain(_ text: String) -> String {
    var out = ""
    for scalar in PublishedValue.text(text).text.unicodeScalars {
      switch scalar {
      case "<": out += "&lt;"
      case "&": out += "&amp;"
      case "|", "\\", "`", "*", "_", "[", "]": out += "\\" + String(scalar)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  var text: String {
    var lines = ["# " + say("数据表说明", "About these tables"), ""]
    lines += identity
    lines += ["", "## " + say("怎样读", "How to read them"), ""] + reading
    lines += ["", "## " + say("各表", "The tables"), ""] + overview
    for table in tables { lines += [""] + description(of: table) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var identity: [String] {
    var facts = [
      say("报告", "Report") + say("：", ": ") + say(pipeline.title)
        + say("，\(input.evaluation.wave) 年度", ", \(input.evaluation.wave)")
    ]
    if let notice = pipeline.notice { facts.append(say("说明：", "Note: ") + say(notice)) }
    facts += [
      say("运行：", "Run: ") + "`\(input.runID)`", say("版次：", "Edition: ") + Self.plain(pipeline.edition),
      say("数据截至：", "Data as of: ") + Self.plain(pipeline.asOf),
      say("软件：", "Software: ") + "bizclimate " + Self.plain(input.softwareVersion),
    ]
    return facts.map { "- " + $0 }
  }

  /// What holds for all tables.
  private var reading: [String] {
    let excel = say(
      "用 Excel 或 WPS 打开：请用上一级目录的 `tables.xlsx`，其中每张表一个工作表，数字是数字，文字是文字。直接双击 CSV 可能出现乱码；要打开 CSV，"
        + "用“数据 → 从文本/CSV”导入，编码选 65001（UTF-8），代码列选“文本”。",
      "Excel and WPS: open `tables.xlsx` in the folder above, one sheet a table, numbers as numbers and text as text. A CSV file "
        + "that is double-clicked may show garbled Chinese; import it by Data → From Text/CSV as 65001 (UTF-8), with columns of "
        + "codes as text.")
    let points = [
      say(
        "格式：CSV（RFC 4180），UTF-8，无字节序标记，逗号分隔，行尾 CRLF，第一行是列名；每行一个观测值。各列的类型、界限和主键另见 "
          + "`csv-metadata.json`（W3C CSVW）。",
        "Format: CSV (RFC 4180), UTF-8 without a byte order mark, commas, CRLF line ends, names of columns in the first row, one "
          + "observation a row. Datatypes, limits and primary keys are in `csv-metadata.json` too (W3C CSVW)."),
      excel,
      say(
        "空单元格：没有这个数，或这个数不公布。\(limits)不公布的估计仍计入指数。`display` 列（有此列的表）写明是否公布。",
        "Empty cells: there is no such figure, or it is withheld. \(limits)Estimates that are withheld stay in the index. The "
          + "column `display`, in tables that have it, tells which."),
      say(
        "取整：四舍五入。得分 2 位小数，标准误 3 位，指标估计值比报告多 1 位。由取整后的数相加减，末位可能与表中的差不一致。",
        "Rounding: half away from zero. Scores have 2 decimals, their errors 3, estimates one more than the report. Sums and "
          + "differences of rounded figures may differ from those given in the last digit."),
      say(
        "区间都是 95% 置信区间（`ci_low` 至 `ci_high`）；完整统计的数没有标准误和区间。",
        "Intervals are 95% confidence intervals (`ci_low` to `ci_high`); complete counts have neither errors nor intervals."
      ),
      say(
        "以 `=`、`+`、`-`、`@` 开头的文字前加了一个撇号，以免电子表格当作公式。",
        "Text that begins with `=`, `+`, `-` or `@` has an apostrophe in front, so that no spreadsheet runs it as a formula."
      ),
      say(
        "上一级目录的 `data/` 是未取整、未隐去小样本的同类结果，供程序使用，只有文件所有者可读，不得公开。",
        "The folder `data/` beside this one holds the like in full precision and without anything withheld, for other "
          + "programs; only the owner of the files can read it. Do not publish it."),
    ]
    return points.map { "- " + $0 }
  }

  /// What an estimate must meet to be shown; empty where nothing is asked.
  private var limits: String {
    let show = pipeline.display.show
    func number(_ value: Double) -> String { NumberText.grouped(value, value == value.rounded() ? 0 : 1) }
    var parts: [String] = []
    if let least = show.minimumN { parts.append(say("答卷少于 \(number(least)) 份", "fewer than \(number(least)) answers")) }
    if let least = show.minimumEffectiveN {
      parts.append(say("有效样本量小于 \(number(least))", "an effective sample below \(number(least))"))
    }
    if let least = show.minimumDegreesOfFreedom {
      parts.append(say("自由度小于 \(number(least))", "fewer than \(number(least)) degrees of freedom"))
    }
    if let greatest = show.maximumVariation {
      let share = NumberText.percent(greatest, 1)
      parts.append(say("标准误超过估计值的 \(share)", "a standard error above \(share) of the estimate"))
    }
    guard !parts.isEmpty else { return "" }
    return say(
      "抽样估计不公布的情形：\(parts.joined(separator: "，或"))。",
      "Sampled estimates are withheld with \(parts.joined(separator: ", or ")). ")
  }

  private var overview: [String] {
    [say("| 文件 | 内容 | 行数 |", "| file | what it holds | rows |"), "| --- | --- | ---: |"]
      + tables.map { "| [`\($0.name).csv`](\($0.name).csv) | \(say($0.title)) | \($0.rows.count) |" }
  }

  private func description(of table: PublishedTable) -> [String] {
    let key = table.key.map { "`\($0)`" }.joined(separator: say("、", ", "))
    var lines = ["### \(table.name).csv", "", say(table.title) + say("。", ". ")]
    if !key.isEmpty { lines[2] += say("每行由 \(key) 确定。", "A row is named by \(key).") }
    lines += ["", say("| 列 | 名称 | 含义 | 类型 |", "| column | name | what it holds | type |"), "| --- | --- | --- | --- |"]
    for column in table.columns {
      let empty = column.isRequired ? "" : say("，可空", ", may be empty")
      lines.append("| `\(column.name)` | \(say(column.title)) | \(say(column.about)) | \(type(column.type))\(empty) |")
    }
    return lines
  }

  private func type(_ type: PublishedType) -> String {
    switch type {
    case .text: say("文字", "text")
    case .boolean: say("是否（true、false）", "true or false")
    case .integer(let low, let high): say("整数", "integer") + range(low.map(String.init), high.map(String.init))
    case .decimal(let low, let high): say("小数", "decimal") + range(low.map(Self.short), high.map(Self.short))
    }
  }

  private func range(_ low: String?, _ high: String?) -> String {
    switch (low, high) {
    case (let low?, let high?): say("，\(low) 至 \(high)", ", \(low) to \(high)")
    case (let low?, nil): say("，不小于 \(low)", ", at least \(low)")
    case (nil, let high?): say("，不大于 \(high)", ", at most \(high)")
    case (nil, nil): ""
    }
  }

  private static func short(_ value: Double) -> String {
    value == value.rounded() ? NumberText.fixed(value, 0) : NumberText.fixed(value, 2)
  }
}
