public import Diagnostics

/// How far a unit is from the best and the worst of every column.
public struct IdealDistance: Sendable, Hashable {
  /// Euclidean distance to the best values.
  public let toBest: Double
  /// Euclidean distance to the worst values.
  public let toWorst: Double
  /// D⁻ / (D⁺ + D⁻): 1 at the best, 0 at the worst.
  public var closeness: Double { toWorst / (toBest + toWorst) }
}

/// TOPSIS: closeness to an ideal unit (Hwang and Yoon 1981).
///
/// Columns are divided by √Σ x² and multiplied by weights that add up to 1; the ideal has the largest value of every column,
/// the anti-ideal the smallest.
///
/// - Parameters:
///   - data: one column a criterion, higher being better.
///   - weights: one a column, 0 or more.
/// - Returns: one result a unit; nil for a unit that lacks a value, which takes no part in the ideal either.
/// - Throws: when a column is 0 throughout, weights do not add up to more than 0, or all units are alike.
public func topsisDistances(_ data: IndicatorMatrix, weights: [Double]) throws(DiagnosticError) -> [IdealDistance?] {
  let shares = try shares(of: weights, names: data.columns)
  let complete = completeUnits(data)
  var problems = IndexProblems()
  var best = [Double](repeating: 0, count: data.units.count)
  var worst = best
  for (position, name) in data.columns.enumerated() {
    let column = data.column(position)
    let norm = complete.reduce(0) { $0 + column[$1] * column[$1] }.squareRoot()
    guard norm > 0, let ends = range(complete.map { column[$0] }) else {
      problems.add("X-511", "\(name) is 0 for all units with complete data", advice: "leave it out")
      continue
    }
    for unit in complete {
      let up = shares[position] * (ends.greatest - column[unit]) / norm
      let down = shares[position] * (column[unit] - ends.least) / norm
      best[unit] += up * up
      worst[unit] += down * down
    }
  }
  try problems.throwIfAny()
  if let first = complete.first, complete.allSatisfy({ best[$0] + worst[$0] == 0 }) {
    throw .index(
      "X-512",
      complete.count == 1
        ? "only \(data.units[first]) has complete data, so there is nothing to compare"
        : "all units with complete data are alike, so there is nothing to compare")
  }
  var results = [IdealDistance?](repeating: nil, count: data.units.count)
  for unit in complete {
    results[unit] = IdealDistance(toBest: best[unit].squareRoot(), toWorst: worst[unit].squareRoot())
  }
  return results
}

/// Grey relational grades: likeness to the best value of every column (Deng 1982).
///
/// On 0…1 by min-max, Δ = |best - x| and ξ = (Δ_min + ρ Δ_max) / (Δ + ρ Δ_max) with Δ_min and Δ_max over the whole
/// matrix; the grade is Σ w ξ with weights that add up to 1.
///
/// - Parameters:
///   - data: one column a criterion, higher being better.
///   - weights: one a column, 0 or more.
///   - distinguishing: ρ, above 0 and usually 0.5.
/// - Returns: one grade a unit, NaN for a unit that lacks a value.
/// - Throws: when a column has no range, the weights do not add up to more than 0, or ρ is not above 0.
public func greyRelationalGrades(
  _ data: IndicatorMatrix, weights: [Double], distinguishing: Double = 0.5
) throws(DiagnosticError) -> [Double] {
  let rho = distinguishing
  guard rho > 0, rho.isFinite else {
    throw .index(
      "X-513", "the distinguishing coefficient is \(rho), expected a number above 0", advice: "use 0.5",
      kind: .configuration)
  }
  let shares = try shares(of: weights, names: data.columns)
  let complete = completeUnits(data)
  let scaled = try unitScaleColumns(data.selecting(units: complete))
  var (least, greatest) = (Double.infinity, 0.0)
  for column in scaled {
    for value in column { (least, greatest) = (min(least, 1 - value), max(greatest, 1 - value)) }
  }
  var grades = [Double](repeating: .nan, count: data.units.count)
  for (position, unit) in complete.enumerated() {
    grades[unit] = zip(scaled, shares).reduce(0) { sum, column in
      sum + column.1 * (least + rho * greatest) / (1 - column.0[position] + rho * greatest)
    }
  }
  return grades
}

/// Wroclaw taxonomic distance: how far a unit is from the best of every column; lower is better (Hellwig 1968).
///
/// On 0…1 by min-max, d is the Euclidean distance to the best values; the result is d / (mean d + 2 sd d), sd with n - 1.
///
/// - Parameter data: one column a criterion, higher being better.
/// - Returns: one distance a unit, NaN for a unit that lacks a value.
/// - Throws: when a column has no range or fewer than two units are complete.
public func wroclawDistances(_ data: IndicatorMatrix) throws(DiagnosticError) -> [Double] {
  let complete = completeUnits(data)
  let scaled = try unitScaleColumns(data.selecting(units: complete))
  let distances = complete.indices.map { unit in
    scaled.reduce(0) { $0 + (1 - $1[unit]) * (1 - $1[unit]) }.squareRoot()
  }
  let moments = Moments(distances)
  let scale = moments.mean + 2 * moments.standardDeviation
  var results = [Double](repeating: .nan, count: data.units.count)
  for (position, unit) in complete.enumerated() { results[unit] = distances[position] / scale }
  return results
}

/// Positions of the units that have a value in every column.
func completeUnits(_ data: IndicatorMatrix) -> [Int] {
  let columns = data.columns.indices.map { data.column($0) }
  return data.units.indices.filter { unit in columns.allSatisfy { !$0[unit].isNaN } }
}
