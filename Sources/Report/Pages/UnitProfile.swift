import SurveyModel

/// One sheet a unit, always in the same order: who, key figures, shape, items, ranks, obstacles, what may be said.
extension LanguageTree {
  mutating func writeProfiles(_ number: Int) {
    let chapter = say(.profilesChapter)
    var entry = Entry(id: id("units"), title: "\(number) \(chapter)")
    let domain = data.dimensionDomain()
    // Profiles come in the order in which the units are declared, not in the order of their scores.
    for (index, unit) in data.evaluation.units.ranked.enumerated() {
      let headline = say(words.unitHeadline(unit))
      let title = "\(number).\(index + 1) \(headline)"
      let target = id("unit-" + anchor(unit.id))
      entry.children.append(Entry(id: target, title: title))
      body += profile(
        unit, id: target, domain: domain,
        heading: heading("\(number).\(index + 1)", headline, above: chapterLine(number, chapter)))
    }
    contents.append(entry)
  }

  /// The sheet of one unit under its heading; `domain` is the range of scores that all sheets share.
  mutating func profile(_ unit: AssessedUnit, id: String, domain: ClosedRange<Double>, heading: Markup) -> Markup {
    var out: Markup = "<section class=\"prof\" id=\"\(attribute: id)\">"
    out += heading
    let lead = say(words.unitLead(unit.id))
    if !lead.isEmpty { out += "<p class=\"lead\">\(lead)</p>\n" }
    out += keyFigures(profileFigures(unit), style: "kf s")
    var figures = Markup()
    figures += unitDimensions(unit, domain: domain)
    figures += unitItems(unit)
    figures += unitHistory(unit)
    figures += unitObstacles(unit)
    if !figures.isEmpty { out += "<div class=\"two\">\n\(figures)</div>\n" }
    out += unitFindings(unit)
    return out + "<p class=\"src\">\(profileSource(unit))</p></section>\n"
  }

  private func profileFigures(_ unit: AssessedUnit) -> [KeyFigure] {
    var items: [KeyFigure] = []
    items.append(
      KeyFigure(
        term: say("总得分", "Score"), value: score(unit.id, data.root),
        note: intervalNote(data.interval(unit.id, data.root))))
    if let rank = data.rank(unit.id, data.root) {
      let low = rank.setLow ?? rank.rank
      let high = rank.setHigh ?? rank.rank
      let tied = data.ranked.filter { other in
        other.id != unit.id && !rank.clearlyAbove.contains(other.id) && !rank.clearlyBelow.contains(other.id)
      }
      let note =
        rank.setLow == nil
        ? ""
        : tied.isEmpty
          ? say("与其他\(unitWord)都分得开", "apart from all others")
          : say(
            "与\(list(tied.map { say($0.name) }, most: 2))分不开",
            "not apart from \(list(tied.map { say($0.name) }, most: 2))")
      items.append(
        KeyFigure(
          term: rank.setLow == nil ? say("名次", "Rank") : say("名次区间", "Rank interval"), value: rangeText(low, high),
          after: "/" + NumberText.count(data.ranked.count), note: note))
    }
    if let change = data.comparison(.toPreviousWave, unit.id, data.root) { items.append(changeFigure(change)) }
    let verdicts = data.framework.dimensions.map { data.verdict(.toCity, unit.id, $0.id) }
    if verdicts.contains(where: { $0 != .untested }) {
      let above = verdicts.count { $0 == .above }
      let below = verdicts.count { $0 == .below }
      items.append(
        KeyFigure(
          term: say("显著不同的维度", "Dimensions off city"), value: String(above + below), after: "/\(verdicts.count)",
          note: say("高于 \(above) 个，低于 \(below) 个", "\(above) above, \(below) below")))
    }
    if let n = data.respondents(unit.id) {
      let previous = data.previousWave.flatMap { data.respondents(unit.id, wave: $0) }
      items.append(
        KeyFigure(
          term: say("有效问卷", "Questionnaires"), value: NumberText.count(n),
          note: previous.map { say("上年 \(NumberText.count($0)) 份", "last year \(NumberText.count($0))") } ?? ""))
    }
    return items
  }

  private mutating func unitDimensions(_ unit: AssessedUnit, domain: ClosedRange<Double>) -> Markup {
    let rows = data.framework.dimensions.compactMap { node -> DotWhiskerChart.Row? in
      guard let value = data.value(unit.id, node.id) else { return nil }
      let difference = data.comparison(.toCity, unit.id, node.id)?.difference
      return DotWhiskerChart.Row(
        name: say(node.name), value: value, interval: data.interval(unit.id, node.id),
        previous: data.previousValue(unit.id, node.id), reference: data.city.flatMap { data.value($0.id, node.id) },
        verdict: data.verdict(.toCity, unit.id, node.id),
        note: difference.map { NumberText.signed($0, 1) } ?? NumberText.fixed(value, 1))
    }
    guard !rows.isEmpty else { return "" }
    let list = rows.map { row in
      row.name + " " + NumberText.fixed(row.value, 1)
        + (row.reference.map { bracketed("\(cityName) " + NumberText.fixed($0, 1)) } ?? "")
    }.joined(separator: say("；", "; "))
    let chart = DotWhiskerChart(
      title: say("\(say(unit.name))各维度得分与\(cityName)比较", "\(say(unit.name)): dimension scores against the city"),
      description: list + say("。", "."), rows: rows, noteHead: say("与\(cityName)差", "Difference"), labelsValues: true,
      domain: domain)
    var table = DataTable(
      caption: say("\(say(unit.name))各维度得分", "Dimension scores of \(say(unit.name))"),
      columns: [
        .init(say("维度", "Dimension")), .init(say("得分", "Score"), numeric: true),
        .init(say("95% 区间", "95% interval"), numeric: true), .init(cityName, numeric: true),
        .init(say("与\(cityName)差", "Difference"), numeric: true), .init(say("比上年", "Change"), numeric: true),
      ], rows: [])
    for node in data.framework.dimensions where data.value(unit.id, node.id) != nil {
      table.rows.append(
        .init([
          .init(text: say(node.name)), .init(scoreDoor(unit.id, node.id)),
          .init(text: text(data.interval(unit.id, node.id))),
          .init(text: data.city.map { score($0.id, node.id) } ?? NumberText.missing),
          difference(data.comparison(.toCity, unit.id, node.id)),
          difference(data.comparison(.toPreviousWave, unit.id, node.id)),
        ]))
    }
    var keys = verdictKeys(Set(rows.map(\.verdict)), reference: cityName)
    if rows.contains(where: { $0.previous != nil }) { keys.append((.previous, say("上年", "last year"))) }
    keys.append((.cityTick, cityName))
    return figure(
      Figure(
        title: say(words.unitDimensionsTitle(unit.id)), subtitle: say("各维度得分与 95% 区间。", "Scores and 95% intervals."),
        drawings: [chart.drawing()], key: keys, table: table, tables: ["dimension_by_district"]))
  }

  /// At most four items above the city and five below, clear ones first; one that is not clear is kept for honesty.
  private func furthestItems(_ unit: AssessedUnit) -> [(FrameworkNode, Comparison, Verdict)] {
    let items = data.framework.indicators.compactMap { leaf -> (FrameworkNode, Comparison, Verdict)? in
      guard let comparison = data.comparison(.toCity, unit.id, leaf.id), comparison.standardError != nil else {
        return nil
      }
      return (leaf, comparison, data.verdict(.toCity, unit.id, leaf.id))
    }.sorted { abs($0.1.difference) > abs($1.1.difference) }
    let clear = items.filter { $0.2.isClear }
    let rest = items.filter { !$0.2.isClear }
    var chosen = Array(clear.filter { $0.1.difference > 0 }.prefix(4) + clear.filter { $0.1.difference < 0 }.prefix(5))
    chosen += rest.prefix(max(1, 6 - chosen.count))
    return chosen.sorted { $0.1.difference > $1.1.difference }
  }

  private mutating func unitItems(_ unit: AssessedUnit) -> Markup {
    let items = furthestItems(unit)
    guard !items.isEmpty else { return "" }
    let rows = items.map { item in
      DeviationChart.Row(
        name: say(item.0.name), difference: item.1.difference,
        interval: Interval(low: item.1.ciLow, high: item.1.ciHigh),
        verdict: item.2)
    }
    let chart = DeviationChart(
      title: say("\(say(unit.name))：与\(cityName)差异最大的指标", "\(say(unit.name)): indicators furthest from the city"),
      description: rows.map { $0.name + " " + NumberText.signed($0.difference, 1) }.joined(separator: say("；", "; "))
        + say("。", "."), rows: rows)
    var table = DataTable(
      caption: say("\(say(unit.name))与\(cityName)差异最大的指标", "Indicators of \(say(unit.name)) furthest from the city"),
      columns: [
        .init(say("指标", "Indicator")), .init(say("得分", "Score"), numeric: true), .init(cityName, numeric: true),
        .init(say("差", "Difference"), numeric: true), .init(say("差的 95% 区间", "95% interval"), numeric: true),
      ], rows: [])
    for (item, row) in zip(items, rows) {
      table.rows.append(
        .init([
          .init("\(row.name) <small>\(item.0.id)</small>"), .init(scoreDoor(unit.id, item.0.id)),
          .init(text: NumberText.fixed(item.1.reference, 1)), difference(item.1), .init(text: signedText(row.interval)),
        ]))
    }
    return figure(
      Figure(
        title: say(words.unitItemsTitle(unit.id)),
        subtitle: say("与\(cityName)差异最大的可检验指标（分）。", "Testable indicators furthest from the city, points."),
        drawings: [chart.drawing()], key: verdictKeys(Set(rows.map(\.verdict)), reference: cityName), table: table,
        tables: ["comparisons"]))
  }

  private mutating func unitHistory(_ unit: AssessedUnit) -> Markup {
    // The ranks of very many units are no figure of half a column.
    guard !data.isCompact else { return "" }
    let history = data.evaluation.history.filter { $0.nodeID == data.root }
    let computed = data.evaluation.ranks.filter { $0.nodeID == data.root }
    let waves = Set(history.map(\.wave) + computed.map(\.wave)).sorted()
    guard waves.count > 1 else { return "" }
    func set(_ unit: String, _ wave: Int) -> (rank: Int?, low: Int?, high: Int?) {
      if let rank = data.rank(unit, data.root, wave: wave) { return (rank.rank, rank.setLow, rank.setHigh) }
      let published = history.first { $0.unitID == unit && $0.wave == wave }
      return (published?.rank, published?.rankLow, published?.rankHigh)
    }
    let lines = data.ranked.map { other in
      BumpChart.Line(name: say(other.name), ranks: waves.map { set(other.id, $0).rank })
    }
    let own = data.ranked.firstIndex { $0.id == unit.id } ?? 0
    let ribbon = waves.map { wave -> BumpChart.Ribbon? in
      let entry = set(unit.id, wave)
      return entry.low.flatMap { low in entry.high.map { BumpChart.Ribbon(low: low, high: $0) } }
    }
    let texts = zip(waves, zip(lines[own].ranks, ribbon)).map { wave, entry in
      (
        String(wave), entry.0.map(String.init) ?? NumberText.missing,
        entry.1.map { rangeText($0.low, $0.high) } ?? NumberText.missing
      )
    }
    let chart = BumpChart(
      title: say(
        "各\(unitWord)名次，\(waves[0])–\(waves[waves.count - 1])", "Ranks, \(waves[0])–\(waves[waves.count - 1])"),
      description: say(unit.name) + say("名次：", ": ")
        + texts.map { "\($0.0) \($0.1)" + bracketed($0.2) }.joined(separator: say("；", "; ")) + say("。", "."),
      waves: waves,
      lines: lines, highlighted: own, ribbon: ribbon)
    var table = DataTable(
      caption: say("\(say(unit.name))历年名次", "Ranks of \(say(unit.name))"),
      columns: [
        .init(say("年份", "Year")), .init(say("名次", "Rank"), numeric: true),
        .init(say("名次区间", "Rank interval"), numeric: true),
      ], rows: [])
    for text in texts { table.rows.append(.init([.init(text: text.0), .init(text: text.1), .init(text: text.2)])) }
    return figure(
      Figure(
        title: say(words.unitHistoryTitle(unit.id)),
        subtitle: say(
          "名次；浅带为\(say(unit.name))的 95% 名次区间。", "Rank; the band is the 95% rank interval of \(say(unit.name))."),
        drawings: [chart.drawing()], table: table, tables: ["ranks"]))
  }

  private mutating func unitObstacles(_ unit: AssessedUnit) -> Markup {
    guard let monitors = words.obstacleGroup else { return "" }
    let rows = monitors.compactMap { monitor -> (Monitor, ShareBarsChart.Row)? in
      guard let estimate = data.estimate(unit.id, monitor.id), let value = estimate.value, data.index.isShown(estimate)
      else { return nil }
      let interval = Interval(low: estimate.ciLow, high: estimate.ciHigh)
      return (
        monitor,
        ShareBarsChart.Row(
          name: say(monitor.name), value: value, interval: interval,
          reference: data.city.flatMap { data.estimate($0.id, monitor.id)?.value }, verdict: .untested)
      )
    }.sorted { $0.1.value > $1.1.value }.prefix(6)
    guard rows.count >= 3 else { return "" }
    let chart = ShareBarsChart(
      title: say("\(say(unit.name))企业认为的主要障碍", "Main obstacles named by firms in \(say(unit.name))"),
      description: rows.map { entry in
        entry.1.name + " " + NumberText.fixed(entry.1.value, 1) + "%"
          + (entry.1.reference.map { bracketed("\(cityName) " + NumberText.fixed($0, 1) + "%") } ?? "")
      }.joined(separator: say("；", "; ")) + say("。", "."), rows: rows.map(\.1),
      referenceName: data.city == nil ? nil : cityName)
    var table = DataTable(
      caption: say("\(say(unit.name))：主要障碍，企业占比", "\(say(unit.name)): main obstacles, share of firms"),
      columns: [
        .init(say("障碍", "Obstacle")), .init(say("占比", "Share"), numeric: true),
        .init(say("95% 区间", "95% interval"), numeric: true), .init(cityName, numeric: true),
      ], rows: [])
    for (monitor, row) in rows {
      table.rows.append(
        .init([
          .init("\(row.name) <small>\(monitor.id)</small>"),
          .init(text: NumberText.fixed(row.value, monitor.decimals) + "%"),
          .init(text: text(row.interval, decimals: monitor.decimals)),
          .init(text: row.reference.map { NumberText.fixed($0, monitor.decimals) + "%" } ?? NumberText.missing),
        ]))
    }
    return figure(
      Figure(
        title: say(words.unitObstaclesTitle(unit.id)),
        subtitle: say(
          "企业占比（%）；细线为 95% 区间，粗竖线为\(cityName)。", "Share of firms, %; thin line 95% interval, heavy tick the city."),
        drawings: [chart.drawing()], table: table, tables: ["obstacles_by_district"]))
  }

  private mutating func unitFindings(_ unit: AssessedUnit) -> Markup {
    let kinds = [FindingKind.strength, .shortfall, .weakSpot, .watch]
    let lists = kinds.map { words.list($0, of: unit.id, limit: 6) }
    // The first of each kind, then as many as six lines hold.
    var limits = zip(lists, [2, 2, 1, 1]).map { min($1, $0.items.count) }
    for index in lists.indices {
      limits[index] += max(0, min(lists[index].items.count - limits[index], 6 - limits.reduce(0, +)))
    }
    let items = zip(lists, limits).flatMap { $0.items.prefix($1) }
    guard !items.isEmpty else { return "" }
    let left = lists.reduce(0) { $0 + $1.total } - items.count
    var out: Markup = "<h3>\(say(.unitFindingsHeading))</h3>"
    out += findingList(items, naming: false, style: "say c2")
    if left > 0 {
      let rest = NumberText.count(left)
      out +=
        "<p class=\"src\">\(say("各类列出差异最大的，另有 \(rest) 项见数据表。", "The largest of each kind; \(rest) more in the tables."))</p>"
    }
    return out
  }

  private func profileSource(_ unit: AssessedUnit) -> String {
    var text = source
    if let n = data.respondents(unit.id) {
      text += say("本页样本 \(NumberText.count(n)) 份。", " This page rests on \(NumberText.count(n)) questionnaires.")
    }
    if let parent = unit.carvedOutOf {
      text += say(
        "从\(name(unit: parent))划出，单独计算。", " Carved out of \(name(unit: parent)) and counted apart from it.")
    }
    return text
  }
}
