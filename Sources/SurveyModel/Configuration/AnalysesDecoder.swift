internal import Diagnostics
internal import Expressions
internal import Tables

/// Reads `small_areas`, `standardised` and `associations` of pipeline.yaml.
struct AnalysesDecoder {
  let reader: MappingReader
  let log: ConfigurationLog
  /// Variables of the cleaned survey; nil when they could not be read, and then names are not checked.
  let variables: [String]?
  let codebook: Codebook?
  /// Indicators and monitors; nil when the framework has problems.
  let measures: [String]?
  let sources: [SourceDefinition]
  /// Ranked units; nil when they could not be read.
  let unitCount: Int?

  func smallAreas() -> SmallAreaSettings? {
    guard let own = reader.mapping("small_areas", "small_areas") else { return nil }
    let indicators = own.names("indicators", among: measures, what: "indicator or monitor") ?? []
    let auxiliaries = own.names("auxiliaries", among: measures, what: "indicator or monitor") ?? []
    let method = own.word("method", as: SmallAreaSettings.Method.self) ?? .restrictedLikelihood
    requireItems("indicators", of: own, "indicator")
    for item in items("auxiliaries", of: own) where indicators.contains(item.name) {
      log.add(
        .structure, at: item.location, "`\(item.path)`: `\(item.name)` is one of `small_areas.indicators`",
        advice: "An auxiliary is a complete count, an indicator an estimate from a sample")
    }
    let needed = SmallAreaSettings.fewestUnits(auxiliaries: auxiliaries.count)
    if let unitCount, unitCount < needed {
      own.problem(
        .structure, auxiliaries.isEmpty ? "indicators" : "auxiliaries",
        "`small_areas`: \(unitCount) ranked units are too few for a model with \(auxiliaries.count) auxiliaries, which "
          + "needs \(needed)", advice: "Take fewer auxiliaries, or leave `small_areas` out")
    }
    return SmallAreaSettings(
      indicators: indicators, auxiliaries: auxiliaries, method: method, location: own.location)
  }

  func standardisation() -> StandardisationSettings? {
    guard let own = reader.mapping("standardised", "standardised") else { return nil }
    let variables = own.names("by", among: variables, what: "variable of the survey") ?? []
    requireItems("by", of: own, "variable")
    let units = [unitColumnName] + sources.filter { $0.role == .survey }.compactMap(\.unitColumn)
    for item in items("by", of: own) where units.contains(item.name) {
      log.add(
        .structure, at: item.location, "`\(item.path)`: `\(item.name)` names the unit, whose mix is replaced",
        advice: "Name what units differ by, such as size or sector")
    }
    for item in items("by", of: own) { requireClasses(item.name, item.path, at: item.location) }
    var settings = StandardisationSettings(variables: variables, indicators: wanted(own))
    settings.minimumRespondents = own.integer("minimum_respondents", in: 2...1_000_000) ?? settings.minimumRespondents
    settings.maximumEmpty = own.share("maximum_empty") ?? settings.maximumEmpty
    return variables.isEmpty ? nil : settings
  }

  /// nil for `all`.
  private func wanted(_ own: MappingReader) -> [String]? {
    guard let node = own.node("indicators"), node.scalar != "all" else { return nil }
    if node.scalar != nil {
      own.reportWord(node, "indicators", among: ["all"], besides: ", or a list of indicators and monitors")
      return nil
    }
    requireItems("indicators", of: own, "indicator")
    return own.names("indicators", among: measures, what: "indicator or monitor")
  }

  func associations() -> [AssociationSettings] {
    var found: [AssociationSettings] = []
    for own in reader.mappings("associations", "association") {
      let rows = classes("rows", of: own)
      let columns = classes("columns", of: own)
      guard let rows, let columns else { continue }
      if rows == columns {
        own.problem(.structure, "columns", "`\(own.path)`: `\(rows)` is both `rows` and `columns`")
        continue
      }
      if found.contains(where: { Set([$0.rows, $0.columns]) == Set([rows, columns]) }) {
        own.problem(.duplicateName, "rows", "`\(own.path)`: `\(rows)` and `\(columns)` are listed twice")
        continue
      }
      found.append(AssociationSettings(rows: rows, columns: columns, location: own.location))
    }
    return found
  }

  private func classes(_ key: String, of own: MappingReader) -> String? {
    let name =
      variables.map { own.name(key, among: $0, what: "variable of the survey") } ?? own.text(key)
    guard let name else { return nil }
    return requireClasses(name, own.path.appending(key), at: own.node(key)?.location ?? own.location) ? name : nil
  }

  /// A variable of the questionnaire must sort records into classes; derived variables are looked at once they are typed.
  @discardableResult
  private func requireClasses(_ name: String, _ path: ConfigurationPath, at location: SourceLocation) -> Bool {
    guard let variable = codebook?[name] else { return true }
    let found: String
    switch variable.kind {
    case .single, .likert, .attention, .nps: return true
    case .multi: found = "allows several answers"
    case .numeric, .year: found = "is a number"
    case .open, .paradata: found = "is a text"
    }
    log.add(
      .notAllowed, at: location, "`\(path)`: `\(name)` \(found), and classes are needed",
      advice: variable.kind == .multi
        ? "Derive a condition from it in cleaning, such as `HAS(\(name), 1)`"
        : "Derive classes from it in cleaning, or name a choice of one")
    return false
  }

  private func requireItems(_ key: String, of own: MappingReader, _ what: String) {
    if let items = own.list(key), items.isEmpty {
      own.problem(.structure, key, "`\(own.path.appending(key))` names no \(what)", advice: "Name at least one")
    }
  }

  private func items(
    _ key: String, of own: MappingReader
  ) -> [(name: String, path: ConfigurationPath, location: SourceLocation)] {
    (own.list(key) ?? []).compactMap { item in item.node.scalar.map { ($0, item.path, item.node.location) } }
  }
}

extension AnalysesDecoder {
  /// Checks what is named against the expressions behind it and the types of derived variables, before any data are read.
  func check(_ pipeline: PipelineDefinition, schemas: [String: ExpressionSchema]) {
    if let own = reader.mapping("small_areas", "small_areas") { checkSmallAreas(own, pipeline, schemas) }
    if let own = reader.mapping("standardised", "standardised") { checkStandardised(own, pipeline, schemas) }
    guard let survey = sources.first(where: { $0.role == .survey }), let schema = schemas[survey.name] else { return }
    for own in reader.mappings("associations", "association") {
      for key in ["rows", "columns"] {
        guard let name = own.text(key), let node = own.node(key) else { continue }
        checkType(name, own.path.appending(key), at: node.location, schema)
      }
    }
    guard let own = reader.mapping("standardised", "standardised") else { return }
    for item in items("by", of: own) { checkType(item.name, item.path, at: item.location, schema) }
  }

  private func checkType(
    _ name: String, _ path: ConfigurationPath, at location: SourceLocation, _ schema: ExpressionSchema
  ) {
    guard codebook?[name] == nil, let type = schema.columns[name] else { return }
    switch type {
    case .category, .bool: return
    case .integer where ParadataColumn(rawValue: name) == nil: return
    case .integer, .double, .text, .set, .date, .dateTime:
      log.add(
        .notAllowed, at: location, "`\(path)`: `\(name)` does not sort records into classes",
        advice: "Derive classes from it in cleaning, as a category")
    }
  }

  /// nil where it does not read; that has been told.
  private func expression(
    _ id: String, _ pipeline: PipelineDefinition, _ schemas: [String: ExpressionSchema]
  ) -> AggregateExpression? {
    if let indicator = pipeline.framework[id]?.indicator {
      return try? AggregateExpression(indicator.statistic, schemas: schemas, defaultSource: indicator.source)
    }
    return pipeline.framework.monitors.first { $0.id == id }.flatMap {
      try? AggregateExpression($0.expression, schemas: schemas, defaultSource: $0.source)
    }
  }

  private func checkSmallAreas(
    _ own: MappingReader, _ pipeline: PipelineDefinition, _ schemas: [String: ExpressionSchema]
  ) {
    let samples = sources.filter { $0.role == .survey || $0.role == .records }.map(\.name)
    func sample(_ id: String) -> (isKnown: Bool, source: String?) {
      guard let expression = expression(id, pipeline, schemas) else { return (false, nil) }
      return (true, expression.terms.first { samples.contains($0.source) }?.source)
    }
    for item in items("indicators", of: own) where sample(item.name) == (true, nil) {
      log.add(
        .notAllowed, at: item.location, "`\(item.path)`: `\(item.name)` is a complete count and has no sampling error",
        advice: "Name what is estimated from a survey or from records")
    }
    for item in items("auxiliaries", of: own) {
      guard let source = sample(item.name).source else { continue }
      log.add(
        .notAllowed, at: item.location, "`\(item.path)`: `\(item.name)` is estimated from `\(source)`, a sample",
        advice: "An auxiliary is a complete count; add a monitor of department statistics")
    }
  }

  private func checkStandardised(
    _ own: MappingReader, _ pipeline: PipelineDefinition, _ schemas: [String: ExpressionSchema]
  ) {
    guard own.node("indicators")?.scalar == nil, own.has("indicators") else { return }
    let survey = sources.first { $0.role == .survey }?.name
    for item in items("indicators", of: own) {
      guard let expression = expression(item.name, pipeline, schemas) else { continue }
      if let other = expression.terms.first(where: { $0.source != survey }) {
        log.add(
          .notAllowed, at: item.location,
          "`\(item.path)`: `\(item.name)` reads `\(other.source)`, and only answers of the survey are standardised",
          advice: "Leave it out, or write `all` for what can be")
      } else if !expression.isMadeOfMeans {
        log.add(
          .notAllowed, at: item.location,
          "`\(item.path)`: `\(item.name)` is not made of means, shares, sums and counts alone",
          advice: "Leave it out, or write `all` for what can be")
      }
    }
  }
}
