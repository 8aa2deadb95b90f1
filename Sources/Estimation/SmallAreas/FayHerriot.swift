public import Diagnostics

/// Fay & Herriot's (1979) area-level model: direct estimates θ̂ᵢ = xᵢ'β + vᵢ + eᵢ with known variances ψᵢ of eᵢ and one variance
/// σ² of vᵢ. Formulas are those of Rao & Molina (2015), "Small Area Estimation", sections 6.1 and 6.2.
public struct FayHerriot: Sendable {
  /// How σ² is estimated.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Restricted maximum likelihood.
    case restrictedLikelihood
    /// Fay & Herriot's moment equation, Σ (θ̂ - x'β)² / (σ² + ψ) = m - p.
    case moments
  }

  /// What the model says of one area.
  public struct Area: Sendable, Hashable {
    /// The empirical best linear unbiased predictor, γ θ̂ + (1 - γ) x'β.
    public var estimate: Double
    /// Its mean squared error, that of estimating σ² included.
    public var meanSquaredError: Double
    /// γ = σ² / (σ² + ψ), the weight of the direct estimate.
    public var directShare: Double
    /// x'β.
    public var synthetic: Double
  }

  /// One an area, in the order given.
  public let areas: [Area]
  /// β.
  public let coefficients: [Double]
  /// The covariance of β.
  public let covariance: Matrix
  /// σ², the variance between areas that the predictors leave; 0 where there is no sign of one.
  public let variance: Double
  /// Whether the search for σ² came to an end.
  public let hasConverged: Bool
  /// How σ² was estimated.
  public let method: Method

  /// - Parameters:
  ///   - direct: θ̂ by area.
  ///   - samplingVariances: ψ by area, above 0.
  ///   - predictors: one column a predictor, by area, without the intercept.
  ///   - method: how σ² is estimated.
  /// - Throws: variances that are no positive numbers, columns of the wrong length, too few areas, and predictors that are
  ///   combinations of each other.
  public init(
    direct: [Double], samplingVariances: [Double], predictors: [[Double]], method: Method = .restrictedLikelihood
  ) throws(DiagnosticError) {
    try Self.check(direct: direct, samplingVariances: samplingVariances, predictors: predictors)
    let rows = direct.indices.map { area in [1] + predictors.map { $0[area] } }
    let model = AreaModel(direct: direct, samplingVariances: samplingVariances, rows: rows)
    guard let atZero = model.fit(0) else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "E-177", "the predictors of the areas are combinations of each other or of a constant",
          advice: "Take out one that says what others say already"))
    }
    let (variance, hasConverged) = method == .moments ? model.momentVariance() : model.restrictedVariance()
    let fit = model.fit(variance) ?? atZero
    self.method = method
    self.variance = variance
    self.hasConverged = hasConverged
    coefficients = fit.coefficients
    covariance = fit.covariance
    areas = direct.indices.map { model.area($0, fit: fit, variance: variance, method: method) }
  }

  private static func check(
    direct: [Double], samplingVariances: [Double], predictors: [[Double]]
  ) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    func add(_ code: String, _ message: String, _ advice: String) {
      problems.append(Diagnostic(.error, code: code, message, advice: advice))
    }
    let lengths = [samplingVariances.count] + predictors.map(\.count)
    if lengths.contains(where: { $0 != direct.count }) {
      add(
        "E-178", "there are \(direct.count) direct estimates, and \(lengths) variances and predictors",
        "Give one of each for every area")
    } else {
      let bad = direct.indices.filter { area in
        let isUsable = direct[area].isFinite && samplingVariances[area] > 0 && samplingVariances[area].isFinite
        return !isUsable || predictors.contains { !$0[area].isFinite }
      }
      if let first = bad.first {
        add(
          "E-178",
          "\(bad.count) areas lack an estimate, a variance above 0 or a predictor, area \(first + 1) the first",
          "Leave out areas without a direct estimate; the model predicts them as x'β")
      }
      if direct.count < predictors.count + 3 {
        add(
          "E-178", "\(direct.count) areas are too few for \(predictors.count) predictors",
          "Take fewer predictors; a model for areas needs many areas")
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
  }
}

/// Generalised least squares for a given σ², and the equations for it.
private struct AreaModel {
  let direct: [Double]
  let samplingVariances: [Double]
  let rows: [[Double]]

  struct Fit {
    var coefficients: [Double]
    /// (X'V⁻¹X)⁻¹.
    var covariance: Matrix
  }

  private var areaCount: Double { Double(direct.count) }
  private func weight(_ area: Int, _ variance: Double) -> Double { 1 / (variance + samplingVariances[area]) }

  func fit(_ variance: Double) -> Fit? {
    let count = rows.first?.count ?? 0
    var information = Matrix(rowCount: count, columnCount: count)
    var right = Matrix(rowCount: count, columnCount: 1)
    for (area, row) in rows.enumerated() {
      let own = weight(area, variance)
      for (position, x) in row.enumerated() {
        right[position, 0] += own * x * direct[area]
        for (other, y) in row.enumerated() { information[position, other] += own * x * y }
      }
    }
    guard let covariance = information.inverse else { return nil }
    return Fit(coefficients: (covariance * right).elements, covariance: covariance)
  }

  private func synthetic(_ area: Int, _ fit: Fit) -> Double {
    zip(rows[area], fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// x'(X'V⁻¹X)⁻¹x.
  private func leverage(_ area: Int, _ fit: Fit) -> Double {
    let row = Matrix(rows: [rows[area]])
    return (row * fit.covariance * row.transposed)[0, 0]
  }

  /// Σ (θ̂ - x'β)² / (σ² + ψ) falls with σ², so that halving finds where it is m - p.
  func momentVariance() -> (value: Double, hasConverged: Bool) {
    func excess(_ variance: Double) -> Double {
      guard let fit = fit(variance) else { return .nan }
      let sum = direct.indices.reduce(0.0) { sum, area in
        let residual = direct[area] - synthetic(area, fit)
        return sum + residual * residual * weight(area, variance)
      }
      return sum - (areaCount - Double(rows.first?.count ?? 0))
    }
    return root(excess)
  }

  /// The restricted likelihood's derivative: ½ (y'P²y - tr P).
  func restrictedVariance() -> (value: Double, hasConverged: Bool) {
    func score(_ variance: Double) -> Double {
      guard let fit = fit(variance) else { return .nan }
      var sum = 0.0
      for area in direct.indices {
        let own = weight(area, variance)
        let residual = direct[area] - synthetic(area, fit)
        // tr P = Σ (1/v - x'(X'V⁻¹X)⁻¹x / v²).
        sum += own * own * (residual * residual + leverage(area, fit)) - own
      }
      return sum
    }
    return root(score)
  }

  /// Where a function that is above 0 at 0 comes to 0; 0 if it is not above 0 there.
  private func root(_ function: (Double) -> Double) -> (value: Double, hasConverged: Bool) {
    guard function(0) > 0 else { return (0, true) }
    var (low, high) = (0.0, samplingVariances.max() ?? 1)
    var doublings = 0
    while function(high) > 0 {
      low = high
      high *= 2
      doublings += 1
      if doublings > 200 { return (high, false) }
    }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return (low, true) }
      if function(middle) > 0 { low = middle } else { high = middle }
      if high - low <= 1e-15 * high { return (low + (high - low) / 2, true) }
    }
  }

  /// g1 + g2 + 2 g3, less the bias of the moment estimator times the derivative of g1 (Datta, Rao & Smith 2005).
  func area(_ area: Int, fit: Fit, variance: Double, method: FayHerriot.Method) -> FayHerriot.Area {
    let sampling = samplingVariances[area]
    let share = variance / (variance + sampling)
    let synthetic = synthetic(area, fit)
    var (one, two) = (0.0, 0.0)
    for other in direct.indices {
      let own = weight(other, variance)
      one += own
      two += own * own
    }
    let spread = method == .moments ? 2 * areaCount / (one * one) : 2 / two
    let first = share * sampling
    let second = (1 - share) * (1 - share) * leverage(area, fit)
    let third = sampling * sampling / ((variance + sampling) * (variance + sampling) * (variance + sampling)) * spread
    let bias = method == .moments ? 2 * (areaCount * two - one * one) / (one * one * one) : 0
    return FayHerriot.Area(
      estimate: share * direct[area] + (1 - share) * synthetic,
      meanSquaredError: first + second + 2 * third - bias * (1 - share) * (1 - share), directShare: share,
      synthetic: synthetic)
  }
}
