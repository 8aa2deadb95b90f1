internal import Diagnostics
internal import Estimation
internal import SurveyModel
internal import Tables

/// What weighting the survey of a wave brings beside the sample.
struct PreparedWave: Sendable {
  var sources = PreparedSources()
  var weighting: WeightingSummary?
  var weights: RecordWeights?
  /// Survey responses kept, by unit id.
  var respondents: [String: Int] = [:]
  var notes: [LocalizedText] = []
}

/// Turns the data sets of one wave into weighted samples and tables of counts.
func prepare(
  _ datasets: [String: Dataset], wave: Int, pipeline: PipelineDefinition, domains: AssessedDomains
) throws(DiagnosticError) -> PreparedWave {
  var prepared = PreparedWave()
  for source in pipeline.sources {
    guard let dataset = datasets[source.name] else { continue }
    switch source.role {
    case .statistics: prepared.sources.counted[source.name] = CountedSource(dataset, isStatistics: true)
    case .frame, .published: prepared.sources.counted[source.name] = CountedSource(dataset, isStatistics: false)
    case .records:
      prepared.sources.sampled[source.name] = register(dataset, source: source, domains: domains)
    case .survey:
      let survey = try weightedSurvey(
        dataset, datasets: datasets, pipeline: pipeline, domains: domains, into: &prepared)
      prepared.sources.sampled[source.name] = survey
      for (domain, records) in zip(domains.domains, survey.recordsOfDomain) {
        prepared.respondents[domain.unit.id] = records.count
      }
    }
  }
  return prepared
}

private func weightedSurvey(
  _ dataset: Dataset, datasets: [String: Dataset], pipeline: PipelineDefinition, domains: AssessedDomains,
  into prepared: inout PreparedWave
) throws(DiagnosticError) -> SampledSource {
  guard let design = pipeline.design else {
    return unitStratified(dataset, cluster: nil, isSurvey: true, firms: nil, domains: domains)
  }
  let weighting = try SurveyWeighting(
    dataset, frame: design.population.flatMap { datasets[$0] }, design: design, units: pipeline.units)
  prepared.weighting = weighting.summary
  prepared.weights = weighting.weights
  prepared.notes += weighting.notes
  // The covariance of two waves is known for records drawn one by one.
  let firmColumn = design.cluster == nil ? design.firm.flatMap { dataset.table[$0] } : nil
  return SampledSource(
    name: dataset.source, wave: dataset.wave, table: dataset.table, rows: weighting.rows,
    blocks: weighting.unitOfRecord, sample: weighting.sample, isSurvey: true,
    firms: weighting.rows.map { row in firmColumn?.label(at: row) }, domains: domains)
}

private func register(_ dataset: Dataset, source: SourceDefinition, domains: AssessedDomains) -> SampledSource {
  unitStratified(dataset, cluster: source.cluster, isSurvey: false, firms: nil, domains: domains)
}

/// Records of weight 1 with the units as strata, and the values of `cluster`, or the records, as PSUs.
private func unitStratified(
  _ dataset: Dataset, cluster: String?, isSurvey: Bool, firms: [String?]?, domains: AssessedDomains
) -> SampledSource {
  let position = Dictionary(
    domains.blockIDs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  var rows: [Int] = []
  var blocks: [Int] = []
  if let units = dataset.table[unitColumnName] {
    for row in 0..<dataset.table.rowCount {
      guard let block = units.label(at: row).flatMap({ position[$0] }) else { continue }
      rows.append(row)
      blocks.append(block)
    }
  }
  var clusters: [Int]?
  if let column = cluster.flatMap({ dataset.table[$0] }) {
    var numbers: [String: Int] = [:]
    // A record without a cluster is one of its own.
    clusters = rows.enumerated().map { record, row in
      guard let code = column.label(at: row) else { return -1 - record }
      if let known = numbers[code] { return known }
      numbers[code] = numbers.count
      return numbers.count - 1
    }
  }
  let design = ClusterDesign(stratumOfRecord: blocks, names: domains.blockIDs, clusterOfRecord: clusters)
  return SampledSource(
    name: dataset.source, wave: dataset.wave, table: dataset.table, rows: rows, blocks: blocks,
    sample: WeightedSample(unweighted: design), isSurvey: isSurvey, firms: rows.map { _ in nil }, domains: domains)
}
