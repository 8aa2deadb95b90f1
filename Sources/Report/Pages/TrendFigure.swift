import SurveyModel

/// The trend over the editions: the overall score of the city and each unit, wave by wave.
extension LanguageTree {
  /// Empty with fewer than three waves, and where units are too many for a panel each.
  mutating func trendFigure() -> Markup {
    guard let trend = OverallTrend(data.index), let title = words.trendTitle,
      trend.units.count <= TrendChart.mostPanels
    else { return "" }
    let first = String(trend.firstWave)
    let panels = trend.units.map { panel($0, trend) }
    let chart = TrendChart(
      title: say("各年总得分：\(cityName)与各\(unitWord)", "Overall scores by year: \(lower(cityName)) and \(unitsWord)"),
      description: trend.units.map { described($0, trend) }.joined(separator: say("；", "; ")) + say("。", "."),
      waves: trend.waves, first: trend.waves.firstIndex(of: trend.firstWave) ?? 0, panels: panels,
      reference: trend.waves.map { wave in data.city.flatMap { trend.point($0.id, wave)?.value } })
    let verdicts = Set(panels.map(\.verdict))
    var keys: [(KeyItem, String)] = []
    if verdicts.contains(.above) { keys.append((.above, say("显著提高", "clear rise"))) }
    if verdicts.contains(.below) { keys.append((.below, say("显著下降", "clear fall"))) }
    if verdicts.contains(.notClear) { keys.append((.notClear, say("变化不显著", "no clear change"))) }
    let others =
      verdicts.contains(.untested) ? say("各年得分，变化未检验", "scores, change not tested") : say("以往年度", "earlier years")
    keys.append((.untested, others))
    keys.append((.range, say("95% 区间", "95% interval")))
    if panels.contains(where: \.hasReference) { keys.append((.cityTrend, cityName)) }
    return figure(
      Figure(
        title: say(title),
        subtitle: say(
          "总得分（0–100）；右上为与 \(first) 年相比的变化，没有区间的年份为公布的数字。",
          "Overall score (0–100); at the top right the change since \(first). Years without an interval are as published."
        ),
        drawings: [chart.drawing(.wide), chart.drawing(.narrow)], key: keys,
        source: verdicts == [.untested]
          ? say("公布的数字视为固定值，与它的差不作检验。", "Published figures are taken as fixed; changes on them are not tested.")
          : say(
            "各年视为相互独立，因为以往版次的记录不在本次运行中；全部单位为一族，经 Holm 校正。",
            "The years are treated as independent, because records of the earlier edition are not in this run; all units are one family, adjusted after Holm."
          ),
        table: trendTable(trend), tables: ["trend", "history"]))
  }

  private func panel(_ unit: AssessedUnit, _ trend: OverallTrend) -> TrendChart.Panel {
    TrendChart.Panel(
      name: say(unit.name),
      points: trend.waves.map { wave in
        trend.point(unit.id, wave).map { TrendChart.Point(value: $0.value, interval: $0.interval) }
      }, change: trend.comparison(unit.id).map { NumberText.signed($0.difference, 1) } ?? "",
      verdict: data.verdict(trend.comparison(unit.id)), hasReference: data.city != nil && unit.id != data.city?.id)
  }

  private func described(_ unit: AssessedUnit, _ trend: OverallTrend) -> String {
    let scores = trend.waves.compactMap { wave in
      trend.point(unit.id, wave).map { point in
        "\(wave) " + NumberText.fixed(point.value, 1)
          + (point.interval.map { bracketed(NumberText.interval($0.low, $0.high, 1)) } ?? "")
      }
    }
    let change = trend.comparison(unit.id)
    return say(unit.name) + say("：", ": ") + scores.joined(separator: say("，", ", "))
      + say("，变化 ", ", change ") + (change.map { NumberText.signed($0.difference, 1) } ?? NumberText.missing)
      + say("，", ", ") + word(for: data.verdict(change))
  }

  /// What a change on the first wave is called.
  private func word(for verdict: Verdict) -> String {
    switch verdict {
    case .above: say("显著提高", "clear rise")
    case .below: say("显著下降", "clear fall")
    case .notClear: say("不显著", "not clear")
    case .untested: say("未检验", "not tested")
    }
  }

  private func trendTable(_ trend: OverallTrend) -> DataTable {
    var table = DataTable(
      caption: say("各年总得分与区间", "Overall scores and intervals by year"),
      columns: [.init(unitWord)] + trend.waves.map { .init(String($0), numeric: true) }
        + [
          .init(say("变化", "Change"), numeric: true), .init(say("变化的 95% 区间", "95% interval"), numeric: true),
          .init(say("判断", "Verdict")),
        ], rows: [])
    for unit in trend.units {
      let change = trend.comparison(unit.id)
      let scores = trend.waves.map { wave -> DataTable.Cell in
        guard let point = trend.point(unit.id, wave) else { return .init(text: NumberText.missing) }
        let number = NumberText.fixed(point.value, 1)
        guard let interval = point.interval else { return .init(text: number) }
        return .init("\(number) <small>\(bracketed(NumberText.interval(interval.low, interval.high, 1)))</small>")
      }
      table.rows.append(
        .init(
          [.init(text: say(unit.name))] + scores + [
            difference(change), .init(text: signedText(Interval(low: change?.ciLow, high: change?.ciHigh))),
            .init(text: word(for: data.verdict(change))),
          ], total: unit.id == data.city?.id))
    }
    return table
  }
}
