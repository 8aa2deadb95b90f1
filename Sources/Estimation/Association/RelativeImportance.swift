public import Diagnostics

/// How much of R² each predictor accounts for: the Shapley shares of Lindeman, Merenda & Gold (1980; Grömping 2007), the mean
/// over all orders of entry of what a predictor adds. They are 0 or more and sum to R².
public struct RelativeImportance: Sendable, Hashable {
  /// What was shared out among.
  public enum Units: Sendable, Hashable {
    /// The predictors.
    case predictors
    /// Dimensions, each the mean of its standardised predictors.
    case dimensions
  }

  /// The largest number of predictors or dimensions, of which all 2^k sets are fitted.
  public static let largestCount = 12

  /// What was shared out among.
  public var units: Units
  /// One share of R² each.
  public var shares: [Double]
  /// R² with all of them.
  public var rSquared: Double

  /// Shares from correlations; nil beyond the largest number.
  ///
  /// - Parameters:
  ///   - correlation: the outcome first, then the predictors.
  ///   - units: what the predictors are.
  public init?(correlation: Matrix, units: Units = .predictors) {
    let count = correlation.rowCount - 1
    guard count >= 0, count <= Self.largestCount else { return nil }
    var explained = [Double](repeating: 0, count: 1 << count)
    Self.explain(correlation, count: count, into: &explained)
    // |S|! (k - |S| - 1)! / k! by the size of S.
    var weights = [Double](repeating: 0, count: max(count, 1))
    for size in 0..<count {
      // 1 / (k C(k - 1, s))
      var ways = 1.0
      for step in 0..<size { ways = ways * Double(count - 1 - step) / Double(step + 1) }
      weights[size] = 1 / (Double(count) * ways)
    }
    shares = (0..<count).map { predictor in
      var share = 0.0
      for set in explained.indices where set & (1 << predictor) == 0 {
        share += weights[set.nonzeroBitCount] * (explained[set | 1 << predictor] - explained[set])
      }
      return share
    }
    rSquared = explained[explained.count - 1]
    self.units = units
  }

  /// R² of every set, which is numbered by the bits of its members. Predictors enter in the order of their numbers, each as
  /// what the earlier ones leave of it; one that is a combination of them adds nothing.
  private static func explain(_ correlation: Matrix, count: Int, into explained: inout [Double]) {
    func visit(_ set: Int, from first: Int, rest: Matrix) {
      for predictor in first..<max(count, first) {
        let variable = predictor + 1
        let pivot = rest[variable, variable]
        let next = set | 1 << predictor
        guard pivot > 1e-10 else {
          explained[next] = explained[set]
          visit(next, from: predictor + 1, rest: rest)
          continue
        }
        explained[next] = explained[set] + rest[0, variable] * rest[0, variable] / pivot
        var swept = rest
        for row in 0...count {
          let factor = rest[row, variable] / pivot
          if factor == 0 { continue }
          for column in 0...count { swept[row, column] -= factor * rest[variable, column] }
        }
        visit(next, from: predictor + 1, rest: swept)
      }
    }
    visit(0, from: 0, rest: correlation)
  }
}

extension WeightedSample {
  /// How much of the weighted variance of an outcome each predictor accounts for.
  ///
  /// - Parameters:
  ///   - outcome: by record.
  ///   - predictors: one column a predictor, by record.
  ///   - dimensions: by predictor, the dimension it belongs to; beyond twelve predictors shares are those of dimensions.
  ///   - records: the records of the domain with all values.
  /// - Returns: shares that sum to R².
  /// - Throws: if there are more than twelve predictors and no dimensions, or more than twelve dimensions.
  public func relativeImportance(
    for outcome: [Double], of predictors: [[Double]], dimensions: [Int]? = nil, over records: [Int]
  ) throws(DiagnosticError) -> RelativeImportance {
    let model = CenteredColumns([outcome] + predictors, weights: weights, records: records)
    var own = model.products
    var units = RelativeImportance.Units.predictors
    if predictors.count > RelativeImportance.largestCount, let dimensions, dimensions.count == predictors.count {
      // The correlation of means is that of sums: one row a dimension, with the outcome on top.
      let count = (dimensions.max() ?? -1) + 1
      var sums = Matrix(rowCount: count + 1, columnCount: predictors.count + 1)
      sums[0, 0] = 1
      for (predictor, dimension) in dimensions.enumerated() { sums[dimension + 1, predictor + 1] = 1 }
      own = sums * own * sums.transposed
      units = .dimensions
    }
    let roots = own.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    var correlation = own
    for row in roots.indices {
      for column in roots.indices { correlation[row, column] *= roots[row] * roots[column] }
    }
    if let found = RelativeImportance(correlation: correlation, units: units) { return found }
    let kind = units == .predictors ? "predictors" : "dimensions"
    throw DiagnosticError(
      .configuration,
      Diagnostic(
        .error, code: "E-176",
        "\(own.rowCount - 1) \(kind) are too many: shares of R² take a fit for every set of them, and "
          + "\(RelativeImportance.largestCount) are the most",
        advice: units == .predictors ? "Say which dimension each belongs to" : "Merge dimensions"))
  }
}
