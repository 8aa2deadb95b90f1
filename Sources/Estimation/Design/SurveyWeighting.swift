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
  public let notes: [LocalizedText]

  /// Weights a survey: strata from the declared variables, neighbouring cells merged where they are too small, base weights
  /// N_h / n_h from the frame, raked to the declared margins.
  ///
  /// - Throws: every variable that is missing, every stratum that cannot be weighted, or the margin that raking cannot
  ///   meet.
  public init(
    _ survey: Dataset, frame: Dataset, design: SampleDesign, units: UnitRegistry
  ) throws(DiagnosticError) {
    var names = design.strata
    for name in design.margins.joined() where !names.contains(name) { names.append(name) }
    let population = try PopulationFrame(frame, variables: names, count: design.populationCount, units: units)
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
    let (weighted, result) =
      margins.isEmpty
      ? (WeightedSample(design: cluster, weights: base), nil)
      : Self.raked(design: cluster, base: base, margins: margins)
    if let result, !result.hasConverged {
      throw DiagnosticError(.content, Self.notConverged(result, margins: margins, survey: survey))
    }
    sample = weighted
    rows = respondents.rows
    unitOfRecord = respondents.units
    stratumNames = strata.names
    self.notes = notes
    summary = WeightingSummary(
      wave: survey.wave, respondents: rows.count, population: strata.population.reduce(0, +),
      effectiveN: effectiveSampleSize(weighted.weights) ?? 0,
      kishDesignEffect: Estimation.kishDesignEffect(weighted.weights) ?? 1,
      minimumWeight: weighted.weights.min() ?? 0, maximumWeight: weighted.weights.max() ?? 0,
      rakingIterations: result?.passes ?? 0,
      largestMarginError: largestMarginError(weights: weighted.weights, margins: margins), collapsedCells: records)
  }

  private static func raked(
    design: ClusterDesign, base: [Double], margins: [Margin]
  ) -> (WeightedSample, RakingResult?) {
    let (sample, result) = WeightedSample.raked(design: design, baseWeights: base, margins: margins)
    return (sample, result)
  }

  private static func notConverged(_ result: RakingResult, margins: [Margin], survey: Dataset) -> Diagnostic {
    let margin = margins[result.worst.margin]
    return Diagnostic(
      .error, code: "E-110", at: SourceLocation(file: survey.inputs.first?.path ?? survey.source),
      "the weights of \(survey.source) \(survey.wave) cannot meet the margin \(margin.name): after \(result.passes) "
        + "passes \(margin.classes[result.worst.marginClass]) is still \(result.largestError * 100) % off",
      advice: "Take a margin out of design: margins, or merge classes that few respondents are in")
  }
}

/// The largest |Σw / N - 1| over all classes with respondents.
func largestMarginError(weights: [Double], margins: [Margin]) -> Double {
  var largest = 0.0
  for margin in margins {
    var sums = [Double](repeating: 0, count: margin.population.count)
    for (record, weight) in weights.enumerated() { sums[margin.classOfRecord[record]] += weight }
    for (sum, target) in zip(sums, margin.population) where target > 0 { largest = max(largest, abs(sum / target - 1)) }
  }
  return largest
}
