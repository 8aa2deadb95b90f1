/// What each indicator adds to a unit's score; the parts add up to the score.
public struct ScoreContributions: Sendable, Hashable {
  public let score: Double
  /// One an indicator, in the tree's order; 0 for one that is missing or not below the node.
  public let indicators: [Double]
}

/// What each indicator adds to the gap between two units; the parts add up to the gap.
public struct GapContributions: Sendable, Hashable {
  /// The unit's score less the other's.
  public let gap: Double
  /// One an indicator, in the tree's order; 0 for one that is missing for either or not below the node.
  public let indicators: [Double]
  /// What one point of each indicator is worth in the gap: `indicators` is this times the indicator's own gap.
  public let worth: [Double]
  /// What comes of the units not having the same indicators, so that the same indicator has different weights.
  public let availability: Double
}

/// Groups that are weighted means of what lies below them: takes scores, and gaps between scores, apart into what indicators
/// add.
public struct MeanTree: Sendable {
  private let children: [[Int]]
  private let weights: [Double]
  private let means: [WeightedMean?]
  /// Positions of the indicators, in the order in which their parts are told.
  public let indicators: [Int]

  /// - Parameters:
  ///   - children: positions of the nodes below each node.
  ///   - weights: one a node, relative to its siblings; 0 leaves a node out.
  ///   - means: one a node; nil for indicators, and for groups that are no means of their children.
  ///   - indicators: positions of the nodes whose parts are wanted.
  public init(children: [[Int]], weights: [Double], means: [WeightedMean?], indicators: [Int]) {
    self.children = children
    self.weights = weights
    self.means = means
    self.indicators = indicators
  }

  /// The tree of a model.
  ///
  /// - Parameters:
  ///   - model: the hierarchy and its weights.
  ///   - aggregation: how groups are put together, level by level.
  public init(_ model: IndexModel, aggregation: IndexAggregation) {
    let means = model.nodes.indices.map { node -> WeightedMean? in
      guard !model.children[node].isEmpty, !aggregation.aggregators.isEmpty,
        case .mean(let mean) = aggregation.aggregators[min(model.levels[node] - 2, aggregation.aggregators.count - 1)]
      else { return nil }
      return mean
    }
    self.init(
      children: model.children, weights: model.nodes.map(\.weight), means: means, indicators: model.indicators)
  }

  /// The first group at or below a node that is no mean of its children, whose score has no parts; nil where all are means.
  public func firstWithoutParts(at node: Int) -> Int? {
    downward(from: node).first { !children[$0].isEmpty && means[$0] == nil }
  }

  /// The derivative of a node's score by the scores of all nodes below it.
  ///
  /// Of a group that is no mean, nominal weights stand for the derivative.
  ///
  /// - Parameters:
  ///   - node: position of the node.
  ///   - values: scores of all nodes, NaN for missing.
  /// - Returns: one slope a node, 1 for the node itself; 0 elsewhere and where a score is missing.
  public func slopes(of node: Int, values: [Double]) -> [Double] {
    var slopes = [Double](repeating: 0, count: children.count)
    guard !values[node].isNaN else { return slopes }
    slopes[node] = 1
    for group in downward(from: node) where slopes[group] != 0 {
      for (child, share) in shares(group, values) where share > 0 {
        slopes[child] = slopes[group] * share
        guard let mean = means[group], !mean.needsPositive || (values[child] > 0 && values[group] > 0) else { continue }
        slopes[child] *= mean.slope(values[child]) / mean.slope(values[group])
      }
    }
    return slopes
  }

  /// What each indicator adds to the score of a node.
  ///
  /// Power means are homogeneous of degree one, so by Euler's theorem the score is the sum of x ∂score/∂x over the indicators:
  /// for arithmetic means effective weight times value, for the others the same with the weight that the value has at this
  /// point.
  ///
  /// - Parameters:
  ///   - node: position of a group.
  ///   - values: scores of all nodes, NaN for missing.
  /// - Returns: nil where the node has no score, or a group at or below it is no mean.
  public func contributions(to node: Int, values: [Double]) -> ScoreContributions? {
    guard firstWithoutParts(at: node) == nil, !values[node].isNaN else { return nil }
    let slopes = slopes(of: node, values: values)
    return ScoreContributions(
      score: values[node], indicators: indicators.map { slopes[$0] == 0 ? 0 : slopes[$0] * values[$0] })
  }

  /// What each indicator adds to the gap between two columns of scores: of two units, or of a unit in two waves.
  ///
  /// Under a mean with transform f, Δf(M) = Σ Δ(w f(x)). Where both have a child with mean weight w̄, its part of the gap is w̄
  /// times its own gap times the ratio of the secant slopes of f at the child and at the mean (for geometric means the
  /// logarithmic mean of Ang's LMDI, 2004); so gaps go down the tree without remainder. What a difference in weights makes, as
  /// missing children leave it, is told apart.
  ///
  /// - Parameters:
  ///   - node: position of a group.
  ///   - values: scores of all nodes, NaN for missing.
  ///   - others: the scores they are compared with.
  /// - Returns: nil where either has no score, or a group at or below the node is no mean.
  public func gapContributions(to node: Int, values: [Double], others: [Double]) -> GapContributions? {
    guard !values[node].isNaN, !others[node].isNaN else { return nil }
    var worth = [Double](repeating: 0, count: children.count)
    worth[node] = 1
    var availability = 0.0
    for group in downward(from: node) where worth[group] != 0 && !children[group].isEmpty {
      guard let mean = means[group] else { return nil }
      let scale = worth[group] / mean.secantSlope(values[group], others[group])
      for (first, second) in zip(shares(group, values), shares(group, others)) {
        let (x, y) = (values[first.child], others[first.child])
        if first.share > 0 && second.share > 0 {
          worth[first.child] = scale * (first.share + second.share) / 2 * mean.secantSlope(x, y)
          availability += scale * (mean.transformed(x) + mean.transformed(y)) / 2 * (first.share - second.share)
        } else if first.share > 0 {
          availability += scale * first.share * mean.transformed(x)
        } else if second.share > 0 {
          availability -= scale * second.share * mean.transformed(y)
        }
      }
    }
    return GapContributions(
      gap: values[node] - others[node],
      indicators: indicators.map { worth[$0] == 0 ? 0 : worth[$0] * (values[$0] - others[$0]) },
      worth: indicators.map { worth[$0] }, availability: availability)
  }

  /// A node and all below it, every parent before its children.
  private func downward(from node: Int) -> [Int] {
    var found = [node]
    var next = 0
    while next < found.count {
      found += children[found[next]]
      next += 1
    }
    return found
  }

  /// Weights of a group's children that add up to 1 over those with a value; 0 for the others.
  private func shares(_ group: Int, _ values: [Double]) -> [(child: Int, share: Double)] {
    let total = children[group].reduce(0) { values[$1].isNaN ? $0 : $0 + weights[$1] }
    return children[group].map { ($0, values[$0].isNaN || total == 0 ? 0 : weights[$0] / total) }
  }
}

extension WeightedMean {
  /// (f(a) - f(b)) / (a - b), the derivative in the middle where both are nearly the same.
  fileprivate func secantSlope(_ a: Double, _ b: Double) -> Double {
    guard abs(a - b) > 1e-6 * max(abs(a), abs(b)) else { return slope((a + b) / 2) }
    return (transformed(a) - transformed(b)) / (a - b)
  }
}
