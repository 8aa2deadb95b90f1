internal import SurveyModel

/// What a variance needs to know of a stratum: the totals of its units, however they are kept.
struct StratumTotals {
  /// n_h, units in the sample.
  var unitCount: Int
  /// Units with a record in the domain.
  var unitsMet: Int
  /// 1 - n_h/N_h.
  var unsampledShare: Double
  /// The sum of the totals over units, by column.
  var sums: [Double]
  /// Σ (a - centre_a)(b - centre_b) over all n_h units, for columns a and b and the centres of all columns.
  var products: (_ a: Int, _ b: Int, _ centers: [Double]) -> Double

  /// Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ (t - t̄_h)(t - t̄_h)', with the lonely strata treated as asked.
  ///
  /// - Parameters:
  ///   - strata: those with a record in the domain.
  ///   - columnCount: the number of estimates.
  ///   - policy: what a stratum with one unit adds; NaN under `fail`.
  ///   - adjustsLonelyInDomains: whether a stratum met by the domain in one unit is lonely too.
  /// - Returns: the covariance matrix.
  static func covariance(
    _ strata: [StratumTotals], columnCount: Int, policy: LonelyPolicy, adjustsLonelyInDomains: Bool
  ) -> Matrix {
    var sum = Matrix(rowCount: columnCount, columnCount: columnCount)
    var usable = 0
    for stratum in strata {
      // All of the population, to rounding.
      if stratum.unsampledShare < 1e-7 {
        usable += 1
        continue
      }
      let n = Double(stratum.unitCount)
      var centers = stratum.sums.map { $0 / n }
      if stratum.unitCount == 1 || (adjustsLonelyInDomains && stratum.unitsMet == 1) {
        switch policy {
        case .average: continue
        case .adjust: centers = means(strata, columnCount: columnCount)
        case .fail where stratum.unitCount == 1:
          return Matrix(rowCount: columnCount, columnCount: columnCount, repeating: .nan)
        case .fail, .remove, .certainty: break
        }
      }
      usable += 1
      let factor = stratum.unitCount > 1 ? stratum.unsampledShare * n / (n - 1) : stratum.unsampledShare
      for row in 0..<columnCount {
        for column in 0...row {
          let part = factor * stratum.products(row, column, centers)
          sum[row, column] += part
          if row != column { sum[column, row] += part }
        }
      }
    }
    if usable == strata.count { return sum }
    return sum.scaled(by: usable > 0 ? Double(strata.count) / Double(usable) : .nan)
  }

  /// The means over all units of these strata, those that a domain leaves out included.
  private static func means(_ strata: [StratumTotals], columnCount: Int) -> [Double] {
    let units = Double(strata.reduce(0) { $0 + $1.unitCount })
    return (0..<columnCount).map { column in strata.reduce(0) { $0 + $1.sums[column] } / units }
  }
}
