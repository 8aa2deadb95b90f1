internal import Diagnostics

/// Reads the file named by `report.templates`, and holds every template against what findings of its kind can say.
struct TemplatesDecoder {
  let log: ConfigurationLog

  func decode(_ node: ConfigurationNode) -> SentenceTemplates {
    var templates = SentenceTemplates()
    guard let reader = MappingReader(node, "templates", path: .root, log: log) else { return templates }
    for kind in SentenceKind.allCases {
      guard let languages = reader.mapping(kind.rawValue, "finding templates") else { continue }
      for language in Language.allCases {
        guard let forms = languages.mapping(language.rawValue, "finding template") else { continue }
        for form in SentenceForm.allCases {
          guard let template = template(forms, kind, form) else { continue }
          templates[SentenceTemplates.Key(kind, form, language)] = template
        }
      }
    }
    return templates
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
    let (template, problems) = SentenceTemplate.reading(text)
    for problem in problems { report(problem, in: node, path, kind) }
    for placeholder in template.placeholders where !kind.placeholders.contains(placeholder) {
      let offset = text.offset(of: placeholder.written)
      log.add(
        .unknownName, at: log.location(of: offset, in: node),
        "`\(path)`: findings `\(kind.rawValue)` have no `\(placeholder.written)`", advice: allowed(kind))
    }
    for placeholder in template.always where placeholder.mayBeMissing && kind.placeholders.contains(placeholder) {
      log.add(
        .structure, at: log.location(of: text.offset(of: placeholder.written), in: node),
        "`\(path)`: a finding may be without `\(placeholder.written)`",
        advice: "Put what is said with it in brackets, such as `[ (\(placeholder.written))]`: it is left out then")
    }
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

  private func report(
    _ problem: SentenceTemplate.Problem, in node: ConfigurationNode, _ path: ConfigurationPath, _ kind: SentenceKind
  ) {
    let location = log.location(of: problem.offset, in: node)
    switch problem.kind {
    case .unknown(let name):
      log.add(
        .unknownName, at: location, "`\(path)`: there is no placeholder `{\(name)}`",
        advice: adviceOnName(name, among: kind.placeholders.map(\.rawValue), what: "Placeholders of `\(kind.rawValue)`")
      )
    case .syntax(let message):
      log.add(
        .syntax, at: location, "`\(path)`: \(message)",
        advice:
          "A placeholder is written `{value}`, what may be left out `[ … ]` without brackets inside; a brace or bracket "
          + "that is meant is written twice")
    case .numeral(let digit):
      log.add(
        .notAllowed, at: location, "`\(path)` writes the digit `\(digit)` itself",
        advice: "Numbers come from placeholders, so that they are those of the tables. " + allowed(kind))
    }
  }

  private func allowed(_ kind: SentenceKind) -> String {
    "Placeholders of `\(kind.rawValue)`: \(alternatives(kind.placeholders.map(\.written)))"
  }
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
