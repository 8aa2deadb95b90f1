internal import Diagnostics
internal import Estimation
internal import SurveyModel
internal import Tables

/// One wave worked out: estimates, scores and replicates.
struct EvaluatedWave: Sendable {
  let prepared: PreparedWave
  let measures: [Measure]
  let estimates: [Estimate]
  let domainEstimates: [DomainEstimate]
  let groupScores: [GroupScore]
  private(set) var table: ScoreTable
  /// nil once ``releaseModel()`` was called.
  private(set) var model: ReplicateModel?
  /// By leaf.
  let estimators: [MeasureEstimator]

  init(
    _ datasets: [String: Dataset], wave: Int, pipeline: PipelineDefinition, domains: AssessedDomains, threads: Int,
    shifts: [ScoreShift] = [], progress: @escaping @Sendable (AggregateProgress) -> Void = { _ in }
  ) throws(DiagnosticError) {
    let prepared = try prepare(datasets, wave: wave, pipeline: pipeline, domains: domains)
    let measures = try Aggregate.measures(datasets, pipeline: pipeline)
    var worked = parallelMap(count: measures.count, threads: threads) { index in
      let estimator = MeasureEstimator(measures[index], wave: wave, sources: prepared.sources, domains: domains)
      return (estimator: estimator, estimates: estimator.estimates())
    }
    let imputations = datasets.compactMapValues(\.imputation)
    let reimputed = try Reimputation(
      worked.map(\.estimator), sources: prepared.sources, imputations: imputations, pipeline: pipeline,
      threads: threads)
    for index in worked.indices {
      guard let inflation = reimputed.inflation(index, of: worked[index].estimates) else { continue }
      worked[index].estimates = worked[index].estimator.estimates(inflation: inflation)
    }
    let leaves = zip(measures, worked).filter { $0.0.leaf != nil }.map(\.1)
    let monitors = zip(measures, worked).filter { $0.0.leaf == nil }.map(\.1)
    let scores = try WaveScores(
      wave: wave, domains: domains, framework: pipeline.framework, sources: prepared.sources,
      leaves: leaves.map(\.estimates), monitors: monitors.map(\.estimates), shifts: shifts)
    let leafMeasures = measures.indices.filter { measures[$0].leaf != nil }
    let model = ReplicateModel(
      scores, estimators: leaves.map(\.estimator), sources: prepared.sources,
      reimputed: leafMeasures.map { reimputed.values[$0] })
    let replicates = ReplicateScores(
      model, count: pipeline.replicates, seed: pipeline.seed, domains: domains.domains.count,
      keeping: scores.nodesOfReplicates, threads: threads,
      progress: ProgressCounter(.redraws, wave: wave, total: pipeline.replicates, tell: progress))
    let surveys = Set(prepared.sources.sampled.values.filter(\.isSurvey).map(\.name))
    self.prepared = prepared
    self.model = model
    estimators = leaves.map(\.estimator)
    self.measures = measures
    (domainEstimates, groupScores) = try Aggregate.domainEstimates(
      worked.map(\.estimator), scores: scores, datasets: datasets, prepared: prepared, pipeline: pipeline,
      threads: threads)
    estimates = worked.flatMap { $0.estimates.map(\.estimate) }
    table = ScoreTable(
      scores, replicates: replicates, respondents: prepared.respondents, surveys: surveys, threads: threads)
  }

  /// Gives back the memory of what only the wave's own ranks, pairs and differences are made of.
  mutating func releaseReplicates() { table.releaseReplicates() }

  /// Gives back the memory of what replicates are drawn from.
  mutating func releaseModel() { model = nil }
}
