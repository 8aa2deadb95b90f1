internal import Diagnostics

/// Checks that the files fit each other: a survey has a questionnaire and a design, its unit question has the units as options.
func checkAgreement(
  _ pipeline: PipelineDefinition, _ reader: MappingReader, isUnitsKnown: Bool, isQuestionnaireKnown: Bool,
  log: ConfigurationLog
) {
  let surveys = pipeline.sources.filter { $0.role == .survey }
  let sourcesLocation = reader.keyLocation("sources")
  if reader.has("sources") && reader.named("sources").isEmpty {
    log.add(.structure, at: sourcesLocation, "`sources` names no source", advice: "Declare at least one")
  }
  if surveys.count > 1 {
    log.add(
      .structure, at: sourcesLocation, "there are \(surveys.count) sources of role `survey`, and one is allowed",
      advice: "Use `{wave}` in its path for several waves")
  }
  guard let survey = surveys.first else { return }
  for key in ["questionnaire", "design"] where !reader.has(key) {
    log.add(
      .missingKey, at: sourcesLocation, "`\(key)` is missing: the source `\(survey.name)` is a survey",
      advice: "Add `\(key):` to pipeline.yaml")
  }
  let waves = pipeline.waves
  if waves.count > 1 && !survey.paths.allSatisfy({ $0.contains("{wave}") }) && survey.waves.isEmpty {
    log.add(
      .structure, at: place(of: survey, "path", reader),
      "`sources.\(survey.name).path` is the same file for both waves", advice: "Put `{wave}` where the year stands")
  }
  guard isQuestionnaireKnown, let name = survey.unitColumn, let codebook = pipeline.questionnaire?.codebook else {
    return
  }
  let location = place(of: survey, "unit", reader)
  guard let question = codebook[name] else {
    let choices = codebook.variables.filter { $0.kind == .single }.map(\.name)
    log.add(
      .unknownName, at: location, "`sources.\(survey.name).unit`: the questionnaire has no `\(name)`",
      advice: adviceOnName(name, among: choices, what: "Its single-choice questions"))
    return
  }
  guard question.kind == .single else {
    log.add(
      .notAllowed, at: location, "`sources.\(survey.name).unit`: `\(name)` is not a single-choice question",
      advice: "Name the question that asks for the unit")
    return
  }
  guard isUnitsKnown else { return }
  let units = pipeline.units.units.filter(\.members.isEmpty).map(\.id)
  for option in question.answers where !option.terminates && !units.contains(option.code) {
    log.add(
      .unknownName, at: location, "the option `\(option.code)` (\(option.label.zh)) of `\(name)` is no unit",
      advice: adviceOnName(option.code, among: units, what: "Units"))
  }
}

private func place(of source: SourceDefinition, _ key: String, _ reader: MappingReader) -> SourceLocation {
  let node = reader.named("sources").first { $0.key == source.name }?.value
  return node?[key]?.location ?? reader.keyLocation("sources")
}
