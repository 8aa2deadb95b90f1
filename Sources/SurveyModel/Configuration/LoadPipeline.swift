public import Diagnostics
internal import Expressions
internal import Tables

/// Reads pipeline.yaml and the files it names, checks them, and tells every problem at once.
///
/// - Parameters:
///   - folder: the pipeline's folder, which holds pipeline.yaml.
///   - overrides: `key.path=value` each, applied to pipeline.yaml; the value is YAML, items of lists go by number from 0.
/// - Returns: the checked pipeline. Paths stay as they are written, relative to the folder.
/// - Throws: ``DiagnosticError`` of kind `missingInput` when pipeline.yaml or a YAML file it names is absent, else of kind
///   `configuration`; its diagnostics are all problems found.
public func loadPipeline(folder: String, overrides: [String]) throws(DiagnosticError) -> PipelineDefinition {
  let log = ConfigurationLog()
  let files = ConfigurationFiles(folder: folder, overrides: overrides, log: log)
  let pipeline = decodePipeline(files, log: log)
  guard let pipeline, !log.hasProblems else { throw log.error() }
  return pipeline
}

/// The configuration files of a pipeline as written, relative to its folder: pipeline.yaml, then those it names.
///
/// - Throws: as ``loadPipeline(folder:overrides:)`` when a file cannot be read or parsed.
public func configurationFiles(folder: String, overrides: [String]) throws(DiagnosticError) -> [String] {
  let log = ConfigurationLog()
  let files = ConfigurationFiles(folder: folder, overrides: overrides, log: log)
  guard files.pipeline != nil, !log.hasProblems else { throw log.error() }
  return ["pipeline.yaml"] + ConfigurationFiles.allKeys.compactMap { files.paths[$0] } + files.reportFiles
}

/// Where the output root is, as pipeline.yaml says, whatever else is wrong with the configuration; nil where it does not say.
///
/// - Parameters:
///   - folder: the pipeline's folder.
///   - overrides: as for ``loadPipeline(folder:overrides:)``.
/// - Returns: the path as written, relative to the pipeline's folder.
public func declaredOutput(folder: String, overrides: [String]) -> String? {
  ConfigurationFiles.pipeline(folder: folder, overrides: overrides, log: ConfigurationLog())?["output"]?.scalar
}

/// Decodes all files in the order in which one needs another. nil when nothing sensible can be made; problems are in the log.
func decodePipeline(_ files: ConfigurationFiles, log: ConfigurationLog) -> PipelineDefinition? {
  guard let root = files.pipeline, let decoder = PipelineDecoder(root, log: log) else { return nil }
  let reader = decoder.reader
  for key in ConfigurationFiles.keys { _ = reader.text(key) }
  let (wave, previous) = decoder.waves()
  let sources = SourcesDecoder(log: log).decode(reader.named("sources"))
  let units = files.nodes["units"].flatMap { UnitsDecoder(log: log).decode($0) }
  let maps = files.nodes["framework"].map { FrameworkDecoder.likertMaps($0) }
  let questionnaire = files.nodes["questionnaire"].flatMap { node in
    var decoder = QuestionnaireDecoder(log: log, likertMaps: maps, wave: wave)
    return decoder.decode(node)
  }
  let cleaning = files.nodes["cleaning"].flatMap { node in
    var decoder = CleaningDecoder(log: log, codebook: questionnaire?.questionnaire.codebook)
    return decoder.decode(node)
  }
  var plan = cleaning?.plan ?? CleaningPlan()
  plan.corrections = reader.text("corrections")
  plan.saltFile = reader.text("salt")
  plan.decisions = files.nodes["decisions"].map { decodeDecisions($0, rules: plan.rules, wave: wave, log: log) } ?? []
  let framework = files.nodes["framework"].flatMap { node in
    var decoder = FrameworkDecoder(
      log: log, sources: sources, questionnaire: questionnaire?.questionnaire,
      panels: files.nodes["experts"].map { ExpertsDecoder(log: log).decode($0) } ?? [],
      units: units?.ranked.map(\.id))
    return decoder.decode(node)
  }
  let calendar = files.nodes["calendar"].map { decodeCalendar($0, log: log) } ?? WorkCalendar()
  let surveyVariables = questionnaire.map { questionnaire in
    questionnaire.questionnaire.codebook.variables.map(\.name) + ParadataColumn.allCases.map(\.rawValue)
      + [unitColumnName] + (cleaning?.plan.derived.map(\.name) ?? [])
  }
  let isCleaningKnown = files.paths["cleaning"] == nil || cleaning != nil
  let design = reader.mapping("design", "design").flatMap {
    DesignDecoder(log: log, sources: sources, variables: isCleaningKnown ? surveyVariables : nil).decode($0)
  }
  let domains = (reader.list("domains") ?? []).map { item in
    checkedNames(
      configurationList(item.node, path: item.path, log: log) ?? [],
      among: isCleaningKnown ? surveyVariables ?? [] : nil, what: "variable of the survey", log: log)
  }
  // A framework with problems may lack what is named elsewhere; the one mistake is told once.
  let isFrameworkSound = !log.diagnostics.contains { $0.location?.file == files.nodes["framework"]?.location.file }
  let analyses = AnalysesDecoder(
    reader: reader, log: log, variables: isCleaningKnown ? surveyVariables ?? [] : nil,
    codebook: questionnaire?.questionnaire.codebook,
    measures: isFrameworkSound ? framework?.framework.measureIDs : nil, sources: sources,
    unitCount: units?.ranked.count)
  let limits = decoder.reportLimits()
  let measures =
    files.nodes["measures"].map {
      MeasuresDecoder(log: log, nodes: framework?.framework.nodes.map(\.id)).decode($0)
    } ?? []
  var pipeline = PipelineDefinition(
    id: decoder.id(), title: reader.localizedText("title") ?? LocalizedText(""),
    notice: reader.localizedText("notice"), edition: decoder.edition(), wave: wave, previousWave: previous,
    asOf: decoder.asOf(), seed: decoder.seed(), languages: decoder.languages(), output: reader.text("output") ?? "",
    units: units ?? UnitRegistry(city: nil, units: []), questionnaire: questionnaire?.questionnaire, sources: sources,
    cleaning: plan, design: design,
    framework: framework?.framework ?? Framework(nodes: []), likertMaps: framework?.likertMaps ?? [:],
    calendar: calendar, replicates: decoder.replicates(),
    history: decoder.publishedSource(reader, "history", sources), reference: decoder.reference(sources),
    display: decoder.display(), strengthThreshold: limits.strength, weakThreshold: limits.weak)
  pipeline.actions = decoder.actions(measures)
  if let mapping = reader.mapping("report", "report") {
    pipeline.report = ReportDecoder(reader: mapping, log: log, folder: files.folder).decode()
    // The file is read with the others; the key is asked for here, so that its type is told.
    if mapping.text("templates") != nil, let node = files.nodes[ConfigurationFiles.templates] {
      let languages = pipeline.languages.isEmpty ? Language.allCases : pipeline.languages
      let templates = TemplatesDecoder(log: log, languages: languages).decode(node)
      (pipeline.report.templates, pipeline.report.passages) = (templates.findings, templates.passages)
    }
  }
  pipeline.tiers = decoder.tiers()
  pipeline.locking = decoder.locking()
  pipeline.retention = decoder.retention()
  let numbers = questionnaire?.questionnaire.codebook.variables.filter { [.likert, .nps, .numeric].contains($0.kind) }
  if let mapping = reader.mapping("importance", "importance") {
    pipeline.importanceOutcome = mapping.name(
      "outcome", among: numbers?.map(\.name) ?? [], what: "rating or question of numbers")
  }
  pipeline.domains = domains.filter { !$0.isEmpty }
  if let mapping = reader.mapping("totals", "totals") {
    let known = isCleaningKnown ? surveyVariables : nil
    let amounts = questionnaire?.questionnaire.codebook.variables.filter { $0.kind == .numeric }.map(\.name)
    pipeline.totals = TotalsDecoder(
      log: log, variables: known,
      amounts: known.flatMap { _ in amounts.map { $0 + (cleaning?.plan.derived.map(\.name) ?? []) } }
    ).decode(mapping)
  }
  pipeline.alternatives = decoder.methodAlternatives()
  pipeline.multipleImputations = decoder.multipleImputations(plan.imputations)
  pipeline.smallAreas = analyses.smallAreas()
  pipeline.standardisation = analyses.standardisation()
  pipeline.associations = analyses.associations()
  checkAgreement(pipeline, reader, isUnitsKnown: units != nil, isQuestionnaireKnown: questionnaire != nil, log: log)
  var checks = ExpressionChecks(
    pipeline, questionnaire: questionnaire, cleaning: cleaning, framework: framework, log: log)
  let schemas = checks.run(
    isSurveyKnown: isCleaningKnown && (files.paths["questionnaire"] == nil || questionnaire != nil))
  analyses.check(pipeline, schemas: schemas)
  if isFrameworkSound { checkReferences(pipeline, log: log) }
  return pipeline
}

private func decodeCalendar(_ node: ConfigurationNode, log: ConfigurationLog) -> WorkCalendar {
  guard let reader = MappingReader(node, "calendar", path: .root, log: log) else { return WorkCalendar() }
  func days(_ key: String) -> Set<Int> {
    Set((reader.list(key) ?? []).compactMap { configurationDate($0.node, path: $0.path, log: log) })
  }
  let calendar = WorkCalendar(holidays: days("holidays"), makeUpDays: days("make_up_days"))
  if !calendar.holidays.isDisjoint(with: calendar.makeUpDays) {
    reader.problem(.structure, "make_up_days", "a day is both in `holidays` and in `make_up_days`")
  }
  return calendar
}
