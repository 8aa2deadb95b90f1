/// One adjustment of weights, as the variance sees it: what it has fixed varies no more.
public enum WeightAdjustment: Sendable {
  /// Post-stratification or raking.
  case cells(CalibrationResiduals)
  /// Calibration to totals of numbers.
  case regression(RegressionResiduals)

  /// Replaces weighted linearised values, one a record, by their residuals.
  public func takeResiduals(of values: inout [Double]) {
    switch self {
    case .cells(let residuals): residuals.apply(to: &values)
    case .regression(let residuals): residuals.apply(to: &values)
    }
  }
}

/// What calibration to totals of numbers leaves of a linearised variable: g √w r, r the residual of z / (g √w) by least
/// squares on x √w, w the weights before (Deville & Särndal 1992, for every distance function).
public struct RegressionResiduals: Sendable {
  private let basis: OrthogonalBasis
  /// g √w, one a record.
  private let scale: [Double]

  /// - Parameters:
  ///   - columns: the calibration variables, one column each.
  ///   - weights: the weights before.
  ///   - factors: what each was multiplied by.
  init(columns: [[Double]], weights: [Double], factors: [Double]) {
    let roots = weights.map { $0.squareRoot() }
    basis = OrthogonalBasis(columns.map { column in zip(column, roots).map(*) })
    scale = zip(factors, roots).map(*)
  }

  /// Replaces weighted linearised values, one a record, by their residuals.
  public func apply(to values: inout [Double]) {
    for index in values.indices { values[index] = scale[index] == 0 ? 0 : values[index] / scale[index] }
    basis.takeResidual(of: &values)
    for index in values.indices { values[index] *= scale[index] }
  }
}
