public import Diagnostics

/// How the scores of children become the score of their parent; higher is better for all.
public enum Aggregator: Sendable, Hashable {
  case mean(WeightedMean)
  /// Wins less defeats against the other units.
  case copeland
  /// Closeness to the best of every child, away from the worst.
  case topsis
  /// Likeness to the best of every child.
  case greyRelation(distinguishing: Double)
  /// Mean of z-scores less a penalty for unevenness.
  case mazziottaPareto(MazziottaPareto)
  /// The same on goalposts, so that years compare.
  case adjustedMazziottaPareto(penalty: MazziottaPareto.Penalty)
  /// Mean of z-scores less part of the way to the weakest.
  case meanMin(strength: Double, smoothing: Double)
  /// 1 less the Wroclaw distance from the best of every child.
  case wroclaw

  public static let arithmetic = Aggregator.mean(.arithmetic)
  public static let geometric = Aggregator.mean(.geometric)
  public static let harmonic = Aggregator.mean(.harmonic)

  /// The score of the parent, unit by unit.
  ///
  /// - Parameters:
  ///   - children: one column a child, NaN for missing.
  ///   - weights: one a child, relative; 0 leaves the child out.
  ///   - parent: the name of the parent, for messages.
  /// - Returns: one value a unit, NaN for missing: the means and Copeland use the children that are there, the other methods need
  ///   all of them.
  /// - Throws: when the children are not fit for the method.
  public func aggregate(
    _ children: IndicatorMatrix, weights: [Double], parent: String = "the score"
  ) throws(DiagnosticError) -> [Double] {
    guard weights.count == children.columns.count else {
      throw .index(
        "X-501", "\(weights.count) weights for the \(children.columns.count) children of \(parent)",
        kind: .configuration)
    }
    let used = weights.indices.filter { weights[$0] > 0 }
    let missing = [Double](repeating: .nan, count: children.units.count)
    guard !used.isEmpty else { return missing }
    let matrix =
      used.count == weights.count ? children : try children.selecting(used.map { children.columns[$0] })
    let weights = used.map { weights[$0] }
    // Without any value there is nothing to judge, and nothing to complain of.
    if matrix.values.allSatisfy(\.isNaN) { return missing }
    switch self {
    case .mean(let mean):
      try checkPositive(matrix, for: mean, parent: parent)
      return mean.of(matrix.columns.indices.map { matrix.column($0) }, weights: weights)
    case .copeland:
      return copelandScores(matrix, weights: weights).map { $0.map(Double.init) ?? .nan }
    case .topsis:
      return try topsisDistances(matrix, weights: weights).map { $0?.closeness ?? .nan }
    case .greyRelation(let distinguishing):
      return try greyRelationalGrades(matrix, weights: weights, distinguishing: distinguishing)
    case .mazziottaPareto(let index):
      try checkEqual(weights, parent: parent)
      return try index.scores(matrix)
    case .adjustedMazziottaPareto(let penalty):
      try checkEqual(weights, parent: parent)
      return try adjustedMazziottaParetoScores(matrix, penalty: penalty)
    case .meanMin(let strength, let smoothing):
      try checkEqual(weights, parent: parent)
      return try meanMinScores(matrix, strength: strength, smoothing: smoothing)
    case .wroclaw:
      try checkEqual(weights, parent: parent)
      return try wroclawDistances(matrix).map { 1 - $0 }
    }
  }

  private func checkPositive(
    _ matrix: IndicatorMatrix, for mean: WeightedMean, parent: String
  ) throws(DiagnosticError) {
    guard mean.needsPositive else { return }
    var problems = IndexProblems()
    for (position, name) in matrix.columns.enumerated() {
      let unfit = zip(matrix.units, matrix.column(position)).filter { $0.1 <= 0 }.map(\.0)
      if !unfit.isEmpty {
        problems.add(
          "X-502", "\(name) is 0 or negative for \(listed(unfit)), so \(parent) has no mean of this kind",
          advice: "normalise to a scale above 0, such as min-max from 1 to 100, or use the arithmetic mean")
      }
    }
    try problems.throwIfAny()
  }

  private func checkEqual(_ weights: [Double], parent: String) throws(DiagnosticError) {
    guard weights.allSatisfy({ $0 == weights[0] }) else {
      throw .index(
        "X-503", "the children of \(parent) have different weights, which this method does not know",
        advice: "give them equal weights, or use a weighted mean", kind: .configuration)
    }
  }
}
