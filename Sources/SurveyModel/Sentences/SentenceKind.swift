/// What a template of a finding can ask for. Every number comes from the one formatter of the report.
public enum SentencePlaceholder: String, TemplatePlaceholder {
  /// The unit, and the node of the framework or the indicator.
  case unit, indicator
  /// The word that judges: 优势, strength.
  case word
  /// The score, and its interval.
  case value, interval
  /// What it is held against: the city, the reference, last year.
  case reference
  /// 高于 or 低于, above or below; of a change 提高 or 下降, up or down.
  case direction
  /// The difference without its sign, and with it.
  case size, difference
  /// The interval of the difference, and half its width.
  case differenceInterval = "difference_interval"
  case margin
  /// The level of intervals: 95%.
  case level
  /// The threshold of the rule.
  case threshold
  /// The city by its name, and its score.
  case city
  case cityValue = "city_value"
  /// The units of a tie, their places, and the rank of one that is first or last.
  case units, places, rank

  /// Whether findings may be without it: such a placeholder stands in `[ ]`.
  var mayBeMissing: Bool { [.interval, .differenceInterval, .margin, .city, .cityValue].contains(self) }
}

/// A template of a finding.
public typealias SentenceTemplate = TextTemplate<SentencePlaceholder>

/// Where a finding is put into words.
public enum SentenceForm: String, Sendable, Hashable, CaseIterable {
  /// The finding as a sentence of its own, in `findings.csv`.
  case statement
  /// What stands behind a name in the lists of chapters and sheets.
  case evidence
}

/// The findings that have templates of their own, named as in `findings.csv`.
public enum SentenceKind: String, Sendable, Hashable, CaseIterable {
  case strength, shortfall
  case weakSpot = "weak_spot"
  case watch
  case toVerify = "to_verify"
  /// At or above the threshold of a strength without a clear difference; a finding `to_verify` like the other.
  case toVerifyStrength = "to_verify_strength"
  case above, below
  case noClearDifference = "no_clear_difference"
  case rose
  case noClearChange = "no_clear_change"
  case tied, first, last

  /// The forms that it is put into words in: only some kinds stand in lists.
  public var forms: [SentenceForm] {
    switch self {
    case .strength, .shortfall, .weakSpot, .watch: [.statement, .evidence]
    default: [.statement]
    }
  }

  /// What a template may ask for.
  public var placeholders: [SentencePlaceholder] {
    let compared: [SentencePlaceholder] = [
      .reference, .direction, .size, .difference, .differenceInterval, .margin, .level,
    ]
    let scored: [SentencePlaceholder] = [.unit, .indicator, .word, .value, .interval]
    return switch self {
    case .strength, .toVerifyStrength: scored + compared + [.threshold]
    case .shortfall, .watch, .above, .below, .noClearDifference, .rose, .noClearChange: scored + compared
    case .weakSpot, .toVerify: scored + [.level, .threshold, .city, .cityValue]
    case .tied: [.indicator, .word, .units, .places]
    case .first, .last: [.unit, .indicator, .word, .rank]
    }
  }

  /// What a template must say, so that a sentence names what it is about and gives its number.
  public func required(_ form: SentenceForm) -> [SentencePlaceholder] {
    switch (self, form) {
    case (_, .evidence): [.value]
    case (.tied, _): [.indicator, .units]
    case (.first, _), (.last, _): [.unit, .indicator]
    default: [.unit, .indicator, .value]
    }
  }

  /// The template that the report comes with; empty for a form that it does not have.
  public func shipped(_ form: SentenceForm) -> LocalizedText {
    form == .statement ? statement : evidence
  }

  private var statement: LocalizedText {
    let between = LocalizedText(
      zh: "{unit}{indicator} {value} 分，得分{direction}{reference} {size} 分[（差的 {level} 区间 {difference_interval}）]",
      en:
        "{unit}, {indicator}: {value}, {size} points {direction} {reference}[ ({level} interval of the difference {difference_interval})]"
    )
    switch self {
    case .strength, .shortfall, .noClearDifference:
      return LocalizedText(zh: between.zh + "：{word}", en: between.en + ": {word}")
    case .above, .below:
      return LocalizedText(zh: between.zh + "：{word}{reference}", en: between.en + ": {word} {reference}")
    case .watch, .rose, .noClearChange:
      return LocalizedText(
        zh:
          "{unit}{indicator} {value} 分，得分比{reference}{direction} {size} 分[（差的 {level} 区间 {difference_interval}）]：{word}",
        en:
          "{unit}, {indicator}: {value}, {direction} {size} points on {reference}[ ({level} interval of the difference {difference_interval})]: {word}"
      )
    case .weakSpot:
      return LocalizedText(
        zh: "{unit}{indicator} {value} 分，区间上端低于 {threshold} 分：{word}",
        en: "{unit}, {indicator}: {value}, upper end below {threshold}: {word}")
    case .toVerify:
      return LocalizedText(
        zh: "{unit}{indicator} {value} 分，低于 {threshold} 分而区间上端不低于 {threshold} 分：{word}",
        en: "{unit}, {indicator}: {value}, below {threshold} with an upper end at or above it: {word}")
    case .toVerifyStrength:
      return LocalizedText(
        zh:
          "{unit}{indicator} {value} 分，不低于 {threshold} 分，得分{direction}{reference} {size} 分[（差的 {level} 区间 {difference_interval}）]，差异不显著：{word}",
        en:
          "{unit}, {indicator}: {value}, at or above {threshold}, {size} points {direction} {reference}[ ({level} interval of the difference {difference_interval})], not clear: {word}"
      )
    case .tied:
      return LocalizedText(zh: "{indicator}：{units}（{places}）{word}", en: "{indicator}: {units} ({places}) {word}")
    case .first, .last:
      return LocalizedText(
        zh: "{unit}{indicator}名次置信集只含第 {rank} 名：{word}",
        en: "{unit}, {indicator}: the rank confidence set is rank {rank} alone: {word}")
    }
  }

  private var evidence: LocalizedText {
    switch self {
    case .strength, .shortfall:
      LocalizedText(
        zh: "{value} 分，{direction}{reference} {size}[（±{margin}）]", en: "{value}, {size} {direction}[ (±{margin})]")
    case .watch:
      LocalizedText(
        zh: "{value} 分，比{reference} {difference}[（±{margin}）]", en: "{value}, on {reference} {difference}[ (±{margin})]"
      )
    case .weakSpot: LocalizedText(zh: "{value} 分[，{city} {city_value}]", en: "{value}[, {city} {city_value}]")
    default: LocalizedText("")
    }
  }
}

/// The templates of a report: those it comes with, and what a pipeline says instead.
public struct SentenceTemplates: Sendable, Hashable {
  /// The place of one template.
  public struct Key: Sendable, Hashable {
    public var kind: SentenceKind
    public var form: SentenceForm
    public var language: Language

    /// - Parameters:
    ///   - kind: of the finding.
    ///   - form: where it is put into words.
    ///   - language: of the tree.
    public init(_ kind: SentenceKind, _ form: SentenceForm, _ language: Language) {
      self.kind = kind
      self.form = form
      self.language = language
    }
  }

  private var templates: [Key: SentenceTemplate] = [:]

  /// The templates that the report comes with.
  public init() {
    for kind in SentenceKind.allCases {
      for form in kind.forms {
        for language in Language.allCases {
          templates[Key(kind, form, language)] = SentenceTemplate.reading(kind.shipped(form)[language]).template
        }
      }
    }
  }

  /// The template of a place; nil for a form that the kind does not have.
  public subscript(key: Key) -> SentenceTemplate? {
    get { templates[key] }
    set { templates[key] = newValue }
  }
}
