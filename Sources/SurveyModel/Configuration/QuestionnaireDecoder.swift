internal import Diagnostics
internal import Tables

/// What questionnaire.yaml gives.
struct DecodedQuestionnaire {
  var questionnaire: Questionnaire
  /// The nodes of `show_if` expressions, by variable name, for positions inside them.
  var showIfNodes: [String: ConfigurationNode]
}

/// Reads questionnaire.yaml: questions become variables, a matrix one a row.
struct QuestionnaireDecoder {
  let log: ConfigurationLog
  /// The Likert maps of the framework; nil when they could not be read, and then names are not checked.
  let likertMaps: [String: [Double]]?
  let wave: Int

  private struct Scale {
    var steps: [AnswerOption]
    var scores: [Double]
  }

  private struct MissingAnswer {
    var option: AnswerOption
    var kind: MissingKind
  }

  private var scales: [String: Scale] = [:]
  private var missing: [String: MissingAnswer] = [:]
  private var missingOrder: [String] = []
  private var variables: [SurveyVariable] = []
  private var names: Set<String> = Set(ParadataColumn.allCases.map(\.rawValue)).union([unitColumnName])
  private var showIfNodes: [String: ConfigurationNode] = [:]

  init(log: ConfigurationLog, likertMaps: [String: [Double]]?, wave: Int) {
    self.log = log
    self.likertMaps = likertMaps
    self.wave = wave
    // The identifier question fills this column of the survey's table.
    names.remove(ParadataColumn.creditCode.rawValue)
  }

  mutating func decode(_ node: ConfigurationNode) -> DecodedQuestionnaire? {
    guard let file = MappingReader(node, "questionnaire", path: .root, log: log) else { return nil }
    readScales(file)
    readMissingCodes(file)
    var sections: [Questionnaire.Section] = []
    for reader in file.mappings("sections", "section") {
      guard let id = reader.text("id") else { continue }
      if sections.contains(where: { $0.id == id }) {
        reader.problem(.duplicateName, "id", "the section `\(id)` is listed twice")
      }
      sections.append(Questionnaire.Section(id: id, title: labels(reader)))
    }
    var questions: [Questionnaire.Question] = []
    for reader in file.mappings("questions", "question") {
      if let id = reader.text("id"), questions.contains(where: { $0.id == id }) {
        reader.problem(
          .duplicateName, "id", "the question `\(id)` is listed twice", advice: "Give each question its own id")
        continue
      }
      if let question = question(reader, sections: sections.map(\.id)) { questions.append(question) }
    }
    return DecodedQuestionnaire(
      questionnaire: Questionnaire(
        id: file.text("id") ?? "", sections: sections, questions: questions, codebook: Codebook(variables)),
      showIfNodes: showIfNodes)
  }

  private func labels(_ reader: MappingReader) -> LocalizedText {
    LocalizedText(zh: reader.text("zh") ?? "", en: reader.text("en") ?? "")
  }

  private mutating func readScales(_ file: MappingReader) {
    for entry in file.named("scales") {
      let path = ConfigurationPath(parts: ["scales", entry.key])
      guard
        let reader = MappingReader(entry.value, "scale", path: path, keyLocation: entry.keyLocation, log: log)
      else { continue }
      let steps = options(reader, "steps")
      let map = reader.text("scores") ?? "linear"
      var scores: [Double] = []
      if let likertMaps {
        if let found = likertMaps[map] {
          scores = found
          if found.count != steps.count && reader.has("steps") {
            reader.problem(
              .structure, "scores",
              "the scale `\(entry.key)` has \(steps.count) steps, its Likert map `\(map)` has \(found.count) scores",
              advice: "Name a map with as many scores as the scale has steps")
          }
        } else {
          reader.problem(
            .unknownName, "scores", "`\(path).scores`: there is no Likert map `\(map)`",
            advice: adviceOnName(map, among: likertMaps.keys.sorted(), what: "`likert_maps` of the framework has"))
        }
      }
      scales[entry.key] = Scale(steps: steps, scores: scores)
    }
  }

  private mutating func readMissingCodes(_ file: MappingReader) {
    for reader in file.mappings("missing", "missing_code") {
      guard let code = reader.text("code") else { continue }
      guard let node = reader.node("kind"), let word = node.scalar else { continue }
      guard let kind = MissingKind(name: word), ConfigurationReference.missingKinds.contains(kind) else {
        reader.reportWord(node, "kind", among: ConfigurationReference.missingKinds.map(\.name))
        continue
      }
      if missing[code] != nil {
        reader.problem(.duplicateName, "code", "the missing code `\(code)` is listed twice")
      } else {
        missingOrder.append(code)
      }
      missing[code] = MissingAnswer(option: AnswerOption(code: code, label: labels(reader)), kind: kind)
    }
  }

  /// The options of a list, codes unique.
  private func options(_ reader: MappingReader, _ key: String) -> [AnswerOption] {
    var options: [AnswerOption] = []
    for item in reader.mappings(key, "option") {
      guard let code = item.text("code") else { continue }
      let label = labels(item)
      if options.contains(where: { $0.code == code }) {
        item.problem(.duplicateName, "code", "the code `\(code)` is listed twice in `\(reader.path.appending(key))`")
        continue
      } else if !label.zh.isEmpty && options.contains(where: { $0.label.zh == label.zh }) {
        item.problem(
          .duplicateName, "zh", "the answer `\(label.zh)` is listed twice in `\(reader.path.appending(key))`",
          advice: "An export by text could not tell the two apart")
      }
      options.append(
        AnswerOption(
          code: code, label: label, isExclusive: item.boolean("exclusive") ?? false,
          terminates: item.boolean("terminate") ?? false))
    }
    if reader.has(key) && options.isEmpty {
      reader.problem(.structure, key, "`\(reader.path.appending(key))` lists nothing")
    }
    return options
  }

  private mutating func question(_ reader: MappingReader, sections: [String]) -> Questionnaire.Question? {
    let section = reader.name("section", among: sections, what: "section") ?? ""
    let id = reader.text("id")
    let type = reader.word("type", as: QuestionType.self)
    _ = reader.text("note")
    guard let id, let type else {
      log.noteBroken(id ?? "")
      return nil
    }
    let text = reader.localizedText("text") ?? LocalizedText(id)
    var model = SurveyVariable(name: id, question: id, kind: type.kind, text: text)
    readAnswers(reader, type, into: &model)
    readLimits(reader, type, into: &model)
    model.isRequired = reader.boolean("required") ?? false
    model.isIdentifying = reader.boolean("identifying") ?? (type == .identifier)
    model.unit = reader.text("unit")
    model.showIf = reader.text("show_if")
    let showIf = reader.node("show_if")
    model.passCode = passCode(reader, type, model)
    var names: [String] = []
    if let rowsKey = type.rowsKey {
      for key in ["rows", "fields"] where key != rowsKey { refuse(key, reader, type) }
      if !reader.has(rowsKey) { demand(rowsKey, reader, type) }
      for row in reader.mappings(rowsKey, "row") {
        guard let name = row.text("id") else { continue }
        var variable = model
        variable.name = name
        variable.rowText = labels(row)
        let node = row.node("show_if") ?? showIf
        variable.showIf = row.text("show_if") ?? model.showIf
        add(variable, showIf: node, at: row.node("id")?.location ?? row.location)
        names.append(name)
      }
    } else if type == .ranking {
      for key in ["rows", "fields"] { refuse(key, reader, type) }
      for variable in rankVariables(model) {
        add(variable, showIf: showIf, at: reader.node("id")?.location ?? reader.location)
        names.append(variable.name)
      }
    } else {
      for key in ["rows", "fields"] { refuse(key, reader, type) }
      model.name = reader.text("column") ?? (type == .identifier ? ParadataColumn.creditCode.rawValue : id)
      add(model, showIf: showIf, at: reader.node("id")?.location ?? reader.location)
      names.append(model.name)
    }
    return Questionnaire.Question(id: id, section: section, text: text, variables: names)
  }

  /// A ranking is one whole number an option: its rank from 1.
  private func rankVariables(_ model: SurveyVariable) -> [SurveyVariable] {
    let options = model.answers
    return options.map { option in
      var variable = model
      variable.name = "\(model.question)_\(option.code)"
      variable.rowText = option.label
      variable.rankedOption = option
      variable.options = model.options.filter { model.missingCodes[$0.code] != nil }
      variable.validRange = ValidRange(minimum: 1, maximum: Double(options.count), isInteger: true)
      return variable
    }
  }

  private mutating func add(_ variable: SurveyVariable, showIf: ConfigurationNode?, at location: SourceLocation) {
    if !names.insert(variable.name).inserted {
      log.add(
        .duplicateName, at: location, "the column `\(variable.name)` is made twice",
        advice: "Columns of the questionnaire and of the platform's own record need different names")
      return
    }
    showIfNodes[variable.name] = showIf
    variables.append(variable)
  }

  private func demand(_ key: String, _ reader: MappingReader, _ type: QuestionType) {
    log.add(
      .missingKey, at: reader.keyLocation("type"),
      "`\(reader.path.appending(key))` is missing: a question of type `\(type.rawValue)` needs it")
  }

  private func refuse(_ key: String, _ reader: MappingReader, _ type: QuestionType) {
    guard reader.has(key) else { return }
    log.add(
      .structure, at: reader.keyLocation(key),
      "`\(reader.path.appending(key))`: a question of type `\(type.rawValue)` has no `\(key)`",
      advice: "Remove it, or change the type")
  }

  /// Options, scale and the answers that are no answer.
  private func readAnswers(_ reader: MappingReader, _ type: QuestionType, into model: inout SurveyVariable) {
    switch type {
    case .single, .multi, .matrixSingle, .ranking:
      refuse("scale", reader, type)
      if !reader.has("options") { demand("options", reader, type) }
      model.options = options(reader, "options")
    case .likert, .matrixLikert:
      refuse("options", reader, type)
      if !reader.has("scale") { demand("scale", reader, type) }
      readScale(reader, into: &model)
    case .attention:
      if reader.has("scale") {
        readScale(reader, into: &model)
        model.scaleScores = []
      } else {
        if !reader.has("options") { demand("options", reader, type) }
        model.options = options(reader, "options")
      }
    case .numeric, .numericPair, .year, .nps, .open, .identifier:
      refuse("options", reader, type)
      refuse("scale", reader, type)
    }
    if type == .multi {
      model.maximumChoices = reader.integer("max_choices", in: 1...64)
      if model.options.count > 64 {
        reader.problem(
          .outOfRange, "options", "`\(reader.path).options`: at most 64 options, found \(model.options.count)")
      }
    } else {
      refuse("max_choices", reader, type)
    }
    readMissingAnswers(reader, into: &model)
  }

  private func readScale(_ reader: MappingReader, into model: inout SurveyVariable) {
    guard let name = reader.name("scale", among: scales.keys.sorted(), what: "scale"), let scale = scales[name] else {
      return
    }
    model.options = scale.steps
    model.scaleScores = scale.scores
  }

  private func readMissingAnswers(_ reader: MappingReader, into model: inout SurveyVariable) {
    var codes = reader.names("na", among: missingOrder, what: "missing code") ?? []
    if reader.boolean("refuse") ?? false {
      if let refused = missingOrder.first(where: { missing[$0]?.kind == .refused }) {
        if !codes.contains(refused) { codes.append(refused) }
      } else {
        reader.problem(
          .unknownName, "refuse", "`\(reader.path).refuse`: `missing` has no code of kind `refused`",
          advice: "Add one to `missing`")
      }
    }
    for code in codes {
      guard let answer = missing[code] else { continue }
      if model.options.contains(where: { $0.code == code || $0.label.zh == answer.option.label.zh }) {
        reader.problem(
          .duplicateName, "na", "`\(reader.path).na`: `\(code)` (\(answer.option.label.zh)) is an option already")
        continue
      }
      model.options.append(answer.option)
      model.missingCodes[code] = answer.kind
    }
  }

  private func readLimits(_ reader: MappingReader, _ type: QuestionType, into model: inout SurveyVariable) {
    guard [.numeric, .year, .nps].contains(type.kind), type != .ranking else { return refuse("validate", reader, type) }
    if type == .nps { model.validRange = ValidRange(minimum: 0, maximum: 10, isInteger: true) }
    guard let limits = reader.mapping("validate", "validate") else { return }
    guard let minimum = limits.number("min"), let node = limits.node("max") else { return }
    let endsWithYear = node.scalar == "survey_year"
    if !endsWithYear, node.scalar.map({ Double($0) == nil }) ?? false {
      limits.reportWord(node, "max", among: ["survey_year"], besides: ", besides a number")
      return
    }
    guard let maximum = endsWithYear ? Double(wave) : limits.number("max") else { return }
    if minimum > maximum {
      limits.problem(.outOfRange, "max", "`\(limits.path).max` (\(maximum)) lies below `min` (\(minimum))")
      return
    }
    model.validRange = ValidRange(
      minimum: minimum, maximum: maximum,
      isInteger: limits.boolean("integer") ?? (type.kind != .numeric), endsWithSurveyYear: endsWithYear)
  }

  private func passCode(_ reader: MappingReader, _ type: QuestionType, _ model: SurveyVariable) -> String? {
    guard type == .attention else {
      refuse("pass_code", reader, type)
      return nil
    }
    if !reader.has("pass_code") { demand("pass_code", reader, type) }
    return reader.name("pass_code", among: model.options.map(\.code), what: "answer")
  }
}
