public import Diagnostics

/// A positive reciprocal matrix of pairwise comparisons: how much more important the row is than the column.
///
/// T. L. Saaty, "The Analytic Hierarchy Process" (1980).
public struct PairwiseJudgements: Sendable, Hashable {
  public let names: [String]
  /// Row by row.
  public let values: [Double]
  public var order: Int { names.count }

  /// - Parameters:
  ///   - names: what is compared.
  ///   - rows: one row a name.
  /// - Throws: every judgement that is not above 0, not 1 on the diagonal, or not the reciprocal of its mirror.
  public init(names: [String], rows: [[Double]]) throws(DiagnosticError) {
    var problems = IndexProblems()
    let n = names.count
    if n == 0 || rows.count != n || rows.contains(where: { $0.count != n }) {
      throw .index(
        "X-401", "the comparisons are no square of \(n) rows and columns", advice: "compare every pair once",
        kind: .configuration)
    }
    for i in 0..<n {
      for j in i..<n {
        let (value, mirror) = (rows[i][j], rows[j][i])
        if !(value > 0 && value.isFinite && mirror > 0 && mirror.isFinite) {
          problems.add(
            "X-402", "\(names[i]) against \(names[j]) is judged \(value) and \(mirror), expected numbers above 0",
            advice: "use the scale from 1/9 to 9")
        } else if abs(value * mirror - 1) > 0.01 {
          // Judgements such as 0.33 are written rounded.
          problems.add(
            "X-403", "\(names[i]) against \(names[j]) is \(value), but the other way round \(mirror)",
            advice: i == j ? "set it to 1" : "make one the reciprocal of the other")
        }
      }
    }
    try problems.throwIfAny(.configuration)
    self.names = names
    values = rows.flatMap { $0 }
  }

  init(checked names: [String], _ values: [Double]) {
    self.names = names
    self.values = values
  }

  public subscript(row: Int, column: Int) -> Double { values[row * order + column] }

  /// The consensus of a panel: the geometric mean of every judgement, which keeps the matrix reciprocal
  /// (Aczél and Saaty 1983).
  ///
  /// - Parameters:
  ///   - panel: one matrix an expert, all over the same names.
  ///   - weights: of the experts; nil: all count the same.
  /// - Returns: the panel's matrix.
  /// - Throws: when there is no expert, the names differ, or the weights do not add up to more than 0.
  public static func consensus(
    _ panel: [PairwiseJudgements], weights: [Double]? = nil
  ) throws(DiagnosticError) -> PairwiseJudgements {
    let weights = weights ?? [Double](repeating: 1, count: panel.count)
    guard let first = panel.first, panel.allSatisfy({ $0.names == first.names }) else {
      throw .index(
        "X-404", "the experts did not compare the same names in the same order",
        advice: "give every expert the same form", kind: .configuration)
    }
    let shares = try shares(of: weights, names: panel.indices.map { "expert \($0 + 1)" })
    guard shares.count == panel.count else {
      throw .index("X-405", "\(weights.count) weights for \(panel.count) experts", kind: .configuration)
    }
    return PairwiseJudgements(
      checked: first.names,
      first.values.indices.map { cell in
        weightedGeometricMean(panel.map { $0.values[cell] }, weights: shares)
      })
  }
}
