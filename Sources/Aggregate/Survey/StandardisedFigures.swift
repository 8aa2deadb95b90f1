internal import Estimation
internal import Expressions
internal import SurveyModel
internal import Tables

/// Figures of the survey as they are in each unit, and as they would be with the make-up of the city (direct standardisation;
/// Wolter 2007 for the variance of a combination of ratios). The standard counts as known.
///
/// A mean or share is that of its cells weighed by the standard. A sum or count is the mean per enterprise under the standard
/// times the enterprises of the unit, so that a ratio of sums is one of standardised means.
struct StandardisedFigures: Sendable {
  private let settings: StandardisationSettings
  private let wave: Int
  private let survey: SampledSource
  private let cells: StandardCells
  private let unitIDs: [String]
  private let measures: [(id: String, expression: AggregateExpression)]
  /// By measure and unit, the published standard errors, which hold the error of imputed answers.
  private let errors: [String: [String: Double]]

  /// nil where nothing is declared, and without a survey that has the variables.
  init?(_ done: EvaluatedWave, pipeline: PipelineDefinition) {
    guard let settings = pipeline.standardisation,
      let survey = done.prepared.sources.sampled.values.first(where: \.isSurvey)
    else { return nil }
    var frame: (source: CountedSource, count: String)?
    if let name = pipeline.design?.population, let count = pipeline.design?.populationCount,
      let source = done.prepared.sources.counted[name]
    {
      frame = (source, count)
    }
    guard
      let cells = StandardCells(settings.variables, survey: survey, frame: frame, units: pipeline.units)
    else { return nil }
    self.settings = settings
    wave = done.table.wave.wave
    self.survey = survey
    self.cells = cells
    unitIDs = done.table.wave.domains.domains.map(\.unit.id)
    var errors: [String: [String: Double]] = [:]
    for estimate in done.estimates {
      errors[estimate.indicatorID, default: [:]][estimate.unitID] = estimate.standardError
    }
    self.errors = errors
    measures = done.measures.compactMap { measure in
      guard let expression = measure.expression, settings.indicators?.contains(measure.id) ?? true,
        expression.isMadeOfMeans, expression.terms.allSatisfy({ $0.source == survey.name })
      else { return nil }
      return (measure.id, expression)
    }
  }

  /// One row a measure and unit, the city among them.
  func rows(threads: Int) -> [StandardisedEstimate] {
    parallelMap(count: measures.count, threads: threads) { place in
      let (id, expression) = measures[place]
      let terms = expression.terms.map { EvaluatedTerm($0, table: survey.table, rows: survey.rows) }
      return unitIDs.indices.map { row(id, expression, terms, domain: $0) }
    }.flatMap(\.self)
  }

  private func row(
    _ id: String, _ expression: AggregateExpression, _ terms: [EvaluatedTerm], domain: Int
  ) -> StandardisedEstimate {
    let records = survey.recordsOfDomain[domain]
    let members = records.filter { cells.cellOfRecord[$0] != nil }
    let counts = usableCounts(terms, over: members)
    var row = StandardisedEstimate(
      wave: wave, unitID: unitIDs[domain], indicatorID: id, standard: cells.origin, value: nil, standardError: nil,
      n: counts.reduce(0, +), leftOut: records.count - members.count,
      emptyShare: zip(cells.shares, counts).reduce(0) { $0 + ($1.1 == 0 ? $1.0 : 0) },
      mergedShare: zip(cells.shares, counts).reduce(0) { $0 + ($1.1 < settings.minimumRespondents ? $1.0 : 0) })
    let behind = records.filter { record in terms.contains { $0.isUsable[record] } }
    let plain = figure(expression, terms.map { survey.sample.estimate($0, over: records) })
    row.value = plain?.value
    let answered = plain.flatMap { error($0.linearised, over: behind) }
    row.standardError = errors[id]?[unitIDs[domain]]
    guard let plain, row.emptyShare <= settings.maximumEmpty,
      let merged = MergedCells(
        keys: cells.keys, standard: cells.shares, counts: counts, minimum: settings.minimumRespondents)
    else { return row }
    row.cells = merged.shares.count
    guard let other = figure(expression, terms.map { standardised($0, merged, members: members, records: records) })
    else { return row }
    // Imputed answers raise all errors alike.
    var inflation = 1.0
    if let published = row.standardError, let answered, answered > 0 { inflation = published / answered }
    row.standardised = other.value
    row.standardisedError = error(other.linearised, over: behind).map { inflation * $0 }
    row.difference = other.value - plain.value
    row.differenceError = error(zip(other.linearised, plain.linearised).map { $0 - $1 }, over: behind)
      .map { inflation * $0 }
    return row
  }

  /// By cell, the records that every term can use; a sum or count rests on all records.
  private func usableCounts(_ terms: [EvaluatedTerm], over members: [Int]) -> [Int] {
    var counts = terms.map { _ in [Int](repeating: 0, count: cells.shares.count) }
    for (place, term) in terms.enumerated() {
      for record in members where term.isTotal || term.isUsable[record] {
        if let cell = cells.cellOfRecord[record] { counts[place][cell] += 1 }
      }
    }
    return cells.shares.indices.map { cell in counts.map { $0[cell] }.min() ?? 0 }
  }

  private func standardised(
    _ term: EvaluatedTerm, _ merged: MergedCells, members: [Int], records: [Int]
  ) -> LinearisedEstimate? {
    // One class more for records of cells that have no share of their own; its share is 0.
    let outside = merged.shares.count
    let classes = RecordClasses(
      names: (0...outside).map(String.init),
      classOfRecord: cells.cellOfRecord.map { cell in cell.flatMap { merged.classOfCell[$0] } ?? outside })
    let usable = term.isTotal ? members : members.filter { term.isUsable[$0] }
    guard
      let mean = survey.sample.standardisedMean(
        term.values, classes: classes, shares: merged.shares + [0], over: usable)
    else { return nil }
    guard term.isTotal else { return mean }
    let size = survey.sample.count(over: records)
    return LinearisedEstimate(
      value: size.value * mean.value,
      linearised: zip(size.linearised, mean.linearised).map { mean.value * $0 + size.value * $1 })
  }

  /// The value of the expression and its linearised values; nil where it is not defined.
  private func figure(_ expression: AggregateExpression, _ terms: [LinearisedEstimate?]) -> LinearisedEstimate? {
    let known = terms.compactMap(\.self)
    guard known.count == terms.count, let value = expression.value(known.map(\.value)) else { return nil }
    let slopes = expression.gradient(known.map(\.value))
    var z = [Double](repeating: 0, count: survey.sample.weights.count)
    for (slope, term) in zip(slopes, known) where slope != 0 {
      for record in z.indices { z[record] += slope * term.linearised[record] }
    }
    return LinearisedEstimate(value: value, linearised: z)
  }

  /// As for estimates of units: the design's policy for strata with a single unit, and none without degrees of freedom.
  private func error(_ linearised: [Double], over records: [Int]) -> Double? {
    let sample = survey.sample
    guard sample.design.degreesOfFreedom(records: records) > 0 else { return nil }
    let variance =
      switch sample.survey.lonelyPolicy {
      case .certainty, .remove, .fail: sample.design.variance(sample.influence(linearised))
      case .average, .adjust: sample.variance(ofLinearised: linearised, over: records)
      }
    return variance.isFinite ? max(0, variance).squareRoot() : nil
  }
}

extension EvaluatedTerm {
  /// Whether it adds up over all records, those without a value adding nothing.
  fileprivate var isTotal: Bool {
    switch function {
    case .sum, .count: true
    default: false
    }
  }
}
