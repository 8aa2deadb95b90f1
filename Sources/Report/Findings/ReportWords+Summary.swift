public import SurveyModel

extension ReportWords {
  /// The headline under the title: the score, what moved, who differs.
  public var mastheadHeadline: LocalizedText {
    guard let city = index.city, index.shownScore(city.id, rootID) != nil else { return headlineWithoutCity }
    var sentences: [LocalizedText] = []
    if let score = scoreAndChange(city.id, rootID, subject: wording.whole) { sentences.append(score) }
    let (changes, units) = (changeOfDimensions(city.id), unitsAgainstCity(rootID))
    let others = [changes, units].compactMap { $0 }
    if !others.isEmpty {
      sentences.append(
        LocalizedText(
          zh: others.map(\.zh).joined(separator: "；"), en: others.map(\.en).joined(separator: "; ")))
    }
    var values = scoreValues(city.id, rootID)
    values.merge([.city: wording.whole, .changes: changes, .comparison: units]) { $1 }
    return told(.reportHeadlineCity, values, or: paragraph(sentences))
  }

  private var headlineWithoutCity: LocalizedText {
    let ranks = index.orderedRanks(rootID)
    guard let leader = leaders(rootID) else {
      return told(.reportHeadlineScores, or: paragraph([index.input.pipeline.title]))
    }
    guard RankGroups(ordered: ranks) == nil else {
      return told(
        .reportHeadlineRanked, [.allUnits: wording.units(ranks.count), .leaders: leader],
        or: paragraph([ranking.usual]))
    }
    return told(
      .reportHeadlineScores, [.leaders: leader],
      or: paragraph([
        leader,
        LocalizedText(
          zh: "所用数字都没有标准误，名次按得分排列，不作显著性判断",
          en: "none of the figures has a standard error: ranks follow the scores, and no difference is called clear"),
      ]))
  }

  /// Figure of scores and rank intervals: who is really apart.
  public var rankFigureTitle: LocalizedText { told(ranking) }

  private var ranking: Passage {
    let ranks = index.orderedRanks(rootID)
    guard let groups = RankGroups(ordered: ranks)?.groups else {
      let leaders = leaders(rootID)
      return Passage(
        .rankingScores, [.allUnits: wording.units(index.ordered(by: rootID).count), .leaders: leaders],
        leaders.map(title) ?? title("\(wording.unitWord.each)总得分", "Overall scores"))
    }
    let all = wording.units(ranks.count)
    var values: PassageValues = [.allUnits: all]
    let chains = groups.filter { $0.unitIDs.count > 1 }
    if chains.isEmpty {
      return Passage(.rankingApart, values, title("\(all.zh)的名次都能分清", "The ranks of all \(all.en) are clear"))
    }
    if groups.count == 1, let only = groups.first {
      return only.isTie
        ? Passage(.rankingTied, values, title("\(all.zh)无法排出先后", "The \(all.en) cannot be told apart"))
        : Passage(
          .rankingNeighbours, values,
          title("\(all.zh)中，相邻名次都无法排出先后", "No two neighbours in rank among the \(all.en) can be told apart"))
    }
    var clauses: [LocalizedText] = []
    let top = groups.prefix { $0.unitIDs.count == 1 }.flatMap(\.unitIDs)
    if top.count == 1, let first = top.first {
      let name = wording.name(first)
      clauses.append(LocalizedText(zh: "\(name.zh)确实居首", en: "\(name.en) is clearly first"))
    } else if top.count > 1 {
      let names = wording.list(top, limit: 3)
      clauses.append(LocalizedText(zh: "\(names.zh)确实领先", en: "\(names.en) do lead"))
    }
    values[.first] = named(top, limit: 3)
    let alike = alike(chains)
    values[.alike] = alike
    clauses.append(alike)
    if let last = groups.last, last.unitIDs.count == 1, groups.count > top.count, let id = last.unitIDs.first {
      let name = wording.name(id)
      values[.last] = name
      clauses.append(LocalizedText(zh: "\(name.zh)确实居末", en: "\(name.en) is clearly last"))
    }
    return Passage(.rankingMixed, values, title(clauses: clauses))
  }

  private func alike(_ chains: [RankGroups.Group]) -> LocalizedText {
    guard chains.count <= 3 else {
      let count = Wording.countZH(chains.count)
      return LocalizedText(
        zh: "另有\(count)组相邻名次无法排出先后",
        en: "\(Wording.countEN(chains.count)) runs of neighbouring ranks cannot be told apart")
    }
    let isTie = chains.allSatisfy(\.isTie)
    if chains.count == 1, let only = chains.first {
      let places = Wording.places(only.places)
      return isTie
        ? LocalizedText(zh: "\(places.zh)无法排出先后", en: "\(places.en) cannot be told apart")
        : LocalizedText(zh: "\(places.zh)中，相邻者无法排出先后", en: "neighbours within \(places.en) cannot be told apart")
    }
    let zh = chains.map { chain in
      "第 \(NumberText.count(chain.places.lowerBound)) 至第 \(NumberText.count(chain.places.upperBound)) 名"
    }.joined(separator: "、")
    let en = Wording.joined(
      chains.map { chain in
        "\(Wording.countEN(chain.places.lowerBound)) to \(Wording.countEN(chain.places.upperBound))"
      })
    return isTie
      ? LocalizedText(zh: "\(zh)各自无法排出先后", en: "within places \(en) no order can be told")
      : LocalizedText(zh: "\(zh)内的相邻者无法排出先后", en: "neighbours within places \(en) cannot be told apart")
  }

  /// What the figure plots and how to read it.
  public var rankFigureSubtitle: LocalizedText {
    let word = wording.unitWord
    guard RankGroups(ordered: index.orderedRanks(rootID)) != nil else {
      return paragraph([
        LocalizedText(
          zh: "\(word.each)总得分（0–100），按得分从高到低排列", en: "overall scores (0–100), from the highest to the lowest")
      ])
    }
    var sentences = [
      LocalizedText(zh: "\(word.each)总得分与名次区间", en: "overall scores and rank intervals"),
      LocalizedText(
        zh: "名次区间相互重叠的\(word.zh)不宜论先后", en: "do not rank \(word.many) whose rank intervals overlap"),
    ]
    if index.previousWave != nil {
      sentences.append(
        LocalizedText(zh: "同比加粗表示变化显著", en: "a bold change is clear at the 95% level"))
    }
    return paragraph(sentences)
  }

  /// Heat table of units by dimensions: where the gaps are.
  public var heatTitle: LocalizedText {
    var values: PassageValues = [.allDimensions: wording.dimensions(dimensionIDs.count)]
    guard index.city != nil else {
      let leaders = dimensionLeaders
      values[.leaders] = leaders
      return told(.heatScores, values, or: leaders.map(title) ?? title("各维度得分", "Scores by dimension"))
    }
    let counts = dimensionIDs.map { id in
      (id: id, clear: unitIDs(with: .above, on: id).count + unitIDs(with: .below, on: id).count)
    }
    let word = wording.unitWord
    let whole = wording.whole
    values[.city] = whole
    guard let most = counts.map(\.clear).max(), let least = counts.map(\.clear).min(), most > 0 else {
      return told(
        .heatNone, values,
        or: title(
          "\(word.each)各维度与\(whole.zh)均无显著差异", "No \(word.one) differs clearly from \(whole.en) in any dimension"))
    }
    if most == least {
      values[.count] = wording.units(most)
      return told(
        .heatEqual, values,
        or: title(
          "每个维度都有\(Wording.countZH(most))个\(word.zh)与\(whole.zh)差异显著",
          "In every dimension \(wording.units(most).en) \(most == 1 ? "differs" : "differ") clearly from \(whole.en)"))
    }
    let top = wording.list(nodes: counts.filter { $0.clear == most }.map(\.id))
    let bottom = wording.list(nodes: counts.filter { $0.clear == least }.map(\.id))
    let leastEN = least == 0 ? "none" : Wording.countEN(least)
    values.merge([.most: top, .mostCount: digits(most), .least: bottom, .leastCount: digits(least)]) { $1 }
    return told(
      .heatSome, values,
      or: title(
        "与\(whole.zh)差异显著的\(word.zh)，\(top.zh)最多（\(NumberText.count(most)) 个），\(bottom.zh)最少（\(NumberText.count(least)) 个）",
        "Clear gaps to \(whole.en) are most common in \(top.en) (\(Wording.countEN(most)) \(most == 1 ? word.one : word.many)), rarest in \(bottom.en) (\(leastEN))"
      ))
  }

  /// Who has the highest score in each dimension; nil where none has one.
  private var dimensionLeaders: LocalizedText? {
    let tops = dimensionIDs.compactMap { id in
      index.ordered(by: id).first.map { (node: id, unit: $0.unit.id) }
    }
    guard let first = tops.first else { return nil }
    if tops.count > 1, tops.allSatisfy({ $0.unit == first.unit }) {
      let name = wording.name(first.unit)
      return LocalizedText(
        zh: "\(name.zh)在\(wording.dimensions(tops.count).zh)上得分都最高",
        en: "\(name.en) has the highest score in \(wording.allDimensions(tops.count).en)")
    }
    let shown = tops.prefix(3).map { top -> LocalizedText in
      let node = wording.name(node: top.node)
      let unit = wording.name(top.unit)
      return LocalizedText(zh: "\(node.zh)以\(unit.zh)得分最高", en: "\(unit.en) in \(node.en)")
    }
    return LocalizedText(
      zh: shown.map(\.zh).joined(separator: "，"), en: "highest scores: " + shown.map(\.en).joined(separator: ", "))
  }

  /// Figure of the dimensions' change: what moved.
  public var changeTitle: LocalizedText {
    guard let city = index.city, index.previousWave != nil else {
      return title("没有可比的上一轮数据", "There is no earlier wave to compare with")
    }
    let (rose, fell) = (dimensionIDs(with: .rose, of: city.id), dimensionIDs(with: .watch, of: city.id))
    var values: PassageValues = [
      .city: wording.whole, .allDimensions: wording.dimensions(dimensionIDs.count), .previous: previousWord,
    ]
    guard let changes = changeOfDimensions(city.id) else {
      return told(
        .changeUntested, values,
        or: title("\(wording.whole.zh)各维度得分", "Scores of \(wording.whole.en) by dimension"))
    }
    values.merge([.changes: changes, .rose: named(nodes: rose), .fell: named(nodes: fell)]) { $1 }
    return told(rose.isEmpty && fell.isEmpty ? .changeNone : .changeSome, values, or: title(changes))
  }

  // MARK: Clauses

  /// `全市总得分 73.3，比上年提高 1.5 分`.
  func scoreAndChange(_ unit: String, _ node: String, subject: LocalizedText?) -> LocalizedText? {
    guard let value = index.shownScore(unit, node) else { return nil }
    let points = Wording.points(value)
    let isTotal = node == rootID
    var text = LocalizedText(
      zh: (subject?.zh ?? "") + (isTotal ? "总得分 " : "得分 ") + points,
      en: subject.map { "\($0.en) scores \(points)" } ?? "the \(isTotal ? "overall " : "")score is \(points)")
    guard let change = changeClause(unit, node) else { return text }
    text.zh += "，" + change.zh
    text.en += ", " + change.en
    return text
  }

  /// `比上年提高 1.5 分`, or that the change is not clear; nil without an earlier wave.
  func changeClause(_ unit: String, _ node: String) -> LocalizedText? {
    guard let change = index.shownComparison(.toPreviousWave, unit, node) else { return nil }
    let size = Wording.points(abs(change.difference))
    let before = previousWord
    return switch index.verdict(change) {
    case .above: LocalizedText(zh: "比\(before.zh)提高 \(size) 分", en: "up \(size) on \(before.en)")
    case .below: LocalizedText(zh: "比\(before.zh)下降 \(size) 分", en: "down \(size) on \(before.en)")
    case .notClear: LocalizedText(zh: "与\(before.zh)相比变化不显著", en: "with no clear change on \(before.en)")
    case .untested:
      LocalizedText(
        zh: "与\(before.zh)相差 \(Wording.signed(change.difference)) 分",
        en: "\(Wording.signed(change.difference)) on \(before.en)")
    }
  }

  /// Which dimensions of the unit clearly rose or fell; nil where none was tested. `isShort` leaves out of how many.
  func changeOfDimensions(_ unit: String, isShort: Bool = false) -> LocalizedText? {
    let rose = dimensionIDs(with: .rose, of: unit)
    let fell = dimensionIDs(with: .watch, of: unit)
    let unclear = dimensionIDs(with: .noClearChange, of: unit)
    let count = dimensionIDs.count
    guard !rose.isEmpty || !fell.isEmpty || !unclear.isEmpty else { return nil }
    let all = wording.dimensions(count)
    let every = wording.allDimensions(count)
    let isComplete = rose.count + fell.count + unclear.count == count
    let of = isShort ? LocalizedText("") : LocalizedText(zh: "\(all.zh)中", en: "of the \(all.en) ")
    switch (rose.count, fell.count) {
    case (0, 0):
      return isComplete && !isShort
        ? LocalizedText(zh: "\(all.zh)均无显著变化", en: "none of the \(all.en) shows a clear change")
        : LocalizedText(zh: "没有维度显著变化", en: "no dimension shows a clear change")
    case (count, 0) where count > 1: return LocalizedText(zh: "\(every.zh)全部显著提高", en: "\(every.en) clearly rose")
    case (0, count) where count > 1: return LocalizedText(zh: "\(every.zh)全部显著下降", en: "\(every.en) clearly fell")
    case (1, 0) where count > 2:
      let only = wording.name(node: rose[0])
      return LocalizedText(zh: "\(of.zh)只有\(only.zh)显著提高", en: "\(of.en)only \(only.en) clearly rose")
    case (0, 1) where count > 2:
      let only = wording.name(node: fell[0])
      return LocalizedText(zh: "\(of.zh)只有\(only.zh)显著下降", en: "\(of.en)only \(only.en) clearly fell")
    default:
      let parts = [(rose, "显著提高", "clearly rose"), (fell, "显著下降", "clearly fell")].filter { !$0.0.isEmpty }
      let zh = parts.map { wording.list(nodes: $0.0).zh + $0.1 }.joined(separator: "，")
      let en = parts.map { wording.list(nodes: $0.0).en + " " + $0.2 }.joined(separator: ", while ")
      return LocalizedText(zh: zh, en: en)
    }
  }

  /// Which units are clearly above or below the city on a node; nil where none was tested.
  func unitsAgainstCity(_ node: String, limit: Int = 4) -> LocalizedText? {
    let above = unitIDs(with: .above, on: node)
    // In score order, or the furthest first where not all are named.
    let lowest = unitIDs(with: .below, on: node)
    let below = lowest.count > limit ? Array(lowest.reversed()) : lowest
    let whole = wording.whole
    if above.isEmpty, below.isEmpty {
      let tested = index.units.ranked.filter { unit in
        index.verdict(.toCity, unit.id, node) == .notClear
      }
      guard !tested.isEmpty else { return nil }
      let word = wording.unitWord
      return LocalizedText(
        zh: "\(word.each)与\(whole.zh)均无显著差异", en: "no \(word.one) differs clearly from \(whole.en)")
    }
    let high = wording.list(above, limit: limit)
    let low = wording.list(below, limit: limit)
    func be(_ ids: [String]) -> String { ids.count == 1 ? "is" : "are" }
    if below.isEmpty {
      return LocalizedText(
        zh: "\(high.zh)显著高于\(whole.zh)", en: "\(high.en) \(be(above)) clearly above \(whole.en)")
    }
    if above.isEmpty {
      return LocalizedText(zh: "\(low.zh)显著低于\(whole.zh)", en: "\(low.en) \(be(below)) clearly below \(whole.en)")
    }
    return LocalizedText(
      zh: "\(high.zh)显著高于\(whole.zh)，\(low.zh)显著低于\(whole.zh)",
      en: "\(high.en) \(be(above)) clearly above \(whole.en), \(low.en) clearly below")
  }

  /// The units with the best scores, said of ranks alone.
  func leaders(_ node: String) -> LocalizedText? {
    let ordered = index.ordered(by: node)
    guard let first = ordered.first else { return nil }
    let all = wording.units(ordered.count)
    guard ordered.count > 1 else {
      let name = wording.name(first.unit)
      return LocalizedText(
        zh: "\(name.zh)得分 \(Wording.points(first.score))", en: "\(name.en) scores \(Wording.points(first.score))")
    }
    let best = ordered.filter { $0.score == first.score }.map(\.unit.id)
    let lead = wording.list(best, limit: 3)
    guard best.count == 1, ordered.count >= 6, ordered[1].score > ordered[2].score, ordered[2].score > ordered[3].score
    else {
      return LocalizedText(
        zh: "\(all.zh)中，\(lead.zh)得分最高", en: "\(lead.en) \(best.count == 1 ? "scores" : "score") highest of \(all.en)")
    }
    let next = wording.list([ordered[1].unit.id, ordered[2].unit.id])
    return LocalizedText(
      zh: "\(all.zh)中，\(lead.zh)得分最高，\(next.zh)居第二、第三位",
      en: "\(lead.en) scores highest of \(all.en), followed by \(next.en)")
  }
}
