public import Diagnostics

/// Weights that add up to 1.
///
/// - Parameters:
///   - weights: relative weights of 0 or more, as declared or as an expert gave them out of a budget.
///   - names: what they are weights of, for messages.
/// - Returns: each weight over their sum.
/// - Throws: when a weight is negative or no number, or all are 0.
public func shares(of weights: [Double], names: [String] = []) throws(DiagnosticError) -> [Double] {
  let unfit = weights.indices.filter { !weights[$0].isFinite || weights[$0] < 0 }
  guard unfit.isEmpty else {
    let found = unfit.map { (names.indices.contains($0) ? names[$0] : "number \($0 + 1)") + " = \(weights[$0])" }
    throw .index(
      "X-411", "weights are no numbers of 0 or more: \(listed(found))", advice: "mend them", kind: .configuration)
  }
  let total = weights.reduce(0, +)
  guard total > 0, total.isFinite else {
    throw .index(
      "X-412", "the weights add up to \(total)" + (names.isEmpty ? "" : " for \(listed(names))"),
      advice: "give at least one a weight above 0", kind: .configuration)
  }
  return weights.map { $0 / total }
}

/// The same weight for each of so many columns.
public func equalWeights(_ count: Int) -> [Double] {
  [Double](repeating: count > 0 ? 1 / Double(count) : 0, count: count)
}

/// Budget allocation: experts spread points over the indicators, and an indicator's weight is its mean share
/// (OECD and JRC, Handbook on Constructing Composite Indicators, 2008).
///
/// - Parameters:
///   - panel: one row of points an expert, whose sum may be any budget.
///   - names: the indicators.
/// - Returns: weights that add up to 1.
/// - Throws: when there is no expert, a row does not fit the names, or an expert spread nothing.
public func budgetAllocationWeights(_ panel: [[Double]], names: [String]) throws(DiagnosticError) -> [Double] {
  var problems = IndexProblems()
  var totals = [Double](repeating: 0, count: names.count)
  for (expert, points) in panel.enumerated() {
    guard points.count == names.count else {
      problems.add("X-413", "expert \(expert + 1) gave \(points.count) weights for \(names.count) indicators")
      continue
    }
    do throws(DiagnosticError) {
      for (position, share) in try shares(of: points, names: names).enumerated() { totals[position] += share }
    } catch {
      problems.add("X-414", "expert \(expert + 1): \(error.diagnostics.map(\.message).joined(separator: "; "))")
    }
  }
  if panel.isEmpty { problems.add("X-415", "no expert has spread a budget") }
  try problems.throwIfAny(.configuration)
  return totals.map { $0 / Double(panel.count) }
}
