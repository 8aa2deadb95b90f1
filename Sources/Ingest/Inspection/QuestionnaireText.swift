import SurveyModel
import Tables

/// A codebook as questionnaire.yaml.
struct QuestionnaireText {
  private let variables: [SurveyVariable]
  private let id: String
  private let groups: [[SurveyVariable]]
  private let shown: ShownExpressions

  /// - Parameters:
  ///   - variables: the codebook's, in its order.
  ///   - id: the questionnaire's name.
  ///   - shown: when the platform shows the questions.
  init(_ variables: [SurveyVariable], id: String, shown: ShownConditions = ShownConditions()) {
    self.variables = variables
    self.id = id
    groups = Self.groups(variables)
    self.shown = ShownExpressions(shown, groups: groups)
  }

  func yaml() -> String {
    var lines = [
      "# The questionnaire as the export shows it: wording and order of options are those of the answers seen.",
      "# Correct kinds, put options in their order, add show_if: where a question is not asked of everybody.",
      "id: \(yamlText(id))",
    ]
    let missing = missingCodes()
    if !missing.isEmpty { lines += ["", "missing:"] + missing }
    let scales = scaleNames()
    if !scales.isEmpty { lines += ["", "scales:"] }
    for (scale, variable) in scales {
      lines += ["  \(scale):", "    scores: steps\(variable.answers.count)", "    steps:"]
      lines += variable.answers.map { "      - \(option($0))" }
    }
    lines += ["", "sections:", "  - {id: S1, zh: 问卷, en: Questionnaire}", "", "questions:"]
    for group in groups { lines += question(group) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func option(_ option: AnswerOption) -> String {
    "{code: \(yamlText(option.code)), zh: \(yamlText(option.label.zh)), en: \(yamlText(option.label.en))}"
  }

  /// Codes of answers that are no answer, over all variables.
  private func missingCodes() -> [String] {
    var seen: Set<String> = []
    var lines: [String] = []
    for variable in variables {
      for option in variable.options {
        guard let kind = variable.missingCodes[option.code], seen.insert(option.code).inserted else { continue }
        lines.append(
          "  - {code: \(yamlText(option.code)), kind: \(kind.name), zh: \(yamlText(option.label.zh)), "
            + "en: \(yamlText(option.label.en))}")
      }
    }
    return lines
  }

  /// One scale for each list of steps, named after the first question that has it.
  private func scaleNames() -> [(name: String, variable: SurveyVariable)] {
    var scales: [(name: String, variable: SurveyVariable)] = []
    for variable in variables where variable.kind == .likert {
      if !scales.contains(where: { $0.variable.answers == variable.answers }) {
        scales.append(("scale_\(scales.count + 1)", variable))
      }
    }
    return scales
  }

  /// Variables of one question with the same answers, in order.
  private static func groups(_ variables: [SurveyVariable]) -> [[SurveyVariable]] {
    var groups: [[SurveyVariable]] = []
    for variable in variables {
      if let last = groups.last?.first, last.rankedOption != nil, variable.rankedOption != nil,
        last.question == variable.question
      {
        groups[groups.count - 1].append(variable)
      } else if let last = groups.last?.first, last.question == variable.question, last.rowText != nil,
        variable.rowText != nil, last.kind == variable.kind, last.options == variable.options,
        [.single, .likert].contains(variable.kind)
      {
        groups[groups.count - 1].append(variable)
      } else {
        groups.append([variable])
      }
    }
    return groups
  }

  private func ranking(_ group: [SurveyVariable]) -> [String] {
    let first = group[0]
    return [
      "  - id: \(yamlText(first.question))", "    section: S1", "    type: ranking",
      "    text: \(yamlBoth(first.text.zh, first.text.en))",
    ] + showIf(shown.shown(first.name)) + ["    options:"]
      + group.compactMap(\.rankedOption).map { "      - \(option($0))" }
  }

  private func question(_ group: [SurveyVariable]) -> [String] {
    let first = group[0]
    if first.rankedOption != nil { return ranking(group) }
    let isMatrix = first.rowText != nil && [.single, .likert].contains(first.kind)
    let type =
      switch first.kind {
      case .single: isMatrix ? "matrix_single" : "single"
      case .likert: isMatrix ? "matrix_likert" : "likert"
      case .paradata, .attention: "open"
      default: first.kind.rawValue
      }
    // A single row of its own is told apart by its name, the others by that of their question.
    let text = isMatrix ? first.text : whole(first)
    var lines = [
      "  - id: \(yamlText(isMatrix ? first.question : first.name))", "    section: S1", "    type: \(type)",
      "    text: \(yamlBoth(text.zh, text.en))",
    ]
    let results = group.map { shown.shown($0.name) }
    // Rows that are shown alike are shown as their question is.
    let areAlike = Set(results).count == 1
    if areAlike { lines += showIf(results[0]) }
    if first.isIdentifying { lines.append("    identifying: true") }
    if let unit = first.unit { lines.append("    unit: \(yamlText(unit))") }
    if isMatrix {
      lines.append("    rows:")
      for (variable, result) in zip(group, results) {
        let row = variable.rowText ?? variable.text
        var fields = "id: \(yamlText(variable.name)), zh: \(yamlText(row.zh)), en: \(yamlText(row.en))"
        if !areAlike {
          if case .untold = result { lines += showIf(result).map { "  " + $0 } }
          if case .expression(let text) = result { fields += ", show_if: \(yamlText(text))" }
        }
        lines.append("      - {\(fields)}")
      }
    }
    if first.kind == .likert {
      let scale = scaleNames().first { $0.variable.answers == first.answers }?.name ?? "scale_1"
      lines.append("    scale: \(scale)")
    } else if !first.answers.isEmpty {
      lines.append("    options:")
      lines += first.answers.map { "      - \(option($0))" }
    }
    let offered = first.options.map(\.code).filter { first.missingCodes[$0] != nil }
    if !offered.isEmpty { lines.append("    na: [\(offered.map(yamlText).joined(separator: ", "))]") }
    return lines
  }

  /// The line that says when a question is shown; a comment where no expression says it.
  private func showIf(_ result: ShownExpressions.Result) -> [String] {
    switch result {
    case .always: return []
    case .expression(let text): return ["    show_if: \(yamlText(text))"]
    case .untold(let original):
      // One line without marks that would end it.
      let words = original.unicodeScalars.split { scalar in
        scalar.properties.isWhitespace || scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || scalar.value == 0xFEFF
      }
      return [
        "    # show_if: nothing says just what the platform does: \(words.map(String.init).joined(separator: " "))"
      ]
    }
  }

  private func whole(_ variable: SurveyVariable) -> LocalizedText {
    guard let row = variable.rowText else { return variable.text }
    return LocalizedText(zh: variable.text.zh + "—" + row.zh, en: variable.text.en + "—" + row.en)
  }
}
