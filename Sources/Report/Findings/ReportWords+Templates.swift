public import SurveyModel

/// Findings put into words by templates: those that the report comes with, or the pipeline's own.
extension ReportWords {
  /// The finding as one full sentence, as in `findings.csv`.
  public func statement(_ finding: Finding) -> LocalizedText { paragraph([told(finding, .statement)]) }

  /// What stands behind its name in a list: the score, and what it is held against. Empty for a kind that no list has.
  public func evidence(_ finding: Finding) -> LocalizedText { told(finding, .evidence) }

  private func told(_ finding: Finding, _ form: SentenceForm) -> LocalizedText {
    func text(_ language: Language) -> String {
      let template = templates[SentenceTemplates.Key(finding.sentenceKind, form, language)]
      return template?.filled(missing: NumberText.missing) { value($0, of: finding)?[language] } ?? ""
    }
    return LocalizedText(zh: text(.zh), en: text(.en))
  }

  /// What a placeholder says of a finding; nil where it has nothing to say.
  private func value(_ placeholder: SentencePlaceholder, of finding: Finding) -> LocalizedText? {
    switch placeholder {
    case .unit: wording.name(finding.unitID)
    case .indicator: wording.name(node: finding.nodeID)
    case .word: finding.kind.word
    case .value: finding.value.map { LocalizedText(Wording.points($0)) }
    case .interval: finding.valueInterval.map { LocalizedText(Wording.interval($0)) }
    case .reference: finding.comparison == .toPreviousWave ? previousWord : referenceName(of: finding.unitID)
    case .direction: finding.difference.map { direction($0, of: finding) }
    case .size: finding.difference.map { LocalizedText(Wording.points(abs($0))) }
    case .difference: finding.difference.map { LocalizedText(Wording.signed($0)) }
    case .differenceInterval: finding.differenceInterval.map { LocalizedText(Wording.interval($0)) }
    case .margin:
      finding.differenceInterval.map { LocalizedText(Wording.points(($0.upperBound - $0.lowerBound) / 2)) }
    case .level: LocalizedText("95%")
    case .threshold: finding.threshold.map { LocalizedText(NumberText.fixed($0, 0)) }
    case .city: cityScore(beside: finding).map { _ in index.city?.name ?? LocalizedText("") }
    case .cityValue: cityScore(beside: finding).map { LocalizedText(Wording.points($0)) }
    case .units: wording.list([finding.unitID] + finding.otherUnitIDs, limit: 8)
    case .places: finding.rankSet.map(Wording.places)
    case .rank: finding.rankSet.map { LocalizedText(Wording.rankSet($0)) }
    }
  }

  private func direction(_ difference: Double, of finding: Finding) -> LocalizedText {
    let isUp = difference > 0
    if finding.comparison == .toPreviousWave {
      return isUp ? LocalizedText(zh: "提高", en: "up") : LocalizedText(zh: "下降", en: "down")
    }
    return isUp ? LocalizedText(zh: "高于", en: "above") : LocalizedText(zh: "低于", en: "below")
  }

  /// The city's score on the node of a finding about another unit.
  private func cityScore(beside finding: Finding) -> Double? {
    guard let city = index.city, city.id != finding.unitID else { return nil }
    return index.shownScore(city.id, finding.nodeID)
  }
}

extension Finding {
  /// The templates that it is told by.
  var sentenceKind: SentenceKind {
    switch kind {
    case .strength: .strength
    case .shortfall: .shortfall
    case .weakSpot: .weakSpot
    case .watch: .watch
    case .toVerify: comparison == nil ? .toVerify : .toVerifyStrength
    case .above: .above
    case .below: .below
    case .noClearDifference: .noClearDifference
    case .rose: .rose
    case .noClearChange: .noClearChange
    case .tied: .tied
    case .first: .first
    case .last: .last
    }
  }
}
