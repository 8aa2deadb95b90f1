#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How weights are read off a matrix of pairwise comparisons.
public enum PriorityMethod: String, Sendable, Hashable, CaseIterable {
  /// The principal right eigenvector (Saaty 1980).
  case eigenvector
  /// Geometric means of the rows (Crawford and Williams 1985).
  case rowGeometricMean
  /// Means of the rows of the matrix whose columns add up to 1.
  case normalisedColumnMean
}

/// Weights from pairwise comparisons, and how consistent the comparisons are.
public struct Priorities: Sendable, Hashable {
  /// They add up to 1.
  public let weights: [Double]
  /// The principal eigenvalue, or its estimate: the mean of (A w)_i / w_i.
  public let largestEigenvalue: Double
  /// (λ - n) / (n - 1); 0 for one or two names.
  public let consistencyIndex: Double
  /// The consistency index over that of random judgements; 0 for one or two names, nil above 15, where none is published.
  public let consistencyRatio: Double?
  /// Saaty's rule: a ratio of at most 0.1.
  public var isConsistent: Bool { (consistencyRatio ?? 0) <= 0.1 }
}

extension PairwiseJudgements {
  /// Mean consistency index of random judgements for 1 to 15 names (Saaty 1980).
  public static let randomIndex = [0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59]

  /// Weights and consistency by one of the methods.
  public func priorities(_ method: PriorityMethod = .eigenvector) -> Priorities {
    let weights: [Double]
    switch method {
    case .eigenvector: weights = principalEigenvector
    case .rowGeometricMean:
      weights = scaled(
        (0..<order).map { row in
          exp((0..<order).reduce(0) { $0 + log(self[row, $1]) } / Double(order))
        })
    case .normalisedColumnMean:
      let totals = (0..<order).map { column in (0..<order).reduce(0) { $0 + self[$1, column] } }
      weights = scaled((0..<order).map { row in (0..<order).reduce(0) { $0 + self[row, $1] / totals[$1] } })
    }
    let n = Double(order)
    let largest = zip(product(weights), weights).reduce(0) { $0 + $1.0 / $1.1 } / n
    let index = order > 2 ? (largest - n) / (n - 1) : 0
    let random = order <= Self.randomIndex.count ? Self.randomIndex[order - 1] : nil
    return Priorities(
      weights: weights, largestEigenvalue: largest, consistencyIndex: index,
      consistencyRatio: order <= 2 ? 0 : random.map { index / $0 })
  }

  /// The Perron vector, by squaring the matrix until its columns agree.
  ///
  /// All elements are positive, so one eigenvalue exceeds the others and every squaring squares their ratio.
  private var principalEigenvector: [Double] {
    var power = values
    var vector = scaled([Double](repeating: 1, count: order))
    for _ in 0..<64 {
      let total = power.reduce(0, +)
      for cell in power.indices { power[cell] /= total }
      let next = scaled((0..<order).map { row in (0..<order).reduce(0) { $0 + power[row * order + $1] } })
      let change = zip(next, vector).reduce(0) { max($0, abs($1.0 - $1.1)) }
      vector = next
      if change < 1e-16 { break }
      var square = [Double](repeating: 0, count: power.count)
      for i in 0..<order {
        for k in 0..<order {
          for j in 0..<order { square[i * order + j] += power[i * order + k] * power[k * order + j] }
        }
      }
      power = square
    }
    // One plain step takes out what rounding the squares left.
    return scaled(product(vector))
  }

  private func product(_ vector: [Double]) -> [Double] {
    (0..<order).map { row in (0..<order).reduce(0) { $0 + self[row, $1] * vector[$1] } }
  }

  private func scaled(_ vector: [Double]) -> [Double] {
    let total = vector.reduce(0, +)
    return vector.map { $0 / total }
  }
}
