public import Diagnostics

/// Estimates with all their variances and covariances: what contrasts and tests are made of.
public struct JointEstimate: Sendable {
  /// The estimates.
  public var values: [Double]
  /// Variances on the diagonal, covariances beside it.
  public var covariance: Matrix
  /// Degrees of freedom of the design for the domain that they stand for.
  public var degreesOfFreedom: Double

  /// - Parameters:
  ///   - values: the estimates.
  ///   - covariance: their covariance matrix.
  ///   - degreesOfFreedom: of the design for their domain.
  public init(values: [Double], covariance: Matrix, degreesOfFreedom: Double) {
    self.values = values
    self.covariance = covariance
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The square roots of the variances.
  public var standardErrors: [Double] { covariance.diagonal.map { max(0, $0).squareRoot() } }

  /// The t interval of one of the estimates; the normal interval with infinite degrees of freedom.
  ///
  /// - Parameters:
  ///   - position: which estimate.
  ///   - df: degrees of freedom; nil for those of the design.
  ///   - level: the confidence level.
  /// - Returns: value ∓ t SE.
  public func interval(_ position: Int, df: Double? = nil, level: Double = 0.95) -> ConfidenceInterval {
    .t(values[position], standardError: standardErrors[position], df: df ?? degreesOfFreedom, level: level)
  }

  /// Estimates at some positions only.
  public func selecting(_ positions: [Int]) -> JointEstimate {
    JointEstimate(
      values: positions.map { values[$0] }, covariance: covariance.selecting(positions),
      degreesOfFreedom: degreesOfFreedom)
  }

  /// Linear contrasts L θ with variance L V L'.
  ///
  /// - Parameter coefficients: one row a contrast, one coefficient an estimate; what a short row lacks is 0.
  /// - Returns: the contrasts.
  public func contrasts(_ coefficients: [[Double]]) -> JointEstimate {
    let full = coefficients.map { row in values.indices.map { $0 < row.count ? row[$0] : 0 } }
    let matrix = Matrix(rows: full)
    return JointEstimate(
      values: full.map { row in zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } },
      covariance: matrix * covariance * matrix.transposed, degreesOfFreedom: degreesOfFreedom)
  }

  /// Functions of the estimates, by the delta method with exact gradients.
  ///
  /// - Parameter function: the functions, written with numbers that carry their gradient.
  /// - Returns: their values, with variance J V J'.
  public func transformed(_ function: ([GradientNumber]) -> [GradientNumber]) -> JointEstimate {
    let results = function(GradientNumber.variables(values))
    var estimate = contrasts(results.map(\.gradient))
    estimate.values = results.map(\.value)
    return estimate
  }
}

extension WeightedSample {
  /// Linearised estimates with their joint covariance.
  ///
  /// - Parameters:
  ///   - estimates: of one or of several domains.
  ///   - records: the domain of all of them, which decides which strata are there and counts the degrees of freedom; nil for
  ///     the whole sample.
  /// - Returns: the estimates.
  /// - Throws: under `fail`, the strata with a single unit.
  public func joint(
    _ estimates: [LinearisedEstimate], over records: [Int]? = nil
  ) throws(DiagnosticError) -> JointEstimate {
    let df = survey.degreesOfFreedom(over: records ?? Array(weights.indices))
    return JointEstimate(
      values: estimates.map(\.value), covariance: try covariance(estimates.map(\.linearised), over: records),
      degreesOfFreedom: Double(df))
  }
}
