import SurveyModel

extension TableBuilder {
  private static let dimension = TableColumns.text(
    "dimension", "维度代码", "Dimension", "维度的代码，见 framework.csv", "Code of the dimension; see framework.csv",
    required: true)
  private static let variable = TableColumns.text(
    "variable", "变量", "Variable", "问卷变量", "Variable of the survey", required: true)

  /// Ratings of the survey by dimension: how many answer favourably, their mean, and what share of the outcome they explain.
  func ratings() -> PublishedTable {
    let shares = Dictionary(
      index.evaluation.survey.importance.map {
        (Rated(wave: $0.wave, node: $0.nodeID, variable: $0.predictor), $0.share)
      },
      uniquingKeysWith: { first, _ in first })
    let rows = index.evaluation.survey.answers.map { row -> [PublishedValue] in
      let isShown = index.isShown(row)
      func percent(_ figure: SampledFigure) -> [PublishedValue] {
        cells(isShown ? figure : nil, factor: 100)
      }
      let share = shares[Rated(wave: row.wave, node: row.nodeID, variable: row.variable)]
      return [.integer(row.wave), .text(row.nodeID), .text(row.variable), row.indicatorID.map { .text($0) } ?? .empty]
        + percent(row.favourable) + [.number(isShown ? 100 * row.unfavourable.value : nil, 2)]
        + cells(isShown ? row.points : nil, factor: 1)
        + [.number(share, 2), .integer(row.n), .number(row.effectiveN, 1), .number(100 * row.unanswered, 2)]
    }
    return PublishedTable(
      name: "ratings", title: LocalizedText(zh: "各项评价", en: "Ratings"),
      columns: [TableColumns.wave, Self.dimension, Self.variable]
        + [
          TableColumns.text(
            "indicator_id", "指标代码", "Indicator code", "只由本题均值构成的指标，没有则为空",
            "The indicator that is the mean of this rating alone; empty without one"),
          TableColumns.points("favourable", "正面占比", "Favourable", "正面回答占比（%）", "Share of favourable answers, percent"),
          error("favourable_se", "正面占比的标准误", "Its standard error"),
          TableColumns.points(
            "favourable_low", "正面占比下限", "Favourable, low", "95% 区间下限", "Lower end of the 95% interval"),
          TableColumns.points(
            "favourable_high", "正面占比上限", "Favourable, high", "95% 区间上限", "Upper end of the 95% interval"),
          TableColumns.points(
            "unfavourable", "负面占比", "Unfavourable", "负面回答占比（%）", "Share of unfavourable answers, percent"),
          TableColumns.points("points", "均分", "Mean", "0–100 分的均值", "Mean of points of 0 to 100"),
          error("points_se", "均分的标准误", "Standard error of the mean"),
          TableColumns.number("points_low", "均分下限", "Mean, low", "95% 区间下限", "Lower end of the 95% interval"),
          TableColumns.number("points_high", "均分上限", "Mean, high", "95% 区间上限", "Upper end of the 95% interval"),
          TableColumns.points(
            "explained_share", "解释份额", "Share explained", "占维度内各项评价所解释差异的比例（%），不表示因果",
            "Share of the variation that the ratings of the dimension explain, percent; no cause is claimed"),
          TableColumns.n,
          TableColumns.number(
            "effective_n", "有效样本量", "Effective n", "Kish 有效样本量", "Effective number of records after Kish"),
          TableColumns.points(
            "unanswered", "未答率", "No answer", "应答而无有效回答的占比（%）", "Share of those asked without a usable answer, percent"),
        ], key: ["wave", "dimension", "variable"], rows: rows)
  }

  /// The steps of every rating's scale.
  func answerShares() -> PublishedTable {
    let rows = index.evaluation.survey.answers.flatMap { row -> [[PublishedValue]] in
      let isShown = index.isShown(row)
      return row.steps.map { step in
        let label = index.name(code: step.code, of: row.variable)
        return [
          .integer(row.wave), .text(row.nodeID), .text(row.variable), .text(step.code), .text(label.zh),
          .text(label.en),
          .text(step.side.rawValue),
        ] + cells(isShown ? step.share : nil, factor: 100) + [.integer(row.n)]
      }
    }
    return PublishedTable(
      name: "answer_shares", title: LocalizedText(zh: "各项评价的回答占比", en: "Shares of answers"),
      columns: [
        TableColumns.wave, Self.dimension, Self.variable,
        TableColumns.text("code", "选项代码", "Answer code", "选项的代码", "Code of the answer", required: true),
        TableColumns.nameZH, TableColumns.nameEN,
        TableColumns.text(
          "side", "方向", "Side", "favourable 正面，neutral 中间，unfavourable 负面", "favourable, neutral or unfavourable",
          required: true),
        TableColumns.points("estimate", "占比", "Share", "有回答者中的占比（%）", "Share of those with an answer, percent"),
        error("std_error", "标准误", "Standard error"),
        TableColumns.points("ci_low", "区间下限", "Interval, low", "95% 区间下限", "Lower end of the 95% interval"),
        TableColumns.points("ci_high", "区间上限", "Interval, high", "95% 区间上限", "Upper end of the 95% interval"),
        TableColumns.n,
      ], key: ["wave", "dimension", "variable", "code"], rows: rows)
  }

  /// Scores of dimensions by groups of firms, from the indicators of the survey.
  func groupScores() -> PublishedTable {
    let rows = index.evaluation.groupScores.map { row -> [PublishedValue] in
      let isShown = index.display(row).isShown
      let label = index.name(code: row.code, of: row.variable)
      return [
        .integer(row.wave), .text(row.nodeID), .text(row.variable), .text(row.code), .text(label.zh), .text(label.en),
      ] + cells(isShown ? row.score : nil, factor: 1) + [.integer(row.n)]
        + [
          .number(row.city.value, 2), .number(isShown ? row.difference?.value : nil, 2),
          .number(isShown ? row.difference?.standardError : nil, 3), .number(isShown ? row.adjustedPValue : nil, 4),
          .boolean(isShown && row.adjustedPValue != nil ? row.isClear : nil), .integer(row.indicatorCount),
          .number(100 * row.weightShare, 2),
        ]
    }
    return PublishedTable(
      name: "group_scores", title: LocalizedText(zh: "各类企业得分", en: "Scores by group of firms"),
      columns: [
        TableColumns.wave, Self.dimension, Self.variable,
        TableColumns.text("code", "分组代码", "Group code", "分组变量的代码", "Code of the variable", required: true),
        TableColumns.nameZH, TableColumns.nameEN,
        TableColumns.number("estimate", "得分", "Score", "调查指标的加权得分", "Weighted score of the survey’s indicators"),
        TableColumns.scoreError,
        TableColumns.number("ci_low", "区间下限", "Interval, low", "95% 区间下限", "Lower end of the 95% interval"),
        TableColumns.number("ci_high", "区间上限", "Interval, high", "95% 区间上限", "Upper end of the 95% interval"),
        TableColumns.n,
        TableColumns.number("city", "全市得分", "City", "同样指标的全市得分", "The city’s score of the same indicators"),
        TableColumns.number("difference", "与全市差", "Difference", "与全市得分之差", "Difference to the city’s score"),
        error("difference_se", "差的标准误", "Standard error of the difference"),
        TableColumns.adjustedP, TableColumns.isClear,
        TableColumns.count("indicators", "指标数", "Indicators", "得分所含的指标数", "Indicators behind the score"),
        TableColumns.points(
          "weight_share", "权重占比", "Share of weight", "占维度权重的比例（%）", "Share of the dimension’s weight, percent"),
      ], key: ["wave", "dimension", "variable", "code"], rows: rows)
  }

  private struct Rated: Hashable {
    var wave: Int
    var node: String
    var variable: String
  }

  private func cells(_ figure: SampledFigure?, factor: Double) -> [PublishedValue] {
    [
      .number(figure.map { factor * $0.value }, 2), .number(figure?.standardError.map { factor * $0 }, 3),
      .number(figure?.ciLow.map { factor * $0 }, 2), .number(figure?.ciHigh.map { factor * $0 }, 2),
    ]
  }

  private func error(_ name: String, _ zh: String, _ en: String) -> PublishedColumn {
    PublishedColumn(name, zh, en, zh, en, .decimal(minimum: 0, maximum: nil))
  }
}
