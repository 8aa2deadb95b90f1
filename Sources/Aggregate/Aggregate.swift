internal import CompositeIndex
public import Diagnostics
internal import Estimation
public import SurveyModel

/// Estimates every indicator and monitor, builds the index and its uncertainty, and compares units, waves and references.
///
/// - Parameters:
///   - datasets: cleaned data, wave -> source name -> data set.
///   - pipeline: the framework, the design and the seed.
///   - progress: is told how far what takes long has come, from several threads, one at a time.
/// - Returns: estimates, scores, ranks, comparisons and what the reader must know of them.
/// - Throws: every expression that does not fit the data; what keeps the survey from being weighted.
public func aggregate(
  _ datasets: [Int: [String: Dataset]], pipeline: PipelineDefinition,
  progress: @escaping @Sendable (AggregateProgress) -> Void = { _ in }
) throws(DiagnosticError) -> Evaluation {
  // No more run at once than there are cores.
  try aggregate(datasets, pipeline: pipeline, threads: 16, progress: progress)
}

/// As above, on so many threads; the result does not depend on them.
func aggregate(
  _ datasets: [Int: [String: Dataset]], pipeline: PipelineDefinition, threads: Int,
  progress: @escaping @Sendable (AggregateProgress) -> Void = { _ in }
) throws(DiagnosticError) -> Evaluation {
  let domains = AssessedDomains(pipeline.units)
  var evaluation = Evaluation(
    wave: pipeline.wave, previousWave: pipeline.previousWave, framework: pipeline.framework, units: pipeline.units)
  var tables: [Int: EvaluatedWave] = [:]
  var differences: [TestedDifference] = []
  let waves = [pipeline.previousWave, pipeline.wave].compactMap(\.self)
  for wave in waves {
    guard let sources = datasets[wave] else { continue }
    var done = try EvaluatedWave(
      sources, wave: wave, pipeline: pipeline, domains: domains, threads: threads, progress: progress)
    evaluation.estimates += done.estimates
    evaluation.domainEstimates += done.domainEstimates
    evaluation.groupScores += done.groupScores
    evaluation.scores += done.table.scores.joined()
    let ranks = done.table.ranks(threads: threads)
    evaluation.ranks += ranks
    evaluation.analysis.add(try analysis(done, ranks, pipeline: pipeline))
    let answers = try surveyAnalysis(done, pipeline: pipeline, threads: threads)
    evaluation.survey.add(answers.analysis)
    evaluation.weighting += done.prepared.weighting.map { [$0] } ?? []
    evaluation.weights += done.prepared.weights.map { [$0] } ?? []
    if !done.prepared.respondents.isEmpty { evaluation.respondents[wave] = done.prepared.respondents }
    evaluation.replicates = max(evaluation.replicates, done.table.replicates.replicates)
    evaluation.notes += done.prepared.notes
    evaluation.notes += imputationNotes(sources, pipeline: pipeline)
    evaluation.notes += notes(done.table, measures: done.measures, replicates: pipeline.replicates)
    evaluation.notes += answers.notes
    if wave == pipeline.wave { differences = done.table.cityDifferences() }
    // One set of replicates at a time: those of scores go before those of indicators come.
    done.releaseReplicates()
    if wave == pipeline.wave, !pipeline.alternatives.isEmpty, !pipeline.framework.nodes.isEmpty {
      evaluation.analysis.add(
        try JointUncertainty(done, pipeline: pipeline, threads: threads, progress: progress).analysis())
    }
    done.releaseModel()
    tables[wave] = done
  }
  if let current = tables[pipeline.wave] {
    if let previous = pipeline.previousWave.flatMap({ tables[$0] }) {
      differences += waveDifferences(
        current: current.table, previous: previous.table, overlaps: overlaps(current.prepared, previous.prepared),
        threads: threads)
      evaluation.reading.convergence = convergence(current.table, previous.table)
      let sources = ChangeSources(
        now: (current, datasets[pipeline.wave] ?? [:]), before: (previous, datasets[previous.table.wave.wave] ?? [:]),
        pipeline: pipeline, domains: domains, threads: threads)
      evaluation.reading.changes = sources?.rows() ?? []
      evaluation.reading.commonScores = CommonScores(current.table.wave, previous.table.wave)?.rows() ?? []
    }
    if let reference = pipeline.reference.flatMap({ datasets[pipeline.wave]?[$0.source] }) {
      differences += referenceDifferences(current.table, reference: reference)
    }
    evaluation.comparisons = compared(differences)
    if let cuts = pipeline.tiers {
      let ranks = evaluation.ranks.filter { $0.wave == pipeline.wave }
      evaluation.reading.tiers = try unitTiers(current.table, ranks, cuts: cuts)
    }
  }
  if let totals = SurveyTotals(waves.compactMap { tables[$0] }, datasets: datasets, pipeline: pipeline) {
    let own = try totals.rows()
    evaluation.totals = own.totals
    evaluation.notes += own.notes
  }
  if let history = pipeline.history.flatMap({ datasets[pipeline.wave]?[$0] }) {
    evaluation.history = publishedScores(history, units: pipeline.units)
  }
  if let design = pipeline.design, tables.values.contains(where: { $0.prepared.weighting != nil }) {
    evaluation.selection = design.selection
    if design.selection != .probability {
      evaluation.notes.append(
        LocalizedText(
          zh: "置信区间以应答企业与其所在层的其他企业相似为前提。",
          en: "Intervals assume that responding firms resemble the others of their cell."))
    }
  }
  for position in evaluation.scores.indices {
    evaluation.scores[position].detectableChange = evaluation.scores[position].smallestDetectableChange
  }
  return evaluation
}

/// The scores of the wave that is reported, of other data than those of the run; nothing else is worked out, and errors of
/// composites are left out.
///
/// - Parameters:
///   - datasets: cleaned data of the wave by source name.
///   - pipeline: the framework and the design.
/// - Returns: one score a unit and node.
/// - Throws: as ``aggregate(_:pipeline:)``.
public func reportedScores(
  _ datasets: [String: Dataset], pipeline: PipelineDefinition
) throws(DiagnosticError) -> [Score] {
  var quick = pipeline
  quick.replicates = 0
  quick.domains = []
  let done = try EvaluatedWave(
    datasets, wave: pipeline.wave, pipeline: quick, domains: AssessedDomains(pipeline.units), threads: 16)
  return Array(done.table.scores.joined())
}

/// What keeps the index from being built and shows before there are data: experts whose judgements contradict each other.
///
/// - Parameter pipeline: the framework.
/// - Throws: each of them, with the judgement that fits the others least.
public func checkJudgements(of pipeline: PipelineDefinition) throws(DiagnosticError) {
  _ = try pipeline.framework.judgedPanels()
}

/// What can be said of a wave's index beside its scores; the audit of the wave that is reported.
private func analysis(
  _ done: EvaluatedWave, _ ranks: [UnitRank], pipeline: PipelineDefinition
) throws(DiagnosticError) -> IndexAnalysis {
  var analysis = IndexAnalysis()
  let wave = done.table.wave
  guard !wave.framework.nodes.isEmpty else { return analysis }
  analysis.weights = try wave.indexWeights()
  analysis.treatments = wave.treatedEstimates()
  analysis.contributions = wave.contributions()
  analysis.pairs = done.table.pairs(ranks)
  if wave.wave == pipeline.wave { analysis.audit = try FrameworkAudit.rows(done) }
  return analysis
}

/// The firms that answered both waves, survey by survey.
private func overlaps(_ current: PreparedWave, _ previous: PreparedWave) -> [String: WaveOverlap] {
  var found: [String: WaveOverlap] = [:]
  for (name, source) in current.sources.sampled where source.isSurvey {
    guard let earlier = previous.sources.sampled[name] else { continue }
    found[name] = WaveOverlap(
      firms1: earlier.firms, design1: earlier.sample.design, firms2: source.firms, design2: source.sample.design)
  }
  return found
}
