internal import Diagnostics

/// Reads one mapping by the keys of a section: unknown and missing keys, wrong types and values go to the log with their place.
///
/// Accessors return nil where there is nothing usable; what is required by the reference has then been reported.
struct MappingReader {
  let section: ConfigurationSection
  let path: ConfigurationPath
  let location: SourceLocation
  let log: ConfigurationLog
  private let entries: [ConfigurationNode.Entry]

  // `keyLocation` is where the mapping's own key stands: missing keys are reported there.
  init?(
    _ node: ConfigurationNode, _ sectionName: String, path: ConfigurationPath, keyLocation: SourceLocation? = nil,
    log: ConfigurationLog
  ) {
    section = ConfigurationReference.section(sectionName)
    self.path = path
    location = keyLocation ?? node.location
    self.log = log
    guard case .mapping(let entries) = node.value else {
      log.add(
        .wrongType, at: node.location,
        "\(path.parts.isEmpty ? "the file" : "`\(path)`") must be a mapping, found \(node.found)",
        advice: "Allowed keys: \(alternatives(section.keys.map(\.name)))")
      return nil
    }
    self.entries = entries
    let known = section.keys.map(\.name)
    for entry in entries where !known.contains(entry.key) {
      log.add(
        .unknownKey, at: entry.keyLocation, "unknown key `\(path.appending(entry.key))`",
        advice: adviceOnName(entry.key, among: known))
    }
    for key in section.keys where key.isRequired {
      guard let node = entries.first(where: { $0.key == key.name })?.value, !node.isNull else {
        log.add(
          .missingKey, at: location, "`\(path.appending(key.name))` is missing",
          advice: "Add `\(key.name):` — \(key.documentation)")
        continue
      }
    }
  }

  /// Whether it has keys that the section does not have; they have been reported.
  var hasUnknownKeys: Bool {
    let known = Set(section.keys.map(\.name))
    return entries.contains { !known.contains($0.key) }
  }

  /// The value of a key; nil when it is absent or null.
  func node(_ key: String) -> ConfigurationNode? {
    log.noteRead(key, in: section.name)
    guard let node = entries.first(where: { $0.key == key })?.value, !node.isNull else { return nil }
    return node
  }

  func has(_ key: String) -> Bool { node(key) != nil }

  func keyLocation(_ key: String) -> SourceLocation {
    entries.first { $0.key == key }?.keyLocation ?? location
  }

  func text(_ key: String) -> String? {
    node(key).flatMap { configurationText($0, path: path.appending(key), log: log) }
  }

  /// A name that must be one of `known`.
  func name(_ key: String, among known: [String], what: String) -> String? {
    guard let node = node(key), let name = configurationText(node, path: path.appending(key), log: log) else {
      return nil
    }
    return checkedName(name, node, among: known, what: what, path: path.appending(key), log: log) ? name : nil
  }

  func localizedText(_ key: String) -> LocalizedText? {
    node(key).flatMap { Self.localizedText($0, path: path.appending(key), log: log) }
  }

  /// `{zh: …, en: …}`, or one text for both.
  static func localizedText(
    _ node: ConfigurationNode, path: ConfigurationPath, log: ConfigurationLog
  ) -> LocalizedText? {
    guard case .mapping(let pairs) = node.value else {
      return configurationText(node, path: path, log: log).map { LocalizedText($0) }
    }
    var texts: [String: String] = [:]
    for entry in pairs {
      guard ["zh", "en"].contains(entry.key) else {
        log.add(
          .unknownKey, at: entry.keyLocation, "unknown key `\(path.appending(entry.key))`",
          advice: "Allowed here: `zh` and `en`")
        continue
      }
      texts[entry.key] = configurationText(entry.value, path: path.appending(entry.key), log: log) ?? ""
    }
    for language in ["zh", "en"] where texts[language] == nil {
      log.add(
        .missingKey, at: node.location, "`\(path.appending(language))` is missing",
        advice: "Write both languages, `{zh: …, en: …}`, or one text for both")
    }
    return LocalizedText(zh: texts["zh"] ?? "", en: texts["en"] ?? "")
  }

  func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    node(key).flatMap { configurationInteger($0, in: range, path: path.appending(key), log: log) }
  }

  func number(_ key: String) -> Double? {
    node(key).flatMap { configurationNumber($0, path: path.appending(key), log: log) }
  }

  /// A share from 0 to 1, written `5%` or `0.05`.
  func share(_ key: String) -> Double? {
    guard let text = text(key) else { return nil }
    let isPercent = text.hasSuffix("%")
    let number = Double(isPercent ? String(text.dropLast()) : text).map { isPercent ? $0 / 100 : $0 }
    guard let number, number.isFinite, (0...1).contains(number) else {
      problem(
        .outOfRange, key, "`\(path.appending(key))` must be a share from 0 to 100 %, found `\(text)`",
        advice: "Write it as `5%`, or as `0.05`")
      return nil
    }
    return number
  }

  func boolean(_ key: String) -> Bool? {
    guard let node = node(key) else { return nil }
    if case .scalar("true", .plain) = node.value { return true }
    if case .scalar("false", .plain) = node.value { return false }
    log.add(
      .wrongType, at: node.location, "`\(path.appending(key))` must be `true` or `false`, found \(node.found)")
    return nil
  }

  /// One of the words that the reference allows for the key, as the enumeration they are the raw values of.
  func word<Word: RawRepresentable>(_ key: String, as type: Word.Type) -> Word? where Word.RawValue == String {
    guard let node = node(key) else { return nil }
    if let text = node.scalar, let word = Word(rawValue: text) { return word }
    reportWord(node, key, among: section[key].flatMap { words($0.value) } ?? [])
    return nil
  }

  func reportWord(_ node: ConfigurationNode, _ key: String, among words: [String], besides: String = "") {
    log.add(
      .notAllowed, at: node.location, "`\(path.appending(key))` cannot be \(node.found)",
      advice: node.scalar.map { adviceOnName($0, among: words, what: "Allowed here\(besides)") }
        ?? "Allowed here\(besides): \(alternatives(words))")
  }

  /// The items of a list, with their paths; a single value where the reference allows nothing but a list is an error.
  func list(_ key: String) -> [(node: ConfigurationNode, path: ConfigurationPath)]? {
    guard let node = node(key) else { return nil }
    return configurationList(node, path: path.appending(key), log: log)
  }

  func texts(_ key: String) -> [String]? {
    list(key)?.compactMap { configurationText($0.node, path: $0.path, log: log) }
  }

  /// A list of names, each one of `known` and none twice.
  func names(_ key: String, among known: [String]?, what: String) -> [String]? {
    guard let items = list(key) else { return nil }
    return checkedNames(items, among: known, what: what, log: log)
  }

  /// The readers of a list of mappings.
  func mappings(_ key: String, _ sectionName: String) -> [MappingReader] {
    (list(key) ?? []).compactMap { MappingReader($0.node, sectionName, path: $0.path, log: log) }
  }

  func mapping(_ key: String, _ sectionName: String) -> MappingReader? {
    guard let node = node(key) else { return nil }
    return MappingReader(node, sectionName, path: path.appending(key), keyLocation: keyLocation(key), log: log)
  }

  /// The entries of a mapping whose keys are names of the analyst's own, in written order.
  func named(_ key: String) -> [ConfigurationNode.Entry] {
    guard let node = node(key) else { return [] }
    guard case .mapping(let entries) = node.value else {
      log.add(
        .wrongType, at: node.location, "`\(path.appending(key))` must be a mapping of names, found \(node.found)")
      return []
    }
    return entries
  }

  func problem(_ problem: ConfigurationProblem, _ key: String, _ message: String, advice: String? = nil) {
    log.add(problem, at: node(key)?.location ?? keyLocation(key), message, advice: advice)
  }

  private func words(_ value: ConfigurationValue) -> [String]? {
    switch value {
    case .word(let words): words
    case .list(let item), .named(let item): words(item)
    case .either(let values): values.compactMap(words).first
    default: nil
    }
  }
}
