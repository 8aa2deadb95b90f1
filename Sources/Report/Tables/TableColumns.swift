import SurveyModel

/// The columns that published tables share, described once.
enum TableColumns {
  static let wave = PublishedColumn(
    "wave", "年度", "Year", "评价年度", "Year of the assessment", .integer(minimum: 1900, maximum: 2200), required: true)
  static let level = PublishedColumn(
    "level", "层级", "Level", "city 为全市，其余为评价单元的类别", "city is the whole; else the kind of unit", .text, required: true)
  static let unitID = PublishedColumn(
    "unit_id", "单元代码", "Unit code", "评价单元的代码", "Code of the assessed unit", .text, required: true)
  static let unitZH = PublishedColumn("unit_zh", "单元名称", "Unit (Chinese)", "中文名称", "Chinese name", .text)
  static let unitEN = PublishedColumn("unit_en", "单元英文名称", "Unit (English)", "英文名称", "English name", .text)
  static let unit = [level, unitID, unitZH, unitEN]
  static let indicatorID = PublishedColumn(
    "indicator_id", "指标代码", "Indicator code", "指标、分组、维度或总指数的代码，见 framework.csv",
    "Code of the indicator, group, dimension or index; see framework.csv", .text, required: true)
  static let nameZH = PublishedColumn("name_zh", "名称", "Name (Chinese)", "中文名称", "Chinese name", .text)
  static let nameEN = PublishedColumn("name_en", "英文名称", "Name (English)", "英文名称", "English name", .text)

  static let score = points("estimate", "得分", "Score", "0–100 分", "Points of 0 to 100")
  static let scoreError = PublishedColumn(
    "std_error", "标准误", "Standard error", "得分的标准误；完整统计或触及目标值的得分为空",
    "Standard error of the score; empty for complete counts and scores bounded by a goalpost",
    .decimal(minimum: 0, maximum: nil))
  static let scoreLow = points("ci_low", "区间下限", "Interval, low", "95% 置信区间下限", "Lower end of the 95% interval")
  static let scoreHigh = points("ci_high", "区间上限", "Interval, high", "95% 置信区间上限", "Upper end of the 95% interval")
  static let n = PublishedColumn(
    "n", "样本量", "Records", "所依据的记录数；不由记录计出的数字为空", "Records behind it; empty for figures not counted from records",
    .integer(minimum: 0, maximum: nil))
  static let df = PublishedColumn(
    "df", "自由度", "Degrees of freedom", "区间所用的自由度", "Degrees of freedom of the interval",
    .decimal(minimum: 0, maximum: nil))

  /// What the history of an edition kept of a score; a file of published figures has none of it.
  static let earlierErrors = [
    PublishedColumn(
      "std_error", "标准误", "Standard error", "以往版次保存的得分标准误；公布的数字为空，视为固定值",
      "Standard error of the score as the earlier edition kept it; empty for a published figure, which is taken as fixed",
      .decimal(minimum: 0, maximum: nil)),
    points("ci_low", "区间下限", "Interval, low", "以往版次保存的 95% 置信区间下限", "Lower end of the 95% interval, as kept"),
    points("ci_high", "区间上限", "Interval, high", "以往版次保存的 95% 置信区间上限", "Upper end of the 95% interval, as kept"),
    text(
      "edition", "版次", "Edition", "保存该结果的版次；来自公布数字的文件时为空",
      "The edition that kept it; empty where a file of published figures gives it"),
  ]

  static let estimate = number("estimate", "估计值", "Estimate", "指标自身单位的估计值", "Estimate in the indicator’s own unit")
  static let estimateError = PublishedColumn(
    "std_error", "标准误", "Standard error", "估计值的标准误；完整统计为空", "Standard error of the estimate; empty for complete counts",
    .decimal(minimum: 0, maximum: nil))
  static let estimateLow = number("ci_low", "区间下限", "Interval, low", "95% 置信区间下限", "Lower end of the 95% interval")
  static let estimateHigh = number("ci_high", "区间上限", "Interval, high", "95% 置信区间上限", "Upper end of the 95% interval")

  static let scoreColumns =
    [wave] + unit + [indicatorID, score, scoreError, scoreLow, scoreHigh, n, df]
  static let estimateColumns =
    [wave] + unit + [indicatorID, estimate, estimateError, estimateLow, estimateHigh, n, df]

  /// What the rules of display say of an estimate.
  static let display = [
    text(
      "display", "显示", "Display", "shown 显示，warned 谨慎使用，withheld 不显示",
      "shown, warned (to be read with care) or withheld"),
    text(
      "display_reasons", "未满足的界限", "Limits missed", "未满足的显示界限，以空格分隔",
      "The limits of display that are missed, separated by spaces"),
  ]

  static let isClear = PublishedColumn(
    "is_clear", "是否显著", "Clear", "校正后 p < 0.05 为 true；未作检验为空",
    "true where the adjusted p is below 0.05; empty where not tested",
    .boolean)
  static let adjustedP = PublishedColumn(
    "adjusted_p", "校正后 p 值", "Adjusted p", "Holm 法在族内校正的 p 值", "p adjusted within its family by Holm’s method",
    .decimal(minimum: 0, maximum: 1))

  /// A score of 0…100.
  static func points(_ name: String, _ zh: String, _ en: String, _ aboutZH: String, _ aboutEN: String)
    -> PublishedColumn
  {
    PublishedColumn(name, zh, en, aboutZH, aboutEN, .decimal(minimum: 0, maximum: 100))
  }

  /// A difference of scores.
  static func difference(
    _ name: String, _ zh: String, _ en: String, _ aboutZH: String, _ aboutEN: String
  ) -> PublishedColumn {
    PublishedColumn(name, zh, en, aboutZH, aboutEN, .decimal(minimum: -100, maximum: 100))
  }

  static func number(_ name: String, _ zh: String, _ en: String, _ aboutZH: String, _ aboutEN: String)
    -> PublishedColumn
  {
    PublishedColumn(name, zh, en, aboutZH, aboutEN, .decimal(minimum: nil, maximum: nil))
  }

  /// A share of 0 to 1.
  static func share(_ name: String, _ zh: String, _ en: String, _ aboutZH: String, _ aboutEN: String)
    -> PublishedColumn
  {
    PublishedColumn(name, zh, en, aboutZH, aboutEN, .decimal(minimum: 0, maximum: 1))
  }

  static func count(_ name: String, _ zh: String, _ en: String, _ aboutZH: String, _ aboutEN: String) -> PublishedColumn
  {
    PublishedColumn(name, zh, en, aboutZH, aboutEN, .integer(minimum: 0, maximum: nil))
  }

  static func text(
    _ name: String, _ zh: String, _ en: String, _ aboutZH: String, _ aboutEN: String, required: Bool = false
  ) -> PublishedColumn {
    PublishedColumn(name, zh, en, aboutZH, aboutEN, .text, required: required)
  }

  /// Places of the ranked units.
  static func ranks(_ count: Int) -> [PublishedColumn] {
    let places = PublishedType.integer(minimum: 1, maximum: max(1, count))
    return [
      PublishedColumn("rank", "名次", "Rank", "1 为最高分", "1 is the highest score", places),
      PublishedColumn(
        "rank_low", "名次区间较好端", "Rank interval, better end", "联合名次置信集的较好端；不含抽样时为空",
        "Better end of the simultaneous rank confidence set; empty where nothing is sampled", places),
      PublishedColumn(
        "rank_high", "名次区间较差端", "Rank interval, worse end", "联合名次置信集的较差端；不含抽样时为空",
        "Worse end of the simultaneous rank confidence set; empty where nothing is sampled", places),
    ]
  }
}
