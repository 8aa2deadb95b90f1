internal import CompositeIndex
internal import Estimation
internal import SurveyModel
internal import Tables

/// What changes of scores come from: other answers, another population, figures that departments count.
///
/// Each survey figure is also worked out with weights made for the population of the other wave; the effect of the population
/// is the mean of both orders (Kitagawa 1955), that of the answers what is left. The estimates themselves are those of the
/// waves.
struct ChangeSources {
  private let now: WaveScores
  private let before: WaveScores
  /// `scores[leaf][domain]` with the population of the other wave; empty for a leaf that the survey does not feed in both
  /// waves.
  private let nowStandardised: [[Double?]]
  private let beforeStandardised: [[Double?]]

  /// nil without a survey in both waves that is weighted to a population, and where one wave's sample cannot be weighted to
  /// the other's population.
  ///
  /// - Parameters:
  ///   - now: the later wave, with its data sets.
  ///   - before: the earlier wave, with its data sets.
  ///   - pipeline: the design.
  ///   - domains: the units.
  ///   - threads: the result does not depend on them.
  init?(
    now: (wave: EvaluatedWave, datasets: [String: Dataset]), before: (wave: EvaluatedWave, datasets: [String: Dataset]),
    pipeline: PipelineDefinition, domains: AssessedDomains, threads: Int
  ) {
    guard let design = pipeline.design, let population = design.population,
      let name = now.wave.prepared.sources.sampled.values.first(where: \.isSurvey)?.name,
      let survey = now.datasets[name], let earlier = before.datasets[name],
      let frame = now.datasets[population], let earlierFrame = before.datasets[population]
    else { return nil }
    let isFed = zip(now.wave.estimators, before.wave.estimators).map { $0.reads(name) && $1.reads(name) }
    func standardised(_ wave: EvaluatedWave, _ survey: Dataset, frame: Dataset) -> [[Double?]]? {
      guard let weighting = try? SurveyWeighting(survey, frame: frame, design: design, units: pipeline.units)
      else { return nil }
      var sources = wave.prepared.sources
      sources.sampled[name] = SampledSource(
        name: name, wave: survey.wave, table: survey.table, rows: weighting.rows, blocks: weighting.unitOfRecord,
        sample: weighting.sample, isSurvey: true, firms: [], domains: domains)
      let other = sources
      return parallelMap(count: isFed.count, threads: threads) { leaf in
        guard isFed[leaf] else { return [] }
        let estimator = MeasureEstimator(wave.estimators[leaf], sources: other)
        return domains.domains.indices.map { wave.table.wave.scorers[leaf].score(estimator.value(domain: $0)) }
      }
    }
    guard let current = standardised(now.wave, survey, frame: earlierFrame),
      let previous = standardised(before.wave, earlier, frame: frame)
    else { return nil }
    self.now = now.wave.table.wave
    self.before = before.wave.table.wave
    nowStandardised = current
    beforeStandardised = previous
  }

  /// One row a unit for the index and each dimension whose score is made of means.
  func rows() -> [ScoreChangeParts] {
    let nodes = now.framework.nodes.indices.filter {
      now.framework.nodes[$0].depth <= 1 && !now.framework.nodes[$0].children.isEmpty && now.isMean($0)
    }
    var rows: [ScoreChangeParts] = []
    for domain in now.domains.domains.indices {
      let (values, others) = (now.scoreColumn(domain), before.scoreColumn(domain))
      let scores = now.leafNodes.indices.map { standardised($0, domain) }
      for node in nodes {
        guard let gap = now.means.gapContributions(to: node, values: values, others: others) else { continue }
        let parts = gap.parts(scores)
        rows.append(
          ScoreChangeParts(
            wave: now.wave, unitID: now.domains.domains[domain].unit.id, nodeID: now.framework.nodes[node].id,
            change: gap.gap, answers: parts.answers, composition: parts.composition, counts: parts.counts,
            availability: parts.availability))
      }
    }
    return rows
  }

  /// nil for a leaf that the survey does not feed in both waves, or that lacks a score in one of them.
  private func standardised(_ leaf: Int, _ domain: Int) -> StandardisedScores? {
    let node = now.leafNodes[leaf]
    guard !nowStandardised[leaf].isEmpty, let after = now.values[domain][node], let then = before.values[domain][node],
      let afterEarlier = nowStandardised[leaf][domain], let beforeLater = beforeStandardised[leaf][domain]
    else { return nil }
    return StandardisedScores(
      before: then, after: after, beforeInLaterPopulation: beforeLater, afterInEarlierPopulation: afterEarlier)
  }
}
