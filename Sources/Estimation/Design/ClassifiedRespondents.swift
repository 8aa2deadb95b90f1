internal import Diagnostics
internal import SurveyModel
internal import Tables

/// Respondents with the labels that strata and margins need.
struct ClassifiedRespondents {
  let variables: [String]
  /// The table row of each respondent kept for estimation.
  private(set) var rows: [Int] = []
  /// The ranked unit of each.
  private(set) var units: [Int] = []
  /// The labels of each, in the order of `variables`.
  private(set) var labels: [[String]] = []
  private(set) var notes: [LocalizedText] = []

  /// A record that names no ranked unit stands for nobody and is left out, with a note. A missing label is filled with the
  /// most frequent one of the unit, for weighting only, with a note.
  init(
    _ survey: Dataset, variables: [String], population: PopulationFrame, units registry: UnitRegistry
  ) throws(DiagnosticError) {
    self.variables = variables
    let file = survey.inputs.first?.path ?? survey.source
    var columns: [Column] = []
    var problems: [Diagnostic] = []
    for name in variables {
      if let column = survey.table[name] {
        columns.append(column)
      } else {
        let advice = nearestName(to: name, among: survey.table.names).map { "Did you mean \($0)?" }
        problems.append(
          Diagnostic(
            .error, code: "E-104", at: SourceLocation(file: file),
            "the survey has no variable \(name), which design: names", advice: advice))
      }
    }
    guard let unitColumn = survey.table[unitColumnName] else {
      problems.append(
        Diagnostic(
          .error, code: "E-105", at: SourceLocation(file: file), "the survey has no column \(unitColumnName)",
          advice: "Name the question that holds the unit in sources: as unit:"))
      throw DiagnosticError(.configuration, problems)
    }
    guard problems.isEmpty else { throw DiagnosticError(.configuration, problems) }

    let position = Dictionary(
      registry.ranked.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var open: [[String?]] = []
    for row in 0..<survey.table.rowCount {
      guard let unit = unitColumn.label(at: row).flatMap({ position[$0] }) else { continue }
      rows.append(row)
      units.append(unit)
      open.append(columns.map { $0.label(at: row) })
    }
    let left = survey.table.rowCount - rows.count
    if left > 0 {
      notes.append(
        LocalizedText(
          zh: "\(survey.wave) 年有 \(left) 份答卷未指明参评单位，未计入估计。",
          en: "\(left) responses of \(survey.wave) name no assessed unit and enter no estimate."))
    }
    fill(&open, wave: survey.wave)
    labels = open.map { $0.compactMap(\.self) }
    try checkKnown(population, file: file)
  }

  private mutating func fill(_ open: inout [[String?]], wave: Int) {
    for (position, variable) in variables.enumerated() {
      let missing = open.indices.filter { open[$0][position] == nil }
      if missing.isEmpty { continue }
      var frequencies: [Int: [String: Int]] = [:]
      var overall: [String: Int] = [:]
      for (record, labels) in open.enumerated() {
        guard let label = labels[position] else { continue }
        frequencies[units[record], default: [:]][label, default: 0] += 1
        overall[label, default: 0] += 1
      }
      func mostFrequent(_ counts: [String: Int]?) -> String? {
        counts?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      }
      for record in missing {
        open[record][position] = mostFrequent(frequencies[units[record]]) ?? mostFrequent(overall) ?? ""
      }
      notes.append(
        LocalizedText(
          zh: "\(wave) 年有 \(missing.count) 份答卷缺少 \(variable)，加权时按所在单位最常见的类别处理。",
          en: "\(missing.count) responses of \(wave) lack \(variable); for weighting they count with the most frequent "
            + "class of their unit."))
    }
  }

  /// Every label of a respondent must be one that the frame counts.
  private func checkKnown(_ population: PopulationFrame, file: String) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    for (position, variable) in variables.enumerated() {
      let known = Set(population.keys.map { $0[position] })
      var unknown: [String: Int] = [:]
      for labels in labels where !known.contains(labels[position]) { unknown[labels[position], default: 0] += 1 }
      for (label, count) in unknown.sorted(by: { $0.key < $1.key }) {
        problems.append(
          Diagnostic(
            .error, code: "E-106", at: SourceLocation(file: file),
            "\(count) respondents have \(variable) = \(label), which the population source does not know",
            advice: "Its \(variable) are \(known.sorted().joined(separator: ", "))"))
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }

  /// A margin of its own variables. A class without a respondent cannot be met; its population goes, in proportion, to
  /// the classes that share all but the last variable, and the merger is recorded.
  func margin(
    _ names: [String], population: PopulationFrame, survey: Dataset
  ) throws(DiagnosticError) -> (margin: Margin, merged: [String], notes: [LocalizedText]) {
    let positions = names.compactMap { variables.firstIndex(of: $0) }
    let totals = population.totals(by: positions)
    let name = names.joined(separator: " × ")
    var respondents: [[String]: Int] = [:]
    for own in labels { respondents[positions.map { own[$0] }, default: 0] += 1 }
    var problems: [Diagnostic] = []
    let file = SourceLocation(file: survey.inputs.first?.path ?? survey.source)
    for (key, count) in respondents.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    where (totals.counts[key] ?? 0) <= 0 {
      problems.append(
        Diagnostic(
          .error, code: "E-107", at: file,
          "\(count) respondents of \(survey.wave) are \(key.joined(separator: " × ")) of the margin \(name), where the "
            + "population source counts nobody", advice: "Correct the frame or leave the margin out of design: margins")
      )
    }
    var counts = totals.counts
    var merged: [String] = []
    var notes: [LocalizedText] = []
    for key in totals.keys where respondents[key] == nil && (counts[key] ?? 0) > 0 {
      let lost = counts[key] ?? 0
      let others = totals.keys.filter { respondents[$0] != nil && $0.dropLast() == key.dropLast() }
      let held = others.reduce(0) { $0 + (counts[$1] ?? 0) }
      let label = key.joined(separator: " × ")
      guard held > 0 else {
        problems.append(
          Diagnostic(
            .error, code: "E-108", at: file,
            "nobody of \(label) responded in \(survey.wave), and no class of the margin \(name) can stand for it",
            advice: "Leave the margin out of design: margins"))
        continue
      }
      for other in others { counts[other]? *= (held + lost) / held }
      counts[key] = 0
      merged.append("\(name): \(label) → \(key.count > 1 ? key.dropLast().joined(separator: " × ") : "others")")
      notes.append(
        LocalizedText(
          zh: "\(survey.wave) 年 \(label) 无人应答，其 \(Int(lost.rounded())) 户由 \(name) 的其他类别代表。",
          en: "Nobody of \(label) responded in \(survey.wave); the other classes of \(name) stand for its "
            + "\(Int(lost.rounded())) enterprises."))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    let classes = totals.keys.filter { respondents[$0] != nil }
    let number = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let margin = Margin(
      name: name, classes: classes.map { $0.joined(separator: " × ") }, population: classes.map { counts[$0] ?? 0 },
      classOfRecord: labels.map { own in number[positions.map { own[$0] }] ?? 0 })
    return (margin, merged, notes)
  }
}
