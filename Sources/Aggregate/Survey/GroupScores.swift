internal import CompositeIndex
internal import Estimation
internal import SurveyModel

/// Scores of dimensions by groups of records: the weighted mean of the scores of the indicators that the survey alone feeds.
///
/// Both the group's score and the city's are linearised (Deville 1999, as in ``WaveScores``), so the variance of their
/// difference knows that the group is a part of the city.
struct GroupScores {
  private struct Leaf {
    /// Its place among the framework's leaves.
    let leaf: Int
    /// Its place among the estimators of the domains.
    let position: Int
    let weight: Double
  }

  private let wave: WaveScores
  private let survey: SampledSource
  /// Dimensions with an indicator of the survey alone, with its leaves and their share of the dimension's weight.
  private let dimensions: [(id: String, leaves: [Leaf], weightShare: Double)]
  /// The city's domain, and its means by dimension.
  private let cityDomain: Int
  private var cities: [Mean?] = []
  private var rows: [GroupScore] = []

  /// A weighted mean of scores with its linearised values by record; these are nil where a sampled estimate has none.
  private struct Mean {
    var value: Double
    var linearised: [Double]?
  }

  /// nil without a city to hold groups against.
  ///
  /// - Parameters:
  ///   - wave: the scores of the wave.
  ///   - survey: the sample.
  ///   - estimators: those whose estimates ``add(_:variable:code:records:)`` gets, in their order.
  init?(_ wave: WaveScores, survey: SampledSource, estimators: [MeasureEstimator]) {
    guard let cityDomain = wave.domains.city else { return nil }
    self.cityDomain = cityDomain
    self.wave = wave
    self.survey = survey
    var framework = wave.framework
    if let weights = wave.worked?.weights {
      for node in framework.nodes.indices { framework.nodes[node].weight = weights[node] }
    }
    let positions = Dictionary(
      estimators.enumerated().compactMap { place, estimator in estimator.measure.leaf.map { ($0, place) } },
      uniquingKeysWith: { first, _ in first })
    let dropped = Set(wave.tree.droppedLeaves)
    dimensions = framework.dimensions.compactMap { dimension in
      let below = Set(framework.indicators(below: dimension.id).map(\.id))
      var leaves: [Leaf] = []
      var whole = 0.0
      for (leaf, node) in wave.leafNodes.enumerated()
      where below.contains(framework.nodes[node].id) && !dropped.contains(leaf) {
        let weight = framework.globalWeight(of: node)
        whole += weight
        if let position = positions[leaf], weight > 0 {
          leaves.append(Leaf(leaf: leaf, position: position, weight: weight))
        }
      }
      let own = leaves.reduce(0) { $0 + $1.weight }
      guard own > 0 else { return nil }
      let scaled = leaves.map { Leaf(leaf: $0.leaf, position: $0.position, weight: $0.weight / own) }
      return (dimension.id, scaled, own / whole)
    }
    let records = survey.recordsOfDomain[cityDomain]
    cities = dimensions.map { dimension in
      mean(dimension.leaves.map { ($0, wave.leaves[$0.leaf][cityDomain]) }, records: records)
    }
  }

  /// Adds the scores of one group.
  ///
  /// - Parameters:
  ///   - estimates: by estimator.
  ///   - variable: the variable that makes the groups.
  ///   - code: the code of this one.
  ///   - records: its records.
  mutating func add(_ estimates: [MeasureEstimate], variable: String, code: String, records: [Int]) {
    let sample = survey.sample
    let df = Double(sample.design.degreesOfFreedom(records: records))
    let effectiveN = effectiveSampleSize(records.map { sample.weights[$0] }) ?? 0
    for (place, dimension) in dimensions.enumerated() {
      guard let city = cities[place] else { continue }
      let own = mean(dimension.leaves.map { ($0, estimates[$0.position]) }, records: records)
      var row = GroupScore(
        wave: wave.wave, nodeID: dimension.id, variable: variable, code: code, n: records.count,
        effectiveN: effectiveN, df: df, indicatorCount: dimension.leaves.count, weightShare: dimension.weightShare,
        score: own.map { figure($0.value, $0.linearised, over: records) },
        city: figure(city.value, city.linearised, over: survey.recordsOfDomain[cityDomain]))
      if let own {
        let z = own.linearised.flatMap { own in
          city.linearised.map { city in zip(own, city).map { $0 - $1 } }
        }
        let difference = figure(own.value - city.value, z, over: records)
        row.difference = difference
        // A group that is all of the city differs from it by rounding alone.
        if let error = difference.standardError, error > 1e-9, df > 0 {
          row.pValue = StudentT(df: df).twoSidedPValue(difference.value / error)
        }
      }
      rows.append(row)
    }
  }

  /// All rows, those of a dimension together, adjusted after Holm within the dimension.
  func adjusted() -> [GroupScore] {
    dimensions.flatMap { dimension in
      var own = rows.filter { $0.nodeID == dimension.id }
      let tested = own.indices.filter { own[$0].pValue != nil }
      for (row, p) in zip(tested, holmAdjusted(tested.compactMap { own[$0].pValue })) { own[row].adjustedPValue = p }
      return own
    }
  }

  /// nil where an indicator has no score.
  private func mean(_ parts: [(leaf: Leaf, estimate: MeasureEstimate)], records: [Int]) -> Mean? {
    var value = 0.0
    var z: [Double]? = [Double](repeating: 0, count: survey.sample.weights.count)
    for (leaf, estimate) in parts {
      let scorer = wave.scorers[leaf.leaf]
      guard let own = estimate.estimate.value, let score = scorer.score(own) else { return nil }
      value += leaf.weight * score
      guard let part = estimate.parts.first(where: { $0.source == survey.name }), part.linearised.count == records.count
      else {
        z = nil
        continue
      }
      let factor = leaf.weight * scorer.derivative(own)
      if factor != 0 {
        for (record, own) in zip(records, part.linearised) { z?[record] += factor * own }
      }
    }
    return Mean(value: value, linearised: z)
  }

  private func figure(_ value: Double, _ linearised: [Double]?, over records: [Int]) -> SampledFigure {
    let sample = survey.sample
    let df = Double(sample.design.degreesOfFreedom(records: records))
    guard let linearised, df > 0 else { return SampledFigure(value) }
    let firstStage = sample.design.variance(sample.influence(linearised))
    let variance = sample.variance(of: linearised, firstStage: firstStage, records: records)
    guard variance.isFinite else { return SampledFigure(value) }
    let error = max(0, variance).squareRoot()
    let interval = ConfidenceInterval.t(value, standardError: error, df: df)
    return SampledFigure(value, standardError: error, ciLow: interval.low, ciHigh: interval.high)
  }
}
