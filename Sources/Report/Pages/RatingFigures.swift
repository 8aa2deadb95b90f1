import SurveyModel

/// The figures of a dimension's chapter that come of the ratings of the survey.
extension LanguageTree {
  // MARK: How answers are spread

  mutating func answersFigure(_ node: FrameworkNode) -> Markup {
    let items = data.index.ratedItems(in: node.id)
    guard !items.isEmpty else { return "" }
    // Scales of unlike length have only their sides in common.
    let counts = Set(items.map(\.answers.steps.count))
    let isStepwise = counts.count == 1
    let rows = items.map { item in
      LikertChart.Row(
        name: say(item.name),
        negatives: isStepwise
          ? item.answers.steps.filter { $0.side == .unfavourable }.reversed().map { 100 * $0.share.value }
          : [100 * item.answers.unfavourable.value],
        neutral: item.answers.neutral.map { 100 * $0.value },
        positives: isStepwise
          ? item.answers.steps.filter { $0.side == .favourable }.map { 100 * $0.share.value }
          : [100 * item.answers.favourable.value],
        negative: 100 * item.answers.unfavourable.value, positive: 100 * item.answers.favourable.value,
        note: item.score.map { NumberText.fixed($0.value, 1) } ?? "")
    }
    let (negative, neutral, positive) = (say("负面", "negative"), say("中间", "neutral"), say("正面", "positive"))
    let chart = LikertChart(
      title: say("\(say(node.name))各项评价的回答分布", "Answers to the ratings of \(say(node.name))"),
      description: rows.map { row in
        let middle = row.neutral.map { say("，", ", ") + neutral + " " + NumberText.fixed($0, 0) + "%" } ?? ""
        return row.name + say("：", ": ") + negative + " " + NumberText.fixed(row.negative, 0) + "%" + middle
          + say("，", ", ") + positive + " " + NumberText.fixed(row.positive, 0) + "%"
          + (row.note.isEmpty ? "" : say("，得分 ", ", score ") + row.note)
      }.joined(separator: say("；", "; ")) + say("。", "."), rows: rows,
      words: .init(
        item: say("项目", "Rating"), negative: say("← 负面", "← Negative"), positive: say("正面 →", "Positive →"),
        neutral: say("中间", "Neutral"), note: say("得分", "Score")))
    let steps = isStepwise ? stepNames(items) : []
    return figure(
      Figure(
        title: say(words.answersTitle(node.id)),
        subtitle: say(
          "回答占比（%）：正、负两边从同一条零线起，外侧数字为合计，“中间”单列；右为得分。“过半”指 95% 区间全部高于 50%。",
          "Share of answers (%): both sides start from one zero line, with their sums at the outer ends; “neutral” is set aside; the score stands at the right. “Most” is said where the 95% interval lies above 50%."
        ),
        drawings: [chart.drawing(.wide), chart.drawing(.narrow)], key: answerKeys(items, steps), source: answersSource,
        table: answersTable(node, items, steps), tables: ["answer_shares"]))
  }

  private var answersSource: String {
    let stop = say("“不知道”“不适用”等不计入。", " “Don’t know” and the like are left out.")
    return source + stop
  }

  /// The words of the steps, where all items have the same; else words for the places of the scale.
  private func stepNames(_ items: [RatedItem]) -> [String] {
    let own = items.map { item in
      item.answers.steps.map { say(data.index.name(code: $0.code, of: item.answers.variable)) }
    }
    guard let first = own.first else { return [] }
    let codes = items[0].answers.steps.map(\.code)
    if first != codes, own.allSatisfy({ $0 == first }) { return first }
    let count = first.count
    return items[0].answers.steps.enumerated().map { place, step in
      let isEnd = place == 0 || place == count - 1
      return switch step.side {
      case .neutral: say("中间", "Neutral")
      case .unfavourable: isEnd ? say("最负面", "Most negative") : say("较负面", "Rather negative")
      case .favourable: isEnd ? say("最正面", "Most positive") : say("较正面", "Rather positive")
      }
    }
  }

  private func answerKeys(_ items: [RatedItem], _ steps: [String]) -> [(KeyItem, String)] {
    let sides = items[0].answers.steps.map(\.side)
    guard !steps.isEmpty, steps.count == sides.count else {
      let neutral: [(KeyItem, String)] = [(.answer("v3"), say("中间", "neutral"))]
      let hasNeutral = items.contains { $0.answers.neutral != nil }
      return [(.answer("v2"), say("负面", "negative"))] + (hasNeutral ? neutral : [])
        + [(.answer("v4"), say("正面", "positive"))]
    }
    let negatives = sides.count { $0 == .unfavourable }
    var keys: [(KeyItem, String)] = []
    for (place, name) in steps.enumerated() {
      let fill: MarkClass =
        switch sides[place] {
        case .neutral: "v3"
        case .unfavourable: LikertChart.fill(positive: false, place: negatives - 1 - place, of: negatives)
        case .favourable:
          LikertChart.fill(positive: true, place: place - (sides.count - negatives), of: negatives)
        }
      if keys.last?.1 != name { keys.append((.answer(fill), name)) }
    }
    return keys
  }

  private func answersTable(_ node: FrameworkNode, _ items: [RatedItem], _ steps: [String]) -> DataTable {
    func percent(_ figure: SampledFigure) -> String { NumberText.fixed(100 * figure.value, 0) }
    var columns: [DataTable.Column] = [.init(say("项目", "Rating"))]
    columns += steps.map { .init($0, numeric: true) }
    columns += [
      .init(say("负面合计", "Negative"), numeric: true), .init(say("正面合计", "Positive"), numeric: true),
      .init(say("正面的 95% 区间", "95% interval of positive"), numeric: true), .init(say("得分", "Score"), numeric: true),
      .init("n", numeric: true),
    ]
    var table = DataTable(
      caption: say("\(say(node.name))各项评价的回答占比（%）", "Answers to the ratings of \(say(node.name)) (%)"),
      columns: columns, rows: [])
    for item in items {
      let own = item.answers
      let interval = Interval(low: own.favourable.ciLow, high: own.favourable.ciHigh)
      table.rows.append(
        .init(
          [.init(text: say(item.name))] + (steps.isEmpty ? [] : own.steps.map { .init(text: percent($0.share)) })
            + [
              .init(text: percent(own.unfavourable)), .init(text: percent(own.favourable)),
              .init(
                text: interval.map { NumberText.interval(100 * $0.low, 100 * $0.high, 1) } ?? NumberText.missing),
              .init(text: item.score.map { NumberText.fixed($0.value, 1) } ?? NumberText.missing),
              .init(text: NumberText.count(own.n)),
            ]))
    }
    return table
  }

  // MARK: What to fix first

  mutating func importanceFigure(_ node: FrameworkNode) -> Markup {
    let items = data.index.weighedItems(in: node.id)
    guard let corner = data.index.quadrantCorner(in: node.id),
      let outcome = data.evaluation.survey.importance.first(where: { $0.wave == data.wave && $0.nodeID == node.id })
    else { return "" }
    let rows = items.map { entry in
      ImportanceChart.Row(
        name: say(entry.item.name), score: entry.score.value,
        interval: Interval(low: entry.score.ciLow, high: entry.score.ciHigh), share: entry.share,
        isFirst: data.index.isFirst(entry, corner: corner))
    }
    let chart = ImportanceChart(
      title: say("\(say(node.name))各项评价的得分与解释份额", "\(say(node.name)): scores and shares of explained variation"),
      description: rows.map { row in
        row.name + say("：得分 ", ": score ") + NumberText.fixed(row.score, 1) + say("，解释份额 ", ", share ")
          + NumberText.fixed(row.share, 0) + "%"
      }.joined(separator: say("；", "; ")) + say("。", "."), rows: rows, scoreLine: corner.score, shareLine: corner.share,
      words: .init(
        score: say("得分（0–100）", "Score (0–100)"), share: say("解释份额（%）", "Share of explained variation (%)"),
        first: say("优先改进", "Fix first"), keep: say("继续保持", "Keep up"), low: say("次要", "Low priority"),
        maintain: say("维持", "Maintain")))
    var table = DataTable(
      caption: say("\(say(node.name))各项评价的得分与解释份额", "\(say(node.name)): scores and shares of explained variation"),
      columns: [
        .init(say("项目", "Rating")), .init(say("得分", "Score"), numeric: true),
        .init(say("95% 区间", "95% interval"), numeric: true), .init(say("解释份额", "Share"), numeric: true),
      ], rows: [])
    for row in rows {
      table.rows.append(
        .init([
          .init(text: row.name), .init(text: NumberText.fixed(row.score, 1)), .init(text: text(row.interval)),
          .init(text: NumberText.fixed(row.share, 0) + "%"),
        ]))
    }
    let target = say(data.index.name(variable: outcome.outcome))
    return figure(
      Figure(
        title: say(words.importanceTitle(node.id)),
        subtitle: say(
          "左上为解释份额大而得分低。横线为得分的 95% 区间，虚线为各项平均。",
          "Top left: a large share and a low score. Bars are 95% intervals of scores, broken lines the averages."),
        drawings: [chart.drawing()],
        key: rows.contains(where: \.isFirst)
          ? [
            (.below, say("得分区间低于平均、份额高于平均", "score clearly below, share above average")),
            (.notClear, say("其他", "others")),
          ] : [(.notClear, say("各项评价", "ratings"))],
        source: say(
          "解释份额：各项评价对“\(target)”差异的解释比例（Shapley 分解，合计 100%），不表示因果。",
          "Share: of the variation of “\(target)” that the ratings explain together (Shapley; they add to 100%); no cause is claimed."
        ), table: table, tables: ["ratings"]))
  }
}
