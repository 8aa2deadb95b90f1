public import Diagnostics

/// What each indicator adds to a unit's score; the parts add up to the score.
public struct ScoreContributions: Sendable, Hashable {
  public let score: Double
  /// One an indicator, in the model's order; 0 for one that is missing or not below the node.
  public let indicators: [Double]
}

/// What each indicator adds to the gap between two units; the parts add up to the gap.
public struct GapContributions: Sendable, Hashable {
  /// The unit's score less the other's.
  public let gap: Double
  /// One an indicator, in the model's order; 0 for one that is missing for either or not below the node.
  public let indicators: [Double]
  /// What one point of each indicator is worth in the gap: `indicators` is this times the indicator's own gap.
  public let worth: [Double]
  /// What comes of the units not having the same indicators, so that the same indicator has different weights.
  public let availability: Double
}

extension IndexAggregation {
  /// What each indicator adds to a unit's score.
  ///
  /// Power means are homogeneous of degree one, so by Euler's theorem the score is the sum of x ∂score/∂x over the
  /// indicators: for arithmetic means effective weight times value, for the others the same with the weight that the value has
  /// at this point.
  ///
  /// - Parameters:
  ///   - normalised: the indicators.
  ///   - model: the hierarchy.
  ///   - unit: position of the unit.
  ///   - node: position of a group in the model.
  /// - Returns: nil where the unit has no score.
  /// - Throws: when the index is not made of means, or a mean is not defined.
  public func contributions(
    _ normalised: IndicatorMatrix, model: IndexModel, unit: Int, node: Int
  ) throws(DiagnosticError) -> ScoreContributions? {
    let values = try nodeValues(normalised, model: model, units: [unit])[0]
    guard model.nodes.indices.contains(node), !values[node].isNaN else { return nil }
    var slopes = [Double](repeating: 0, count: model.nodes.count)
    slopes[node] = 1
    for group in model.groups.reversed() where slopes[group] != 0 {
      let mean = try mean(of: group, model: model)
      let weights = shares(model, group: group, values: values)
      for (child, weight) in weights where weight > 0 {
        slopes[child] = slopes[group] * weight * mean.slope(values[child]) / mean.slope(values[group])
      }
    }
    return ScoreContributions(
      score: values[node], indicators: model.indicators.map { slopes[$0] == 0 ? 0 : slopes[$0] * values[$0] })
  }

  /// What each indicator adds to the gap between two units.
  ///
  /// Under a mean with transform f, Δf(M) = Σ Δ(w f(x)). Where both units have a child with mean weight w̄, its part of
  /// the gap is w̄ times its own gap times the ratio of the secant slopes of f at the child and at the mean (for
  /// geometric means the logarithmic mean of Ang's LMDI, 2004); so gaps go down the hierarchy without remainder.
  /// What a difference in weights makes, as missing children leave it, is told apart.
  ///
  /// - Parameters:
  ///   - normalised: the indicators.
  ///   - model: the hierarchy.
  ///   - unit: position of the unit.
  ///   - other: position of the unit it is compared with.
  ///   - node: position of a group in the model.
  /// - Returns: nil where either unit has no score.
  /// - Throws: when the index is not made of means, or a mean is not defined.
  public func gapContributions(
    _ normalised: IndicatorMatrix, model: IndexModel, unit: Int, other: Int, node: Int
  ) throws(DiagnosticError) -> GapContributions? {
    let values = try nodeValues(normalised, model: model, units: [unit, other])
    let (a, b) = (values[0], values[1])
    guard model.nodes.indices.contains(node), !a[node].isNaN, !b[node].isNaN else { return nil }
    var multipliers = [Double](repeating: 0, count: model.nodes.count)
    multipliers[node] = 1
    var availability = 0.0
    for group in model.groups.reversed() where multipliers[group] != 0 {
      let mean = try mean(of: group, model: model)
      let scale = multipliers[group] / secantSlope(mean, a[group], b[group])
      for (first, second) in zip(shares(model, group: group, values: a), shares(model, group: group, values: b)) {
        let child = first.child
        if first.weight > 0 && second.weight > 0 {
          let weight = (first.weight + second.weight) / 2
          multipliers[child] = scale * weight * secantSlope(mean, a[child], b[child])
          let level = (mean.transformed(a[child]) + mean.transformed(b[child])) / 2
          availability += scale * level * (first.weight - second.weight)
        } else if first.weight > 0 {
          availability += scale * first.weight * mean.transformed(a[child])
        } else if second.weight > 0 {
          availability -= scale * second.weight * mean.transformed(b[child])
        }
      }
    }
    return GapContributions(
      gap: a[node] - b[node],
      indicators: model.indicators.map { multipliers[$0] == 0 ? 0 : multipliers[$0] * (a[$0] - b[$0]) },
      worth: model.indicators.map { multipliers[$0] },
      availability: availability)
  }

  /// Values of all nodes, unit by unit.
  private func nodeValues(
    _ normalised: IndicatorMatrix, model: IndexModel, units: [Int]
  ) throws(DiagnosticError) -> [[Double]] {
    guard units.allSatisfy({ normalised.units.indices.contains($0) }) else {
      throw .index("X-631", "there are \(normalised.units.count) units", kind: .configuration)
    }
    let chosen = units.map { normalised.row($0) }
    // Positions stand for names, so that a unit may be compared with itself.
    let rows = IndicatorMatrix(
      checked: units.indices.map { "\($0)" }, normalised.columns,
      normalised.columns.indices.flatMap { column in chosen.map { $0[column] } })
    let indicators = try rows.selecting(model.indicatorCodes)
    let scores = try scores(rows, model: model)
    return units.indices.map { row in
      var values = [Double](repeating: .nan, count: model.nodes.count)
      for (position, node) in model.indicators.enumerated() { values[node] = indicators[row, position] ?? .nan }
      for (position, node) in model.groups.enumerated() { values[node] = scores[row, position] ?? .nan }
      return values
    }
  }

  private func mean(of group: Int, model: IndexModel) throws(DiagnosticError) -> WeightedMean {
    guard case .mean(let mean) = aggregators[min(model.levels[group] - 2, aggregators.count - 1)] else {
      throw .index(
        "X-632", "\(model.nodes[group].code) is no mean of its children, so its score has no parts",
        advice: "show the effect of leaving each child out instead", kind: .configuration)
    }
    return mean
  }

  /// Weights of a group's children that add up to 1 over those with a value; 0 for the others.
  private func shares(_ model: IndexModel, group: Int, values: [Double]) -> [(child: Int, weight: Double)] {
    let children = model.children[group]
    let total = children.reduce(0) { values[$1].isNaN ? $0 : $0 + model.nodes[$1].weight }
    return children.map { ($0, values[$0].isNaN || total == 0 ? 0 : model.nodes[$0].weight / total) }
  }

  /// (f(a) - f(b)) / (a - b), the derivative in the middle where both are nearly the same.
  private func secantSlope(_ mean: WeightedMean, _ a: Double, _ b: Double) -> Double {
    guard abs(a - b) > 1e-6 * max(abs(a), abs(b)) else { return mean.slope((a + b) / 2) }
    return (mean.transformed(a) - mean.transformed(b)) / (a - b)
  }
}
