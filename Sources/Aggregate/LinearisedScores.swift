internal import CompositeIndex
internal import Estimation
internal import SurveyModel

/// What one sampled source adds to the linearised score of a node for a domain.
struct LinearisedPart: Sendable {
  let source: String
  /// Weighted linearised values of the domain's records, in their order.
  let values: [Double]
  /// The leaves of a source share its sampling units; their degrees of freedom count by what they bring to the variance.
  let df: Double
}

extension WaveScores {
  /// The linearised score of a node, source by source: Σ weight x slope of the score map x linearised estimate.
  ///
  /// A leaf beyond a goalpost has slope 0; one without a variance adds none. Empty where nothing is left.
  ///
  /// - Parameters:
  ///   - weights: of the leaves that make up the node's score for the domain.
  ///   - domain: the domain.
  /// - Returns: one part a source, in the order of their names.
  func linearised(_ weights: [(leaf: Int, weight: Double)], domain: Int) -> [LinearisedPart] {
    var sums: [String: [Double]] = [:]
    var spread: [String: (variance: Double, moments: Double, smallest: Double)] = [:]
    for (leaf, weight) in weights where leaves[leaf][domain].isSampled {
      let estimate = leaves[leaf][domain]
      guard let value = estimate.estimate.value else { continue }
      let factor = weight * scorers[leaf].derivative(value)
      for part in estimate.parts {
        guard let df = part.df else { continue }
        var sum = sums.removeValue(forKey: part.source) ?? [Double](repeating: 0, count: part.linearised.count)
        if factor != 0 {
          for (place, value) in part.linearised.enumerated() { sum[place] += factor * value }
        }
        sums[part.source] = sum
        let own = factor * factor * part.variance
        let known = spread[part.source] ?? (0, 0, .infinity)
        spread[part.source] = (known.variance + own, known.moments + own * df, min(known.smallest, df))
      }
    }
    return sums.sorted { $0.key < $1.key }.map { source, values in
      let (own, moments, smallest) = spread[source] ?? (0, 0, 0)
      return LinearisedPart(source: source, values: values, df: own > 0 ? moments / own : smallest)
    }
  }

  /// The totals by sampling unit of a part.
  func influence(_ part: LinearisedPart, domain: Int) -> [Double] {
    sampled[part.source]?.influence(part.values, domain: domain) ?? []
  }

  /// The first-stage variance of a part.
  func variance(_ part: LinearisedPart, domain: Int) -> Double {
    max(0, sampled[part.source]?.sample.design.variance(influence(part, domain: domain)) ?? 0)
  }

  /// Degrees of freedom of independent parts; nil without any.
  func degreesOfFreedom(_ parts: [LinearisedPart], domain: Int) -> Double? {
    // A single part needs no variance to be weighed against others.
    if parts.count < 2 { return parts.first?.df }
    return combined(parts.map { (variance($0, domain: domain), $0.df) })?.df
  }
}
