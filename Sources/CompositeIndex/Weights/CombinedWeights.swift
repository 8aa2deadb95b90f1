public import Diagnostics

/// Weights made of several sets, and the share of each set.
public struct CombinedWeights: Sendable, Hashable {
  /// They add up to 1.
  public let weights: [Double]
  /// The coefficient of each set before taking absolute values, and its share of their sum.
  public let coefficients: [Double]
  public let shares: [Double]
}

/// Game-theory combination: the mixture with the least deviation from all sets at once.
///
/// Solves Σ_l a_l (w_k · w_l) = w_k · w_k for all k; shares are |a| / Σ |a|.
///
/// - Parameter sets: weights that add up to 1 each, over the same columns.
/// - Returns: the mixture.
/// - Throws: when there is no set, sizes differ, or two sets are the same.
public func gameTheoryCombination(_ sets: [[Double]]) throws(DiagnosticError) -> CombinedWeights {
  try checkSets(sets)
  let products = sets.flatMap { first in sets.map { dot(first, $0) } }
  guard let solution = solveLinearSystem(products, [sets.map { dot($0, $0) }])?.first else {
    throw .index(
      "X-431", "sets of weights depend on each other, so no mixture is the best", advice: "leave one of them out")
  }
  let total = solution.reduce(0) { $0 + abs($1) }
  let shares = solution.map { abs($0) / total }
  return CombinedWeights(
    weights: try CompositeIndex.shares(of: mixture(sets, shares)), coefficients: solution, shares: shares)
}

/// A mixture with declared shares: Σ a_k w_k / Σ a_k.
///
/// - Parameters:
///   - sets: weights over the same columns.
///   - shares: of each set, 0 or more.
/// - Returns: the mixture.
/// - Throws: when there is no set, sizes differ, or the shares add up to 0.
public func linearCombination(_ sets: [[Double]], shares: [Double]) throws(DiagnosticError) -> CombinedWeights {
  try checkSets(sets)
  guard shares.count == sets.count else {
    throw .index("X-432", "\(shares.count) shares for \(sets.count) sets of weights", kind: .configuration)
  }
  let parts = try CompositeIndex.shares(of: shares)
  return CombinedWeights(
    weights: try CompositeIndex.shares(of: mixture(sets, parts)), coefficients: shares, shares: parts)
}

/// Multiplicative combination: Π_k w_kj over its sum, so that a column must count in every set to count at all.
///
/// - Parameter sets: weights over the same columns.
/// - Returns: weights that add up to 1.
/// - Throws: when there is no set, sizes differ, or every column has a 0 somewhere.
public func multiplicativeCombination(_ sets: [[Double]]) throws(DiagnosticError) -> [Double] {
  try checkSets(sets)
  return try shares(of: sets[0].indices.map { column in sets.reduce(1) { $0 * $1[column] } })
}

private func checkSets(_ sets: [[Double]]) throws(DiagnosticError) {
  guard let first = sets.first, sets.allSatisfy({ $0.count == first.count }) else {
    throw .index("X-433", "the sets of weights are not over the same columns", kind: .configuration)
  }
  for set in sets { _ = try shares(of: set) }
}

private func mixture(_ sets: [[Double]], _ shares: [Double]) -> [Double] {
  sets[0].indices.map { column in zip(sets, shares).reduce(0) { $0 + $1.0[column] * $1.1 } }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
