public import Diagnostics

/// A weighted least squares fit with the covariance of the design.
public struct WeightedRegression: Sendable {
  /// The intercept, then one coefficient a predictor. Degrees of freedom are those of the design less the predictors'.
  public var coefficients: JointEstimate
  /// The share of the weighted variance that is explained.
  public var rSquared: Double
  /// Records in the fit.
  public var n: Int

  /// Whether a coefficient is 0, by t.
  ///
  /// - Parameters:
  ///   - position: which coefficient; 0 for the intercept.
  ///   - level: of the interval.
  /// - Returns: the test with the degrees of freedom of the fit.
  public func test(_ position: Int, level: Double = 0.95) -> StudentTest {
    // A test of one estimate takes one degree of freedom off, which the fit has taken already.
    var joint = coefficients
    joint.degreesOfFreedom += 1
    return StudentTest(joint, position: position, level: level)
  }
}

extension WeightedSample {
  /// Weighted least squares of an outcome on predictors, with the covariance of the linearised coefficients
  /// (X'WX)⁻¹ x w e from the one variance kernel (Binder 1983; Fuller 1975).
  ///
  /// - Parameters:
  ///   - outcome: by record.
  ///   - predictors: one column a predictor, by record.
  ///   - names: what they are called, for messages.
  ///   - records: the records of the domain with all values.
  /// - Returns: the fit.
  /// - Throws: predictors that are combinations of others or do not vary; too few records; under `fail`, the strata with a
  ///   single unit.
  public func regression(
    of outcome: [Double], on predictors: [[Double]], names: [String], over records: [Int]
  ) throws(DiagnosticError) -> WeightedRegression {
    let model = CenteredColumns([outcome] + predictors, weights: weights, records: records)
    let products = model.products
    let own = Array(1..<(predictors.count + 1))
    try Self.check(model, names: names, predictorCount: predictors.count)
    let inner = products.selecting(own)
    guard let inverse = inner.inverse else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "E-173", "the predictors \(names.joined(separator: ", ")) are combinations of each other",
          advice: "Take out one that says what others say already"))
    }
    let slopes = own.map { row in own.reduce(0) { $0 + inverse[row - 1, $1 - 1] * products[$1, 0] } }
    var linearised = [[Double]](
      repeating: [Double](repeating: 0, count: weights.count), count: predictors.count + 1)
    for (position, record) in records.enumerated() {
      var residual = model.columns[0][position]
      for predictor in own { residual -= slopes[predictor - 1] * model.columns[predictor][position] }
      let part = weights[record] * residual
      // The intercept at the means of the predictors, moved to their zeros.
      var atZero = part / model.weightSum
      for row in own {
        var sum = 0.0
        for column in own { sum += inverse[row - 1, column - 1] * model.columns[column][position] }
        linearised[row][record] = sum * part / model.scales[row] * model.scales[0]
        atZero -= sum * part * model.means[row] / model.scales[row]
      }
      linearised[0][record] = atZero * model.scales[0]
    }
    let coefficients = own.map { slopes[$0 - 1] * model.scales[0] / model.scales[$0] }
    let intercept = model.means[0] - own.reduce(0) { $0 + coefficients[$1 - 1] * model.means[$1] }
    let explained = own.reduce(0) { $0 + slopes[$1 - 1] * products[$1, 0] }
    return WeightedRegression(
      coefficients: JointEstimate(
        values: [intercept] + coefficients, covariance: try covariance(linearised, over: records),
        degreesOfFreedom: Double(survey.degreesOfFreedom(over: records) - predictors.count)),
      rSquared: products[0, 0] > 0 ? explained / products[0, 0] : .nan, n: records.count)
  }

  private static func check(
    _ model: CenteredColumns, names: [String], predictorCount: Int
  ) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    let count = model.columns.first?.count ?? 0
    if count <= predictorCount + 1 {
      problems.append(
        Diagnostic(
          .error, code: "E-174", "\(count) records are too few for \(predictorCount) predictors",
          advice: "Take fewer predictors or a larger domain"))
    }
    for predictor in 0..<predictorCount where model.scales[predictor + 1] == 0 {
      let name = predictor < names.count ? names[predictor] : "\(predictor + 1)"
      problems.append(
        Diagnostic(.error, code: "E-175", "the predictor \(name) has one value only", advice: "Take it out"))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }
}

/// Columns less their weighted means over their weighted standard deviations.
struct CenteredColumns {
  /// By column and position in the records.
  private(set) var columns: [[Double]]
  private(set) var means: [Double] = []
  /// Standard deviations; 0 where a column does not vary.
  private(set) var scales: [Double] = []
  /// Σ w.
  let weightSum: Double
  private let weights: [Double]

  init(_ given: [[Double]], weights: [Double], records: [Int]) {
    let own = records.map { weights[$0] }
    let sum = own.reduce(0, +)
    columns = []
    for column in given {
      let first = records.first.map { column[$0] } ?? 0
      var values = records.map { column[$0] - first }
      let center = zip(own, values).reduce(0) { $0 + $1.0 * $1.1 } / sum
      for index in values.indices { values[index] -= center }
      let deviation = (zip(own, values).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / sum).squareRoot()
      // Rounding of a constant is no variation.
      let isConstant = !(deviation > 1e-13 * max(abs(first), abs(first + center)))
      for index in values.indices { values[index] = isConstant ? 0 : values[index] / deviation }
      means.append(first + center)
      scales.append(isConstant ? 0 : deviation)
      columns.append(values)
    }
    weightSum = sum
    self.weights = own
  }

  /// Σ w a b of all columns: correlations times Σ w.
  var products: Matrix {
    var result = Matrix(rowCount: columns.count, columnCount: columns.count)
    for row in columns.indices {
      let weighted = zip(weights, columns[row]).map(*)
      for column in 0...row {
        let value = zip(weighted, columns[column]).reduce(0) { $0 + $1.0 * $1.1 }
        result[row, column] = value
        result[column, row] = value
      }
    }
    return result
  }
}
