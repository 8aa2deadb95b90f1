extension FayHerriot {
  /// What the model says of an area without a direct estimate: x'β.
  ///
  /// Its mean squared error is σ² + x'Cov(β)x, to which that of an area with a direct estimate tends as its sampling variance
  /// grows (Rao & Molina 2015, section 6.2.1: g1 tends to σ², g2 to x'Cov(β)x and g3 to 0).
  ///
  /// - Parameter predictors: of the area, in the order of the columns that the model was fitted to, without the intercept; what
  ///   is too few counts as 0.
  /// - Returns: an estimate that is all synthetic.
  public func synthetic(_ predictors: [Double]) -> Area {
    let row = coefficients.indices.map { place in
      place == 0 ? 1 : place <= predictors.count ? predictors[place - 1] : 0
    }
    let value = zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    let leverage = (Matrix(rows: [row]) * covariance * Matrix(rows: [row]).transposed)[0, 0]
    return Area(estimate: value, meanSquaredError: variance + leverage, directShare: 0, synthetic: value)
  }
}
