public import Diagnostics

/// Divides indicators by the size of the unit, such as its population, where the model declares a denominator.
///
/// - Parameters:
///   - data: columns named as the model's indicators.
///   - model: names the denominator of each indicator.
///   - denominators: columns named as the denominators; same units in the same order.
/// - Returns: one column an indicator, in the model's order; missing where the value or the denominator is missing.
/// - Throws: when a denominator is not among the columns, is 0 or negative, or the units differ.
public func denominate(
  _ data: IndicatorMatrix, model: IndexModel, by denominators: IndicatorMatrix
) throws(DiagnosticError) -> IndicatorMatrix {
  guard data.units == denominators.units else {
    throw .index(
      "X-321", "the denominators are not of the same units as the data",
      advice: "give one row a unit, in the same order")
  }
  var result = try data.selecting(model.indicatorCodes)
  var problems = IndexProblems()
  for (position, node) in model.indicators.enumerated() {
    guard let name = model.nodes[node].denominator else { continue }
    guard let column = denominators.column(named: name) else {
      problems.add(
        "X-322", "the denominator \(name) of \(model.nodes[node].code) does not exist",
        advice: nearestName(to: name, among: denominators.columns).map { "did you mean \($0)?" } ?? "add its column")
      continue
    }
    let unfit = zip(data.units, column).filter { $0.1 <= 0 }.map(\.0)
    if !unfit.isEmpty {
      problems.add(
        "X-323", "the denominator \(name) is 0 or negative for \(listed(unfit))", advice: "mend it or set it missing")
      continue
    }
    result.replaceColumn(position, with: zip(result.column(position), column).map { $0 / $1 })
  }
  try problems.throwIfAny()
  return result
}
