import SurveyModel

/// One short chapter a dimension, always in the same order: what was found, key figures, units, groups, indicators.
extension LanguageTree {
  mutating func writeDimensions(_ number: Int) {
    let nodes = data.framework.dimensions
    let chapter = say(.dimensionsChapter)
    var entry = Entry(id: id("dimensions"), title: "\(number) \(chapter)")
    let domain = data.dimensionDomain()
    for (index, node) in nodes.enumerated() {
      let headline = say(words.dimensionHeadline(node))
      let title = "\(number).\(index + 1) \(headline)"
      let target = id("dim-" + anchor(node.id))
      entry.children.append(Entry(id: target, title: title))
      body += "<section class=\"chap\" id=\"\(attribute: target)\">"
      body += heading("\(number).\(index + 1)", headline, above: chapterLine(number, chapter))
      let lead = say(words.dimensionLead(node.id))
      if !lead.isEmpty { body += "<p class=\"lead\">\(lead)</p>\n" }
      body += keyFigures(dimensionFigures(node), style: "kf s")
      body += answersFigure(node)
      body += dimensionHalves(node, domain: domain)
      body += data.city == nil ? unitsByChild(node) : indicatorTable(node)
      body += "</section>\n"
    }
    contents.append(entry)
  }

  /// Figures and lists of half the width in pairs: what to fix first, what moved, groups of firms, units, parts, indicators.
  private mutating func dimensionHalves(_ node: FrameworkNode, domain: ClosedRange<Double>) -> Markup {
    var out = Markup()
    var halves: [Markup] = []
    // With many units, or without a city, their figure is as wide as the page.
    let isWide = data.isCompact || data.city == nil
    if isWide { out += dimensionUnitsFigure(node, domain: domain) }
    halves.append(importanceFigure(node))
    halves.append(unitsChangeFigure(node))
    let groups = groupsFigure(node)
    halves.append(groups)
    var units = isWide ? Markup() : dimensionUnitsFigure(node, domain: domain)
    var side: [Markup] = [dimensionParts(node)]
    if !groups.isEmpty, !units.isEmpty {
      // The groups' figure is the higher of the two.
      units = "<div>\(units)\(side.removeLast())</div>"
    }
    halves.append(units)
    halves.removeAll(where: \.isEmpty)
    let isPaired = halves.count % 2 == 0
    let findings = dimensionFindings(node, style: isPaired && side.isEmpty ? "say c2" : "say")
    side = (side + [findings]).filter { !$0.isEmpty }
    var below = Markup()
    if !isPaired, !side.isEmpty {
      halves.append("<div>\(side.joined())</div>")
    } else if side.count > 1 {
      halves += side.map { "<div>\($0)</div>" as Markup }
    } else {
      below = side.joined()
    }
    if halves.count == 1 { return out + halves[0] + below }
    if !halves.isEmpty { out += "<div class=\"two\">\n\(halves.joined())</div>\n" }
    return out + below
  }

  private func dimensionFigures(_ node: FrameworkNode) -> [KeyFigure] {
    var items: [KeyFigure] = []
    if let city = data.city, let value = data.value(city.id, node.id) {
      items.append(
        KeyFigure(
          term: say("\(cityName)得分", "\(cityName) score"), value: NumberText.fixed(value, 1),
          note: intervalNote(data.interval(city.id, node.id))))
      if let change = data.comparison(.toPreviousWave, city.id, node.id) { items.append(changeFigure(change)) }
    }
    let scored = data.index.ordered(by: node.id)
    for (entry, term) in [(scored.first, say("最高", "Highest")), (scored.last, say("最低", "Lowest"))] {
      guard let entry else { continue }
      items.append(KeyFigure(term: term, value: NumberText.fixed(entry.score, 1), note: say(entry.unit.name)))
    }
    let leaves = NumberText.count(data.index.leaves(below: node.id).count)
    items.append(
      KeyFigure(
        term: say("总指数权重", "Weight in the index"), value: NumberText.fixed(data.weight(node.id) * 100, 0), after: "%",
        note: say("\(leaves) 个指标", "\(leaves) indicators")))
    return items
  }

  private mutating func dimensionUnitsFigure(_ node: FrameworkNode, domain: ClosedRange<Double>) -> Markup {
    let rows = data.index.ordered(by: node.id).map { entry in
      DotWhiskerChart.Row(
        name: say(entry.unit.name), value: entry.score, interval: data.interval(entry.unit.id, node.id),
        previous: data.previousValue(entry.unit.id, node.id), verdict: data.verdict(.toCity, entry.unit.id, node.id),
        note: NumberText.fixed(entry.score, 1))
    }
    guard !rows.isEmpty else { return "" }
    let line = cityLine(node.id)
    let list = rows.map { row in
      row.name + " " + NumberText.fixed(row.value, 1)
        + (row.interval.map { bracketed(NumberText.interval($0.low, $0.high, 1)) } ?? "")
    }.joined(separator: say("；", "; "))
    let title = say("\(say(node.name))：各\(unitWord)得分", "\(say(node.name)): scores of \(unitsWord)")
    let description = (line.map { $0.label + say("。", ". ") } ?? "") + list + say("。", ".")
    let drawings: [Drawing]
    if data.isCompact || data.city == nil {
      let chart = UnitRankingChart(
        title: title, description: description, rows: rankingRows(node.id), reference: line, words: rankingWords)
      drawings = [chart.drawing(.wide), chart.drawing(.narrow)]
    } else {
      let chart = DotWhiskerChart(
        title: title, description: description, rows: rows, reference: line, noteHead: say("得分", "Score"),
        labelsValues: false, domain: domain)
      drawings = [chart.drawing()]
    }
    var table = DataTable(
      caption: say("\(say(node.name))，各\(unitWord)", "\(say(node.name)) by \(unitWord.lowercased())"),
      columns: [
        .init(unitWord), .init(say("得分", "Score"), numeric: true), .init(say("95% 区间", "95% interval"), numeric: true),
      ], rows: [])
    let hasCity = data.city != nil
    if hasCity { table.columns.append(.init(say("与\(cityName)差", "Difference"), numeric: true)) }
    if data.previousWave != nil { table.columns.append(.init(say("比上年", "Change"), numeric: true)) }
    for entry in data.index.ordered(by: node.id) {
      var cells: [DataTable.Cell] = [
        .init(text: say(entry.unit.name)), .init(scoreDoor(entry.unit.id, node.id)),
        .init(text: text(data.interval(entry.unit.id, node.id))),
      ]
      if hasCity { cells.append(difference(data.comparison(.toCity, entry.unit.id, node.id))) }
      if data.previousWave != nil { cells.append(difference(data.comparison(.toPreviousWave, entry.unit.id, node.id))) }
      table.rows.append(.init(cells))
    }
    var keys = verdictKeys(Set(rows.map(\.verdict)), reference: cityName)
    if rows.contains(where: { $0.previous != nil }) { keys.append((.previous, say("上年", "last year"))) }
    if line != nil { keys.append((.cityLine, cityName)) }
    return figure(
      Figure(
        title: say(words.dimensionUnitsTitle(node.id)),
        subtitle: data.isCompact || data.city == nil
          ? say("各\(unitWord)得分，从高到低。", "Scores, highest first.")
          : say("得分与 95% 区间；各维度用同一刻度。", "Score and 95% interval; one scale for all dimensions."),
        drawings: drawings, key: keys, table: table,
        tables: ["dimension_by_district"]))
  }

  /// A difference as a cell: bold where it is clear.
  func difference(_ comparison: Comparison?) -> DataTable.Cell {
    guard let comparison else { return .init(text: NumberText.missing) }
    let text = NumberText.signed(comparison.difference, 1)
    guard comparison.standardError != nil, comparison.isClear else { return .init(text: text) }
    return .init("<b>\(text)</b><span class=\"vh\"> \(say("显著", "clear"))</span>")
  }

  /// The groups of indicators that the dimension is made of.
  private mutating func dimensionParts(_ node: FrameworkNode) -> Markup {
    guard let city = data.city else { return "" }
    let groups = data.groups(of: node)
    guard !groups.isEmpty else { return "" }
    var table = DataTable(
      caption: say("\(say(node.name))的构成", "What \(say(node.name)) is made of"),
      columns: [
        .init(say("分组", "Group")), .init(say("权重", "Weight"), numeric: true), .init(cityName, numeric: true),
      ], rows: [])
    if data.previousWave != nil { table.columns.append(.init(say("比上年", "Change"), numeric: true)) }
    let total = groups.reduce(0) { $0 + $1.weight }
    for group in groups {
      var cells: [DataTable.Cell] = [
        .init(text: say(group.name)),
        .init(text: total > 0 ? NumberText.percent(group.weight / total, 0) : NumberText.missing),
        .init("<b>\(score(city.id, group.id))</b>"),
      ]
      if data.previousWave != nil { cells.append(difference(data.comparison(.toPreviousWave, city.id, group.id))) }
      table.rows.append(.init(cells))
    }
    return tableFigure(table, title: nil, tables: ["scores"])
  }

  /// What may be said of the indicators.
  private func dimensionFindings(_ node: FrameworkNode, style: String) -> Markup {
    guard data.city != nil else { return "" }
    let leaves = Set(data.index.leaves(below: node.id).map(\.id))
    let found = words.findings.filter { leaves.contains($0.nodeID) }
    var shown: [Finding] = []
    for kind in [FindingKind.strength, .shortfall, .weakSpot, .watch] {
      let own = found.filter { $0.kind == kind }.sorted { distance($0) > distance($1) }
      shown += own.prefix(2)
    }
    shown = Array(shown.prefix(6))
    guard !shown.isEmpty else { return "" }
    return "<h3 class=\"h\">\(say(.dimensionFindingsHeading))</h3>"
      + findingList(shown.map { words.worded($0) }, style: style)
  }

  /// How far a finding lies from what it is judged by.
  private func distance(_ finding: Finding) -> Double {
    if let difference = finding.difference { return abs(difference) }
    return abs(100 - (finding.value ?? 0))
  }

  /// All indicators of the dimension for the city.
  private mutating func indicatorTable(_ node: FrameworkNode) -> Markup {
    guard let city = data.city else { return "" }
    let hasChange = data.previousWave != nil
    let hasSurvey = data.index.isSurveyFed(node: node.id)
    var columns: [DataTable.Column] = [
      .init(say("指标", "Indicator")), .init(say("\(cityName)数值", "\(cityName) value"), numeric: true),
      .init(say("得分", "Score"), numeric: true), .init(say("得分的 95% 区间", "95% interval of the score")),
    ]
    if hasChange { columns.append(.init(say("比上年", "Change"), numeric: true)) }
    if hasSurvey {
      columns.append(.init("n", numeric: true))
      columns.append(.init(say("未答", "No answer"), numeric: true))
    }
    var table = DataTable(
      caption: say(
        "\(say(node.name))的全部指标，\(cityName)", "All indicators of \(say(node.name)), \(cityName.lowercased())"),
      columns: columns, rows: [], style: "wideth items")
    let bars = barDomain([city.id], data.index.leaves(below: node.id).map(\.id))
    var hasBounded = false
    var hasWarning = false
    for leaf in data.index.leaves(below: node.id) {
      guard let indicator = leaf.indicator else { continue }
      let estimate = data.estimate(city.id, leaf.id)
      let score = data.score(city.id, leaf.id)
      var bounded = ""
      if score?.isBounded == true {
        bounded = "†"
        hasBounded = true
      }
      if let estimate, case .warned = data.index.display(estimate) { hasWarning = true }
      var cells: [DataTable.Cell] = [
        .init("\(say(leaf.name)) <small>\(leaf.id)·\(say(indicator.sourceLabel))</small>"),
        .init(valueText(estimate, indicator)),
        .init("<b>\(scoreDoor(city.id, leaf.id))</b>\(bounded)"),
        .init(intervalCell(data.value(city.id, leaf.id), data.interval(city.id, leaf.id), bars), style: "nw"),
      ]
      if hasChange { cells.append(difference(data.comparison(.toPreviousWave, city.id, leaf.id))) }
      if hasSurvey {
        cells.append(.init(text: estimate?.n.map(NumberText.count) ?? NumberText.missing))
        cells.append(.init(text: estimate?.itemNonResponse.map { NumberText.percent($0, 1) } ?? NumberText.missing))
      }
      table.rows.append(.init(cells))
    }
    var below: Markup = ""
    if hasBounded {
      below =
        "<p class=\"note\">\(say("† 数值落在目标值端点上或距端点不足两个标准误，得分的误差不作正态近似。", "† The value lies on a goalpost or within two standard errors of it; its score has no normal error."))</p>"
    }
    if hasWarning, let note = warningNote { below += "<p class=\"note\">\(note)</p>" }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say(
          "数值为原有计量单位，得分为 0–100。\(barWords(bars))加粗的变化为显著；“—”表示没有抽样误差或不适用。",
          "Values in their own units, scores 0–100. \(barWords(bars))A change in bold is clear; a dash: no sampling error, or not applicable."
        )),
      below: below, tables: ["indicators"])
  }

  /// The value of an indicator in its own unit.
  func valueText(_ estimate: Estimate?, _ indicator: Indicator) -> Markup {
    guard let estimate, let value = estimate.value else { return Markup(text: NumberText.missing) }
    let verdict = data.index.display(estimate)
    if let reason = withheld(verdict) { return Markup(text: reason) }
    let number = NumberText.grouped(value, indicator.decimals)
    let unit = say(indicator.unit)
    let mark = warning(verdict)
    if unit == "%" { return "\(number)%\(mark)" }
    return "\(number) <small>\(unit)</small>\(mark)"
  }

  /// One scale for the interval bars of a table, in steps of 5.
  func barDomain(_ units: [String], _ nodes: [String]) -> ClosedRange<Double> {
    var low = 100.0
    var high = 0.0
    for unit in units {
      for node in nodes {
        guard let ends = data.interval(unit, node) else { continue }
        low = min(low, ends.low)
        high = max(high, ends.high)
      }
    }
    low = (low / 5).rounded(.down) * 5
    high = (high / 5).rounded(.up) * 5
    return low < high ? low...high : 0...100
  }

  /// What the bars of a table run from and to.
  func barWords(_ domain: ClosedRange<Double>) -> String {
    let low = NumberText.fixed(domain.lowerBound, 0)
    let high = NumberText.fixed(domain.upperBound, 0)
    return say("条形从 \(low) 到 \(high) 分。", "Bars run from \(low) to \(high). ")
  }

  /// An interval drawn and written.
  func intervalCell(_ value: Double?, _ interval: Interval?, _ domain: ClosedRange<Double>) -> Markup {
    guard let value, let interval else { return Markup(text: NumberText.missing) }
    let scale = LinearScale(domain, from: 4, to: 116)
    let line = PathData.across(8, from: scale(interval.low), to: scale(interval.high))
    return """
      <svg class="civ" viewBox="0 0 120 16" aria-hidden="true" focusable="false"><path class="g" d="M4 8H116"/>\
      <path class="ci cn" d="\(attribute: line.commands)"/><circle class="ns" cx="\(svg(scale(value)))" cy="8" r="3.4"/>\
      </svg><span class="ciw">\(NumberText.interval(interval.low, interval.high, 1))</span>
      """
  }

  /// Without a city: the units' scores in the parts of the dimension.
  private mutating func unitsByChild(_ node: FrameworkNode) -> Markup {
    let groups = data.groups(of: node)
    let nodes = groups.isEmpty ? node.children.map { data.framework.nodes[$0] } : groups
    guard !nodes.isEmpty, nodes.count <= 10, data.ranked.count <= 60 else { return "" }
    return heatTable(
      nodes: nodes, title: nil,
      caption: say("\(say(node.name))各部分得分", "\(say(node.name)): scores of its parts"), tables: ["scores"])
  }
}
