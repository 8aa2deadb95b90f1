internal import Diagnostics
internal import Estimation
internal import Expressions
internal import SurveyModel
internal import Tables

/// Weighted totals of the survey's amounts by the declared tables, and which of them are not published.
///
/// Tables, waves and their differences, and units with and without what was carved out of them, are seen together, since a
/// reader sees them together.
struct SurveyTotals {
  private let plan: TotalsPlan
  private let waves: [EvaluatedWave]
  private let surveys: [SampledSource]
  private let pipeline: PipelineDefinition
  private let schemas: [String: ExpressionSchema]

  init?(
    _ waves: [EvaluatedWave], datasets: [Int: [String: Dataset]], pipeline: PipelineDefinition
  ) {
    guard let plan = pipeline.totals else { return nil }
    let found = waves.compactMap { wave in
      wave.prepared.sources.sampled.values.first(where: \.isSurvey).map { (wave, $0) }
    }
    guard let (wave, survey) = found.last, let dataset = datasets[wave.table.wave.wave]?[survey.name] else {
      return nil
    }
    self.plan = plan
    self.waves = found.map(\.0)
    surveys = found.map(\.1)
    self.pipeline = pipeline
    schemas = [survey.name: expressionSchema(for: dataset, pipeline: pipeline)]
  }

  /// The totals, and what the reader must know of those that cannot be protected.
  ///
  /// - Throws: a variable that is no number, and amounts below 0.
  func rows() throws(DiagnosticError) -> (totals: [SurveyTotal], notes: [LocalizedText]) {
    var totals: [SurveyTotal] = []
    var notes: [LocalizedText] = []
    for variable in plan.variables {
      let own = try rows(of: variable)
      totals += own.totals
      if own.exposed > 0 {
        notes.append(
          LocalizedText(
            zh: "\(variable) 的合计中有 \(own.exposed) 个无论隐去哪些数都能被推算到规定的范围之内。",
            en:
              "\(own.exposed) totals of \(variable) can be worked out more closely than the margin allows, whatever is withheld."
          ))
      }
    }
    return (totals, notes)
  }

  private func rows(of variable: String) throws(DiagnosticError) -> (totals: [SurveyTotal], exposed: Int) {
    let amounts = try amounts(of: variable)
    let classes = TotalClasses(
      plan, waves: waves.map(\.table.wave.wave), surveys: surveys, records: amounts.records, units: pipeline.units)
    let linked = try LinkedTables(
      values: amounts.values, weights: amounts.weights, holders: classes.holders, dimensions: classes.dimensions,
      tables: classes.tables, rules: plan.rules)
    let pattern = linked.suppressed(margin: plan.margin)
    var feasible: [Int: ClosedRange<Double>] = [:]
    for interval in pattern.audit.intervals() where interval.low <= interval.high {
      feasible[interval.cell] = interval.low...interval.high
    }
    let wanted = linked.cells.indices.filter { !linked.cells[$0].isChange }
    let estimates = estimates(amounts, cells: wanted.map { linked.cells[$0] }, classes: classes)
    let totals = zip(wanted, estimates).compactMap { cell, estimate -> SurveyTotal? in
      guard let estimate else { return nil }
      let labels = linked.cells[cell].labels.dropLast()
      let places = labels.indices.filter { labels[$0] != nil }
      var total = SurveyTotal(
        variable: variable, dimensions: places.map { classes.dimensions[$0].name },
        codes: places.compactMap { labels[$0] }, estimate: estimate)
      if pattern.isSuppressed[cell] {
        total.withholding = linked.cells[cell].isSensitive ? .confidential : .complementary
        total.feasible = feasible[cell]
      }
      return total
    }
    return (totals, Set(pattern.exposures.map(\.cell)).count)
  }

  // MARK: Amounts

  /// The records with an amount, over all waves.
  private struct Amounts {
    /// By wave, the measure over its survey.
    var measure: Measure
    /// The wave and the record of each.
    var records: [(wave: Int, record: Int)] = []
    var values: [Double] = []
    var weights: [Double] = []
  }

  private func amounts(of variable: String) throws(DiagnosticError) -> Amounts {
    let expression: AggregateExpression
    do throws(ExpressionError) {
      expression = try AggregateExpression(
        "SUM(\"\(variable)\")", schemas: schemas, defaultSource: surveys[surveys.count - 1].name)
    } catch {
      throw DiagnosticError(
        .configuration,
        [Diagnostic(.error, code: "E-190", "totals of \(variable): \(error.message)", advice: error.advice)])
    }
    var amounts = Amounts(
      measure: Measure(
        id: variable, name: LocalizedText(variable), expression: expression, leaf: nil, isRatioScale: true))
    for (wave, survey) in surveys.enumerated() {
      guard let term = expression.terms.first else { continue }
      let evaluated = EvaluatedTerm(term, table: survey.table, rows: survey.rows)
      for record in survey.rows.indices where evaluated.isUsable[record] {
        amounts.records.append((wave, record))
        amounts.values.append(evaluated.values[record])
        amounts.weights.append(survey.sample.weights[record])
      }
    }
    if let lowest = amounts.values.min(), lowest < 0 {
      throw DiagnosticError(
        .configuration,
        [
          Diagnostic(
            .error, code: "E-191", "totals of \(variable): an amount is \(shortestText(lowest))",
            advice: "Totals are published of amounts of 0 and more; add a range rule in cleaning.yaml, or take it out")
        ])
    }
    return amounts
  }

  // MARK: Estimates

  /// The estimate of each cell, with its standard error under the design of its wave.
  private func estimates(_ amounts: Amounts, cells: [TableCell], classes: TotalClasses) -> [Estimate?] {
    var found = [Estimate?](repeating: nil, count: cells.count)
    for (wave, survey) in surveys.enumerated() {
      let name = String(waves[wave].table.wave.wave)
      let own = cells.indices.filter { cells[$0].labels.last == .some(name) }
      let records = own.map { cell in
        classes.positions(in: cells[cell].labels).map { amounts.records[$0].record }.sorted()
      }
      var sources = PreparedSources()
      sources.sampled[survey.name] = survey.inDomains(records)
      let estimator = MeasureEstimator(
        amounts.measure, wave: waves[wave].table.wave.wave, sources: sources,
        domains: AssessedDomains(count: records.count))
      for (place, estimate) in zip(own, estimator.estimates()) { found[place] = estimate.estimate }
    }
    return found
  }
}

/// The classes of the records of totals: the declared variables, then the wave.
private struct TotalClasses {
  let dimensions: [TableDimension]
  let tables: [[String]]
  let holders: [Int]?
  /// Records that agree in every dimension, by their classes.
  private let groups: [(classes: [Int], positions: [Int])]

  init(
    _ plan: TotalsPlan, waves: [Int], surveys: [SampledSource], records: [(wave: Int, record: Int)], units: UnitRegistry
  ) {
    /// The code of each record; empty where it is not known, which is a class of its own so that totals add up.
    func codes(_ variable: String) -> [String] {
      let columns = surveys.map { $0.table[variable] }
      return records.map { wave, record in
        guard let column = columns[wave], !column.isMissing(at: surveys[wave].rows[record]) else { return "" }
        return column.codeText(at: surveys[wave].rows[record])
      }
    }
    var dimensions = plan.dimensions.map { name in
      let labels = codes(name)
      let names = Set(labels).sorted()
      let number = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let classes = RecordClasses(names: names, classOfRecord: labels.map { number[$0] ?? 0 })
      let unions =
        name == unitColumnName
        ? units.unions.map { union in
          TableDimension.Union(name: union.id, members: union.members.compactMap { number[$0] })
        }.filter { $0.members.count > 1 && $0.members.count < names.count } : []
      return TableDimension(name: name, classes: classes, unions: unions)
    }
    dimensions.append(
      TableDimension(
        name: "wave", classes: RecordClasses(names: waves.map(String.init), classOfRecord: records.map(\.wave)),
        hasTotal: false, hasChanges: waves.count > 1))
    var known: [String: Int] = [:]
    var unknown = 0
    holders = plan.holder.map { holder in
      codes(holder).map { code in
        if code.isEmpty {
          unknown -= 1
          return unknown
        }
        let number = known[code] ?? known.count
        known[code] = number
        return number
      }
    }
    tables = plan.tables.map { $0 + ["wave"] }
    var place: [[Int]: Int] = [:]
    var groups: [(classes: [Int], positions: [Int])] = []
    for position in records.indices {
      let own = dimensions.map { $0.classes.classOfRecord[position] }
      if let known = place[own] {
        groups[known].positions.append(position)
      } else {
        place[own] = groups.count
        groups.append((own, [position]))
      }
    }
    self.dimensions = dimensions
    self.groups = groups
  }

  /// The records of a cell, whose label in each dimension is a class, a union, or nil for all.
  func positions(in labels: [String?]) -> [Int] {
    let members = zip(dimensions, labels).map { dimension, label -> Set<Int>? in
      guard let label else { return nil }
      if let own = dimension.classes.names.firstIndex(of: label) { return [own] }
      return Set(dimension.unions.first { $0.name == label }?.members ?? [])
    }
    return groups.filter { group in
      zip(members, group.classes).allSatisfy { wanted, own in wanted?.contains(own) ?? true }
    }.flatMap(\.positions)
  }
}
