public import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Weights by entropy, with the entropy of each column.
public struct EntropyWeights: Sendable, Hashable {
  /// e_j = -Σ p ln p / ln n; 1 for a constant column.
  public let entropies: [Double]
  /// (1 - e_j) / Σ (1 - e_j).
  public let weights: [Double]
}

/// Entropy weights: the more unevenly a column is spread over the units, the more it counts (Shannon 1948; Zeleny 1982).
///
/// p_ij = x_ij / Σ_i x_ij with 0 ln 0 = 0. Missing values are left out of their column, whose n is then smaller.
///
/// - Parameter data: values of 0 or more.
/// - Returns: entropies and weights.
/// - Throws: when a column has a negative value, adds up to 0 or has fewer than two values, or all are even.
public func entropyWeights(_ data: IndicatorMatrix) throws(DiagnosticError) -> EntropyWeights {
  var problems = IndexProblems()
  var entropies: [Double] = []
  for (position, name) in data.columns.enumerated() {
    let values = present(data.column(position))
    let total = values.reduce(0, +)
    guard values.count > 1, values.allSatisfy({ $0 >= 0 }), total > 0 else {
      problems.add(
        "X-421", "\(name) has no entropy: it needs two values or more, none below 0 and a sum above 0",
        advice: "bring the indicators to a scale from 0 up first")
      continue
    }
    let sum = values.reduce(0) { sum, value in value > 0 ? sum + value / total * log(value / total) : sum }
    entropies.append(-sum / log(Double(values.count)))
  }
  try problems.throwIfAny()
  let weights = try spreadShares(entropies.map { $0 > 1 - 1e-15 ? 0 : 1 - $0 }, of: data.columns)
  return EntropyWeights(entropies: entropies, weights: weights)
}

/// Weights by the coefficient of variation sd / |mean|, sd with n - 1.
///
/// - Parameter data: missing values are left out of their column.
/// - Returns: weights that add up to 1.
/// - Throws: when a column has fewer than two values or a mean of 0, or none varies.
public func variationWeights(_ data: IndicatorMatrix) throws(DiagnosticError) -> [Double] {
  var problems = IndexProblems()
  var variations: [Double] = []
  for (position, name) in data.columns.enumerated() {
    let moments = Moments(data.column(position))
    guard moments.count > 1, moments.mean != 0 else {
      problems.add(
        "X-422", "\(name) has no coefficient of variation: it needs two values or more and a mean other than 0",
        advice: "bring the indicators to a scale from 0 up first")
      continue
    }
    variations.append(moments.standardDeviation / abs(moments.mean))
  }
  try problems.throwIfAny()
  return try spreadShares(variations, of: data.columns)
}

/// Weights by CRITIC, with what each column tells.
public struct CriticWeights: Sendable, Hashable {
  /// C_j = sd_j Σ_k (1 - r_jk).
  public let information: [Double]
  /// C_j / Σ C_j.
  public let weights: [Double]
}

/// CRITIC weights: standard deviation on 0…1 times conflict with the other columns, Σ_k (1 - r_jk).
///
/// D. Diakoulaki, G. Mavrotas and L. Papayannakis, Computers & Operations Research 22 (1995). Correlations over
/// the units that have both values.
///
/// - Parameter data: one column an indicator, higher being better.
/// - Returns: the information of each column and weights.
/// - Throws: when a column is constant or has fewer than two values, or no column conflicts with another.
public func criticWeights(_ data: IndicatorMatrix) throws(DiagnosticError) -> CriticWeights {
  let columns = data.columns.indices.map { data.column($0) }
  let deviations = try unitScaleColumns(data).map { standardDeviation($0) }
  let information = columns.indices.map { j -> Double in
    let conflict = columns.indices.reduce(0.0) { sum, k in
      guard k != j, let r = pearsonCorrelation(columns[j], columns[k]) else { return sum }
      return sum + (1 - r)
    }
    return deviations[j] * conflict
  }
  return CriticWeights(information: information, weights: try spreadShares(information, of: data.columns))
}

/// The columns on 0…1 by min-max.
///
/// - Parameter data: at least two different values a column.
/// - Returns: one array a column.
/// - Throws: naming every column without a range.
func unitScaleColumns(_ data: IndicatorMatrix) throws(DiagnosticError) -> [[Double]] {
  var problems = IndexProblems()
  var scaled: [[Double]] = []
  for (position, name) in data.columns.enumerated() {
    let column = data.column(position)
    guard let ends = range(column), ends.greatest > ends.least else {
      problems.add(
        "X-423", "\(name) has no range: " + (range(column).map { "all values are \($0.least)" } ?? "it has no value"),
        advice: "leave it out")
      continue
    }
    scaled.append(column.map { ($0 - ends.least) / (ends.greatest - ends.least) })
  }
  try problems.throwIfAny()
  return scaled
}

private func spreadShares(_ amounts: [Double], of names: [String]) throws(DiagnosticError) -> [Double] {
  let total = amounts.reduce(0, +)
  guard total > 0 else {
    throw .index(
      "X-424", "the data say nothing on the weights of \(listed(names))", advice: "declare the weights")
  }
  return amounts.map { $0 / total }
}
