public import Diagnostics

/// A replicate and one level of each method factor.
public struct CrossedPoint: Sendable, Hashable {
  public let replicate: Int
  public let levels: [Int]

  init(_ row: [Int]) {
    replicate = row[0]
    levels = Array(row[1...])
  }
}

extension CrossedDesign {
  /// The points of a pick-freeze sample, for crossings too large to be worked out in full: the rows of both matrices one after the
  /// other, then for every source the rows of the first with that source from the second.
  ///
  /// The replicate is one more input, drawn uniformly and independently of the method factors and independently for both matrices;
  /// method levels are drawn with their weights. Any pair of replicate and method may come up.
  ///
  /// - Parameters:
  ///   - draws: rows of each matrix.
  ///   - seed: of the run; each row is drawn from its number alone.
  /// - Returns: `draws` times two more than there are sources.
  public func pickFreeze(draws: Int, seed: UInt64) -> [CrossedPoint] {
    var a: [[Int]] = []
    var b: [[Int]] = []
    for draw in 0..<max(draws, 0) {
      var generator = DrawGenerator(seed: seed, draw: draw)
      a.append(row(&generator))
      b.append(row(&generator))
    }
    var points = (a + b).map(CrossedPoint.init)
    for input in 0...factors.count {
      for (first, second) in zip(a, b) {
        var row = first
        row[input] = second[input]
        points.append(CrossedPoint(row))
      }
    }
    return points
  }

  /// Sobol' indices from the outputs at the points of ``pickFreeze(draws:seed:)``.
  ///
  /// - Parameters:
  ///   - output: one value a point, in their order.
  ///   - draws: as there.
  ///   - bootstrap: how many resamples of the rows the intervals are made of; 0: no intervals.
  ///   - seed: of the resamples.
  /// - Returns: sampling first, then the method factors; empty where the output does not vary.
  /// - Throws: when an output is missing or their number does not fit.
  public func pickFreezeShares(
    _ output: [Double], draws: Int, bootstrap: Int = 0, seed: UInt64
  ) throws(DiagnosticError) -> [VarianceShare] {
    let inputs = factors.count + 1
    guard draws > 0, output.count == draws * (inputs + 2) else {
      throw .index("X-723", "\(output.count) outputs for \(draws) draws of \(inputs) sources", kind: .internalError)
    }
    func part(_ number: Int) -> [Double] { Array(output[number * draws..<(number + 1) * draws]) }
    let (a, b) = (part(0), part(1))
    let mixed = (0..<inputs).map { part($0 + 2) }
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

  /// Sobol' indices from a pick-freeze sample that is worked out point by point.
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
    let outputs = pickFreeze(draws: draws, seed: seed).map { evaluate($0.replicate, $0.levels) }
    guard !outputs.isEmpty else { _ = try sobolIndices(a: [], b: [], mixed: []); return [] }
    return try pickFreezeShares(outputs, draws: draws, bootstrap: bootstrap, seed: seed)
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
