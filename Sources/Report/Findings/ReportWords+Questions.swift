public import SurveyModel

/// The survey's indicators in each ranked unit, held against the city.
struct SurveyComparisons: Sendable {
  /// More units than this are no panels.
  static let mostUnits = 12

  /// Indicators of the index that the survey feeds and of which a unit has a score that may be shown.
  let indicators: [FrameworkNode]
  /// How many comparisons were tested, and how many are clear on either side.
  let tested: Int
  let above: Int
  let below: Int

  init(_ index: EvaluationIndex) {
    indicators = index.framework.indicators.filter { node in
      (node.indicator.map { index.isSurvey(source: $0.source) } ?? false)
        && index.units.ranked.contains { index.shownScore($0.id, node.id) != nil }
    }
    var counts = (tested: 0, above: 0, below: 0)
    for unit in index.units.ranked {
      for node in indicators {
        switch index.verdict(.toCity, unit.id, node.id) {
        case .above: (counts.tested, counts.above) = (counts.tested + 1, counts.above + 1)
        case .below: (counts.tested, counts.below) = (counts.tested + 1, counts.below + 1)
        case .notClear: counts.tested += 1
        case .untested, nil: break
        }
      }
    }
    (tested, above, below) = (counts.tested, counts.above, counts.below)
  }
}

extension ReportWords {
  /// Figure of all questions by unit: how many comparisons with the city are clear; nil where nothing was tested.
  public var questionsTitle: LocalizedText? {
    let found = SurveyComparisons(index)
    guard index.city != nil, found.tested > 1 else { return nil }
    let (all, above, below) = (
      NumberText.count(found.tested), NumberText.count(found.above), NumberText.count(found.below)
    )
    let isNone = found.above == 0 && found.below == 0
    return told(
      isNone ? .questionsNone : .questionsSome,
      [
        .city: wording.whole, .count: LocalizedText(all), .aboveCount: LocalizedText(above),
        .belowCount: LocalizedText(below),
      ], or: usualQuestionsTitle(found, all, above, below))
  }

  private func usualQuestionsTitle(
    _ found: SurveyComparisons, _ all: String, _ above: String, _ below: String
  ) -> LocalizedText {
    let whole = wording.whole
    let `is` = found.above == 1 ? "is" : "are"
    switch (found.above > 0, found.below > 0) {
    case (true, true):
      return title(
        "\(all) 项比较中，\(above) 项显著高于\(whole.zh)，\(below) 项显著低于\(whole.zh)",
        "Of \(all) comparisons \(above) \(`is`) clearly above \(whole.en), and \(below) clearly below")
    case (true, false):
      return title(
        "\(all) 项比较中，\(above) 项显著高于\(whole.zh)，没有显著低于的",
        "Of \(all) comparisons \(above) \(`is`) clearly above \(whole.en), and none clearly below")
    case (false, true):
      return title(
        "\(all) 项比较中，\(below) 项显著低于\(whole.zh)，没有显著高于的",
        "Of \(all) comparisons \(below) \(found.below == 1 ? "is" : "are") clearly below \(whole.en), and none clearly above"
      )
    case (false, false):
      return title("\(all) 项比较中，没有一项与\(whole.zh)显著不同", "None of \(all) comparisons with \(whole.en) is clear")
    }
  }
}
