public import SurveyModel

extension ReportWords {
  /// The opening of a dimension's chapter: score and change, who differs, its parts.
  public func dimensionLead(_ id: String) -> LocalizedText {
    let name = wording.name(node: id)
    guard let city = index.city, index.shownScore(city.id, id) != nil else {
      let (leaders, span) = (leaders(id), span(id))
      let sentences = [leaders, span].compactMap { $0 }
      return told(
        .dimensionLeadScores, [.dimension: name, .leaders: leaders, .span: span],
        or: paragraph(sentences.isEmpty ? [name] : sentences))
    }
    let (units, parts) = (unitsAgainstCity(id, limit: 5), bestAndWorstPart(id, of: city.id))
    let weak = weakLeaves(below: id, of: city.id)
    let sentences = [dimensionOpening(id, city: city), units, parts, weak].compactMap { $0 }
    var values = scoreValues(city.id, id)
    values.merge([.dimension: name, .city: wording.whole, .comparison: units, .parts: parts, .weak: weak]) { $1 }
    return told(.dimensionLeadCity, values, or: paragraph(sentences.isEmpty ? [name] : sentences))
  }

  /// The heading of a dimension's pages.
  func dimensionHeadline(_ node: FrameworkNode) -> LocalizedText {
    let score = index.city.flatMap { index.shownScore($0.id, node.id) }
    return told(
      .dimensionHeadline, [.dimension: node.name, .score: score.map { LocalizedText(Wording.points($0)) }],
      or: node.name)
  }

  /// Figure of the units within a dimension.
  public func dimensionUnitsTitle(_ id: String) -> LocalizedText {
    let name = wording.name(node: id)
    func scores() -> LocalizedText { title("\(wording.unitWord.each)\(name.zh)得分", "Scores in \(name.en)") }
    guard index.city != nil else {
      let leaders = leaders(id)
      return told(
        .dimensionUnitsScores, [.dimension: name, .leaders: leaders], or: leaders.map(title) ?? scores())
    }
    let (higher, lower) = (unitIDs(with: .above, on: id), unitIDs(with: .below, on: id))
    let (above, below) = (higher.count, lower.count)
    let whole = wording.whole
    var values: PassageValues = [.dimension: name, .city: whole]
    guard above + below > 0 else {
      let same = unitsAgainstCity(id)
      return told(
        same == nil ? .dimensionUnitsUntested : .dimensionUnitsNone, values, or: same.map(title) ?? scores())
    }
    values.merge([.above: named(higher), .below: named(lower)]) { $1 }
    guard above + below > 5 else {
      return told(.dimensionUnitsSome, values, or: unitsAgainstCity(id).map(title) ?? scores())
    }
    let word = wording.unitWord
    let parts = [(above, "高于", "above"), (below, "低于", "below")].filter { $0.0 > 0 }
    return told(
      .dimensionUnitsSome, values,
      or: title(
        parts.map { "\(Wording.countZH($0.0))个\(word.zh)显著\($0.1)\(whole.zh)" }.joined(separator: "，"),
        parts.enumerated().map { offset, part in
          offset == 0
            ? "\(wording.units(part.0).en) \(part.0 == 1 ? "is" : "are") clearly \(part.2) \(whole.en)"
            : "\(Wording.countEN(part.0)) clearly \(part.2)"
        }.joined(separator: ", ")))
  }

  private func dimensionOpening(_ id: String, city: AssessedUnit) -> LocalizedText? {
    guard let value = index.shownScore(city.id, id) else { return nil }
    let points = Wording.points(value)
    let whole = wording.whole
    var text = Wording.pick(
      "dimension " + id,
      [
        LocalizedText(zh: "\(whole.zh) \(points) 分", en: "\(whole.en) scores \(points)"),
        LocalizedText(zh: "\(whole.zh)得分 \(points)", en: "the score of \(whole.en) is \(points)"),
      ])
    if let change = changeClause(city.id, id) {
      text.zh += "，" + change.zh
      text.en += ", " + change.en
      let rose = dimensionIDs(with: .rose, of: city.id)
      let all = wording.dimensions(dimensionIDs.count)
      if rose == [id], dimensionIDs.count > 1 {
        text.zh += "，是\(all.zh)中唯一显著提高的"
        text.en += ", the only clear rise among the \(all.en)"
      } else if rose.count > 1, rose.first == id, isAloneAtTop(rose, of: city.id) {
        text.zh += "，在显著提高的维度中升幅最大"
        text.en += ", the largest of the clear rises"
      }
    }
    return text
  }

  /// The largest rise, read as it is printed, is larger than the next.
  private func isAloneAtTop(_ rose: [String], of unit: String) -> Bool {
    let sizes = rose.compactMap { finding(.rose, unit, $0)?.difference }.map { NumberText.rounded($0, 1) }
    return sizes.count > 1 && sizes[0] > sizes[1]
  }

  /// `企业办事便利得分最高（80.1），惠企政策落地最低（77.2）`.
  func bestAndWorstPart(_ id: String, of unit: String) -> LocalizedText? {
    guard let node = index.framework[id], node.children.count > 1 else { return nil }
    let parts = node.children.compactMap { child -> (id: String, score: Double)? in
      let child = index.framework.nodes[child].id
      return index.shownScore(unit, child).map { (id: child, score: NumberText.rounded($0, 1)) }
    }
    guard let high = parts.map(\.score).max(), let low = parts.map(\.score).min(), high > low,
      let best = parts.first(where: { $0.score == high }), let worst = parts.first(where: { $0.score == low })
    else { return nil }
    let bestName = wording.name(node: best.id)
    let worstName = wording.name(node: worst.id)
    let (top, bottom) = (Wording.points(high), Wording.points(low))
    if high - low < 2 {
      let what =
        id == rootID ? LocalizedText(zh: "各维度", en: "its dimensions") : LocalizedText(zh: "各组", en: "its parts")
      return LocalizedText(
        zh: "\(what.zh)得分在 \(bottom) 与 \(top) 之间", en: "\(what.en) score between \(bottom) and \(top)")
    }
    if id == rootID {
      return LocalizedText(
        zh: "\(bestName.zh)得分最高（\(top)），\(worstName.zh)最低（\(bottom)）",
        en: "its dimensions range from \(worstName.en) at \(bottom) to \(bestName.en) at \(top)")
    }
    return Wording.pick(
      "parts " + unit + id,
      [
        LocalizedText(
          zh: "其中\(bestName.zh)得分最高（\(top)），\(worstName.zh)最低（\(bottom)）",
          en: "within it, \(bestName.en) scores highest (\(top)) and \(worstName.en) lowest (\(bottom))"),
        LocalizedText(
          zh: "分组看，\(bestName.zh) \(top) 分，\(worstName.zh) \(bottom) 分，分居高低两端",
          en: "its parts range from \(worstName.en) at \(bottom) to \(bestName.en) at \(top)"),
      ])
  }

  private func weakLeaves(below id: String, of unit: String) -> LocalizedText? {
    let weak = index.leaves(below: id).compactMap { finding(.weakSpot, unit, $0.id) }
      .sorted { ($0.value ?? 0) < ($1.value ?? 0) }
    guard let lowest = weak.first, let value = lowest.value, let threshold = lowest.threshold else { return nil }
    let name = wording.name(node: lowest.nodeID)
    let limit = NumberText.fixed(threshold, 0)
    let points = Wording.points(value)
    guard weak.count > 1 else {
      return LocalizedText(
        zh: "\(name.zh)（\(points)）是低于 \(limit) 分的弱项",
        en: "\(name.en) (\(points)) is a weak spot below \(limit)")
    }
    return LocalizedText(
      zh: "低于 \(limit) 分的弱项有\(Wording.countZH(weak.count))个，最低的是\(name.zh)（\(points)）",
      en:
        "\(Wording.countEN(weak.count)) indicators are weak spots below \(limit), lowest of all \(name.en) (\(points))")
  }

  /// From the highest to the lowest score of a node, without a city.
  private func span(_ id: String) -> LocalizedText? {
    let ordered = index.ordered(by: id)
    guard let first = ordered.first, let last = ordered.last, first.score > last.score else { return nil }
    let name = wording.name(last.unit)
    return LocalizedText(
      zh: "得分从 \(Wording.points(last.score))（\(name.zh)）到 \(Wording.points(first.score))",
      en: "scores run from \(Wording.points(last.score)) (\(name.en)) to \(Wording.points(first.score))")
  }
}
