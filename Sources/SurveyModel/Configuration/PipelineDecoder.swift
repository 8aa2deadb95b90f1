internal import Diagnostics
internal import Tables

/// Reads pipeline.yaml itself: everything but the files it names.
struct PipelineDecoder {
  let reader: MappingReader
  let log: ConfigurationLog

  init?(_ node: ConfigurationNode, log: ConfigurationLog) {
    guard let reader = MappingReader(node, "pipeline", path: .root, log: log) else { return nil }
    self.reader = reader
    self.log = log
  }

  func id() -> String {
    guard let id = reader.text("id") else { return "" }
    let allowed = id.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F
    }
    if !allowed || id.isEmpty || id.hasPrefix("-") {
      reader.problem(
        .notAllowed, "id", "`id` names folders, so it has letters, digits, `-` and `_` only, found `\(id)`")
    }
    return id
  }

  func edition() -> String {
    guard let edition = reader.text("edition") else { return "" }
    if edition.contains("/") || edition.unicodeScalars.contains(where: { $0.properties.isWhitespace }) {
      reader.problem(
        .notAllowed, "edition", "`edition` names folders, so it has no `/` and no space, found `\(edition)`")
    }
    return edition
  }

  func waves() -> (wave: Int, previous: Int?) {
    let wave = reader.integer("wave", in: 1900...2999) ?? 0
    let previous = reader.integer("previous_wave", in: 1900...2999)
    if let previous, wave != 0, previous >= wave {
      reader.problem(.outOfRange, "previous_wave", "`previous_wave` (\(previous)) must lie before `wave` (\(wave))")
    }
    return (wave, previous)
  }

  func asOf() -> String {
    guard let node = reader.node("as_of"),
      configurationDate(node, path: reader.path.appending("as_of"), log: log) != nil
    else { return "" }
    return node.scalar ?? ""
  }

  func seed() -> UInt64 { UInt64(reader.integer("seed", in: 0...Int.max) ?? 0) }

  func languages() -> [Language] {
    guard let items = reader.list("languages") else { return Language.allCases }
    let known = Language.allCases.map(\.rawValue)
    let names = checkedNames(items, among: known, what: "language", log: log)
    if items.isEmpty { reader.problem(.structure, "languages", "`languages` lists no language") }
    return names.compactMap(Language.init(rawValue:))
  }

  /// The source of role published that a key names.
  func publishedSource(_ reader: MappingReader, _ key: String, _ sources: [SourceDefinition]) -> String? {
    guard let name = reader.name(key, among: sources.map(\.name), what: "source") else { return nil }
    requireRole(.published, of: name, sources, reader, key)
    return name
  }

  func requireRole(
    _ role: SourceRole, of name: String, _ sources: [SourceDefinition], _ reader: MappingReader, _ key: String
  ) {
    guard let source = sources.first(where: { $0.name == name }), source.role != role else { return }
    let fitting = sources.filter { $0.role == role }.map(\.name)
    reader.problem(
      .notAllowed, key,
      "`\(reader.path.appending(key))` needs a source of role `\(role.rawValue)`, `\(name)` has role `\(source.role.rawValue)`",
      advice: fitting.isEmpty ? "Declare one in `sources`" : "There are: \(alternatives(fitting))")
  }

  func reference(_ sources: [SourceDefinition]) -> ReferenceDefinition? {
    guard let reader = reader.mapping("reference", "reference") else { return nil }
    let name = reader.localizedText("name")
    guard let source = publishedSource(reader, "source", sources), let name else { return nil }
    return ReferenceDefinition(source: source, name: name)
  }

  func replicates() -> Int {
    guard let reader = reader.mapping("uncertainty", "uncertainty"),
      let count = reader.integer("replicates", in: 0...100_000)
    else { return 1_000 }
    if (1..<100).contains(count) {
      reader.problem(
        .outOfRange, "replicates", "`uncertainty.replicates` is \(count): fewer than 100 give no usable interval",
        advice: "Use 1000, or 0 for none")
    }
    return count
  }

  /// `uncertainty.multiple_imputations`, which goes with draws from respondents.
  func multipleImputations(_ rules: [ImputationRule]) -> Int? {
    guard let reader = reader.mapping("uncertainty", "uncertainty"),
      let count = reader.integer("multiple_imputations", in: 2...1_000)
    else { return nil }
    for rule in rules where rule.method != .hotDeck {
      reader.problem(
        .structure, "multiple_imputations",
        "`uncertainty.multiple_imputations` goes with the method `hot_deck`, and `\(rule.variable)` is imputed by "
          + "`\(rule.method.rawValue)`, which gives the same value every time",
        advice: "Impute it by `hot_deck`, or leave the key out: then every replicate imputes anew")
    }
    return count
  }

  func methodAlternatives() -> MethodAlternatives {
    reader.mapping("uncertainty", "uncertainty").map { AlternativesDecoder(log: log).decode($0) }
      ?? MethodAlternatives()
  }

  func display() -> DisplayRules {
    guard let reader = reader.mapping("display", "display") else { return DisplayRules() }
    var rules = DisplayRules()
    if let limits = reader.mapping("show", "display limits") { rules.show = displayLimits(limits) }
    if let limits = reader.mapping("trust", "display limits") { rules.trust = displayLimits(limits) }
    return rules
  }

  private func displayLimits(_ reader: MappingReader) -> DisplayRules.Limits {
    func limit(_ key: String, in range: ClosedRange<Double>) -> Double? {
      guard let value = reader.number(key) else { return nil }
      if !range.contains(value) {
        reader.problem(
          .outOfRange, key,
          "`\(reader.path.appending(key))` must be between \(shortestText(range.lowerBound)) and "
            + "\(shortestText(range.upperBound)), found \(shortestText(value))")
      }
      return value
    }
    return DisplayRules.Limits(
      minimumN: limit("n", in: 0...1_000_000), minimumEffectiveN: limit("effective_n", in: 0...1_000_000),
      minimumDegreesOfFreedom: limit("df", in: 0...1_000_000), maximumVariation: limit("cv", in: 0...10))
  }

  func reportLimits() -> (strength: Double, weak: Double) {
    guard let reader = reader.mapping("report", "report") else { return (75, 60) }
    let strength = reader.number("strength_threshold") ?? 75
    let weak = reader.number("weak_threshold") ?? 60
    for key in ["strength_threshold", "weak_threshold"] {
      if let value = reader.number(key), !(0...100).contains(value) {
        reader.problem(.outOfRange, key, "`report.\(key)` is a score, between 0 and 100, found \(value)")
      }
    }
    if weak > strength {
      reader.problem(
        .outOfRange, "weak_threshold", "`report.weak_threshold` (\(weak)) lies above `strength_threshold` (\(strength))"
      )
    }
    return (strength, weak)
  }
}
