public import SurveyModel

/// Titles of the figures of a dimension's chapter that come of the survey's answers.
extension ReportWords {
  /// How the answers are spread: a majority is one whose interval lies above one half.
  public func answersTitle(_ id: String) -> LocalizedText {
    let items = index.ratedItems(in: id)
    guard let best = items.first, let worst = items.last else {
      return title("\(wording.name(node: id).zh)的评价", "Ratings of \(wording.name(node: id).en)")
    }
    func share(_ item: RatedItem) -> String { NumberText.percent(item.answers.favourable.value, 0) }
    func name(_ item: RatedItem) -> LocalizedText {
      LocalizedText(zh: item.name.zh, en: Wording.midSentence(item.name.en))
    }
    let count = items.count
    var values: PassageValues = [
      .dimension: wording.name(node: id), .count: counted(count), .highest: name(best),
      .highestShare: LocalizedText(share(best)), .lowest: name(worst), .lowestShare: LocalizedText(share(worst)),
    ]
    let majority = items.filter { ($0.answers.favourable.ciLow ?? 0) > 0.5 }
    let minority = items.filter { ($0.answers.favourable.ciHigh ?? 1) < 0.5 }
    guard count > 1 else {
      return told(
        .answersOne, values,
        or: title(
          "\(share(best))的企业对\(best.name.zh)给出正面评价", "\(share(best)) of firms rate \(name(best).en) as positive"))
    }
    let range = LocalizedText(
      zh: "从 \(share(worst))（\(worst.name.zh)）到 \(share(best))（\(best.name.zh)）",
      en: "from \(share(worst)) (\(name(worst).en)) to \(share(best)) (\(name(best).en))")
    if majority.count == count {
      return told(
        .answersAll, values,
        or: title(
          "\(Wording.countZH(count))项评价都有过半企业给出正面回答，\(range.zh)",
          "most firms give positive answers to \(count == 2 ? "both" : "all \(Wording.countEN(count))") ratings, \(range.en)"
        ))
    }
    if minority.count == count {
      return told(
        .answersNone, values,
        or: title(
          "\(Wording.countZH(count))项评价给出正面回答的企业都不足半数，\(range.zh)",
          "fewer than half of firms give positive answers to any of the \(Wording.countEN(count)) ratings, \(range.en)")
      )
    }
    if majority.isEmpty, minority.isEmpty {
      return told(
        .answersUnclear, values,
        or: title(
          "\(Wording.countZH(count))项评价中，没有一项能断定正面回答过半或不足半数",
          "for none of the \(Wording.countEN(count)) ratings is it clear whether most answers are positive"))
    }
    var zh: [String] = []
    var en: [String] = []
    if !majority.isEmpty {
      zh.append("\(Wording.countZH(count))项评价中\(Wording.countZH(majority.count))项有过半企业给出正面回答")
      en.append(
        "most firms give positive answers to \(Wording.countEN(majority.count)) of \(Wording.countEN(count)) ratings")
    }
    if let lowest = minority.last {
      zh.append("\(lowest.name.zh)仅 \(share(lowest))")
      en.append("only \(share(lowest)) do so for \(name(lowest).en)")
    }
    values[.majority] = majority.isEmpty ? nil : counted(majority.count)
    return told(.answersSome, values, or: title(zh.joined(separator: "，"), en.joined(separator: ", ")))
  }

  /// The items of much share whose interval lies below the mean of all.
  public func importanceTitle(_ id: String) -> LocalizedText {
    let first = index.itemsToFixFirst(in: id)
    var values: PassageValues = [.dimension: wording.name(node: id)]
    guard !first.isEmpty else {
      return told(
        .importanceNone, values,
        or: title("没有哪一项解释份额大、得分又明确偏低", "no rating has both a large share and a score clearly below the average"))
    }
    let names = first.prefix(3).map(\.name)
    let rest = first.count - names.count
    let list = LocalizedText(
      zh: names.map(\.zh).joined(separator: "、") + (rest > 0 ? "等 \(NumberText.count(first.count)) 项" : ""),
      en: rest > 0
        ? names.map { Wording.midSentence($0.en) }.joined(separator: ", ") + " and \(Wording.countEN(rest)) more"
        : Wording.joined(names.map { Wording.midSentence($0.en) }))
    values.merge([.ratings: list, .count: counted(first.count)]) { $1 }
    return told(.importanceSome, values, or: title("优先改进：" + list.zh, "fix first: " + list.en))
  }

  /// Which units changed in the dimension.
  public func unitsChangeTitle(_ id: String) -> LocalizedText {
    let verdicts = index.ordered(by: id).map { entry in
      (id: entry.unit.id, verdict: index.verdict(.toPreviousWave, entry.unit.id, id))
    }
    func units(_ verdict: EvaluationIndex.Verdict) -> [String] { verdicts.filter { $0.verdict == verdict }.map(\.id) }
    let (rose, fell, same) = (units(.above), units(.below), units(.notClear))
    let word = wording.unitWord
    let tested = rose.count + fell.count + same.count
    let name = wording.name(node: id)
    var values: PassageValues = [.dimension: name, .previous: previousWord]
    guard tested > 0 else {
      return told(
        .unitsChangeUntested, values, or: title("\(word.each)\(name.zh)得分的变化", "change of scores in \(name.en)"))
    }
    if rose.isEmpty, fell.isEmpty {
      return told(
        .unitsChangeNone, values, or: title("\(word.each)变化均不显著", "no \(word.one) shows a clear change"))
    }
    values.merge([.rose: named(rose), .fell: named(fell)]) { $1 }
    func subject(_ ids: [String]) -> LocalizedText {
      if ids.count == tested, tested > 1 {
        let all = wording.units(ids.count)
        return LocalizedText(zh: "\(all.zh)全部", en: tested == 2 ? "both \(word.many)" : "all \(all.en)")
      }
      return ids.count > 2 ? wording.units(ids.count) : wording.list(ids)
    }
    var clauses: [LocalizedText] = []
    if !rose.isEmpty { clauses.append(.init(zh: subject(rose).zh + "显著提高", en: subject(rose).en + " clearly rose")) }
    if !fell.isEmpty { clauses.append(.init(zh: subject(fell).zh + "显著下降", en: subject(fell).en + " clearly fell")) }
    if !same.isEmpty, same.count <= 2 {
      clauses.append(
        .init(
          zh: subject(same).zh + "变化不显著",
          en: subject(same).en + (same.count == 1 ? " shows no clear change" : " show no clear change")))
    }
    return told(.unitsChangeSome, values, or: title(clauses: clauses))
  }

  /// Which groups of firms differ from the city.
  public func groupsTitle(_ id: String) -> LocalizedText {
    let rows = index.groups(in: id).filter { index.display($0).isShown }
    let whole = wording.whole
    func names(_ verdict: EvaluationIndex.Verdict) -> [LocalizedText] {
      let own = rows.filter { index.verdict($0) == verdict }
      return own.sorted { abs($0.difference?.value ?? 0) > abs($1.difference?.value ?? 0) }
        .map { index.name(code: $0.code, of: $0.variable) }
    }
    let (above, below) = (names(.above), names(.below))
    var values: PassageValues = [.dimension: wording.name(node: id), .city: whole]
    if above.isEmpty, below.isEmpty {
      return rows.contains { index.verdict($0) == .notClear }
        ? told(
          .groupsNone, values,
          or: title("各类企业与\(whole.zh)均无显著差异", "no group of firms differs clearly from \(whole.en)"))
        : told(.groupsUntested, values, or: title("各类企业得分", "Scores by group of firms"))
    }
    func list(_ names: [LocalizedText]) -> LocalizedText {
      let shown = names.prefix(3)
      let rest = names.count - shown.count
      return LocalizedText(
        zh: shown.map(\.zh).joined(separator: "、") + (rest > 0 ? "等 \(NumberText.count(names.count)) 类" : ""),
        en: shown.map(\.en).joined(separator: ", ") + (rest > 0 ? " and \(Wording.countEN(rest)) more" : ""))
    }
    var zh: [String] = []
    var en: [String] = []
    if !above.isEmpty {
      zh.append("显著高于\(whole.zh)：\(list(above).zh)")
      en.append("clearly above \(whole.en): \(list(above).en)")
    }
    if !below.isEmpty {
      zh.append("显著低于\(whole.zh)：\(list(below).zh)")
      en.append("clearly below\(above.isEmpty ? " " + whole.en : ""): \(list(below).en)")
    }
    values.merge([.above: above.isEmpty ? nil : list(above), .below: below.isEmpty ? nil : list(below)]) { $1 }
    return told(.groupsSome, values, or: title(zh.joined(separator: "；"), en.joined(separator: "; ")))
  }
}

extension EvaluationIndex {
  /// Where the quadrants of importance and performance meet: the mean score, and the share that each item would have were
  /// they alike.
  func quadrantCorner(in node: String) -> (score: Double, share: Double)? {
    let items = weighedItems(in: node)
    guard !items.isEmpty else { return nil }
    let count = Double(items.count)
    return (items.reduce(0) { $0 + $1.score.value } / count, items.reduce(0) { $0 + $1.share } / count)
  }

  /// The items of more than an even share whose interval lies below the mean, largest share first.
  func itemsToFixFirst(in node: String) -> [RatedItem] {
    guard let corner = quadrantCorner(in: node) else { return [] }
    return weighedItems(in: node).filter { isFirst($0, corner: corner) }
      .sorted { ($1.share, $0.item.answers.variable) < ($0.share, $1.item.answers.variable) }.map(\.item)
  }

  func isFirst(
    _ entry: (item: RatedItem, score: SampledFigure, share: Double), corner: (score: Double, share: Double)
  ) -> Bool {
    entry.share > corner.share && (entry.score.ciHigh ?? .infinity) < corner.score
  }
}
