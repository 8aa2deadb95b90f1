public import Diagnostics

/// An index of weighted means that is worked out again and again with other weights, in memory that is set aside once.
public struct ReweightedIndex: Sendable {
  private let model: IndexModel
  private let means: [WeightedMean]
  private let availability: [Double]
  private let unitCount: Int
  /// What the parent's mean adds up, f(x), of all nodes; one node after the other.
  private var transformed: [Double]
  private var totals: [Double]
  private var present: [Int32]
  /// Scores of the index after ``rework(weights:)``, NaN for missing.
  public private(set) var scores: [Double]

  /// - Parameters:
  ///   - normalised: the indicators.
  ///   - model: the hierarchy.
  ///   - aggregation: weighted means on every level.
  /// - Throws: when the index cannot be aggregated with the declared weights, or is not made of means.
  public init(
    _ normalised: IndicatorMatrix, model: IndexModel, aggregation: IndexAggregation
  ) throws(DiagnosticError) {
    let indicators = try normalised.selecting(model.indicatorCodes)
    // Tells everything that is wrong with the values once; other weights of above 0 bring no new problems.
    _ = try aggregation.scores(indicators, model: model)
    var means = [WeightedMean](repeating: .arithmetic, count: model.nodes.count)
    for group in model.groups {
      let step = model.levels[group] - 2
      guard case .mean(let mean) = aggregation.aggregators[min(step, aggregation.aggregators.count - 1)] else {
        throw .index(
          "X-711", "\(model.nodes[group].code) is no weighted mean of its children",
          advice: "build the index anew in each draw", kind: .configuration)
      }
      means[group] = mean
    }
    self.model = model
    self.means = means
    unitCount = normalised.units.count
    availability = model.nodes.indices.map { node in
      let step = model.levels[node] - 2
      guard step >= 0, !aggregation.availability.isEmpty else { return 0 }
      return aggregation.availability[min(step, aggregation.availability.count - 1)]
    }
    transformed = [Double](repeating: .nan, count: model.nodes.count * unitCount)
    totals = [Double](repeating: 0, count: unitCount)
    present = [Int32](repeating: 0, count: unitCount)
    scores = [Double](repeating: .nan, count: unitCount)
    for (position, node) in model.indicators.enumerated() {
      let mean = model.parents[node].map { means[$0] } ?? .arithmetic
      let column = indicators.column(position)
      // A value that its mean cannot take belongs to an indicator without weight.
      for unit in 0..<unitCount where !mean.needsPositive || column[unit] > 0 {
        transformed[node * unitCount + unit] = mean.transformed(column[unit])
      }
    }
  }

  /// Works the index out with other weights.
  ///
  /// - Parameter weights: one a node of the model, 0 or more.
  public mutating func rework(weights: [Double]) {
    guard weights.count == model.nodes.count else { return }
    for group in model.groups {
      let children = model.children[group]
      let base = group * unitCount
      for unit in 0..<unitCount {
        transformed[base + unit] = 0
        totals[unit] = 0
        present[unit] = 0
      }
      for child in children {
        let weight = weights[child]
        let start = child * unitCount
        for unit in 0..<unitCount {
          let value = transformed[start + unit]
          guard !value.isNaN else { continue }
          present[unit] += 1
          guard weight > 0 else { continue }
          transformed[base + unit] += weight * value
          totals[unit] += weight
        }
      }
      let mean = means[group]
      let above = model.parents[group].map { means[$0] }
      for unit in 0..<unitCount {
        let isMissing =
          totals[unit] == 0 || Double(present[unit]) / Double(children.count) < availability[group]
        let score = isMissing ? Double.nan : mean.restored(transformed[base + unit] / totals[unit])
        if let above { transformed[base + unit] = isMissing ? .nan : above.transformed(score) }
        if group == model.root { scores[unit] = score }
      }
    }
  }
}

/// Ranks of the index under many draws of the weights.
///
/// Draws are made one after the other from their number, so memory stays at one set of scores and the counts of ranks, and the
/// result does not depend on how draws are shared out.
///
/// - Parameters:
///   - normalised: the indicators.
///   - model: the hierarchy with the declared weights.
///   - aggregation: weighted means on every level.
///   - perturbation: how weights vary.
///   - levels: of the nodes that are varied; nil: all.
///   - draws: numbers of the draws, such as `0..<1000`.
///   - seed: of the run.
/// - Returns: how often each unit had each rank.
/// - Throws: when the index cannot be aggregated or the perturbation is not defined.
public func weightUncertainty(
  _ normalised: IndicatorMatrix, model: IndexModel, aggregation: IndexAggregation = IndexAggregation(),
  perturbation: WeightPerturbation, levels: Set<Int>? = nil, draws: Range<Int>, seed: UInt64
) throws(DiagnosticError) -> RankDistribution {
  var index = try ReweightedIndex(normalised, model: model, aggregation: aggregation)
  var distribution = RankDistribution(unitCount: normalised.units.count)
  for draw in draws {
    var generator = DrawGenerator(seed: seed, draw: draw)
    index.rework(weights: try perturbation.weights(of: model, levels: levels, using: &generator))
    distribution.add(scores: index.scores)
  }
  return distribution
}
