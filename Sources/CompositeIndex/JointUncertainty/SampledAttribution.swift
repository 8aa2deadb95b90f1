public import Diagnostics

extension CrossedDesign {
  /// Sobol' indices from a pick-freeze sample, for crossings too large to be worked out in full.
  ///
  /// The replicate is one more input, drawn uniformly and independently of the method factors and independently for both matrices;
  /// method levels are drawn with their weights. Any pair of replicate and method is evaluated.
  ///
  /// - Parameters:
  ///   - draws: rows of each matrix.
  ///   - seed: of the run; each row is drawn from its number alone.
  ///   - bootstrap: how many resamples of the rows the intervals are made of; 0: no intervals.
  ///   - evaluate: the output for a replicate and the level of each factor.
  /// - Returns: sampling first, then the method factors; empty where the output does not vary.
  /// - Throws: when an output is missing or there are no draws.
  public func sampledShares(
    draws: Int, seed: UInt64, bootstrap: Int = 0, evaluate: (_ replicate: Int, _ levels: [Int]) -> Double
  ) throws(DiagnosticError) -> [VarianceShare] {
    let inputs = factors.count + 1
    var a: [Double] = []
    var b: [Double] = []
    var mixed = [[Double]](repeating: [], count: inputs)
    for draw in 0..<max(draws, 0) {
      var generator = DrawGenerator(seed: seed, draw: draw)
      let first = row(&generator)
      let second = row(&generator)
      a.append(evaluate(first[0], Array(first[1...])))
      b.append(evaluate(second[0], Array(second[1...])))
      for input in 0..<inputs {
        var row = first
        row[input] = second[input]
        mixed[input].append(evaluate(row[0], Array(row[1...])))
      }
    }
    guard let indices = try sobolIndices(a: a, b: b, mixed: mixed) else { return [] }
    let names = [Self.samplingSource] + factors.map(\.name)
    var shares = zip(names, indices).map {
      VarianceShare(source: $0, firstOrder: $1.firstOrder, total: $1.total)
    }
    guard bootstrap > 1 else { return shares }
    var resampled = [[SobolIndex]](repeating: [], count: inputs)
    for resample in 0..<bootstrap {
      // Other draws than those of the sample itself.
      var generator = DrawGenerator(seed: ~seed, draw: resample)
      let rows = a.indices.map { _ in generator.below(a.count) }
      let again = try sobolIndices(
        a: rows.map { a[$0] }, b: rows.map { b[$0] }, mixed: mixed.map { column in rows.map { column[$0] } })
      for (input, index) in (again ?? []).enumerated() { resampled[input].append(index) }
    }
    for input in shares.indices where !resampled[input].isEmpty {
      let first = resampled[input].map(\.firstOrder)
      let total = resampled[input].map(\.total)
      shares[input].firstOrderInterval = quantile(first, 0.025)...quantile(first, 0.975)
      shares[input].totalInterval = quantile(total, 0.025)...quantile(total, 0.975)
    }
    return shares
  }

  /// A replicate and the level of each factor.
  private func row(_ generator: inout DrawGenerator) -> [Int] {
    [generator.below(replicates)]
      + shares.map { weights in
        var rest = generator.uniform()
        for (level, weight) in weights.enumerated() {
          rest -= weight
          if rest < 0 { return level }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
      }
  }
}
