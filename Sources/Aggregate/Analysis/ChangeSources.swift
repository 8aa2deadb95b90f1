internal import CompositeIndex
internal import Estimation
internal import SurveyModel

/// What changes of scores come from: other answers, another population, figures that departments count.
///
/// Each survey figure is also estimated with weights made for the population of the other wave; the effect of the population
/// is the mean of both orders (Kitagawa 1955), that of the answers what is left.
struct ChangeSources {
  private let now: EvaluatedWave
  private let before: EvaluatedWave
  private let survey: String
  /// `leaves[leaf][domain]` with the population of the other wave.
  private let nowStandardised: [[MeasureEstimate]]
  private let beforeStandardised: [[MeasureEstimate]]

  /// nil without a survey in both waves that is weighted to a population, and where one wave's sample cannot be weighted to
  /// the other's population.
  ///
  /// - Parameters:
  ///   - now: the later wave, with its data sets.
  ///   - before: the earlier wave, with its data sets.
  ///   - pipeline: the design.
  ///   - domains: the units.
  init?(
    now: (wave: EvaluatedWave, datasets: [String: Dataset]), before: (wave: EvaluatedWave, datasets: [String: Dataset]),
    pipeline: PipelineDefinition, domains: AssessedDomains
  ) {
    guard let design = pipeline.design, let population = design.population,
      let name = now.wave.prepared.sources.sampled.values.first(where: \.isSurvey)?.name,
      let survey = now.datasets[name], let earlier = before.datasets[name],
      let frame = now.datasets[population], let earlierFrame = before.datasets[population],
      let current = Self.leaves(now.wave, survey, frame: earlierFrame, pipeline, domains),
      let previous = Self.leaves(before.wave, earlier, frame: frame, pipeline, domains)
    else { return nil }
    self.now = now.wave
    self.before = before.wave
    self.survey = name
    nowStandardised = current
    beforeStandardised = previous
  }

  /// The estimates of the leaves with weights made for another population.
  private static func leaves(
    _ wave: EvaluatedWave, _ survey: Dataset, frame: Dataset, _ pipeline: PipelineDefinition, _ domains: AssessedDomains
  ) -> [[MeasureEstimate]]? {
    guard let design = pipeline.design,
      let weighting = try? SurveyWeighting(survey, frame: frame, design: design, units: pipeline.units)
    else { return nil }
    var sources = wave.prepared.sources
    sources.sampled[survey.source] = SampledSource(
      name: survey.source, wave: survey.wave, table: survey.table, rows: weighting.rows, blocks: weighting.unitOfRecord,
      sample: weighting.sample, isSurvey: true, firms: weighting.rows.map { _ in nil }, domains: domains)
    return wave.estimators.map { estimator in
      MeasureEstimator(estimator.measure, wave: survey.wave, sources: sources, domains: domains).estimates()
    }
  }

  /// One row a unit for the index and each dimension whose score is made of means.
  func rows() -> [ScoreChangeParts] {
    let (current, earlier) = (now.table.wave, before.table.wave)
    let weights = current.usedWeights
    let nodes = current.framework.nodes.indices.filter {
      current.framework.nodes[$0].depth <= 1 && !current.framework.nodes[$0].children.isEmpty && current.isMean($0)
    }
    var rows: [ScoreChangeParts] = []
    for domain in current.domains.domains.indices {
      let (a, b) = (current.values[domain], earlier.values[domain])
      for node in nodes {
        guard let value = a[node], let was = b[node],
          let gap = current.gapWorth(node: node, from: a, to: b, weights: weights)
        else { continue }
        var row = ScoreChangeParts(
          wave: current.wave, unitID: current.domains.domains[domain].unit.id, nodeID: current.framework.nodes[node].id,
          change: value - was, answers: 0, composition: 0, counts: 0, availability: gap.availability)
        for (leaf, position) in current.leafNodes.enumerated() where gap.worth[position] != 0 {
          guard let own = a[position], let other = b[position] else { continue }
          let part = gap.worth[position] * (own - other)
          guard let scores = standardised(leaf, domain, after: own, before: other) else {
            row.counts += part
            continue
          }
          row.composition += gap.worth[position] * scores.composition
          row.answers += part - gap.worth[position] * scores.composition
        }
        rows.append(row)
      }
    }
    return rows
  }

  /// nil for a leaf that the survey does not feed in both waves.
  private func standardised(_ leaf: Int, _ domain: Int, after: Double, before: Double) -> StandardisedScores? {
    let (current, earlier) = (now.table.wave, self.before.table.wave)
    guard current.leaves[leaf][domain].sampledSources.contains(survey),
      earlier.leaves[leaf][domain].sampledSources.contains(survey),
      let afterEarlier = current.scorers[leaf].score(nowStandardised[leaf][domain].estimate.value),
      let beforeLater = earlier.scorers[leaf].score(beforeStandardised[leaf][domain].estimate.value)
    else { return nil }
    return StandardisedScores(
      before: before, after: after, beforeInLaterPopulation: beforeLater, afterInEarlierPopulation: afterEarlier)
  }
}
