internal import Diagnostics

/// Reads the file named by `report.templates`, and holds every template against what its place can say.
struct TemplatesDecoder {
  let log: ConfigurationLog
  /// The languages of the report.
  let languages: [Language]

  func decode(_ node: ConfigurationNode) -> (findings: SentenceTemplates, passages: PassageTemplates) {
    var (findings, passages) = (SentenceTemplates(), PassageTemplates())
    guard let reader = MappingReader(node, "templates", path: .root, log: log) else { return (findings, passages) }
    for kind in SentenceKind.allCases {
      guard let languages = reader.mapping(kind.rawValue, "finding templates") else { continue }
      for language in Language.allCases {
        guard let forms = languages.mapping(language.rawValue, "finding template") else { continue }
        for form in SentenceForm.allCases {
          guard let template = template(forms, kind, form) else { continue }
          findings[SentenceTemplates.Key(kind, form, language)] = template
        }
      }
    }
    for id in PassageID.allCases {
      guard let texts = reader.mapping(id.rawValue, "passage") else { continue }
      for language in Language.allCases {
        if let template = template(texts, id, language) { passages[id, language] = template }
      }
    }
    return (findings, passages)
  }

  private func template(_ reader: MappingReader, _ kind: SentenceKind, _ form: SentenceForm) -> SentenceTemplate? {
    guard let text = reader.text(form.rawValue), let node = reader.node(form.rawValue) else { return nil }
    let path = reader.path.appending(form.rawValue)
    guard kind.forms.contains(form) else {
      reader.problem(
        .notAllowed, form.rawValue, "`\(path)`: findings `\(kind.rawValue)` stand in no list of the report",
        advice: "Write their `statement` only; `evidence` have "
          + alternatives(SentenceKind.allCases.filter { $0.forms.contains(form) }.map(\.rawValue)))
      return nil
    }
    let check = TemplateCheck<SentencePlaceholder>(
      name: kind.rawValue, holder: "findings `\(kind.rawValue)` have", subject: "a finding", allowed: kind.placeholders,
      mayBeMissing: kind.placeholders.filter(\.mayBeMissing), path: path, log: log)
    let template = check.read(text, at: node)
    let said = template.always
    for placeholder in kind.required(form) where !said.contains(placeholder) {
      let needed = kind.required(form).map(\.written)
      reader.problem(
        .missingKey, form.rawValue, "`\(path)` does not say `\(placeholder.written)`",
        advice:
          "Outside brackets it says \(needed.map { "`\($0)`" }.joined(separator: ", ")), so that a reader knows what the "
          + "sentence is about")
    }
    return template
  }

  private func template(_ reader: MappingReader, _ id: PassageID, _ language: Language) -> PassageTemplate? {
    let path = reader.path.appending(language.rawValue)
    guard let text = reader.text(language.rawValue), let node = reader.node(language.rawValue) else {
      if languages.contains(language), !reader.has(language.rawValue) {
        log.add(
          .missingKey, at: reader.location, "`\(path)` is missing",
          advice:
            "The report has \(languages.map { "`\($0.rawValue)`" }.joined(separator: " and ")): write what each says")
      }
      return nil
    }
    guard !text.allSatisfy(\.isWhitespace) else {
      reader.problem(
        .notAllowed, language.rawValue, "`\(path)` is empty",
        advice: "Write what is said, or leave `\(id.rawValue)` out: it is told as usual then")
      return nil
    }
    let definition = id.definition
    return TemplateCheck<PassagePlaceholder>(
      name: id.rawValue, holder: "`\(id.rawValue)` has", subject: "it", allowed: definition.placeholders,
      mayBeMissing: definition.sometimes, path: path, log: log
    ).read(text, at: node)
  }
}

/// Holds one template against the placeholders of its place.
private struct TemplateCheck<Placeholder: TemplatePlaceholder> {
  /// As in the file.
  let name: String
  /// Who has the placeholders, with its verb.
  let holder: String
  /// What may be without one.
  let subject: String
  let allowed: [Placeholder]
  let mayBeMissing: [Placeholder]
  let path: ConfigurationPath
  let log: ConfigurationLog

  func read(_ text: String, at node: ConfigurationNode) -> TextTemplate<Placeholder> {
    let (template, problems) = TextTemplate<Placeholder>.reading(text)
    for problem in problems { report(problem, in: node) }
    for placeholder in template.placeholders where !allowed.contains(placeholder) {
      let offset = text.offset(of: placeholder.written)
      log.add(
        .unknownName, at: log.location(of: offset, in: node), "`\(path)`: \(holder) no `\(placeholder.written)`",
        advice: advice)
    }
    for placeholder in template.always where mayBeMissing.contains(placeholder) {
      log.add(
        .structure, at: log.location(of: text.offset(of: placeholder.written), in: node),
        "`\(path)`: \(subject) may be without `\(placeholder.written)`",
        advice: "Put what is said with it in brackets, such as `[ (\(placeholder.written))]`: it is left out then")
    }
    return template
  }

  private func report(_ problem: TemplateProblem, in node: ConfigurationNode) {
    let location = log.location(of: problem.offset, in: node)
    switch problem.kind {
    case .unknown(let name):
      log.add(
        .unknownName, at: location, "`\(path)`: there is no placeholder `{\(name)}`",
        advice: adviceOnName(name, among: allowed.map(\.rawValue), what: "Placeholders of `\(self.name)`"))
    case .syntax(let message):
      log.add(
        .syntax, at: location, "`\(path)`: \(message)",
        advice:
          "A placeholder is written `{value}`, what may be left out `[ … ]` without brackets inside; a brace or bracket "
          + "that is meant is written twice")
    case .numeral(let digit):
      log.add(
        .notAllowed, at: location, "`\(path)` writes the digit `\(digit)` itself",
        advice: "Numbers come from placeholders, so that they are those of the tables. " + advice)
    }
  }

  private var advice: String { "Placeholders of `\(name)`: \(alternatives(allowed.map(\.written)))" }
}

extension String {
  /// Where `part` begins, in characters; 0 where it is not found.
  fileprivate func offset(of part: String) -> Int {
    let characters = Array(self)
    let wanted = Array(part)
    guard characters.count >= wanted.count else { return 0 }
    return (0...(characters.count - wanted.count)).first { characters[$0...].starts(with: wanted) } ?? 0
  }
}
