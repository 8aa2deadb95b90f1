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
    let components = Components(design: self, output: output, origin: output[complete[0]])
    var drawn = [Double](repeating: 0, count: replicates)
    for replicate in complete { drawn[replicate] = 1 }
    let found = components.shares(drawn)
    var shares = found.shares
    if bootstrap > 1 && !shares.isEmpty {
      addIntervals(&shares, bootstrap: bootstrap, seed: seed) { generator in
        for replicate in drawn.indices { drawn[replicate] = 0 }
        for _ in complete { drawn[complete[generator.below(complete.count)]] += 1 }
        return components.shares(drawn).shares
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
///
/// E[y | subset] is squared and averaged. With sampling in the subset that is a mean over replicates of something that each
/// replicate gives alone, which is worked out once; without it, it comes from the mean of each combination over replicates.
private struct Components {
  private let design: CrossedDesign
  private let output: [Double]
  /// A constant of the size of the output, so that a large level costs no digits.
  private let origin: Double
  private let weights: [Double]
  /// By set of factors, the cell of each combination.
  private let cells: [[Int]]
  /// By set of factors, the weight of each cell.
  private let cellWeights: [[Double]]
  /// By set of factors and replicate, the mean square of E[y | the factors and the replicate].
  private let squares: [[Double]]

  init(design: CrossedDesign, output: [Double], origin: Double) {
    self.design = design
    self.output = output
    self.origin = origin
    let weights = (0..<design.combinations).map { design.weight(of: $0) }
    let levels = (0..<design.combinations).map { design.levels(of: $0) }
    var (cells, cellWeights, squares): ([[Int]], [[Double]], [[Double]]) = ([], [], [])
    for factors in 0..<(1 << design.factors.count) {
      let kept = design.factors.indices.filter { factors & (1 << $0) != 0 }
      let own = levels.map { levels in kept.reduce(0) { $0 * design.factors[$1].levels.count + levels[$1] } }
      var total = [Double](repeating: 0, count: kept.reduce(1) { $0 * design.factors[$1].levels.count })
      for (cell, weight) in zip(own, weights) { total[cell] += weight }
      cells.append(own)
      cellWeights.append(total)
      squares.append(Self.squares(own, total, weights, output, origin, replicates: design.replicates))
    }
    (self.weights, self.cells, self.cellWeights, self.squares) = (weights, cells, cellWeights, squares)
  }

  /// By replicate, the weighted sum of squared cell means.
  private static func squares(
    _ cells: [Int], _ cellWeights: [Double], _ weights: [Double], _ output: [Double], _ origin: Double,
    replicates: Int
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: cellWeights.count * replicates)
    for (combination, cell) in cells.enumerated() where weights[combination] > 0 {
      let (weight, from, to) = (weights[combination], combination * replicates, cell * replicates)
      for replicate in 0..<replicates { sums[to + replicate] += weight * (output[from + replicate] - origin) }
    }
    var squares = [Double](repeating: 0, count: replicates)
    for (cell, weight) in cellWeights.enumerated() where weight > 0 {
      for replicate in 0..<replicates {
        let sum = sums[cell * replicates + replicate]
        squares[replicate] += sum * sum / weight
      }
    }
    return squares
  }

  /// The variance and its shares in a resample.
  ///
  /// - Parameter drawn: how often each replicate is taken; 0 for those that lack a value.
  /// - Returns: no shares where there is no variance.
  func shares(_ drawn: [Double]) -> (variance: Double, shares: [VarianceShare]) {
    let sources = design.factors.count + 1
    let subsets = 1 << sources
    let count = drawn.reduce(0, +)
    let means = (0..<design.combinations).map { combination in
      mean(over: drawn, count) { output[combination * drawn.count + $0] - origin }
    }
    let explained = (0..<subsets).map { subset in
      let factors = subset >> 1
      if subset & 1 != 0 { return mean(over: drawn, count) { squares[factors][$0] } }
      var sums = [Double](repeating: 0, count: cellWeights[factors].count)
      for (combination, cell) in cells[factors].enumerated() where weights[combination] > 0 {
        sums[cell] += weights[combination] * means[combination]
      }
      return zip(sums, cellWeights[factors]).reduce(0) { $1.1 > 0 ? $0 + $1.0 * $1.0 / $1.1 : $0 }
    }
    var components = explained
    for source in 0..<sources {
      for subset in 0..<subsets where subset & (1 << source) != 0 {
        components[subset] -= components[subset ^ (1 << source)]
      }
    }
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

  /// The mean of something over the replicates that are drawn; the others may lack it.
  private func mean(over drawn: [Double], _ count: Double, _ value: (Int) -> Double) -> Double {
    var sum = 0.0
    for replicate in drawn.indices where drawn[replicate] > 0 { sum += drawn[replicate] * value(replicate) }
    return sum / count
  }
}
