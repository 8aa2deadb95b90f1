/// What may be written as the value of a key.
public indirect enum ConfigurationValue: Sendable, Hashable {
  case text
  /// `{zh: …, en: …}`, or one text for both.
  case localizedText
  case integer
  case number
  case boolean
  /// `YYYY-MM-DD`.
  case date
  /// One of these words.
  case word([String])
  /// A row expression or an aggregate expression.
  case expression
  /// A file, relative to the pipeline's folder.
  case path
  case list(ConfigurationValue)
  /// A mapping with the keys of a section of the reference.
  case section(String)
  /// A mapping whose keys are names of the analyst's own.
  case named(ConfigurationValue)
  case either([ConfigurationValue])
  /// The key alone, with no value.
  case nothing
}

/// One key of the configuration: the reference of keys is made from these, and so are the checks.
public struct ConfigurationKey: Sendable, Hashable {
  public var name: String
  public var value: ConfigurationValue
  public var isRequired: Bool
  /// What holds when the key is not given, in words or as it would be written.
  public var defaultText: String?
  public var documentation: String

  init(
    _ name: String, _ value: ConfigurationValue, required isRequired: Bool = false, default defaultText: String? = nil,
    _ documentation: String
  ) {
    self.name = name
    self.value = value
    self.isRequired = isRequired
    self.defaultText = defaultText
    self.documentation = documentation
  }
}

/// The keys that a mapping may have.
public struct ConfigurationSection: Sendable, Hashable {
  /// What the mapping is called in the reference, such as `source`.
  public var name: String
  public var documentation: String
  public var keys: [ConfigurationKey]

  init(_ name: String, _ documentation: String, _ keys: [ConfigurationKey]) {
    self.name = name
    self.documentation = documentation
    self.keys = keys
  }

  public subscript(key: String) -> ConfigurationKey? { keys.first { $0.name == key } }
}

/// Every key of every configuration file.
public enum ConfigurationReference {
  /// Sections in the order a reader meets them.
  public static let sections: [ConfigurationSection] =
    pipelineSections + unitSections + questionnaireSections + frameworkSections + cleaningSections
    + checkSections + actionSections + analysisSections + runSections + sentenceSections

  static func section(_ name: String) -> ConfigurationSection {
    sections.first { $0.name == name } ?? ConfigurationSection(name, "", [])
  }
}
