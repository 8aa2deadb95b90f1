public import Diagnostics

/// The Mazziotta-Pareto index: the mean of standardised children, less or plus what their unevenness costs.
///
/// M. Mazziotta and A. Pareto, "On a generalized non-compensatory composite index for measuring socio-economic phenomena",
/// Social Indicators Research 127 (2016). Columns are standardised to mean 100 and standard deviation 10; M (1 ∓ cv²) over
/// each row.
public struct MazziottaPareto: Sendable, Hashable {
  /// Subtracted where more is better (wealth), added where more is worse (poverty).
  public enum Penalty: String, Sendable, Hashable { case minus, plus }

  /// Whether squares are divided by n or by n - 1.
  public enum Deviation: String, Sendable, Hashable { case population, sample }

  public var penalty: Penalty
  /// For the standard deviation of a column.
  public var columns: Deviation
  /// For the standard deviation of a row: n as published, n - 1 as the R package Compind has it.
  public var rows: Deviation

  public init(penalty: Penalty = .minus, columns: Deviation = .sample, rows: Deviation = .population) {
    self.penalty = penalty
    self.columns = columns
    self.rows = rows
  }

  /// - Parameter data: one column a child.
  /// - Returns: one score a unit, NaN for a unit that lacks a value.
  /// - Throws: when a column does not vary, or the row deviation needs two columns and there is one.
  public func scores(_ data: IndicatorMatrix) throws(DiagnosticError) -> [Double] {
    if rows == .sample && data.columns.count < 2 {
      throw .index("X-521", "one column has no standard deviation across the row", advice: "divide by n")
    }
    let standard = try standardised(data, deviation: columns)
    return penalised(data, standard) { row in
      let moments = Moments(row)
      let spread = rows == .sample ? moments.standardDeviation : moments.populationDeviation
      let cv = spread / moments.mean
      return moments.mean * (penalty == .minus ? 1 - cv * cv : 1 + cv * cv)
    }
  }
}

/// The adjusted Mazziotta-Pareto index, whose scale does not depend on the year's spread.
///
/// Goalposts are the column's mean ∓ half its range, mapped to 70…130; M ∓ S²/M over each row, S² with n (Mazziotta and
/// Pareto 2016).
///
/// - Parameters:
///   - data: one column a child, higher being better.
///   - penalty: subtracted or added.
/// - Returns: one score a unit, NaN for a unit that lacks a value.
/// - Throws: when a column has no range.
public func adjustedMazziottaParetoScores(
  _ data: IndicatorMatrix, penalty: MazziottaPareto.Penalty = .minus
) throws(DiagnosticError) -> [Double] {
  var problems = IndexProblems()
  var scaled: [[Double]] = []
  for (position, name) in data.columns.enumerated() {
    let column = data.column(position)
    guard let ends = range(column), ends.greatest > ends.least else {
      problems.add("X-423", "\(name) has no range", advice: "leave it out")
      continue
    }
    let width = ends.greatest - ends.least
    let lower = mean(column) - width / 2
    scaled.append(column.map { ($0 - lower) / width * 60 + 70 })
  }
  try problems.throwIfAny()
  return penalised(data, scaled) { row in
    let moments = Moments(row)
    let cost = moments.squares / Double(row.count) / moments.mean
    return penalty == .minus ? moments.mean - cost : moments.mean + cost
  }
}

/// The mean-min function: the mean less part of the way to the weakest child.
///
/// On columns standardised to mean 100 and standard deviation 10: M - α (√((M - min)² + β²) - β) (Casadio Tarabusi and
/// Guarini 2013). α = 0 is the mean; α = 1 with β = 0 the minimum.
///
/// - Parameters:
///   - data: one column a child, higher being better.
///   - strength: α, from 0 to 1.
///   - smoothing: β, 0 or more.
/// - Returns: one score a unit, NaN for a unit that lacks a value.
/// - Throws: when a column does not vary.
public func meanMinScores(
  _ data: IndicatorMatrix, strength: Double = 0.5, smoothing: Double = 1
) throws(DiagnosticError) -> [Double] {
  penalised(data, try standardised(data, deviation: .sample)) { row in
    let centre = mean(row)
    let gap = centre - (row.min() ?? centre)
    return centre - strength * ((gap * gap + smoothing * smoothing).squareRoot() - smoothing)
  }
}

/// Columns with mean 100 and standard deviation 10.
private func standardised(
  _ data: IndicatorMatrix, deviation: MazziottaPareto.Deviation
) throws(DiagnosticError) -> [[Double]] {
  var problems = IndexProblems()
  var columns: [[Double]] = []
  for (position, name) in data.columns.enumerated() {
    let column = data.column(position)
    let moments = Moments(column)
    guard moments.count > 1, moments.squares > 0 else {
      problems.add(
        "X-522", "\(name) does not vary" + (moments.count == 1 ? ": only one unit has a value" : ""),
        advice: "leave it out")
      continue
    }
    let spread = deviation == .sample ? moments.standardDeviation : moments.populationDeviation
    columns.append(column.map { 100 + ($0 - moments.mean) / spread * 10 })
  }
  try problems.throwIfAny()
  return columns
}

/// A score of each complete row; missing too where the mean that the penalty is relative to is 0.
private func penalised(
  _ data: IndicatorMatrix, _ columns: [[Double]], _ score: ([Double]) -> Double
) -> [Double] {
  data.units.indices.map { unit in
    let row = columns.map { $0[unit] }
    let result = row.contains { $0.isNaN } ? .nan : score(row)
    return result.isFinite ? result : .nan
  }
}
