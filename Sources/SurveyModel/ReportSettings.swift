/// What a pipeline says of its report beside what may be said in it: look, words, chapters.
public struct ReportSettings: Sendable, Hashable {
  /// Stands in the masthead.
  public var logo: ReportImage?
  /// Colours that take the place of the usual ones.
  public var palette: [PaletteRole: ReportColour] = [:]
  /// In the order in which they are printed; nil: all, in their usual order.
  public var chapters: [ReportChapter]?
  /// Words that take the place of others wherever the report says them, longest first.
  public var words: [ExchangedWord] = []
  /// How findings are put into words.
  public var templates = SentenceTemplates()
  /// What is said in the place of headlines, leads and titles.
  public var passages = PassageTemplates()

  public init() {}
}

/// A picture that is embedded in the report.
public struct ReportImage: Sendable, Hashable {
  /// `image/svg+xml` or `image/png`.
  public var mediaType: String
  public var bytes: [UInt8]

  public init(mediaType: String, bytes: [UInt8]) {
    self.mediaType = mediaType
    self.bytes = bytes
  }
}

/// What a colour is for.
public enum PaletteRole: String, Sendable, Hashable, CaseIterable {
  /// Links, numbers of chapters, the line of the city.
  case accent
  /// The ground of the masthead.
  case masthead
  /// Clearly above, and clearly below.
  case above, below
}

/// A colour on light and on dark ground, as `#rrggbb`.
public struct ReportColour: Sendable, Hashable {
  public var light: String
  /// nil: the usual dark colour stays.
  public var dark: String?

  public init(light: String, dark: String? = nil) {
    self.light = light
    self.dark = dark
  }
}

/// The chapters and appendices that every report may have.
public enum StandardChapter: String, Sendable, Hashable, CaseIterable {
  case summary, method, quality, index, dimensions, units, actions
  case indicators, questionnaire, figures, robustness, edits, tables, glossary

  /// Appendices have letters and come after the chapters.
  public var isAppendix: Bool {
    switch self {
    case .indicators, .questionnaire, .figures, .robustness, .edits, .tables, .glossary: true
    default: false
    }
  }

  /// Without these no number could be traced: they may be moved, not left out.
  public static let required: [StandardChapter] = [.method, .indicators, .tables]
}

/// A chapter of the report.
public enum ReportChapter: Sendable, Hashable {
  case standard(StandardChapter)
  case own(OwnChapter)
}

/// A chapter that an analyst wrote in Markdown, in each language.
public struct OwnChapter: Sendable, Hashable {
  /// The file of each language as written, for messages.
  public var file: LocalizedText
  public var text: LocalizedText

  public init(file: LocalizedText, text: LocalizedText) {
    self.file = file
    self.text = text
  }
}

/// A word of the report and what takes its place.
public struct ExchangedWord: Sendable, Hashable {
  public var language: Language
  public var word: String
  public var replacement: String

  public init(language: Language, word: String, replacement: String) {
    self.language = language
    self.word = word
    self.replacement = replacement
  }
}
