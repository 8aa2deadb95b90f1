import Diagnostics
import SurveyModel
import Tables

/// A first pipeline for a survey's export.
struct SurveyProposal {
  let inspection: SourceInspection
  let others: [SourceInspection]
  let options: ProposalOptions
  let unit: SurveyVariable
  let variables: [SurveyVariable]

  /// - Throws: kind `configuration` when no question can be the unit.
  init(
    _ inspection: SourceInspection, _ all: [SourceInspection], _ options: ProposalOptions
  ) throws(DiagnosticError) {
    self.inspection = inspection
    others = all.filter { $0.survey == nil }
    self.options = options
    let found = (inspection.survey?.codebook.variables ?? []).filter { $0.kind != .paradata }
    let choices = found.filter { $0.kind == .single && !$0.answers.isEmpty && $0.answers.count <= 60 }
    let makeshift = inspection.survey?.makeshiftUnits ?? []
    if let wanted = options.unit {
      guard let named = (choices + makeshift).first(where: { $0.name == wanted || $0.text.zh == wanted }) else {
        throw proposalProblem(
          inspection.file, "\(wanted) is no question with few different answers",
          "Such questions are: \((choices + makeshift).map(\.name).joined(separator: ", "))")
      }
      unit = named
    } else if let likely = choices.first(where: Self.namesPlaces) ?? makeshift.first(where: Self.namesPlaces)
      ?? choices.first(where: { $0.answers.count > 1 }) ?? makeshift.first ?? choices.first
    {
      unit = likely
    } else {
      throw proposalProblem(
        inspection.file, "no question with few different answers, so nothing that could be the assessed unit",
        "Add the question for the district to the export")
    }
    let chosen = unit
    variables = found.map { $0.name == chosen.name ? chosen : $0 }
  }

  private static func namesPlaces(_ variable: SurveyVariable) -> Bool {
    let text = (variable.text.zh + " " + variable.text.en).lowercased()
    let words = ["区县", "县区", "所在区", "所在地", "经营地", "板块", "地区", "district", "region", "county", "province"]
    if words.contains(where: { text.contains($0) }) { return true }
    let places = variable.answers.filter { option in ["区", "县", "市"].contains { option.label.zh.hasSuffix($0) } }
    return variable.answers.count > 1 && places.count * 2 > variable.answers.count
  }

  func files() throws(DiagnosticError) -> [ProposedFile] {
    let sources = [inspection.sourceYAML(name: "survey", path: inspection.file, unit: unit.name)]
    let frame = [
      "frame:", "  role: frame", "  path: frame.csv", "  unit: unit", "  columns:",
      "    enterprises: {header: enterprises, type: integer}",
    ]
    let design = [
      "",
      "# Who answered is taken as it is until frame.csv holds the register's numbers of enterprises.",
      "design:",
      "  selection: volunteer",
      "  strata: [unit_id]",
      "  population: {source: frame, count: enterprises}",
      "",
      "uncertainty: {replicates: 200}",
      "# Every estimate is shown, however few answers it rests on; leave this out to show none from fewer than 30.",
      "display: {show: {n: 1}}",
    ]
    let other = others.isEmpty ? [] : ["", "# Not part of it yet; a source of these files would read:"]
    let proposals = others.enumerated().flatMap { index, other in
      other.sourceYAML(name: "table_\(index + 1)", path: other.file, unit: nil).map { "#   " + $0 }
    }
    let pipeline = pipelineYAML(
      options, title: options.id, extra: ["questionnaire: questionnaire.yaml", "cleaning: cleaning.yaml"],
      sources: sources + [frame], tail: design + other + proposals)
    return [
      ProposedFile(name: "pipeline.yaml", text: pipeline),
      ProposedFile(name: "units.yaml", text: unitsYAML(unit.answers.map { ($0.code, $0.label.zh) })),
      ProposedFile(name: "questionnaire.yaml", text: questionnaire()),
      ProposedFile(name: "cleaning.yaml", text: cleaning()),
      ProposedFile(name: "framework.yaml", text: framework()),
      ProposedFile(name: "frame.csv", text: frameText()),
    ]
  }

  private func questionnaire() -> String {
    QuestionnaireText(variables, id: options.id, shown: inspection.survey?.shown ?? ShownConditions()).yaml()
  }

  /// The same number everywhere, until the register says better: units count alike. Units that nobody is from would
  /// leave a stratum without a respondent.
  private func frameText() -> String {
    var writer = CSVWriter()
    writer.row(["unit", "enterprises"])
    let seen = inspection.survey?.answered[unit.name] ?? []
    for option in unit.answers where seen.isEmpty || seen.contains(option.code) { writer.row([option.code, "1000"]) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func cleaning() -> String {
    """
    # Rules run in this order, each on every record; docs/expressions.md has the language.
    rules: []
      # - id: R01
      #   title: {zh: 作答过快, en: Too fast}
      #   when: "duration_s < 60"
      #   action: flag

    """
  }

  private func framework() -> String {
    var lines = [
      "# A first index: one indicator a rating question, weighted alike. Group, weigh and replace them.",
      "likert_maps:",
    ]
    let steps = Set(variables.filter { $0.kind == .likert }.map(\.answers.count)).sorted()
    let indicators = provisionalIndicators()
    if steps.isEmpty { lines.removeLast() }
    for count in steps {
      let scores = (0..<count).map { shortestText(100 * Double($0) / Double(max(1, count - 1))) }
      lines.append("  steps\(count): [\(scores.joined(separator: ", "))]")
    }
    lines += ["", "index:", "  code: INDEX", "  name: {zh: 指数, en: Index}", "  children:"]
    for (position, indicator) in indicators.enumerated() {
      lines += [
        "    - code: I\(position + 1)",
        "      name: \(indicator.name)",
        "      source: survey",
        "      expression: \(yamlText(indicator.expression))",
        "      score: \(indicator.score)",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Indicator {
    var name: String
    var expression: String
    var score: String
  }

  /// Ratings where there are any; else the share of each question's first answer, or the mean of a number.
  private func provisionalIndicators() -> [Indicator] {
    let ratings = variables.filter { $0.kind == .likert }.map { variable in
      Indicator(
        name: title(variable), expression: "MEAN(LIKERT(\(quoted(variable.name))))",
        score: "{likert: steps\(variable.answers.count)}")
    }
    if !ratings.isEmpty { return ratings }
    let numbers = variables.filter { [.numeric, .nps].contains($0.kind) }.prefix(10).map { variable in
      Indicator(name: title(variable), expression: "MEAN(\(quoted(variable.name)))", score: "{min_max: [0, 100]}")
    }
    if !numbers.isEmpty { return numbers }
    let shares = variables.filter { $0.kind == .single && $0.name != unit.name && !$0.answers.isEmpty }.prefix(10)
    return (shares.isEmpty ? [unit] : Array(shares)).map { variable in
      let code = variable.answers[0].code
      let value = variable.columnType == .integer ? code : "'\(code.replacing("'", with: "''"))'"
      return Indicator(
        name: title(variable), expression: "SHARE(\(quoted(variable.name)) = \(value))", score: "{goalpost: [0, 1]}")
    }
  }

  private func title(_ variable: SurveyVariable) -> String {
    let row = variable.rowText
    return yamlBoth(
      variable.text.zh + (row.map { "—\($0.zh)" } ?? ""), variable.text.en + (row.map { " — \($0.en)" } ?? ""))
  }

  /// A name that expressions take for a column.
  private func quoted(_ name: String) -> String { "`\(name.replacing("`", with: "``"))`" }
}
