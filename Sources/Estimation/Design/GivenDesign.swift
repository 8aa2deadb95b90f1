internal import Diagnostics
internal import SurveyModel
internal import Tables

/// A survey whose weights are given: strata, units and population sizes of its records, read from its variables.
struct GivenDesign {
  /// The table row of each record that names a ranked unit.
  private(set) var rows: [Int] = []
  /// The ranked unit of each.
  private(set) var units: [Int] = []
  private(set) var strata: RecordClasses
  private(set) var clusters: RecordClasses?
  private(set) var survey: SurveyDesign
  private(set) var notes: [LocalizedText] = []

  /// - Throws: every variable that is missing or holds no numbers, every record without a stratum, unit or weight, every
  ///   stratum that is impossible, under `fail` every stratum with a single unit.
  init(_ dataset: Dataset, weights: String, design: SampleDesign, units registry: UnitRegistry) throws(DiagnosticError)
  {
    let file = SourceLocation(file: dataset.inputs.first?.path ?? dataset.source)
    let table = dataset.table
    var problems: [Diagnostic] = []
    for name in design.strata
      + [weights, design.cluster, design.populationSize, design.nonResponse?.variable].compactMap(\.self)
      + (design.nonResponse?.classes ?? [])
    where table[name] == nil {
      let advice = nearestName(to: name, among: table.names).map { "Did you mean \($0)?" }
      problems.append(
        Diagnostic(
          .error, code: "E-104", at: file, "the survey has no variable \(name), which design: names", advice: advice))
    }
    guard let unitColumn = table[unitColumnName] else {
      problems.append(
        Diagnostic(
          .error, code: "E-105", at: file, "the survey has no column \(unitColumnName)",
          advice: "Name the question that holds the unit in sources: as unit:"))
      throw DiagnosticError(.configuration, problems)
    }
    guard problems.isEmpty else { throw DiagnosticError(.configuration, problems) }
    let position = Dictionary(
      registry.ranked.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    for row in 0..<table.rowCount {
      guard let unit = unitColumn.label(at: row).flatMap({ position[$0] }) else { continue }
      rows.append(row)
      units.append(unit)
    }
    let left = table.rowCount - rows.count
    if left > 0 {
      notes.append(
        LocalizedText(
          zh: "\(dataset.wave) 年有 \(left) 份答卷未指明参评单位，未计入估计。",
          en: "\(left) responses of \(dataset.wave) name no assessed unit and enter no estimate."))
    }
    var raised: [Double]?
    if let response = design.nonResponse {
      let found = try Self.raised(response, weights: weights, table, rows: rows, file)
      notes.append(Self.note(lost: rows.count - found.kept.count, of: found.classes, wave: dataset.wave))
      let (drawnRows, drawnUnits) = (rows, units)
      rows = found.kept.map { drawnRows[$0] }
      units = found.kept.map { drawnUnits[$0] }
      raised = found.weights
    }
    var reader = DesignVariables(table, rows: rows, file: file)
    strata = reader.classes(design.strata, role: "stratum")
    clusters = design.cluster.map { reader.classes([$0], role: "primary sampling unit") }
    let given = raised ?? reader.numbers(weights, role: "weight")
    let sizes = design.populationSize.map { reader.numbers($0, role: "population size") }
    if !reader.problems.isEmpty { throw DiagnosticError(.content, reader.problems) }
    do throws(DiagnosticError) {
      let labels = RecordLabels(table)
      let kept = rows
      survey = try SurveyDesign(
        stages: [SamplingStage(strata: design.strata.isEmpty ? nil : strata, units: clusters, populations: sizes)],
        weights: given, recordCount: rows.count, areUnitsNested: design.areUnitsNested,
        lonelyPolicy: design.lonelyPolicy, recordName: { "record \(labels.id(kept[$0]))" })
      if design.lonelyPolicy == .fail { try survey.checkLonely() }
    } catch {
      throw DiagnosticError(
        .content,
        error.diagnostics.map { diagnostic in
          var placed = diagnostic
          placed.location = file
          return placed
        })
    }
    noteLonely(dataset.wave)
  }

  /// The records that responded, with weights raised in their weighting classes, and how many classes there are.
  private static func raised(
    _ response: NonResponseClasses, weights: String, _ table: Table, rows: [Int], _ file: SourceLocation
  ) throws(DiagnosticError) -> (kept: [Int], weights: [Double], classes: Int) {
    var reader = DesignVariables(table, rows: rows, file: file)
    let classes = reader.classes(response.classes, role: "weighting class")
    let drawn = reader.numbers(weights, role: "weight")
    if !reader.problems.isEmpty { throw DiagnosticError(.content, reader.problems) }
    let status = table[response.variable]
    let responds = rows.map { row in
      status.map { !$0.isMissing(at: row) && response.responded.contains($0.codeText(at: row)) } ?? false
    }
    do throws(DiagnosticError) {
      let raised = try nonResponseAdjustedWeights(drawn, classes: classes, responds: responds)
      let kept = responds.indices.filter { responds[$0] }
      return (kept, kept.map { raised[$0] }, classes.names.count)
    } catch {
      throw DiagnosticError(
        error.kind,
        error.diagnostics.map { diagnostic in
          var placed = diagnostic
          placed.location = file
          return placed
        })
    }
  }

  private static func note(lost: Int, of classes: Int, wave: Int) -> LocalizedText {
    LocalizedText(
      zh: "\(wave) 年抽中而未应答的有 \(lost) 家；在 \(classes) 个加权类内由应答者代表。",
      en: "\(lost) firms drawn in \(wave) did not respond; respondents of \(classes) weighting classes stand for them.")
  }

  private mutating func noteLonely(_ wave: Int) {
    let lonely = survey.firstStage.lonelyStrata
    guard !lonely.isEmpty else { return }
    let shown = lonely.prefix(5).map(\.name).joined(separator: ", ") + (lonely.count > 5 ? ", …" : "")
    notes.append(
      LocalizedText(
        zh: "\(wave) 年有 \(lonely.count) 个层只有一个抽样单元（\(shown)），其方差按“\(survey.lonelyPolicy.rawValue)”处理。",
        en: "\(lonely.count) strata of \(wave) have one sampling unit (\(shown)); their variance is that of the policy "
          + "\(survey.lonelyPolicy.rawValue)."))
  }
}

/// Reads the variables of a design, record by record; what is missing is told by record.
private struct DesignVariables {
  let table: Table
  let rows: [Int]
  let file: SourceLocation
  let labels: RecordLabels
  private(set) var problems: [Diagnostic] = []

  init(_ table: Table, rows: [Int], file: SourceLocation) {
    self.table = table
    self.rows = rows
    self.file = file
    labels = RecordLabels(table)
  }

  /// The classes of a crossing of variables.
  mutating func classes(_ names: [String], role: String) -> RecordClasses {
    var texts = [String](repeating: "", count: rows.count)
    for (place, name) in names.enumerated() {
      guard let column = table[name] else { continue }
      var missing: [Int] = []
      for (record, row) in rows.enumerated() {
        if column.isMissing(at: row) { missing.append(row) }
        texts[record] += (place > 0 ? " × " : "") + column.codeText(at: row)
      }
      tell(
        missing, "has no \(name), which makes its \(role)", advice: "Give it one, or drop the record in cleaning.yaml")
    }
    return RecordClasses(labels: names.isEmpty ? texts.map { _ in "all" } : texts)
  }

  /// The positive numbers of a variable.
  mutating func numbers(_ name: String, role: String) -> [Double] {
    guard let column = table[name] else { return [] }
    var bad: [Int] = []
    let numbers = rows.map { row in
      let number = column.number(at: row) ?? .nan
      if !(number > 0 && number.isFinite) { bad.append(row) }
      return number
    }
    tell(
      bad, "has no positive number in \(name), which is its \(role)",
      advice: "Give it one, or drop the record in cleaning.yaml")
    return numbers
  }

  private mutating func tell(_ bad: [Int], _ message: String, advice: String) {
    for row in bad.prefix(10) {
      var place = file
      place.line = labels.line(row)
      problems.append(
        Diagnostic(.error, code: "E-115", at: place, "record \(labels.id(row)) \(message)", advice: advice))
    }
    if bad.count > 10 {
      problems.append(Diagnostic(.error, code: "E-115", at: file, "and \(bad.count - 10) more records: \(message)"))
    }
  }
}
