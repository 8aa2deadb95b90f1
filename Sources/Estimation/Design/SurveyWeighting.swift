public import Diagnostics
public import SurveyModel
internal import Tables

/// A survey weighted to its population.
public struct SurveyWeighting: Sendable {
  /// The sample; its records are `rows`.
  public let sample: WeightedSample
  /// The table row of each record.
  public let rows: [Int]
  /// The ranked unit of each record, as an index into `UnitRegistry.ranked`.
  public let unitOfRecord: [Int]
  /// A label of each record's stratum that means the same in every wave, such as `GX × medium+large`.
  public let stratumNames: [String]
  public let summary: WeightingSummary
  /// Record by record.
  public let weights: RecordWeights
  public let notes: [LocalizedText]

  /// Weights a survey: as its variables give them or, from strata with neighbouring cells merged where they are too small,
  /// N_h / n_h of the frame; then trimmed and made to meet the declared margins.
  ///
  /// - Parameters:
  ///   - survey: the cleaned survey.
  ///   - frame: the population counts; nil where the design needs none.
  ///   - design: what is declared.
  ///   - units: the units that records name.
  /// - Throws: every variable that is missing, every record and stratum that cannot be weighted, or the margin that
  ///   cannot be met.
  public init(
    _ survey: Dataset, frame: Dataset?, design: SampleDesign, units: UnitRegistry
  ) throws(DiagnosticError) {
    if let given = design.weights {
      try self.init(survey, given: given, frame: frame, design: design, units: units)
    } else if let frame {
      try self.init(survey, population: frame, design: design, units: units)
    } else {
      throw DiagnosticError(
        .missingInput,
        Diagnostic(
          .error, code: "E-120",
          "there is no population source \(design.population ?? "") for \(survey.wave), which the weights of "
            + "\(survey.source) need",
          advice: "Add the file of that wave, or name another source in design: population"))
    }
  }

  /// Weights that follow from the frame.
  private init(
    _ survey: Dataset, population frame: Dataset, design: SampleDesign, units: UnitRegistry
  ) throws(DiagnosticError) {
    var names = design.strata
    for name in design.margins.joined() where !names.contains(name) { names.append(name) }
    let population = try PopulationFrame(
      frame, variables: names, count: design.populationCount ?? "", units: units)
    let respondents = try ClassifiedRespondents(survey, variables: names, population: population, units: units)
    let strata = try CollapsedStrata(respondents, population: population, design: design, survey: survey)

    let base = strata.stratumOfRecord.map { strata.population[$0] / Double(strata.respondents[$0]) }
    let cluster = ClusterDesign(
      stratumOfRecord: strata.stratumOfRecord, names: strata.names, populations: strata.population)
    var notes = respondents.notes + strata.notes
    var records = strata.mergedCells
    var margins: [Margin] = []
    for variables in design.margins {
      if Set(variables) == Set(design.strata) {
        margins.append(
          Margin(
            name: variables.joined(separator: " × "), classes: strata.names, population: strata.population,
            classOfRecord: strata.stratumOfRecord))
      } else {
        let made = try respondents.margin(variables, population: population, survey: survey)
        margins.append(made.margin)
        notes += made.notes
        records += made.merged
      }
    }
    let drawn = SurveyDesign(firstStage: cluster, weights: base, lonelyPolicy: design.lonelyPolicy)
    if design.lonelyPolicy == .fail { try Self.checkLonely(drawn, survey) }
    try self.init(
      survey, drawn: drawn, design: design, margins: margins,
      layout: Layout(
        rows: respondents.rows, units: respondents.units, stratumNames: strata.names,
        stratumOfRecord: strata.stratumOfRecord, clusters: nil, population: strata.population.reduce(0, +),
        collapsed: records, notes: notes),
      registry: units)
  }

  /// Weights that the survey brings.
  private init(
    _ survey: Dataset, given weights: String, frame: Dataset?, design: SampleDesign, units: UnitRegistry
  ) throws(DiagnosticError) {
    let given = try GivenDesign(survey, weights: weights, design: design, units: units)
    var notes = given.notes
    var margins: [Margin] = []
    var merged: [String] = []
    if !design.margins.isEmpty {
      guard let frame, let count = design.populationCount else {
        throw DiagnosticError(
          .missingInput,
          Diagnostic(
            .error, code: "E-120",
            "there is no population source \(design.population ?? "") for \(survey.wave), which the margins of "
              + "\(survey.source) need",
            advice: "Add the file of that wave, or name another source in design: population"))
      }
      var names: [String] = []
      for name in design.margins.joined() where !names.contains(name) { names.append(name) }
      let population = try PopulationFrame(frame, variables: names, count: count, units: units)
      let respondents = try ClassifiedRespondents(survey, variables: names, population: population, units: units)
      notes = respondents.notes + given.notes.filter { !respondents.notes.contains($0) }
      for variables in design.margins {
        let made = try respondents.margin(variables, population: population, survey: survey)
        margins.append(made.margin)
        notes += made.notes
        merged += made.merged
      }
    }
    try self.init(
      survey, drawn: given.survey, design: design, margins: margins,
      layout: Layout(
        rows: given.rows, units: given.units, stratumNames: given.strata.names,
        stratumOfRecord: given.strata.classOfRecord, clusters: given.clusters,
        population: margins.first?.population.reduce(0, +) ?? given.survey.weights.reduce(0, +), collapsed: merged,
        notes: notes),
      registry: units)
  }

  /// What is known of the records besides their weights.
  private struct Layout {
    var rows: [Int]
    var units: [Int]
    var stratumNames: [String]
    var stratumOfRecord: [Int]
    var clusters: RecordClasses?
    var population: Double
    var collapsed: [String]
    var notes: [LocalizedText]
  }

  private init(
    _ survey: Dataset, drawn: SurveyDesign, design: SampleDesign, margins: [Margin], layout: Layout,
    registry: UnitRegistry
  ) throws(DiagnosticError) {
    let adjusted = try WeightAdjusting(WeightedSample(drawn), design: design, margins: margins, survey: survey)
    sample = adjusted.sample
    rows = layout.rows
    unitOfRecord = layout.units
    stratumNames = layout.stratumNames
    notes = layout.notes
    let fits = marginFits(weights: sample.weights, margins: margins)
    summary = WeightingSummary(
      wave: survey.wave, respondents: rows.count, population: layout.population,
      effectiveN: effectiveSampleSize(sample.weights) ?? 0,
      kishDesignEffect: Estimation.kishDesignEffect(sample.weights) ?? 1,
      minimumWeight: sample.weights.min() ?? 0, maximumWeight: sample.weights.max() ?? 0,
      rakingIterations: adjusted.passes, largestMarginError: fits.map(\.distance).max() ?? 0,
      collapsedCells: layout.collapsed)
    let labels = RecordLabels(survey.table)
    let ranked = registry.ranked
    weights = RecordWeights(
      source: survey.source, wave: survey.wave, records: rows.map { labels.id($0) },
      units: layout.units.map { ranked[$0].id },
      strata: layout.stratumOfRecord.map { layout.stratumNames[$0] },
      clusters: layout.clusters.map { clusters in clusters.classOfRecord.map { clusters.names[$0] } } ?? [],
      base: drawn.weights, final: sample.weights, trimmed: adjusted.trimmed, margins: fits)
  }

  private static func checkLonely(_ drawn: SurveyDesign, _ survey: Dataset) throws(DiagnosticError) {
    do throws(DiagnosticError) {
      try drawn.checkLonely()
    } catch {
      throw DiagnosticError(
        .content,
        error.diagnostics.map { diagnostic in
          var placed = diagnostic
          placed.location = SourceLocation(file: survey.inputs.first?.path ?? survey.source)
          return placed
        })
    }
  }
}
