public import Diagnostics

/// Principal components of the correlations between columns.
public struct PrincipalComponents: Sendable {
  /// Units without a gap, which alone are used.
  public let units: [Int]
  /// Standard deviations of the components (roots of the eigenvalues), largest first.
  public let standardDeviations: [Double]
  /// Loadings of each component, of unit length; the sign makes them add up to 0 or more.
  public let loadings: [[Double]]
  /// Share of the whole variance that each component explains.
  public var explained: [Double] {
    let variances = standardDeviations.map { $0 * $0 }
    let total = variances.reduce(0, +)
    return variances.map { $0 / total }
  }

  /// - Parameter data: one column an indicator; units that lack a value are left out.
  /// - Throws: when fewer than two units are complete or a column does not vary among them.
  public init(_ data: IndicatorMatrix) throws(DiagnosticError) {
    units = completeUnits(data)
    let complete = data.selecting(units: units)
    let matrix = try definedCorrelations(complete)
    let eigen = SymmetricEigenvectors(matrix, order: data.columns.count)
    standardDeviations = eigen.values.map { max($0, 0).squareRoot() }
    loadings = eigen.vectors
  }
}

/// The Kaiser-Meyer-Olkin measure: whether columns have enough in common for a factor analysis.
public struct SamplingAdequacy: Sendable, Hashable {
  /// Σ r² / (Σ r² + Σ q²) over all pairs, q being partial correlations; 0.6 and more is fair.
  public let overall: Double
  /// The same over the pairs of each column.
  public let columns: [Double]

  /// H. F. Kaiser, "A second generation little jiffy", Psychometrika 35 (1970).
  ///
  /// - Parameter data: one column an indicator; units that lack a value are left out.
  /// - Throws: when fewer than two units are complete, a column does not vary, or one depends on the others.
  public init(_ data: IndicatorMatrix) throws(DiagnosticError) {
    let n = data.columns.count
    let matrix = try definedCorrelations(data.selecting(units: completeUnits(data)))
    guard n > 1, let inverse = inverse(matrix, order: n) else {
      throw .index(
        "X-611", "the columns \(listed(data.columns)) depend on each other",
        advice: "leave out what follows from others")
    }
    var squares = [Double](repeating: 0, count: n)
    var partials = squares
    for i in 0..<n {
      for j in 0..<n where i != j {
        let q = inverse[i * n + j] * inverse[i * n + j] / (inverse[i * n + i] * inverse[j * n + j])
        squares[i] += matrix[i * n + j] * matrix[i * n + j]
        partials[i] += q
      }
    }
    let (r, q) = (squares.reduce(0, +), partials.reduce(0, +))
    overall = r + q > 0 ? r / (r + q) : 0
    columns = zip(squares, partials).map { $0 + $1 > 0 ? $0 / ($0 + $1) : 0 }
  }
}

/// Correlations that are all defined.
///
/// - Parameter data: no gaps.
/// - Returns: row by row.
/// - Throws: naming every column that does not vary.
private func definedCorrelations(_ data: IndicatorMatrix) throws(DiagnosticError) -> [Double] {
  var problems = IndexProblems()
  if data.units.count < 2 {
    problems.add(
      "X-601", "\(data.units.count) units have a value in every column, expected 2 or more",
      advice: "impute the missing values or leave columns out")
  } else {
    for (position, name) in data.columns.enumerated() where !(Moments(data.column(position)).squares > 0) {
      problems.add("X-602", "\(name) does not vary among the units without a gap", advice: "leave it out")
    }
  }
  try problems.throwIfAny()
  return correlations(data).map { $0 ?? 0 }
}
