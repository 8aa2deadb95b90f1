public import Diagnostics

/// Where a score or a rank lies under sampling and method together. It is no confidence interval: the methods are declared,
/// not drawn.
public struct UncertaintyRange: Sendable, Hashable {
  public let lower: Double
  public let median: Double
  public let upper: Double
}

extension CrossedDesign {
  /// The range of a unit's score over replicates and those methods that keep the goalpost scale.
  ///
  /// - Parameters:
  ///   - output: one score a combination and replicate, NaN for missing.
  ///   - coverage: share of the draws between both ends, such as 0.95.
  /// - Returns: nil where no such method gives a score.
  /// - Throws: when the number of values does not fit the design.
  public func scoreRange(of output: [Double], coverage: Double = 0.95) throws(DiagnosticError) -> UncertaintyRange? {
    try range(of: output, coverage: coverage) { keepsScale($0) }
  }

  /// The range of a unit's rank over replicates and all methods.
  ///
  /// - Parameters:
  ///   - ranks: one a combination and replicate, NaN for missing.
  ///   - coverage: share of the draws between both ends, such as 0.95.
  /// - Returns: nil where the unit never has a rank.
  /// - Throws: when the number of values does not fit the design.
  public func rankRange(of ranks: [Double], coverage: Double = 0.95) throws(DiagnosticError) -> UncertaintyRange? {
    try range(of: ranks, coverage: coverage) { _ in true }
  }

  private func range(
    of output: [Double], coverage: Double, _ isUsed: (Int) -> Bool
  ) throws(DiagnosticError) -> UncertaintyRange? {
    guard output.count == combinations * replicates else {
      throw .index(
        "X-811", "\(output.count) values for \(combinations) combinations of methods and \(replicates) replicates")
    }
    var values: [Double] = []
    var weights: [Double] = []
    for combination in 0..<combinations where isUsed(combination) {
      let weight = weight(of: combination)
      for value in output[combination * replicates..<(combination + 1) * replicates] where weight > 0 && !value.isNaN {
        values.append(value)
        weights.append(weight)
      }
    }
    guard !values.isEmpty else { return nil }
    let order = values.indices.sorted { values[$0] < values[$1] }
    let tail = (1 - min(max(coverage, 0), 1)) / 2
    func at(_ share: Double) -> Double {
      weightedQuantile(order.map { values[$0] }, weights: order.map { weights[$0] }, share)
    }
    return UncertaintyRange(lower: at(tail), median: at(0.5), upper: at(1 - tail))
  }
}

/// A weighted quantile by interpolation over the cumulative weights 0, W_1, …, W_(n-1); with equal weights it is type 7.
///
/// - Parameters:
///   - values: in ascending order.
///   - weights: one a value, above 0.
///   - share: from 0 to 1.
/// - Returns: the quantile.
func weightedQuantile(_ values: [Double], weights: [Double], _ share: Double) -> Double {
  guard let last = values.last else { return .nan }
  let target = share * weights.dropLast().reduce(0, +)
  var passed = 0.0
  for position in 0..<(values.count - 1) {
    let next = passed + weights[position]
    if target < next {
      return values[position] + (target - passed) / weights[position] * (values[position + 1] - values[position])
    }
    passed = next
  }
  return last
}
