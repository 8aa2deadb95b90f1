import SurveyModel

/// What the placeholders of a headline, lead or title stand for here; nil: there is nothing to say.
typealias PassageValues = [PassagePlaceholder: LocalizedText?]

/// A headline, lead or title: which of its cases this is, what it is made from, and what is usually said.
struct Passage {
  var id: PassageID
  var values: PassageValues
  var usual: LocalizedText

  init(_ id: PassageID, _ values: PassageValues, _ usual: LocalizedText) {
    self.id = id
    self.values = values
    self.usual = usual
  }
}

/// Headlines, leads and titles in the words of the pipeline, or as the report comes with.
extension ReportWords {
  /// A headline, lead or title whose usual words are made by rules of grammar.
  ///
  /// - Parameters:
  ///   - id: what it is, and which of its cases this is.
  ///   - values: what placeholders stand for, besides those that every template has.
  ///   - usual: what is said without a template of the pipeline.
  /// - Returns: the pipeline's words where it has a template, finished as a title or as full sentences.
  func told(_ id: PassageID, _ values: PassageValues = [:], or usual: LocalizedText) -> LocalizedText {
    LocalizedText(zh: own(id, values, .zh) ?? usual.zh, en: own(id, values, .en) ?? usual.en)
  }

  /// The same of a passage that is decided.
  func told(_ passage: Passage) -> LocalizedText { told(passage.id, passage.values, or: passage.usual) }

  /// A title whose usual words are a template too.
  func heading(_ id: PassageID) -> LocalizedText {
    let definition = id.definition
    func usual(_ language: Language) -> String {
      definition.shippedTemplate(language).map { finished($0, id, [:], language) } ?? id.rawValue
    }
    return told(id, or: LocalizedText(zh: usual(.zh), en: usual(.en)))
  }

  private func own(_ id: PassageID, _ values: PassageValues, _ language: Language) -> String? {
    passages[id, language].map { finished($0, id, values, language) }
  }

  private func finished(
    _ template: PassageTemplate, _ id: PassageID, _ values: PassageValues, _ language: Language
  ) -> String {
    let text = template.filled(missing: NumberText.missing) { placeholder in
      ((values[placeholder] ?? nil) ?? common(placeholder))?[language]
    }
    let both = LocalizedText(zh: text, en: text)
    return (id.definition.form == .lead ? paragraph([both]) : title(both))[language]
  }

  private func common(_ placeholder: PassagePlaceholder) -> LocalizedText? {
    let word = wording.unitWord
    return switch placeholder {
    case .title: index.input.pipeline.title
    case .wave: LocalizedText(String(index.wave))
    case .unitWord: LocalizedText(zh: word.zh, en: word.one)
    case .unitWords: LocalizedText(zh: word.zh, en: word.many)
    default: nil
    }
  }

  // MARK: Values that many have

  /// The score of a unit on a node, its interval, and its change on the wave before.
  func scoreValues(_ unit: String, _ node: String) -> PassageValues {
    let score = index.score(unit, node)
    let change = index.shownComparison(.toPreviousWave, unit, node)?.difference
    return [
      .score: index.shownScore(unit, node).map { LocalizedText(Wording.points($0)) },
      .interval: interval(score?.ciLow, score?.ciHigh).map { LocalizedText(Wording.interval($0)) },
      .change: changeClause(unit, node), .difference: change.map { LocalizedText(Wording.signed($0)) },
      .size: change.map { LocalizedText(Wording.points(abs($0))) }, .previous: change.map { _ in previousWord },
    ]
  }

  /// Units, or nil for none of them.
  func named(_ units: [String], limit: Int = 4) -> LocalizedText? {
    units.isEmpty ? nil : wording.list(units, limit: limit)
  }

  /// Nodes, or nil for none of them.
  func named(nodes: [String]) -> LocalizedText? { nodes.isEmpty ? nil : wording.list(nodes: nodes) }

  /// A count as a word.
  func counted(_ count: Int) -> LocalizedText {
    LocalizedText(zh: Wording.countZH(count), en: Wording.countEN(count))
  }

  /// A count in digits.
  func digits(_ count: Int) -> LocalizedText { LocalizedText(NumberText.count(count)) }
}
