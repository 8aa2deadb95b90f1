internal import SurveyModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension WaveScores {
  /// What each indicator adds to the scores of the nodes above it, and to their gaps to the city.
  ///
  /// Means of powers are homogeneous of degree one, so by Euler's theorem a score is the sum of x times its slope. A gap goes
  /// down the tree by secant slopes (for geometric means the logarithmic mean of Ang's LMDI, 2004), without remainder; what comes
  /// of the unit and the city not having the same indicators is told in a row of its own. Nodes with a method below them
  /// that compares units have no parts.
  func contributions() -> [IndicatorContribution] {
    let used = usedWeights
    let groups = framework.nodes.indices.filter { !framework.nodes[$0].children.isEmpty && isMean($0) }
    var rows: [IndicatorContribution] = []
    for domain in domains.domains.indices {
      let unit = domains.domains[domain].unit.id
      for node in groups {
        guard values[domain][node] != nil else { continue }
        let slopes = slopes(node: node, domain: domain, weights: used)
        let city = domains.city == domain ? nil : domains.city
        let gap = city.flatMap { gapParts(node: node, of: domain, to: $0, weights: used) }
        for leaf in leavesBelow(node) {
          rows.append(
            IndicatorContribution(
              wave: wave, unitID: unit, nodeID: framework.nodes[node].id, indicatorID: framework.nodes[leaf].id,
              toScore: values[domain][leaf].map { slopes[leaf] * $0 }, toGap: gap?.parts[leaf]))
        }
        if let gap, gap.availability != 0 {
          rows.append(
            IndicatorContribution(
              wave: wave, unitID: unit, nodeID: framework.nodes[node].id, indicatorID: nil, toScore: nil,
              toGap: gap.availability))
        }
      }
    }
    return rows
  }

  private func leavesBelow(_ node: Int) -> [Int] {
    let children = framework.nodes[node].children
    return children.isEmpty ? [node] : children.flatMap(leavesBelow)
  }

  /// The parts of the gap between two domains by node, and what comes of different indicators; nil where one has no score.
  private func gapParts(
    node: Int, of first: Int, to second: Int, weights: [Double]
  ) -> (parts: [Double], availability: Double)? {
    let (a, b) = (values[first], values[second])
    return gapWorth(node: node, from: a, to: b, weights: weights).map { worth, availability in
      let parts = worth.enumerated().map { node, worth in worth == 0 ? 0 : worth * ((a[node] ?? 0) - (b[node] ?? 0)) }
      return (parts, availability)
    }
  }

  /// What a point of the gap of each node below is worth in the gap between two columns of scores by node, and what comes of
  /// different indicators being there; nil where one has no score.
  func gapWorth(
    node: Int, from a: [Double?], to b: [Double?], weights: [Double]
  ) -> (worth: [Double], availability: Double)? {
    guard a[node] != nil, b[node] != nil else { return nil }
    var multipliers = [Double](repeating: 0, count: framework.nodes.count)
    multipliers[node] = 1
    var availability = 0.0
    for group in node..<framework.nodes.count where multipliers[group] != 0 {
      let children = framework.nodes[group].children.filter { weights[$0] > 0 }
      guard let ownA = a[group], let ownB = b[group], !children.isEmpty else { continue }
      let mean = PowerTransform(exponent: framework.nodes[group].method.aggregation.exponent ?? 1)
      let scale = multipliers[group] / mean.secant(ownA, ownB)
      let totalA = children.reduce(0) { a[$1] == nil ? $0 : $0 + weights[$1] }
      let totalB = children.reduce(0) { b[$1] == nil ? $0 : $0 + weights[$1] }
      for child in children {
        let shareA = a[child].map { (x: $0, share: weights[child] / totalA) }
        let shareB = b[child].map { (x: $0, share: weights[child] / totalB) }
        switch (shareA, shareB) {
        case (let p?, let q?):
          multipliers[child] = scale * (p.share + q.share) / 2 * mean.secant(p.x, q.x)
          availability += scale * (mean.value(p.x) + mean.value(q.x)) / 2 * (p.share - q.share)
        case (let p?, nil): availability += scale * p.share * mean.value(p.x)
        case (nil, let q?): availability -= scale * q.share * mean.value(q.x)
        case (nil, nil): break
        }
      }
    }
    return (multipliers, availability)
  }
}

/// f of the mean f⁻¹(Σ w f(x)).
private struct PowerTransform {
  let exponent: Double

  func value(_ x: Double) -> Double { exponent == 1 ? x : exponent == 0 ? log(x) : pow(x, exponent) }

  private func slope(_ x: Double) -> Double {
    exponent == 1 ? 1 : exponent == 0 ? 1 / x : exponent * pow(x, exponent - 1)
  }

  /// (f(a) - f(b)) / (a - b), the slope in the middle where both are nearly the same.
  func secant(_ a: Double, _ b: Double) -> Double {
    guard exponent != 1 else { return 1 }
    guard abs(a - b) > 1e-6 * max(abs(a), abs(b)) else { return slope((a + b) / 2) }
    return (value(a) - value(b)) / (a - b)
  }
}
