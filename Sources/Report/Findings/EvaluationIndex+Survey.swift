import SurveyModel

/// A rating of a dimension as the charts of its chapter show it.
struct RatedItem: Sendable {
  /// The indicator that is made of it alone, or the words of the question.
  var name: LocalizedText
  var answers: AnswerShares
  /// Of 0…100: the score of its indicator as the tables have it, or the mean of its points.
  var score: SampledFigure?
  /// Of the variation that the ratings of the dimension explain, in percent; nil where nothing was explained.
  var share: Double?
}

/// What of the survey's answers may be shown.
extension EvaluationIndex {
  /// The ratings of a dimension with answers enough to be shown, the most favourable first.
  func ratedItems(in node: String) -> [RatedItem] {
    let shares = Dictionary(
      evaluation.survey.importance.filter { $0.wave == wave && $0.nodeID == node }.map { ($0.predictor, $0.share) },
      uniquingKeysWith: { first, _ in first })
    let items = evaluation.survey.answers.filter { $0.wave == wave && $0.nodeID == node && isShown($0) }.map { row in
      RatedItem(
        name: itemName(row), answers: row, score: itemScore(row), share: shares[row.variable])
    }
    return items.enumerated().sorted {
      ($1.element.answers.favourable.value, $0.offset) < ($0.element.answers.favourable.value, $1.offset)
    }.map(\.element)
  }

  /// Those with a share of what is explained, where that is known for three and more.
  func weighedItems(in node: String) -> [(item: RatedItem, score: SampledFigure, share: Double)] {
    let items = ratedItems(in: node).compactMap { item in
      item.score.flatMap { score in item.share.map { (item: item, score: score, share: $0) } }
    }
    return items.count >= 3 ? items : []
  }

  func isShown(_ row: AnswerShares) -> Bool {
    input.pipeline.display.verdict(
      DisplayRules.Precision(
        n: Double(row.n), effectiveN: row.effectiveN, degreesOfFreedom: row.df, value: row.favourable.value,
        standardError: row.favourable.standardError, isRatioScale: false)
    ).isShown
  }

  /// The verdict of display on a group's score; a score is no ratio.
  func display(_ row: GroupScore) -> DisplayRules.Verdict {
    input.pipeline.display.verdict(
      DisplayRules.Precision(
        n: Double(row.n), effectiveN: row.effectiveN, degreesOfFreedom: row.df, value: row.score?.value ?? 0,
        standardError: row.score?.standardError, isRatioScale: false))
  }

  /// What the difference of a group to the city says.
  func verdict(_ row: GroupScore) -> Verdict {
    guard let difference = row.difference, row.adjustedPValue != nil else { return .untested }
    guard row.isClear, difference.value != 0 else { return .notClear }
    return difference.value > 0 ? .above : .below
  }

  /// The groups of a dimension, variable by variable in declared order.
  func groups(in node: String) -> [GroupScore] {
    evaluation.groupScores.filter { $0.wave == wave && $0.nodeID == node && $0.score != nil }
  }

  /// What a variable is called: the label of a derived one, or the words of the question without the mark at their end.
  func name(variable: String) -> LocalizedText {
    let found = input.pipeline.questionnaire?.codebook[variable]
    let derived = input.pipeline.cleaning.derived.first { $0.name == variable }?.label
    return Self.printable(derived ?? found?.rowText ?? found?.text, or: variable)
  }

  /// What a code of a variable is called.
  func name(code: String, of variable: String) -> LocalizedText {
    let derived = input.pipeline.cleaning.derived.first { $0.name == variable }?.answers
    let answers = derived ?? input.pipeline.questionnaire?.codebook[variable]?.answers ?? []
    return Self.printable(answers.first { $0.code == code }?.label, or: code)
  }

  private func itemName(_ row: AnswerShares) -> LocalizedText {
    row.indicatorID.flatMap { name(of: $0) } ?? name(variable: row.variable)
  }

  private func itemScore(_ row: AnswerShares) -> SampledFigure? {
    if let city, let id = row.indicatorID, case .likert = framework[id]?.indicator?.score,
      let own = score(city.id, id), let value = shownScore(city.id, id)
    {
      return SampledFigure(value, standardError: own.standardError, ciLow: own.ciLow, ciHigh: own.ciHigh)
    }
    return row.points
  }

  /// Without the mark at its end, of a line or two at most; `code` where nothing is left.
  private static func printable(_ text: LocalizedText?, or code: String) -> LocalizedText {
    func one(_ text: String) -> String {
      var view = Substring(text)
      while let last = view.last, "：:？?。. ".contains(last) { view.removeLast() }
      return (view.isEmpty ? code : String(view)).shortened(to: 120)
    }
    return LocalizedText(zh: one(text?.zh ?? ""), en: one(text?.en ?? ""))
  }
}
