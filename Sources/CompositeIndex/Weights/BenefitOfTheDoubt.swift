public import Diagnostics

/// One unit's score with the weights that suit it best.
public struct BenefitOfTheDoubt: Sendable, Hashable {
  /// At most 1; 1 when no other unit does better with the same weights.
  public let score: Double
  /// Of the indicators as they are, so that no unit's weighted sum exceeds 1.
  public let weights: [Double]
  /// What each indicator adds to the score, as a share of it; they add up to 1, or are 0 when the score is.
  public let pieShares: [Double]
  /// Units that the unit is measured against: those whose weighted sum is 1 and holds the score down.
  public let peers: [Int]
}

/// Benefit of the doubt: every unit is scored with its own most favourable weights.
///
/// max Σ_k w_k x_ck subject to Σ_k w_k x_ik ≤ 1 for every unit i and w ≥ 0, optionally with the share
/// w_k x_ck / Σ_l w_l x_cl of each indicator between two bounds (Melyn and Moesen 1991; Cherchye, Moesen, Rogge and Van
/// Puyenbroeck 2007).
///
/// - Parameters:
///   - data: values of 0 or more, higher being better.
///   - pieShares: bounds of every indicator's share of the score; nil: any share.
/// - Returns: one result a unit; nil for a unit that lacks a value, which then is no peer either. Where a lower bound asks for
///   a share from a value of 0 the score is 0.
/// - Throws: when a value is negative or the bounds leave no shares that add up to 1.
public func benefitOfTheDoubt(
  _ data: IndicatorMatrix, pieShares: ClosedRange<Double>? = nil
) throws(DiagnosticError) -> [BenefitOfTheDoubt?] {
  var problems = IndexProblems()
  let count = data.columns.count
  if let bounds = pieShares, bounds.lowerBound * Double(count) > 1 || bounds.upperBound * Double(count) < 1 {
    problems.add(
      "X-441", "\(count) shares between \(bounds.lowerBound) and \(bounds.upperBound) cannot add up to 1",
      advice: "choose bounds on either side of \(1 / Double(max(count, 1)))")
  }
  for (position, name) in data.columns.enumerated() {
    let unfit = zip(data.units, data.column(position)).filter { $0.1 < 0 }.map(\.0)
    if !unfit.isEmpty {
      problems.add(
        "X-442", "\(name) is negative for \(listed(unfit))", advice: "bring the indicators to a scale from 0 up first")
    }
  }
  try problems.throwIfAny()

  let rows = data.units.indices.map { data.row($0) }
  let complete = rows.indices.filter { !rows[$0].contains { $0.isNaN } }
  // On a scale of 0…1 all coefficients are of one size; the score does not depend on the scale.
  let tops = data.columns.indices.map { column in
    complete.reduce(0) { max($0, rows[$1][column]) }
  }
  let scaled = complete.map { unit in zip(rows[unit], tops).map { $1 > 0 ? $0 / $1 : 0 } }
  var results = [BenefitOfTheDoubt?](repeating: nil, count: rows.count)
  for (position, unit) in complete.enumerated() {
    let own = scaled[position]
    let program = LinearProgram(
      objective: own, rows: scaled + shareConstraints(own, pieShares),
      bounds: [Double](repeating: 1, count: scaled.count)
        + [Double](repeating: 0, count: pieShares == nil ? 0 : 2 * count))
    // The unit's own constraint bounds the objective.
    guard let solution = program.solved() else { continue }
    let score = min(solution.objective, 1)
    results[unit] = BenefitOfTheDoubt(
      score: score,
      weights: zip(solution.values, tops).map { $1 > 0 ? $0 / $1 : 0 },
      pieShares: zip(solution.values, own).map { solution.objective > 0 ? $0 * $1 / solution.objective : 0 },
      peers: complete.indices.filter { solution.prices[$0] > 1e-12 }.map { complete[$0] })
  }
  return results
}

/// Lower and upper bounds of each indicator's share, as constraints that a sum is at most 0.
private func shareConstraints(_ own: [Double], _ bounds: ClosedRange<Double>?) -> [[Double]] {
  guard let bounds else { return [] }
  return own.indices.flatMap { k in
    [
      own.indices.map { bounds.lowerBound * own[$0] - ($0 == k ? own[k] : 0) },
      own.indices.map { ($0 == k ? own[k] : 0) - bounds.upperBound * own[$0] },
    ]
  }
}
