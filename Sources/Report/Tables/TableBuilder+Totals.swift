import SurveyModel

extension TableBuilder {
  /// Weighted totals of amounts; those withheld are empty but for the fact, and do not say why.
  func totals() -> PublishedTable {
    let rows = index.evaluation.totals.map { total -> [PublishedValue] in
      let own = total.estimate
      let isShown = total.withholding == nil && input.pipeline.display.verdict(own).isShown
      func joined(_ parts: [String]) -> PublishedValue {
        .text(parts.isEmpty ? "all" : parts.joined(separator: " × "))
      }
      return [
        .integer(own.wave), .text(total.variable), joined(total.dimensions), joined(total.codes),
        .number(isShown ? own.value : nil, 0),
        .number(isShown ? own.standardError : nil, 0), .number(isShown ? own.ciLow : nil, 0),
        .number(isShown ? own.ciHigh : nil, 0), .integer(isShown ? own.n : nil), .boolean(!isShown),
      ]
    }
    return PublishedTable(
      name: "totals", title: LocalizedText(zh: "调查推算的总量", en: "Totals estimated from the survey"),
      columns: [
        TableColumns.wave,
        TableColumns.text("variable", "变量", "Variable", "加总的变量", "The variable that is added up", required: true),
        TableColumns.text(
          "domain", "分组变量", "Domain", "分组所用的变量，以 × 相连；all 为全部", "The variables crossed, joined by ×; all for the whole",
          required: true),
        TableColumns.text("code", "分组代码", "Code", "各变量的代码，以 × 相连", "Their codes, joined by ×", required: true),
        amount("estimate", "总量", "Total", "加权总量", "Weighted total"),
        amount("std_error", "标准误", "Standard error", "总量的标准误", "Its standard error"),
        amount("ci_low", "区间下限", "Interval, low", "95% 区间下限", "Lower end of its 95% interval"),
        amount("ci_high", "区间上限", "Interval, high", "95% 区间上限", "Upper end of its 95% interval"),
        TableColumns.n,
        PublishedColumn(
          "is_withheld", "是否隐去", "Withheld", "为保护单个企业、或因精度不足而不公布时为 true",
          "true where it is not published: to tell nothing of a single firm, or for want of precision", .boolean,
          required: true),
      ],
      key: ["wave", "variable", "domain", "code"], rows: rows)
  }

  private func amount(
    _ name: String, _ zh: String, _ en: String, _ aboutZH: String, _ aboutEN: String
  ) -> PublishedColumn {
    PublishedColumn(name, zh, en, aboutZH, aboutEN, .decimal(minimum: nil, maximum: nil))
  }
}
