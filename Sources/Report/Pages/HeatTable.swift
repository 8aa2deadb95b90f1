import SurveyModel

/// Where are the gaps? Units by dimension: a real table, the number in each cell, ▲▼ where the difference is clear, and
/// the size of the gap as one of five fixed colours.
extension LanguageTree {
  mutating func heatTable() -> Markup {
    heatTable(
      nodes: data.framework.dimensions, title: say(words.heatTitle),
      caption: say("各\(unitWord)各维度得分", "Dimension scores by \(unitWord.lowercased())"),
      tables: ["dimension_by_district"])
  }

  mutating func heatTable(nodes: [FrameworkNode], title: String?, caption: String, tables: [String]) -> Markup {
    var table = DataTable(
      caption: caption,
      columns: [
        .init(unitWord, sorting: .text), .init(say("总得分", "Score"), numeric: true, sorting: .number),
      ] + nodes.map { .init(say($0.name), numeric: true, sorting: .number) }, rows: [], style: "heat")
    if let city = data.city {
      table.rows.append(
        .init(
          [.init(text: say(city.name))]
            + ([data.root] + nodes.map(\.id)).map { .init(scoreDoor(city.id, $0)) }, total: true))
    }
    for unit in data.ranked {
      var cells: [DataTable.Cell] = [
        .init(text: say(unit.name)), .init("<b>\(scoreDoor(unit.id, data.root))</b>"),
      ]
      for node in nodes { cells.append(heatCell(unit.id, node.id)) }
      table.rows.append(.init(cells))
    }
    for unit in data.evaluation.units.unions where data.value(unit.id, data.root) != nil {
      table.rows.append(
        .init(
          [.init(text: say(unit.name) + "*"), .init(text: score(unit.id, data.root))]
            + nodes.map { .init(text: score(unit.id, $0.id)) }))
    }
    if data.evaluation.units.unions.contains(where: { data.value($0.id, data.root) != nil }) {
      table.caption += say("（* 由其他\(unitWord)合成，不参加排名）", " (* made of other \(unitsWord), not ranked)")
    }
    let hasCity = data.city != nil
    let hasTests = nodes.contains { node in
      data.ranked.contains { data.verdict(.toCity, $0.id, node.id) != .untested }
    }
    var subtitle = say("0–100 分。", "Scores of 0–100. ")
    subtitle +=
      hasCity
      ? say("颜色表示与\(cityName)的差", "Colour: difference to the \(lower(cityName))")
      : say("颜色表示得分的高低", "Colour: level of the score")
    subtitle +=
      hasTests ? say("；▲▼ 表示差异显著（多重比较校正后）。", "; ▲▼: a clear difference, adjusted for multiple tests.") : say("。", ".")
    let sort: Markup = "<span class=\"scr\">\(say("点表头可排序。", " Click a heading to sort."))</span>"
    let steps = hasCity ? ["≤ −6", "−6…−2", "±2", "+2…+6", "≥ +6"] : ["< 20", "20–40", "40–60", "60–80", "≥ 80"]
    let swatches = steps.enumerated().map { "<li><i class=\"h\($0.offset + 1)\"></i>\($0.element)</li>" as Markup }
    let link = download(tables)
    let last: Markup = link.isEmpty ? "" : "<li class=\"x\">\(link)</li>"
    return tableFigure(
      table, title: title, subtitle: Markup(text: subtitle) + sort,
      below: "<ul class=\"key hk\">\(swatches.joined())\(last)</ul>")
  }

  /// A score as text; the limit that is missed where it is withheld, such as `n<30`.
  func score(_ unit: String, _ node: String) -> String {
    if let value = data.value(unit, node) { return NumberText.fixed(value, 1) }
    guard let score = data.score(unit, node), score.value != nil else { return NumberText.missing }
    return withheld(data.index.display(score)) ?? NumberText.missing
  }

  private func heatCell(_ unit: String, _ node: String) -> DataTable.Cell {
    guard let value = data.value(unit, node) else { return .init(text: score(unit, node), style: "h3") }
    let number = scoreDoor(unit, node)
    guard data.city != nil, let comparison = data.comparison(.toCity, unit, node) else {
      return .init(number, style: data.city == nil ? "h\(min(5, max(1, Int(value / 20) + 1)))" : "")
    }
    let gap = NumberText.rounded(comparison.difference, 1)
    let level = gap <= -6 ? 1 : gap <= -2 ? 2 : gap < 2 ? 3 : gap < 6 ? 4 : 5
    return .init("\(number)\(clearMark(data.verdict(.toCity, unit, node)))", style: "h\(level)")
  }

  /// ▲ or ▼ with words for who cannot see it; a blank of the same width otherwise.
  func clearMark(_ verdict: Verdict) -> Markup {
    switch verdict {
    case .above:
      return
        "<span class=\"ud\" aria-hidden=\"true\">▲</span><span class=\"vh\"> \(say("显著高于\(cityName)", "clearly above"))</span>"
    case .below:
      return
        "<span class=\"ud\" aria-hidden=\"true\">▼</span><span class=\"vh\"> \(say("显著低于\(cityName)", "clearly below"))</span>"
    case .notClear, .untested: return "<span class=\"ud\" aria-hidden=\"true\"></span>"
    }
  }
}
