import SurveyModel

/// The index: scores with intervals, rank sets, and who is clearly apart from whom.
extension LanguageTree {
  mutating func writeIndex(_ number: Int) {
    let title = say(.indexChapter)
    contents.append(Entry(id: id("index"), title: "\(number) \(title)"))
    body += "<section class=\"chap flow\" id=\"\(attribute: id("index"))\">"
    body += heading(String(number), title, above: chapterLine(number, title))
    body += indexTable()
    body += trendFigure()
    body += referenceTable()
    body += "</section>\n"
  }

  private mutating func indexTable() -> Markup {
    let hasSets = data.ranked.contains { data.rank($0.id, data.root)?.setLow != nil }
    let hasChange = data.previousWave != nil
    var columns: [DataTable.Column] = [
      .init(unitWord, sorting: .text), .init(say("得分", "Score"), numeric: true, sorting: .number),
    ]
    if data.hasIntervals { columns.append(.init(say("95% 区间", "95% interval"))) }
    if hasChange { columns.append(.init(say("比上年", "Change"), numeric: true, sorting: .number)) }
    columns.append(.init(say("名次", "Rank"), numeric: true, sorting: .number))
    if hasSets {
      columns.append(.init(say("名次区间", "Rank interval"), numeric: true))
      columns.append(.init(say("显著高于", "Clearly above")))
    }
    var table = DataTable(
      caption: say("各\(unitWord)总得分与名次", "Score and rank by \(unitWord.lowercased())"), columns: columns, rows: [])
    let bars = barDomain((data.city.map { [$0.id] } ?? []) + data.ranked.map(\.id), [data.root])
    for unit in (data.city.map { [$0] } ?? []) + data.ranked {
      let isCity = unit.id == data.city?.id
      let rank = data.rank(unit.id, data.root)
      var cells: [DataTable.Cell] = [.init(text: say(unit.name)), .init("<b>\(score(unit.id, data.root))</b>")]
      if data.hasIntervals {
        cells.append(
          .init(intervalCell(data.value(unit.id, data.root), data.interval(unit.id, data.root), bars), style: "nw"))
      }
      if hasChange { cells.append(difference(data.comparison(.toPreviousWave, unit.id, data.root))) }
      cells.append(.init(text: rank.map { String($0.rank) } ?? ""))
      if hasSets {
        cells.append(.init(text: rank?.setLow.flatMap { low in rank?.setHigh.map { rangeText(low, $0) } } ?? ""))
        let names = (rank?.clearlyAbove ?? []).map { name(unit: $0) }
        cells.append(
          .init(
            text: isCity ? "" : names.isEmpty ? say("无", "none") : names.joined(separator: say("、", ", ")), style: "q"))
      }
      table.rows.append(.init(cells, total: isCity))
    }
    return tableFigure(
      table, title: say(words.rankFigureTitle),
      subtitle: Markup(
        text: hasSets
          ? say(
            "“显著高于”列出两两比较（联合 95% 水平）中确实更低的\(unitWord)；没有列出的不能分先后。\(barWords(bars))",
            "“Clearly above” names the \(unitsWord) that are clearly lower, all pairs judged at once at 95%; the others cannot be told apart. \(barWords(bars))"
          )
          : say("按总得分从高到低。", "Highest score first.")),
      tables: ["ranks"])
  }

  /// The city against what is published elsewhere, such as the province.
  private mutating func referenceTable() -> Markup {
    guard let city = data.city, let reference = data.pipeline.reference else { return "" }
    let nodes = data.framework.nodes.filter { $0.depth <= 1 }
    let rows = nodes.compactMap { node -> DataTable.Row? in
      guard let comparison = data.comparison(.toReference, city.id, node.id) else { return nil }
      let verdict = data.verdict(.toReference, city.id, node.id)
      let word =
        switch verdict {
        case .above: say("显著高于", "clearly above")
        case .below: say("显著低于", "clearly below")
        case .notClear: say("无显著差异", "no clear difference")
        case .untested: say("未检验", "not tested")
        }
      return .init(
        [
          .init(text: say(node.name)), .init(text: score(city.id, node.id)),
          .init(text: NumberText.fixed(comparison.reference, 1)), difference(comparison),
          .init(text: signedText(Interval(low: comparison.ciLow, high: comparison.ciHigh))), .init(text: word),
        ], total: node.depth == 0)
    }
    guard !rows.isEmpty else { return "" }
    let table = DataTable(
      caption: say("\(cityName)与\(say(reference.name))", "\(cityName) and \(say(reference.name).lowercased())"),
      columns: [
        .init(say("维度", "Dimension")), .init(cityName, numeric: true), .init(say(reference.name), numeric: true),
        .init(say("差", "Difference"), numeric: true), .init(say("差的 95% 区间", "95% interval"), numeric: true),
        .init(say("判断", "Verdict")),
      ], rows: rows)
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say(
          "\(say(reference.name))为已公布的数字；没有标准误的视为固定值。",
          "The figures of the \(say(reference.name).lowercased()) are as published; those without a standard error are taken as fixed."
        )),
      tables: ["comparisons"])
  }

  /// In place of the profiles where units are many, or no city stands beside them: all parts in one table.
  mutating func writeUnitTable(_ number: Int) {
    let groups = data.framework.dimensions.flatMap { data.groups(of: $0) }
    let nodes = groups.isEmpty || groups.count > 12 ? data.framework.dimensions : groups
    let title = say(.unitTableChapter)
    contents.append(Entry(id: id("units"), title: "\(number) \(title)"))
    body += "<section class=\"chap\" id=\"\(attribute: id("units"))\">"
    body += heading(String(number), title, above: chapterLine(number, title))
    body += heatTable(
      nodes: nodes, title: nil, caption: say("各\(unitWord)得分", "Scores by \(unitWord.lowercased())"), tables: ["scores"]
    )
    body += "</section>\n"
  }
}
