public import Diagnostics

/// How much of an output's variance one input explains.
public struct SobolIndex: Sendable, Hashable {
  /// Alone: mean(y_B (y_ABi - y_A)) / V (Saltelli and others 2010).
  public let firstOrder: Double
  /// With everything it interacts with: Σ (y_A - y_ABi)² / (2 N V) (Jansen 1999).
  public let total: Double
}

/// Estimates Sobol' indices from the pick-freeze design of Saltelli (2002).
///
/// V is the variance of all y_A and y_B together, with n - 1.
///
/// - Parameters:
///   - a: the output for the rows of the first matrix of inputs.
///   - b: for the rows of the second.
///   - mixed: one array an input: for rows of the first matrix with that input from the second.
/// - Returns: one index an input; nil where the output does not vary.
/// - Throws: when the numbers of outputs differ, there are none, or one is missing.
public func sobolIndices(a: [Double], b: [Double], mixed: [[Double]]) throws(DiagnosticError) -> [SobolIndex]? {
  guard !a.isEmpty, b.count == a.count, mixed.allSatisfy({ $0.count == a.count }) else {
    throw .index(
      "X-721", "the design has \(a.count), \(b.count) and \(mixed.map(\.count)) outputs, expected the same number each",
      kind: .configuration)
  }
  guard (a + b).allSatisfy(\.isFinite), mixed.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
    throw .index("X-722", "an output of the design is missing", advice: "count it as a separate outcome, or redraw it")
  }
  let variance = Moments(a + b).variance
  guard variance > 0 else { return nil }
  let n = Double(a.count)
  return mixed.map { column in
    var first = 0.0
    var squares = 0.0
    for draw in a.indices {
      first += b[draw] * (column[draw] - a[draw])
      squares += (a[draw] - column[draw]) * (a[draw] - column[draw])
    }
    return SobolIndex(firstOrder: first / n / variance, total: squares / (2 * n * variance))
  }
}
