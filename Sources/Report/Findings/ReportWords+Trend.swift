public import SurveyModel

extension ReportWords {
  /// Figure of the overall scores over the editions: who clearly moved since the first wave; nil without a trend.
  public var trendTitle: LocalizedText? {
    OverallTrend(index).map { told(trendPassage($0)) }
  }

  private func trendPassage(_ trend: OverallTrend) -> Passage {
    let year = String(trend.firstWave)
    let tested = trend.units.filter { unit in trend.comparison(unit.id).map { index.verdict($0) != .untested } ?? false
    }
    var values: PassageValues = [.firstWave: LocalizedText(year), .city: index.city.map { _ in wording.whole }]
    guard !tested.isEmpty else {
      values[.score] = index.city.flatMap { trend.point($0.id, index.wave) }.map {
        LocalizedText(Wording.points($0.value))
      }
      return Passage(.trendUntested, values, publishedTrend(trend))
    }
    func moved(_ verdict: EvaluationIndex.Verdict) -> [AssessedUnit] {
      tested.filter { unit in trend.comparison(unit.id).map { index.verdict($0) == verdict } ?? false }
    }
    let (rose, fell) = (moved(.above), moved(.below))
    guard !rose.isEmpty || !fell.isEmpty else {
      return Passage(.trendNone, values, nobodyMoved(tested, since: year))
    }
    (values[.rose], values[.fell]) = (named(rose.map(\.id)), named(fell.map(\.id)))
    let clauses = [clause(rose, "显著提高", "risen"), clause(fell, "显著下降", "fallen")]
      .compactMap { $0 }
    // Of what was not tested nothing is said.
    let isRest = rose.count + fell.count < tested.count && tested.count == trend.units.count
    let rest = isRest ? LocalizedText(zh: "，其余变化不显著", en: "; no other change is clear") : LocalizedText("")
    return Passage(
      .trendSome, values,
      title(
        "与 \(year) 年相比，" + clauses.map(\.zh).joined(separator: "，") + rest.zh,
        "Since \(year) " + clauses.map(\.en).joined(separator: ", and ") + rest.en))
  }

  /// `全市、云麓区显著提高`, `five districts have clearly risen`; the city stands apart from its districts.
  private func clause(
    _ units: [AssessedUnit], _ zh: String, _ en: String
  ) -> LocalizedText? {
    let districts = units.filter { $0.id != index.city?.id }
    let all = index.units.ranked.count
    var names: [LocalizedText] = units.count == districts.count ? [] : [wording.whole]
    if districts.count > 3 || (districts.count == all && all > 1) {
      let count = wording.units(districts.count)
      let isAll = districts.count == all
      names.append(
        LocalizedText(zh: count.zh + (isAll ? "全部" : ""), en: isAll && all > 2 ? "all \(count.en)" : count.en))
    } else {
      names += districts.map { wording.name($0.id) }
    }
    guard !names.isEmpty else { return nil }
    let has = units.count == 1 ? "has" : "have"
    return LocalizedText(
      zh: names.map(\.zh).joined(separator: "、") + zh, en: Wording.joined(names.map(\.en)) + " \(has) clearly \(en)")
  }

  private func nobodyMoved(_ tested: [AssessedUnit], since year: String) -> LocalizedText {
    let word = wording.unitWord
    let hasCity = tested.contains { $0.id == index.city?.id }
    guard hasCity, let whole = index.city.map({ wording.name($0) }) else {
      return title("与 \(year) 年相比，\(word.each)的变化都不显著", "Since \(year) no \(word.one) has clearly moved")
    }
    return title(
      "与 \(year) 年相比，\(whole.zh)和\(word.each)的变化都不显著",
      "Since \(year) neither \(whole.en) nor any \(word.one) has clearly moved")
  }

  /// Against a published figure nothing is clear: the scores alone are told.
  private func publishedTrend(_ trend: OverallTrend) -> LocalizedText {
    let (first, now) = (String(trend.firstWave), String(index.wave))
    guard let city = index.city, let before = trend.point(city.id, trend.firstWave),
      let score = trend.point(city.id, index.wave)
    else {
      return title(
        "从 \(first) 年公布的得分到 \(now) 年，变化未作检验", "Changes on the scores as published for \(first) are not tested")
    }
    let (from, to) = (Wording.points(before.value), Wording.points(score.value))
    let whole = wording.whole
    return title(
      "\(whole.zh)得分从 \(first) 年公布的 \(from) 到 \(now) 年的 \(to)，变化未作检验",
      "The score of \(whole.en) went from \(from) as published for \(first) to \(to) in \(now); the change is not tested"
    )
  }
}
