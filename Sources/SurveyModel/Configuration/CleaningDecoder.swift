internal import Diagnostics
internal import Tables

/// What cleaning.yaml gives.
struct DecodedCleaning {
  var plan: CleaningPlan
  /// The nodes of `when` by rule id and of derived expressions by name, for positions inside them.
  var ruleNodes: [String: ConfigurationNode]
  var derivedNodes: [String: ConfigurationNode]
}

/// Reads cleaning.yaml.
struct CleaningDecoder {
  let log: ConfigurationLog
  /// nil when there is none or it could not be read, and then variables are not checked.
  let codebook: Codebook?

  private var sets: [String: [String]] = [:]
  private var ruleNodes: [String: ConfigurationNode] = [:]
  private var derivedNodes: [String: ConfigurationNode] = [:]

  init(log: ConfigurationLog, codebook: Codebook?) {
    self.log = log
    self.codebook = codebook
  }

  /// Columns that a rule may name: answers and what the platform records.
  private var columns: [String]? {
    codebook.map { $0.variables.map(\.name) + ParadataColumn.allCases.map(\.rawValue) + [unitColumnName] }
  }

  mutating func decode(_ node: ConfigurationNode) -> DecodedCleaning? {
    guard let file = MappingReader(node, "cleaning", path: .root, log: log) else { return nil }
    for entry in file.named("sets") {
      let path = ConfigurationPath(parts: ["sets", entry.key])
      if columns?.contains(entry.key) ?? false {
        log.add(
          .duplicateName, at: entry.keyLocation, "`\(path)`: a column has this name", advice: "Name the set otherwise")
      }
      sets[entry.key] = variables(entry.value, path: path) ?? []
    }
    var rules: [CleaningRule] = []
    for reader in file.mappings("rules", "rule") {
      guard let rule = rule(reader) else { continue }
      if rules.contains(where: { $0.id == rule.id }) {
        reader.problem(
          .duplicateName, "id", "the rule id `\(rule.id)` is used twice", advice: "Give each rule its own id")
      }
      rules.append(rule)
    }
    var derived: [DerivedVariable] = []
    for reader in file.mappings("derived", "derived") {
      guard let variable = derivedVariable(reader, earlier: derived) else { continue }
      derived.append(variable)
    }
    var plan = CleaningPlan(sets: sets, rules: rules, derived: derived)
    plan.imputations = file.mappings("imputations", "imputation").compactMap { imputation($0) }
    plan.gates = GateDecoder(log: log).gates(file)
    return DecodedCleaning(
      plan: plan, ruleNodes: ruleNodes, derivedNodes: derivedNodes)
  }

  /// A list of variables, a word for a kind of variable, or the name of a set.
  private func variables(_ node: ConfigurationNode, path: ConfigurationPath) -> [String]? {
    if case .sequence = node.value {
      return configurationList(node, path: path, log: log).map {
        checkedNames($0, among: columns, what: "variable", log: log)
      }
    }
    guard let word = configurationText(node, path: path, log: log) else { return nil }
    if let set = sets[word] { return set }
    guard ConfigurationReference.variableSetWords.contains(word) else {
      log.add(
        .notAllowed, at: node.location, "`\(path)` cannot be \(node.found)",
        advice: adviceOnName(
          word, among: ConfigurationReference.variableSetWords + sets.keys.sorted(),
          what: "Allowed here, besides a list"))
      return nil
    }
    return (codebook?.variables ?? []).filter { Self.belongs($0, to: word) }.map(\.name)
  }

  private static func belongs(_ variable: SurveyVariable, to word: String) -> Bool {
    switch word {
    case "required": variable.isRequired
    case "numeric": variable.validRange != nil
    case "conditional": variable.showIf != nil
    case "exclusive": variable.kind == .multi && variable.options.contains(where: \.isExclusive)
    case "likert": variable.kind == .likert
    default: false
    }
  }

  private mutating func rule(_ reader: MappingReader) -> CleaningRule? {
    let severity = reader.word("severity", as: Severity.self) ?? .warning
    let title = reader.localizedText("title")
    let rationale = reader.localizedText("rationale")
    let source = reader.text("source")
    let variables = reader.node("variables").flatMap {
      self.variables($0, path: reader.path.appending("variables"))
    }
    let action = self.action(reader)
    let outcome = reader.word("outcome", as: RecordOutcome.self)
    let scope = reader.word("scope", as: RuleScope.self)
    let thresholds = GateDecoder(log: log).thresholds(reader)
    let check = self.check(reader)
    let id = reader.text("id")
    guard let id, let (node, when) = condition(reader, id: id), let action, check != nil || !reader.has("check") else {
      if let id { log.noteBroken(id) }
      return nil
    }
    if ruleNodes[id] == nil { ruleNodes[id] = node }
    let isCellRule = reader.has("variables")
    checkScope(reader, scope, action: action, isCellRule: isCellRule, id: id)
    self.check(reader, action: action, isCellRule: isCellRule, variables: variables ?? [], outcome: outcome, id: id)
    if !isCellRule && when.contains("$") {
      reader.problem(
        .structure, "when", "the rule `\(id)` uses `$` but has no `variables` for it to stand for",
        advice: "Add `variables:`, or name the variable in `when`")
    }
    let usual: RecordOutcome? =
      switch action {
      case .flag: .flagged
      case .keepLatest: .duplicate
      default: nil
      }
    return CleaningRule(
      id: id, title: title ?? LocalizedText(id), severity: severity, when: when, check: check,
      variables: variables ?? [], action: action, scope: scope ?? Self.scope(of: check), outcome: outcome ?? usual,
      thresholds: thresholds, rationale: rationale ?? title ?? LocalizedText(id), source: source,
      location: node.location)
  }

  /// The text of `when` and where it is; empty, at the check, for a rule with a check.
  private func condition(_ reader: MappingReader, id: String) -> (ConfigurationNode, String)? {
    if let node = reader.node("when") {
      if reader.has("check") {
        reader.problem(
          .structure, "check", "the rule `\(id)` has both `when` and `check`", advice: "Remove one of them")
      }
      return reader.text("when").map { (node, $0) }
    }
    guard let node = reader.node("check") else {
      log.add(
        .missingKey, at: reader.location, "the rule `\(id)` has no `when`: on which records does it strike?",
        advice: "Add `when:` with a condition, or `check:` with a check of the library")
      return nil
    }
    return (node, "")
  }

  private func check(_ reader: MappingReader) -> NamedCheck? {
    reader.mapping("check", "check").flatMap { check in
      CheckDecoder(log: log) { node, path in
        node.scalar == "$" ? ["$"] : self.variables(node, path: path)
      }.decode(check)
    }
  }

  private static func scope(of check: NamedCheck?) -> RuleScope? {
    check.flatMap { ["near_duplicates", "time_bursts", "duplicate_keys"].contains($0.name) ? .group : nil }
  }

  private func checkScope(
    _ reader: MappingReader, _ scope: RuleScope?, action: RuleAction, isCellRule: Bool, id: String
  ) {
    guard let scope else { return }
    let fits: Bool
    switch scope {
    case .cell: fits = isCellRule
    case .record, .group: fits = !isCellRule
    case .table: fits = !isCellRule && (action == .flag || action == .stop)
    }
    if !fits {
      reader.problem(
        .structure, "scope",
        "the rule `\(id)` cannot have the scope `\(scope.rawValue)`: its variables and action say otherwise",
        advice: scope == .table ? "A rule on the whole table flags or stops" : "Remove `scope`")
    }
  }

  private func action(_ reader: MappingReader) -> RuleAction? {
    guard let node = reader.node("action") else { return nil }
    if case .scalar(let word, _) = node.value {
      switch word {
      case "flag": return .flag
      case "drop": return .drop
      case "stop": return .stop
      default:
        reader.reportWord(
          node, "action",
          among: ["flag", "drop", "stop", "{set_missing: …}", "{replace: …}", "{remove_option: …}", "{keep_latest: …}"])
        return nil
      }
    }
    guard let action = reader.mapping("action", "action") else { return nil }
    let given = ["set_missing", "replace", "remove_option", "keep_latest"].filter { action.has($0) }
    guard given.count == 1 else {
      log.add(
        .structure, at: action.location, "`\(action.path)` must have exactly one key",
        advice: "Allowed here: `set_missing`, `replace`, `remove_option` or `keep_latest`")
      return nil
    }
    if let node = action.node("set_missing") {
      if let kind = node.scalar.flatMap(MissingKind.init(name:)), kind != .present, kind != .unreadable {
        return .setMissing(kind)
      }
      action.reportWord(
        node, "set_missing", among: ["not_asked", "empty", "dont_know", "refused", "not_applicable", "set_missing"])
      return nil
    }
    if action.has("replace") { return action.text("replace").map { .replace($0) } }
    if action.has("remove_option") { return action.text("remove_option").map { .removeOption($0) } }
    guard let latest = action.mapping("keep_latest", "keep_latest") else { return nil }
    let known = columns
    let key = known.map { latest.name("key", among: $0, what: "variable") } ?? latest.text("key")
    let order = known.map { latest.name("order", among: $0, what: "variable") } ?? latest.text("order")
    guard let key, let order else { return nil }
    return .keepLatest(key: key, order: order)
  }

  private func check(
    _ reader: MappingReader, action: RuleAction, isCellRule: Bool, variables: [String], outcome: RecordOutcome?,
    id: String
  ) {
    switch action {
    case .setMissing, .removeOption, .replace:
      if !isCellRule {
        log.add(
          .missingKey, at: reader.keyLocation("action"), "the rule `\(id)` changes cells and has no `variables`",
          advice: "Add `variables:` with the variables whose cells it changes")
      }
      if reader.has("outcome") {
        reader.problem(
          .structure, "outcome", "the rule `\(id)` changes cells and sets no record aside, so it has no outcome",
          advice: "Remove `outcome`")
      }
    case .drop, .keepLatest:
      if isCellRule {
        log.add(
          .structure, at: reader.keyLocation("variables"), "the rule `\(id)` drops records, so it has no `variables`",
          advice: "Remove `variables`, and say in `when` which records it catches")
      }
      if action == .drop && !reader.has("outcome") {
        log.add(
          .missingKey, at: reader.keyLocation("action"), "the rule `\(id)` drops records and has no `outcome`",
          advice: "Add one of `ineligible`, `invalid`, `incomplete` or `duplicate`")
      }
      if outcome == .flagged {
        reader.problem(
          .notAllowed, "outcome", "the rule `\(id)` drops records, so its outcome cannot be `flagged`",
          advice: "Use one of `ineligible`, `invalid`, `incomplete` or `duplicate`")
      }
    case .flag, .stop: break
    }
    guard case .removeOption(let code) = action, let codebook else { return }
    for name in variables {
      guard let variable = codebook[name] else { continue }
      if variable.kind != .multi || !variable.options.contains(where: { $0.code == code }) {
        reader.problem(
          .unknownName, "action", "the rule `\(id)` removes the option `\(code)`, which `\(name)` does not have",
          advice: "Options of `\(name)`: \(alternatives(variable.answers.map(\.code)))")
      }
    }
  }

  private func imputation(_ reader: MappingReader) -> ImputationRule? {
    let names = columns
    func name(_ key: String) -> String? {
      names.map { reader.name(key, among: $0, what: "variable") } ?? reader.text(key)
    }
    let variable = name("variable")
    let method = reader.word("method", as: ImputationRule.Method.self)
    let cells = reader.names("cells", among: names, what: "variable") ?? []
    let auxiliary = name("auxiliary")
    let key = reader.names("key", among: names, what: "variable") ?? []
    let donors = reader.integer("minimum_donors", in: 1...1_000_000) ?? 10
    let limit = GateDecoder(log: log).limit(reader, "limit", isShare: true) ?? 0.2
    guard let variable, let method else { return nil }
    if method == .ratio, auxiliary == nil {
      log.add(
        .missingKey, at: reader.location, "`\(reader.path)`: the method `ratio` needs `auxiliary`",
        advice: "Name the variable that the ratio is to")
    }
    if method == .lastWave, key.isEmpty {
      log.add(
        .missingKey, at: reader.location, "`\(reader.path)`: the method `last_wave` needs `key`",
        advice: "Name the variables that identify a firm in both waves")
    }
    if codebook?[variable]?.kind == .likert {
      reader.problem(
        .notAllowed, "variable", "`\(variable)` is a rating, and attitudes are never imputed",
        advice: "Leave it missing; estimates are from those who answered")
    }
    return ImputationRule(
      variable: variable, method: method, cells: cells, minimumDonors: donors, auxiliary: auxiliary, key: key,
      limit: limit, location: reader.location)
  }

  private mutating func derivedVariable(_ reader: MappingReader, earlier: [DerivedVariable]) -> DerivedVariable? {
    let label = reader.localizedText("label")
    guard let name = reader.text("name"), let node = reader.node("expression"),
      let expression = reader.text("expression")
    else { return nil }
    if earlier.contains(where: { $0.name == name }) || columns?.contains(name) ?? false {
      reader.problem(.duplicateName, "name", "there is a variable `\(name)` already", advice: "Choose another name")
    }
    if derivedNodes[name] == nil { derivedNodes[name] = node }
    return DerivedVariable(
      name: name, expression: expression, label: label ?? LocalizedText(name), answers: derivedCodes(reader),
      location: node.location)
  }

  /// What the codes of a derived variable are called.
  private func derivedCodes(_ reader: MappingReader) -> [AnswerOption] {
    var answers: [AnswerOption] = []
    for item in reader.mappings("codes", "derived_code") {
      let label = LocalizedText(zh: item.text("zh") ?? "", en: item.text("en") ?? "")
      guard let code = item.text("code") else { continue }
      if answers.contains(where: { $0.code == code }) {
        item.problem(
          .duplicateName, "code", "the code `\(code)` is listed twice in `\(reader.path.appending("codes"))`")
        continue
      }
      answers.append(AnswerOption(code: code, label: label))
    }
    return answers
  }
}
