import SurveyModel

/// All questions of the survey by district, for the appendix of figures.
extension LanguageTree {
  /// Empty without a city to compare with, and where units are too many for a panel each.
  mutating func questionsFigure() -> Markup {
    guard let city = data.city, !data.isCompact, data.ranked.count <= SurveyComparisons.mostUnits,
      let title = words.questionsTitle
    else { return "" }
    let found = SurveyComparisons(data.index)
    let units = data.ranked.filter { unit in found.indicators.contains { data.value(unit.id, $0.id) != nil } }
    let sections = data.framework.dimensions.compactMap { dimension -> (FrameworkNode, [FrameworkNode])? in
      let below = Set(data.index.leaves(below: dimension.id).map(\.id))
      let own = found.indicators.filter { below.contains($0.id) }
      return own.isEmpty ? nil : (dimension, own)
    }
    let rows = sections.flatMap(\.1)
    let panels = units.map { unit in
      SmallMultiplesChart.Panel(
        name: say(unit.name), values: rows.map { data.value(unit.id, $0.id) },
        verdicts: rows.map { data.verdict(.toCity, unit.id, $0.id) })
    }
    let chart = SmallMultiplesChart(
      title: say("全部问卷指标：各\(unitWord)与\(cityName)", "All survey indicators: \(unitsWord) and the \(lower(cityName))"),
      descriptions: SmallMultiplesChart.blocks(units.count).map { described(Array(units[$0]), rows) },
      sections: sections.map { dimension, own in
        SmallMultiplesChart.Section(
          title: say(dimension.name),
          rows: own.map { SmallMultiplesChart.Row(name: say($0.name), reference: data.value(city.id, $0.id)) })
      }, panels: panels)
    let verdicts = Set(
      panels.flatMap { panel in zip(panel.values, panel.verdicts).compactMap { $0 == nil ? nil : $1 } })
    return figure(
      Figure(
        title: say(title),
        subtitle: say(
          "得分（0–100），每\(unitWord)占一格，同一刻度；粗竖线为\(cityName)。",
          "Scores (0–100), a panel each, all on one scale; the heavy tick is the \(lower(cityName))."),
        drawings: chart.drawings(.wide) + chart.drawings(.narrow),
        key: verdictKeys(verdicts, reference: cityName) + [(.cityTick, cityName)],
        source: say(
          "显著与否按每个\(unitWord)的全部指标为一族，经 Holm 校正。",
          "The indicators of each \(unitWord.lowercased()) are a family of tests, adjusted after Holm."),
        table: questionsTable(units, rows), tables: ["comparisons"], mayBreak: true))
  }

  /// What is clear, unit by unit; the numbers of all are in the table.
  private func described(_ units: [AssessedUnit], _ rows: [FrameworkNode]) -> String {
    let clear = units.flatMap { unit in
      rows.compactMap { row -> String? in
        guard data.verdict(.toCity, unit.id, row.id).isClear, let gap = data.comparison(.toCity, unit.id, row.id) else {
          return nil
        }
        return say(unit.name) + say("·", ", ") + say(row.name) + " " + NumberText.signed(gap.difference, 1)
      }
    }
    let all = say("全部得分见数据表。", "All scores are in the data table.")
    guard !clear.isEmpty else { return all }
    return say("与\(cityName)显著不同的有以下各项。", "These are clearly apart from the \(lower(cityName)). ")
      + clear.joined(separator: say("；", "; ")) + say("。", ". ") + all
  }

  private func questionsTable(_ units: [AssessedUnit], _ rows: [FrameworkNode]) -> DataTable {
    var table = DataTable(
      caption: say(
        "全部问卷指标得分（▲▼ 与\(cityName)差异显著）",
        "Scores of all survey indicators (▲▼: clearly apart from the \(lower(cityName)))"),
      columns: [.init(say("指标", "Indicator"))]
        + ([data.city].compactMap { $0 } + units).map {
          .init(say($0.name), numeric: true)
        }, rows: [])
    for row in rows {
      var cells = [DataTable.Cell(text: say(row.name))]
      if let city = data.city { cells.append(.init(text: score(city.id, row.id))) }
      for unit in units {
        let verdict = data.verdict(.toCity, unit.id, row.id)
        let number = Markup(text: score(unit.id, row.id))
        cells.append(.init(verdict.isClear ? clearMark(verdict) + " " + number : number))
      }
      table.rows.append(.init(cells))
    }
    return table
  }
}
