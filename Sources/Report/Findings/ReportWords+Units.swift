public import SurveyModel

extension ReportWords {
  /// The opening of a unit's profile: total against the city, rank, dimensions that differ, what fell.
  public func unitLead(_ id: String) -> LocalizedText {
    guard let unit = index.units[id] else { return paragraph([wording.name(id)]) }
    guard index.shownScore(id, rootID) != nil else {
      return told(
        .unitLeadWithheld, [.unit: wording.name(unit)],
        or: paragraph([
          LocalizedText(
            zh: "\(unit.name.zh)有效回答不足，总得分不显示",
            en: "too few answers to show an overall score for \(wording.name(unit).en)")
        ]))
    }
    var sentences: [LocalizedText] = []
    if let opening = unitOpening(unit) { sentences.append(opening) }
    let dimensions = dimensionsAgainstReference(id)
    if let dimensions { sentences.append(dimensions) }
    if index.city == nil, let parts = bestAndWorstPart(rootID, of: id) { sentences.append(parts) }
    let changes = changeOfDimensions(id, isShort: true)
    if let changes {
      let since =
        index.previousWave == index.wave - 1
        ? Wording.pick(
          "since " + id,
          [LocalizedText(zh: "一年来", en: "over the year "), LocalizedText(zh: "与上年相比，", en: "since last year ")])
        : LocalizedText(zh: "与\(previousWord.zh)相比，", en: "since \(previousWord.en) ")
      sentences.append(LocalizedText(zh: since.zh + changes.zh, en: since.en + changes.en))
    }
    var values = scoreValues(id, rootID)
    values.merge([
      .unit: wording.name(unit), .reference: referenceName(of: id), .comparison: againstReference(unit),
      .rank: unit.members.isEmpty ? index.rank(id, rootID).map(rankClause) : nil, .dimensions: dimensions,
      .changes: changes,
    ]) { $1 }
    return told(.unitLeadScored, values, or: paragraph(sentences))
  }

  /// The heading of a unit's profile.
  func unitHeadline(_ unit: AssessedUnit) -> LocalizedText {
    let score = index.shownScore(unit.id, rootID).map { LocalizedText(Wording.points($0)) }
    return told(.unitHeadline, [.unit: unit.name, .score: score], or: unit.name)
  }

  /// Figure of the unit's dimensions.
  public func unitDimensionsTitle(_ id: String) -> LocalizedText {
    let name = wording.name(id)
    var values: PassageValues = [.unit: name, .reference: referenceName(of: id)]
    if let text = dimensionsAgainstReference(id, isTitle: true) {
      let (above, below) = (dimensionIDs(with: .above, of: id), dimensionIDs(with: .below, of: id))
      values.merge([.dimensions: text, .above: named(nodes: above), .below: named(nodes: below)]) { $1 }
      return told(
        above.isEmpty && below.isEmpty ? .unitDimensionsNone : .unitDimensionsSome, values, or: title(text))
    }
    let parts = bestAndWorstPart(rootID, of: id)
    values[.parts] = parts
    return told(
      .unitDimensionsUntested, values,
      or: parts.map(title) ?? title("\(name.zh)各维度得分", "Scores of \(name.en) by dimension"))
  }

  /// Figure of the indicators furthest from the reference.
  public func unitItemsTitle(_ id: String) -> LocalizedText {
    let kind = index.referenceKind(of: id)
    let whole = referenceName(of: id)
    let rows = index.framework.indicators.compactMap { node in
      index.shownComparison(kind, id, node.id)
    }
    let clear = rows.filter { [.above, .below].contains(index.verdict($0)) }
    let name = wording.name(id)
    guard !rows.isEmpty else { return title(extremeLeaves(of: id)) }
    var values: PassageValues = [.unit: name, .reference: whole]
    guard let widest = clear.max(by: { abs($0.difference) < abs($1.difference) }) else {
      let isTested = rows.contains { index.verdict($0) == .notClear }
      return isTested
        ? told(
          .unitItemsNone, values,
          or: title(
            "\(name.zh)没有指标与\(whole.zh)差异显著",
            "No indicator of \(name.en) differs clearly from \(whole.en)"))
        : told(
          .unitItemsUntested, values,
          or: title("\(name.zh)各指标与\(whole.zh)的差", "Indicators of \(name.en) against \(whole.en)"))
    }
    let node = wording.name(node: widest.nodeID)
    let size = Wording.points(abs(widest.difference))
    let isAbove = widest.difference > 0
    // An indicator that is called a score is not said to score.
    let verb = LocalizedText(
      zh: node.zh.hasSuffix("得分") ? "" : "得分", en: node.en.hasSuffix("score") ? ":" : " scores")
    values.merge([
      .indicator: node, .size: LocalizedText(size), .difference: LocalizedText(Wording.signed(widest.difference)),
    ]) { $1 }
    let usual = Wording.pick(
      "items " + id,
      [
        title(
          "\(node.zh)\(verb.zh)比\(whole.zh)\(isAbove ? "高" : "低") \(size) 分",
          "\(node.en)\(verb.en) \(size) points \(isAbove ? "above" : "below") \(whole.en)"),
        title(
          "差距最大的是\(node.zh)，得分\(isAbove ? "高于" : "低于")\(whole.zh) \(size) 分",
          "Widest gap: \(node.en), \(size) points \(isAbove ? "above" : "below") \(whole.en)"),
      ])
    return told(.unitItemsSome, values, or: usual)
  }

  private func extremeLeaves(of id: String) -> LocalizedText {
    let scores = index.framework.indicators.compactMap { node in
      index.shownScore(id, node.id).map { (id: node.id, score: NumberText.rounded($0, 1)) }
    }
    let name = wording.name(id)
    guard let high = scores.map(\.score).max(), let low = scores.map(\.score).min(), high > low,
      let best = scores.first(where: { $0.score == high }), let worst = scores.first(where: { $0.score == low })
    else { return LocalizedText(zh: "\(name.zh)各指标得分", en: "Indicator scores of \(name.en)") }
    let (top, bottom) = (wording.name(node: best.id), wording.name(node: worst.id))
    return LocalizedText(
      zh: "得分最高的是\(top.zh)（\(Wording.points(high))），最低的是\(bottom.zh)（\(Wording.points(low))）",
      en: "highest on \(top.en) (\(Wording.points(high))), lowest on \(bottom.en) (\(Wording.points(low)))")
  }

  /// Figure of the ranks of earlier years.
  public func unitHistoryTitle(_ id: String) -> LocalizedText {
    let name = wording.name(id)
    var values: PassageValues = [.unit: name]
    guard let unit = index.units[id], unit.isRanked else {
      return title("\(name.zh)不参加排名", "\(name.en) takes no part in the ranking")
    }
    guard let now = index.rank(id, rootID) else {
      return told(.unitHistoryUnranked, values, or: title("\(name.zh)没有名次", "\(name.en) has no rank"))
    }
    let rank = rankClause(now)
    values[.rank] = rank
    var past = Dictionary(
      index.evaluation.history.filter { $0.unitID == id && $0.nodeID == rootID && $0.wave < index.wave }
        .compactMap { row in row.rank.map { (row.wave, $0) } }, uniquingKeysWith: { first, _ in first })
    if let previous = index.previousWave, let rank = index.rank(id, rootID, wave: previous) {
      past[previous] = rank.rank
    }
    guard !past.isEmpty else { return told(.unitHistoryFirst, values, or: title(rank)) }
    let ranks = past.values + [now.rank]
    let (best, worst) = (ranks.min() ?? now.rank, ranks.max() ?? now.rank)
    let years = ranks.count
    let span =
      best == worst
      ? LocalizedText(
        zh: "\(Wording.countZH(years))年名次都是第 \(NumberText.count(best)) 名",
        en: "\(Wording.ordinalEN(best)) in all \(Wording.countEN(years)) years")
      : LocalizedText(
        zh: "\(Wording.countZH(years))年名次在第 \(NumberText.count(best)) 与第 \(NumberText.count(worst)) 名之间",
        en:
          "between \(Wording.ordinalEN(best)) and \(Wording.ordinalEN(worst)) in \(Wording.countEN(years)) years"
      )
    func place(_ rank: Int) -> LocalizedText {
      LocalizedText(zh: "第 \(NumberText.count(rank)) 名", en: Wording.ordinalEN(rank))
    }
    let set = now.setLow.flatMap { low in now.setHigh.map { low...$0 } }
    values.merge([
      .years: counted(years), .best: place(best), .worst: place(worst),
      .rankInterval: set.map { LocalizedText(Wording.rankSet($0)) },
    ]) { $1 }
    guard best != worst else { return told(.unitHistorySame, values, or: title(span)) }
    guard let set else { return told(.unitHistoryRange, values, or: title(span)) }
    let isInside = set.lowerBound <= best && worst <= set.upperBound
    let text = Wording.rankSet(set)
    return told(
      .unitHistoryRange, values,
      or: isInside
        ? title("\(span.zh)，都在本年名次区间内", "\(span.en), all within this year’s rank interval")
        : title("\(span.zh)，本年名次区间为 \(text)", "\(span.en); this year’s rank interval is \(text)"))
  }

  /// Figure of the biggest obstacles that firms name.
  public func unitObstaclesTitle(_ id: String) -> LocalizedText {
    let fallback = title("企业提到的主要障碍", "Obstacles that firms name")
    guard let group = obstacleGroup else { return fallback }
    let rows = group.compactMap { monitor -> Estimate? in
      index.estimate(id, monitor.id).flatMap { index.isShown($0) && $0.value != nil ? $0 : nil }
    }
    guard let top = rows.max(by: { ($0.value ?? 0) < ($1.value ?? 0) }), let value = top.value else {
      return rows.isEmpty && group.contains(where: { index.estimate(id, $0.id) != nil })
        ? title("有效回答不足，不显示各项障碍的占比", "Too few answers to show the obstacles") : fallback
    }
    let name = wording.name(node: top.indicatorID)
    let share = NumberText.fixed(value, 1) + "%"
    let equals = rows.filter { NumberText.rounded($0.value ?? 0, 1) == NumberText.rounded(value, 1) }
    let names = equals.map { wording.name(node: $0.indicatorID) }
    let list = LocalizedText(zh: names.map(\.zh).joined(separator: "、"), en: Wording.joined(names.map(\.en)))
    var values: PassageValues = [.unit: wording.name(id), .obstacles: list, .share: LocalizedText(share)]
    guard equals.count == 1 else {
      return told(
        .unitObstaclesSeveral, values,
        or: title(
          "提到最多的障碍是\(list.zh)，各占企业的 \(share)", "the obstacles named most are \(list.en), by \(share) of firms each"))
    }
    var text = Wording.pick(
      "obstacles " + id,
      [
        LocalizedText(
          zh: "提到最多的障碍是\(name.zh)，占企业的 \(share)", en: "the obstacle named most is \(name.en), by \(share) of firms"),
        LocalizedText(
          zh: "\(share) 的企业提到\(name.zh)，为各项之首", en: "\(share) of firms name \(name.en), more than any other"),
      ])
    if let city = index.city, city.id != id, let whole = index.estimate(city.id, top.indicatorID), index.isShown(whole),
      let other = whole.value
    {
      let share = NumberText.fixed(other, 1) + "%"
      text.zh += "（\(wording.whole.zh) \(share)）"
      text.en += " (\(wording.whole.en): \(share))"
      values.merge([.city: wording.whole, .cityShare: LocalizedText(share)]) { $1 }
    }
    return told(.unitObstaclesOne, values, or: title(text))
  }

  /// The monitors made from the options of one question: the first such group of three or more.
  public var obstacleGroup: [Monitor]? { index.obstacleGroup }

  // MARK: Clauses

  private func unitOpening(_ unit: AssessedUnit) -> LocalizedText? {
    guard var text = scoreAndChange(unit.id, rootID, subject: nil) else { return nil }
    if let comparison = againstReference(unit) {
      text.zh += "，" + comparison.zh
      text.en += ", " + comparison.en
    }
    if !unit.members.isEmpty {
      let parts = wording.list(unit.members)
      text.zh += "；这是\(parts.zh)合并的口径，不参加排名"
      text.en += "; it joins \(parts.en) and takes no part in the ranking"
    } else if let rank = index.rank(unit.id, rootID) {
      let clause = rankClause(rank)
      text.zh += "；" + clause.zh
      text.en += "; " + clause.en
    }
    return text
  }

  /// `高于全市 2.1 分，差异显著`; nil where it was not tested.
  private func againstReference(_ unit: AssessedUnit) -> LocalizedText? {
    guard let row = index.shownComparison(index.referenceKind(of: unit.id), unit.id, rootID) else { return nil }
    let whole = referenceName(of: unit.id)
    let size = Wording.points(abs(row.difference))
    return switch index.verdict(row) {
    case .above: LocalizedText(zh: "高于\(whole.zh) \(size) 分，差异显著", en: "clearly above \(whole.en) by \(size)")
    case .below: LocalizedText(zh: "低于\(whole.zh) \(size) 分，差异显著", en: "clearly below \(whole.en) by \(size)")
    case .notClear: LocalizedText(zh: "与\(whole.zh)无显著差异", en: "not clearly different from \(whole.en)")
    case .untested: nil
    }
  }

  /// `名次区间 6–7`, or the rank where nothing is sampled.
  func rankClause(_ rank: UnitRank) -> LocalizedText {
    let total = index.units.ranked.count
    guard let low = rank.setLow, let high = rank.setHigh else {
      return LocalizedText(
        zh: "在\(wording.units(total).zh)中排第 \(NumberText.count(rank.rank)) 位",
        en: "\(Wording.ordinalEN(rank.rank)) of \(wording.units(total).en)")
    }
    let set = Wording.rankSet(low...high)
    let of = NumberText.count(total)
    if low == high {
      let isEnd = low == 1 || low == total
      return LocalizedText(
        zh: isEnd ? "确居\(low == 1 ? "首位" : "末位")" : "名次为第 \(set)（共 \(of)）",
        en: isEnd ? "clearly \(low == 1 ? "first" : "last") of \(wording.units(total).en)" : "rank \(set) of \(of)")
    }
    let alike = tiedWith(rank)
    guard !alike.isEmpty, alike.count <= 3 else {
      return LocalizedText(zh: "名次区间 \(set)（共 \(of)）", en: "rank interval \(set) of \(of)")
    }
    let names = wording.list(alike)
    return LocalizedText(
      zh: "名次区间 \(set)，与\(names.zh)无法排出先后",
      en: "rank interval \(set), not to be told apart from \(names.en)")
  }

  /// Ranked units that are clearly neither better nor worse.
  func tiedWith(_ rank: UnitRank) -> [String] {
    index.orderedRanks(rank.nodeID).map(\.unitID).filter { other in
      other != rank.unitID && !rank.clearlyAbove.contains(other) && !rank.clearlyBelow.contains(other)
    }
  }

  /// Which dimensions of a unit are clearly above or below its reference; nil where none was tested.
  func dimensionsAgainstReference(_ id: String, isTitle: Bool = false) -> LocalizedText? {
    let above = dimensionIDs(with: .above, of: id)
    let below = dimensionIDs(with: .below, of: id)
    let whole = referenceName(of: id)
    let count = dimensionIDs.count
    let every = wording.allDimensions(count)
    func be(_ ids: [String]) -> String { ids.count == 1 ? "is" : "are" }
    if above.isEmpty, below.isEmpty {
      guard !dimensionIDs(with: .noClearDifference, of: id).isEmpty else { return nil }
      return LocalizedText(
        zh: "\(count > 1 ? "各维度" : "该维度")与\(whole.zh)均无显著差异",
        en: "no dimension differs clearly from \(whole.en)")
    }
    if below.count == count || above.count == count {
      let word = below.count == count ? ("低于", "below") : ("高于", "above")
      let widest = wording.name(node: (below.count == count ? below : above)[0])
      return LocalizedText(
        zh: "\(every.zh)都显著\(word.0)\(whole.zh)，\(widest.zh)差距最大",
        en: "\(every.en) are clearly \(word.1) \(whole.en), \(widest.en) most of all")
    }
    let low = wording.list(nodes: below)
    let high = wording.list(nodes: above)
    if isTitle, !below.isEmpty, above.isEmpty {
      return LocalizedText(zh: "\(low.zh)显著低于\(whole.zh)", en: "\(low.en) \(be(below)) clearly below \(whole.en)")
    }
    let parts = [(below, low, "低于", "below"), (above, high, "高于", "above")].filter { !$0.0.isEmpty }
    let zh = parts.map { "\($0.1.zh)显著\($0.2)\(whole.zh)" }.joined(separator: "，")
    let en = parts.enumerated().map { offset, part in
      offset == 0 ? "\(part.1.en) \(be(part.0)) clearly \(part.3) \(whole.en)" : "\(part.1.en) clearly \(part.3)"
    }.joined(separator: ", ")
    return LocalizedText(zh: zh, en: en)
  }
}

extension Wording {
  /// `6–7`, or `3`.
  static func rankSet(_ set: ClosedRange<Int>) -> String {
    set.count == 1
      ? NumberText.count(set.lowerBound)
      : NumberText.count(set.lowerBound) + "\u{2013}" + NumberText.count(set.upperBound)
  }
}
