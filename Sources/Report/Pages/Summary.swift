import SurveyModel

/// The executive summary: one page on a screen, two sheets on paper.
extension LanguageTree {
  /// The strip of the masthead.
  var strip: Markup {
    let dots = data.ranked.compactMap { unit in
      data.value(unit.id, data.root).map { StripChart.Dot(name: say(unit.name), score: $0) }
    }
    guard !dots.isEmpty else { return "" }
    let line = cityLine(data.root)
    let list = dots.map { $0.name + " " + NumberText.fixed($0.score, 1) }.joined(separator: say("；", "; "))
    let head = line.map { $0.label + say("。", ". ") } ?? ""
    let chart = StripChart(
      title: say("\(unitCount)的得分分布", "Scores of \(unitCount)"), description: head + list + say("。", "."), dots: dots,
      city: line)
    return chart.drawing(.wide).svg(id: id("hero-w"), style: "hs w")
      + chart.drawing(.narrow).svg(id: id("hero-n"), style: "hs n")
  }

  /// The city's score on a node, with its interval.
  func cityLine(_ node: String) -> ReferenceLine? {
    guard let city = data.city, let value = data.value(city.id, node) else { return nil }
    let ends = data.interval(city.id, node)
    return ReferenceLine(
      label: say(city.name) + " " + NumberText.fixed(value, 1), value: value, low: ends?.low, high: ends?.high)
  }

  mutating func writeSummary() {
    let title = say(.summaryChapter)
    contents.append(Entry(id: id("sum"), title: title))
    body += "<section class=\"sum\" id=\"\(attribute: id("sum"))\"><h2>\(title)</h2>\n"
    body += keyFigures(summaryFigures)
    body += rankingFigure()
    body += heatTable()
    let lists = judgementLists
    if let change = changeFigure() {
      body += lists.isEmpty ? change : "<div class=\"two\">\n\(change)<div class=\"swot\">\(lists)</div></div>\n"
    } else if !lists.isEmpty {
      body += "<div class=\"swot\">\(lists)</div>\n"
    }
    body += priorityActions()
    body += sureBox
    body += "</section>\n"
  }

  private var summaryFigures: [KeyFigure] {
    var items: [KeyFigure] = []
    if let city = data.city, let value = data.value(city.id, data.root) {
      items.append(
        KeyFigure(
          term: say("\(cityName)总得分", "\(cityName) score"), value: NumberText.fixed(value, 1),
          note: intervalNote(data.interval(city.id, data.root))))
      if let change = data.comparison(.toPreviousWave, city.id, data.root) { items.append(changeFigure(change)) }
      let above = data.ranked.filter { data.verdict(.toCity, $0.id, data.root) == .above }
      if data.ranked.contains(where: { data.verdict(.toCity, $0.id, data.root) != .untested }) {
        items.append(
          KeyFigure(
            term: say("显著高于\(cityName)", "Clearly above the city"), value: NumberText.count(above.count),
            after: "/" + NumberText.count(data.ranked.count),
            note: above.isEmpty ? say("没有\(unitWord)显著高于", "none") : list(above.map { say($0.name) })))
      }
    } else {
      let scored = data.ranked.compactMap { unit in data.value(unit.id, data.root).map { (unit, $0) } }
      items.append(
        KeyFigure(
          term: unitsWord.capitalizedFirst, value: NumberText.count(data.ranked.count),
          note: say("\(data.framework.dimensions.count) 个维度", "\(data.framework.dimensions.count) dimensions")))
      items.append(
        KeyFigure(
          term: say("指标", "Indicators"), value: NumberText.count(data.framework.indicators.count),
          note: say("附录 A 列出全部", "all listed in Appendix A")))
      for (entry, term) in [(scored.first, say("得分最高", "Highest score")), (scored.last, say("得分最低", "Lowest score"))] {
        guard let entry else { continue }
        items.append(KeyFigure(term: term, value: NumberText.fixed(entry.1, 1), note: say(entry.0.name)))
      }
    }
    if let weighting = data.evaluation.weighting.first(where: { $0.wave == data.wave }) {
      let effective = NumberText.grouped(weighting.effectiveN, 0)
      items.append(
        KeyFigure(
          term: say("有效问卷", "Valid questionnaires"), value: NumberText.count(weighting.respondents),
          note: say("有效样本量 \(effective)", "effective sample \(effective)")))
    }
    return Array(items.prefix(4))
  }

  func intervalNote(_ interval: Interval?) -> String {
    guard let interval else { return say("没有抽样误差", "no sampling error") }
    return say("95% 区间 ", "95% interval ") + NumberText.interval(interval.low, interval.high, 1)
  }

  /// The change on the wave before as a key figure.
  func changeFigure(_ change: Comparison) -> KeyFigure {
    var note = ""
    if let low = change.ciLow, let high = change.ciHigh {
      note = "±" + NumberText.fixed((high - low) / 2, 1) + say("，", ", ")
    }
    switch data.verdict(.toPreviousWave, change.unitID, change.nodeID) {
    case .above: note += say("显著提高", "clear rise")
    case .below: note += say("显著下降", "clear fall")
    case .notClear: note += say("不显著", "not clear")
    case .untested: note += say("未检验", "not tested")
    }
    return KeyFigure(
      term: say("比上年", "On last year"), value: NumberText.signed(change.difference, 1), note: note,
      isQuiet: !data.verdict(.toPreviousWave, change.unitID, change.nodeID).isClear)
  }

  /// Units on a node, best first, as rows of a ranking.
  func rankingRows(_ node: String) -> [UnitRankingChart.Row] {
    data.index.ordered(by: node).map { entry in
      let unit = entry.unit.id
      let rank = data.rank(unit, node)
      return UnitRankingChart.Row(
        name: say(entry.unit.name), score: entry.score, interval: data.interval(unit, node),
        previous: data.previousValue(unit, node), change: data.comparison(.toPreviousWave, unit, node)?.difference,
        changeIsClear: data.verdict(.toPreviousWave, unit, node).isClear, verdict: data.verdict(.toCity, unit, node),
        rank: rank?.rank, rankLow: rank?.setLow, rankHigh: rank?.setHigh)
    }
  }

  var rankingWords: UnitRankingChart.Words {
    let hasSets = data.ranked.contains { data.rank($0.id, data.root)?.setLow != nil }
    return UnitRankingChart.Words(
      unit: unitWord, score: say("总得分（0–100）", "Score (0–100)"),
      scoreAndInterval: data.hasIntervals ? say("得分与区间", "Score, interval") : say("得分", "Score"),
      change: say("比上年", "Change"), rank: hasSets ? say("名次区间（95%）", "Rank interval (95%)") : say("名次", "Rank"))
  }

  mutating func rankingFigure() -> Markup {
    let rows = rankingRows(data.root)
    guard !rows.isEmpty else { return "" }
    let hasSets = rows.contains { $0.rankLow != nil }
    let line = cityLine(data.root)
    let description = rows.map { row in
      var text = row.name + " " + NumberText.fixed(row.score, 1)
      if let interval = row.interval { text += bracketed(NumberText.interval(interval.low, interval.high, 1)) }
      if let low = row.rankLow, let high = row.rankHigh {
        text += say("，名次 ", ", rank ") + rangeText(low, high)
      } else if let rank = row.rank {
        text += say("，名次 ", ", rank ") + String(rank)
      }
      return text
    }.joined(separator: say("；", "; "))
    let chart = UnitRankingChart(
      title: hasSets
        ? say(
          "各\(unitWord)总得分、95% 置信区间与名次区间", "Overall score, 95% confidence interval and rank interval of \(unitsWord)")
        : say("各\(unitWord)总得分与名次", "Overall score and rank of \(unitsWord)"),
      description: (line.map { $0.label + say("。", ". ") } ?? "") + description + say("。", "."), rows: rows,
      reference: line,
      words: rankingWords)
    var table = DataTable(
      caption: say("各\(unitWord)总得分与名次", "Overall scores and ranks"),
      columns: [
        .init(unitWord), .init(say("得分", "Score"), numeric: true), .init(say("95% 区间", "95% interval"), numeric: true),
        .init(say("名次", "Rank"), numeric: true), .init(say("名次区间", "Rank interval"), numeric: true),
        .init("n", numeric: true),
      ], rows: [])
    for (row, unit) in zip(rows, data.ranked) {
      table.rows.append(
        .init([
          .init(text: row.name), .init(text: NumberText.fixed(row.score, 1)), .init(text: text(row.interval)),
          .init(text: row.rank.map(String.init) ?? NumberText.missing),
          .init(text: row.rankLow.flatMap { low in row.rankHigh.map { rangeText(low, $0) } } ?? NumberText.missing),
          .init(text: data.respondents(unit.id).map(NumberText.count) ?? NumberText.missing),
        ]))
    }
    var keys: [(KeyItem, String)] = verdictKeys(Set(rows.map(\.verdict)), reference: cityName)
    if rows.contains(where: { $0.interval != nil }) { keys.append((.interval, say("95% 置信区间", "95% interval"))) }
    if rows.contains(where: { $0.previous != nil }) { keys.append((.previous, say("上年", "last year"))) }
    if line != nil { keys.append((.cityLine, cityName)) }
    return figure(
      Figure(
        title: say(words.rankFigureTitle),
        subtitle: hasSets
          ? say(
            "各\(unitWord)总得分与名次区间。名次区间相互重叠的\(unitWord)不宜论先后；比上年的变化加粗表示显著。",
            "Do not rank \(unitsWord) whose rank intervals overlap. A change in bold is clear.")
          : say("各\(unitWord)总得分，从高到低。", "Overall scores, highest first."),
        drawings: [chart.drawing(.wide), chart.drawing(.narrow)], key: keys, source: source, table: table,
        tables: ["overall_by_district"]))
  }

  /// Text in brackets, set off as the language does.
  func bracketed(_ text: String) -> String { say("（\(text)）", " (\(text))") }

  func rangeText(_ low: Int, _ high: Int) -> String { low == high ? String(low) : "\(low)–\(high)" }

  func text(_ interval: Interval?, decimals: Int = 1) -> String {
    interval.map { NumberText.interval($0.low, $0.high, decimals) } ?? NumberText.missing
  }

  /// The interval of a difference.
  func signedText(_ interval: Interval?) -> String {
    interval.map { NumberText.signedInterval($0.low, $0.high, 1) } ?? NumberText.missing
  }

  func verdictKeys(_ present: Set<Verdict>, reference: String) -> [(KeyItem, String)] {
    var keys: [(KeyItem, String)] = []
    if present.contains(.above) {
      keys.append((.above, say("显著高于\(reference)", "clearly above the \(lower(reference))")))
    }
    if present.contains(.notClear) {
      keys.append((.notClear, say("与\(reference)无显著差异", "no clear difference")))
    }
    if present.contains(.below) {
      keys.append((.below, say("显著低于\(reference)", "clearly below the \(lower(reference))")))
    }
    if present.contains(.untested), present.count > 1 { keys.append((.untested, say("未检验", "not tested"))) }
    return keys
  }

  /// `City` inside an English sentence.
  func lower(_ name: String) -> String { name == "City" ? "city" : name }

  private mutating func changeFigure() -> Markup? {
    guard let city = data.city, let previousWave = data.previousWave else { return nil }
    let rows = data.framework.dimensions.compactMap { node -> ChangeChart.Row? in
      guard let now = data.value(city.id, node.id), let before = data.previousValue(city.id, node.id),
        let change = data.comparison(.toPreviousWave, city.id, node.id)
      else { return nil }
      return ChangeChart.Row(
        name: say(node.name), previous: before, current: now, interval: data.interval(city.id, node.id),
        change: change.difference,
        changeInterval: Interval(low: change.ciLow, high: change.ciHigh),
        verdict: data.verdict(.toPreviousWave, city.id, node.id))
    }.sorted { $0.change > $1.change }
    guard !rows.isEmpty else { return nil }
    let description = rows.map {
      "\($0.name) \(NumberText.fixed($0.previous, 1)) → \(NumberText.fixed($0.current, 1))"
        + bracketed(NumberText.signed($0.change, 1))
    }.joined(separator: say("；", "; "))
    let chart = ChangeChart(
      title: say(
        "\(cityName)各维度得分：\(previousWave) 与 \(data.wave)",
        "Dimension scores of the city: \(previousWave) and \(data.wave)"),
      description: description + say("。", "."), rows: rows,
      words: ChangeChart.Words(change: say("变化", "Change"), notClear: say("不显著", "not clear")))
    var table = DataTable(
      caption: say("图 2 的数据", "Data of Figure 2"),
      columns: [
        .init(say("维度", "Dimension")), .init(String(previousWave), numeric: true),
        .init(String(data.wave), numeric: true),
        .init(say("变化", "Change"), numeric: true),
        .init(say("变化的 95% 区间", "95% interval of the change"), numeric: true),
      ], rows: [])
    for row in rows {
      table.rows.append(
        .init([
          .init(text: row.name), .init(text: NumberText.fixed(row.previous, 1)),
          .init(text: NumberText.fixed(row.current, 1)), .init(text: NumberText.signed(row.change, 1)),
          .init(
            text: signedText(row.changeInterval)),
        ]))
    }
    let present = Set(rows.map(\.verdict))
    var keys: [(KeyItem, String)] = []
    if present.contains(.above) { keys.append((.above, say("显著提高", "clear rise"))) }
    if present.contains(.below) { keys.append((.below, say("显著下降", "clear fall"))) }
    if present.contains(.notClear) { keys.append((.notClear, say("变化不显著", "no clear change"))) }
    keys.append((.previous, String(previousWave)))
    return figure(
      Figure(
        title: say(words.changeTitle),
        subtitle: say(
          "\(cityName)各维度得分，\(previousWave)（竖线）到 \(data.wave)（圆点）。",
          "City scores, \(previousWave) (tick) to \(data.wave) (dot)."),
        drawings: [chart.drawing()], key: keys, table: table, tables: ["dimension_change"]))
  }

  // MARK: How sure

  private var sureBox: Markup {
    let lines = words.howSure
    guard !lines.isEmpty else { return "" }
    let hasRecord = !data.input.rules.isEmpty
    let items = lines.map { line -> Markup in
      var text = Markup(text: say(line.text))
      if line.label.en == "Edits", hasRecord, data.appendices.contains(.edits) {
        text += " <a href=\"#\(attribute: id("edits"))\">\(say("逐条记录", "The record"))</a>"
      }
      return "<li><b>\(say(line.label))</b> \(text)</li>"
    }
    return """
      <section class="sure"><h3>\(say(.surenessHeading))</h3><ul>\
      \(items.joined())</ul></section>

      """
  }

  /// With a full stop.
  func sentence(_ text: String) -> String {
    guard let last = text.last, !"。.！!？?".contains(last) else { return text }
    return text + say("。", ".")
  }
}
