public import Diagnostics

/// Draws θ* ~ N(θ, V), which stand in for bootstrap replicates where only jackknife, balanced or other replicates were supplied:
/// those give a variance, but are no draws.
///
/// - Parameters:
///   - estimates: θ.
///   - covariance: V, row by row; symmetric, with eigenvalues of 0 or more.
///   - draws: how many.
///   - seed: of the run; each draw is made from its number alone.
/// - Returns: one row a draw.
/// - Throws: when V has another size, is not symmetric, or has a negative eigenvalue beyond rounding.
public func normalDraws(
  around estimates: [Double], covariance: [Double], draws: Int, seed: UInt64
) throws(DiagnosticError) -> [[Double]] {
  let n = estimates.count
  let scale = covariance.reduce(0) { max($0, abs($1)) }
  guard covariance.count == n * n, scale.isFinite, estimates.allSatisfy(\.isFinite) else {
    throw .index("X-831", "\(covariance.count) covariances for \(n) estimates, expected \(n * n) numbers")
  }
  for i in 0..<n {
    for j in 0..<i where abs(covariance[i * n + j] - covariance[j * n + i]) > 1e-9 * scale {
      throw .index("X-832", "the covariances of estimates \(j + 1) and \(i + 1) differ", kind: .internalError)
    }
  }
  let eigen = SymmetricEigenvectors(covariance, order: n)
  guard eigen.values.allSatisfy({ $0 >= -1e-9 * scale }) else {
    throw .index("X-833", "the covariance matrix has the negative eigenvalue \(eigen.values.last ?? 0)")
  }
  let spreads = eigen.values.map { max($0, 0).squareRoot() }
  return (0..<max(draws, 0)).map { draw in
    var generator = DrawGenerator(seed: seed, draw: draw)
    var row = estimates
    for (vector, spread) in zip(eigen.vectors, spreads) {
      let size = spread * generator.normal()
      for position in row.indices { row[position] += size * vector[position] }
    }
    return row
  }
}
