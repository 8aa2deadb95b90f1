public import Diagnostics

/// How much of an output's variance goes back to one source of uncertainty.
public struct VarianceShare: Sendable, Hashable {
  /// `sampling`, or the name of a method factor.
  public var source: String
  /// Share of the variance that the source makes alone.
  public var firstOrder: Double
  /// The same with everything that it makes together with others.
  public var total: Double
  /// 95 % bootstrap intervals over the replicates; nil when none were asked for.
  public var firstOrderInterval: ClosedRange<Double>?
  public var totalInterval: ClosedRange<Double>?
}

/// The exact analysis of variance of an output over a full crossing of sampling replicates and methods.
public struct CrossedVariance: Sendable, Hashable {
  /// The variance of one draw of everything; 0 reads "no variation".
  public let variance: Double
  /// Sampling first, then the method factors; empty where the output does not vary.
  public let shares: [VarianceShare]
  /// Replicates that lack the output for some method and were left out.
  public let droppedReplicates: Int
}

extension CrossedDesign {
  /// The name of sampling among the sources of uncertainty.
  public static let samplingSource = "sampling"

  /// Shares the variance of an output out among sampling and the method factors: Sobol' indices, exactly.
  ///
  /// The components are those of the Hoeffding decomposition over the crossing (Hoeffding 1948; Sobol' 1993), the levels of a factor
  /// weighted as declared. Replicates are a sample of R draws, so components with sampling are divided by R - 1, and the mean over
  /// replicates leaves 1/R of each interaction with sampling in the method component, which is taken off:
  /// V_M - V_SM / R. What falls below 0 by that is 0.
  ///
  /// - Parameters:
  ///   - output: one value a combination and replicate, NaN for missing.
  ///   - bootstrap: how many resamples of the replicates the intervals are made of; 0: no intervals.
  ///   - seed: of the resamples.
  /// - Returns: the variance and its shares.
  /// - Throws: when the number of values does not fit the design or no replicate is complete.
  public func varianceShares(
    of output: [Double], bootstrap: Int = 0, seed: UInt64 = 0
  ) throws(DiagnosticError) -> CrossedVariance {
    guard output.count == combinations * replicates else {
      throw .index(
        "X-811", "\(output.count) values for \(combinations) combinations of methods and \(replicates) replicates")
    }
    let complete = (0..<replicates).filter { replicate in
      (0..<combinations).allSatisfy { output[$0 * replicates + replicate].isFinite }
    }
    guard !complete.isEmpty else {
      throw .index("X-812", "no replicate has a value under every method", advice: "look for units without a score")
    }
    let components = Components(design: self, output: output)
    let found = components.shares(complete)
    var shares = found.shares
    if bootstrap > 1 && !shares.isEmpty {
      addIntervals(&shares, bootstrap: bootstrap, seed: seed) { generator in
        components.shares(complete.map { _ in complete[generator.below(complete.count)] }).shares
      }
    }
    return CrossedVariance(
      variance: found.variance, shares: shares, droppedReplicates: replicates - complete.count)
  }

  private func addIntervals(
    _ shares: inout [VarianceShare], bootstrap: Int, seed: UInt64,
    _ resample: (inout DrawGenerator) -> [VarianceShare]
  ) {
    var first = [[Double]](repeating: [], count: shares.count)
    var total = first
    for draw in 0..<bootstrap {
      var generator = DrawGenerator(seed: seed, draw: draw)
      for (source, share) in resample(&generator).enumerated() {
        first[source].append(share.firstOrder)
        total[source].append(share.total)
      }
    }
    for source in shares.indices where !first[source].isEmpty {
      shares[source].firstOrderInterval = quantile(first[source], 0.025)...quantile(first[source], 0.975)
      shares[source].totalInterval = quantile(total[source], 0.025)...quantile(total[source], 0.975)
    }
  }
}

/// Components of the variance over subsets of the sources; bit 0 of a subset is sampling, bit i + 1 method factor i.
private struct Components {
  let design: CrossedDesign
  let output: [Double]

  func shares(_ replicates: [Int]) -> (variance: Double, shares: [VarianceShare]) {
    let sources = design.factors.count + 1
    let subsets = 1 << sources
    // Moments about a constant of the size of the output, so that a large level costs no digits.
    let origin = output[replicates[0]]
    let explained = (0..<subsets).map { squaredMeans($0, replicates, origin: origin) }
    var components = explained
    for source in 0..<sources {
      for subset in 0..<subsets where subset & (1 << source) != 0 {
        components[subset] -= components[subset ^ (1 << source)]
      }
    }
    let count = Double(replicates.count)
    for subset in stride(from: 1, to: subsets, by: 2) {
      // A single replicate shows no sampling variance.
      let corrected = count > 1 ? components[subset] * count / (count - 1) : 0
      components[subset] = corrected
      if subset > 1 { components[subset - 1] -= corrected / count }
    }
    // Differences of sums of squares carry rounding of this size.
    let noise = 1e-13 * explained.reduce(0) { max($0, abs($1)) }
    for subset in 1..<subsets where components[subset] < noise { components[subset] = 0 }
    let variance = components[1...].reduce(0, +)
    guard variance > 0 else { return (0, []) }
    let names = [CrossedDesign.samplingSource] + design.factors.map(\.name)
    let shares = names.enumerated().map { source, name in
      VarianceShare(
        source: name, firstOrder: components[1 << source] / variance,
        total: (1..<subsets).reduce(0) { $1 & (1 << source) != 0 ? $0 + components[$1] : $0 } / variance)
    }
    return (variance, shares)
  }

  /// The mean square of E[y | the sources of a subset], y counted from the origin.
  private func squaredMeans(_ subset: Int, _ replicates: [Int], origin: Double) -> Double {
    let hasSampling = subset & 1 != 0
    let kept = design.factors.indices.filter { subset & (1 << ($0 + 1)) != 0 }
    let cells = kept.reduce(1) { $0 * design.factors[$1].levels.count }
    let width = hasSampling ? replicates.count : 1
    var sums = [Double](repeating: 0, count: cells * width)
    var weights = [Double](repeating: 0, count: cells)
    for combination in 0..<design.combinations {
      let weight = design.weight(of: combination)
      guard weight > 0 else { continue }
      let levels = design.levels(of: combination)
      let cell = kept.reduce(0) { $0 * design.factors[$1].levels.count + levels[$1] }
      weights[cell] += weight
      let base = combination * design.replicates
      for (position, replicate) in replicates.enumerated() {
        sums[cell * width + (hasSampling ? position : 0)] += weight * (output[base + replicate] - origin)
      }
    }
    var total = 0.0
    for cell in 0..<cells where weights[cell] > 0 {
      for position in 0..<width {
        let mean = sums[cell * width + position] / weights[cell] / (hasSampling ? 1 : Double(replicates.count))
        total += weights[cell] * mean * mean / Double(width)
      }
    }
    return total
  }
}
