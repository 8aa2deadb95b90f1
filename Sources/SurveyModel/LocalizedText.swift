/// A report language.
public enum Language: String, Sendable, CaseIterable, Hashable {
  case zh, en
}

/// The same words in the two languages of the report.
public struct LocalizedText: Sendable, Hashable, Codable {
  public var zh: String
  public var en: String

  public init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  /// The same text in both languages.
  public init(_ text: String) {
    self.init(zh: text, en: text)
  }

  public subscript(language: Language) -> String {
    switch language {
    case .zh: zh
    case .en: en
    }
  }
}
