/// The result of raking cell totals to margins.
public struct RakingResult: Sendable {
  /// What each cell's base weight is multiplied by.
  public var factors: [Double]
  /// The factors right after the last adjustment to each margin; the variance needs them.
  public var factorsAfterMargin: [[Double]]
  /// Passes over all margins until nothing moved.
  public var passes: Int
  /// The largest relative distance of a class from its population in the last pass, before adjustment.
  public var largestError: Double
  /// Where that was: margin and class.
  public var worst: (margin: Int, marginClass: Int)
  public var hasConverged: Bool
}

extension CalibrationCells {
  /// Raking ratio (Deming & Stephan 1940): scales the cells to each margin in turn until no class moves.
  ///
  /// - Parameters:
  ///   - totals: Σ of weights in each cell before raking; a cell total of zero stays zero.
  ///   - start: factors to begin from; they must come from an earlier raking of the same cells, then the solution is
  ///     the same and it is reached sooner.
  ///   - tolerance: the largest relative move of a class in a pass at which raking has converged.
  ///   - maximumPasses: where to give up.
  /// - Returns: the factors of the cells, and whether and how well the margins are met.
  public func rake(
    totals: [Double], start: [Double]? = nil, tolerance: Double = 1e-13, maximumPasses: Int = 1000
  ) -> RakingResult {
    var factors = start ?? [Double](repeating: 1, count: count)
    var result = RakingResult(
      factors: [], factorsAfterMargin: Array(repeating: [], count: margins.count), passes: 0, largestError: 0,
      worst: (0, 0), hasConverged: margins.isEmpty)
    while !result.hasConverged, result.passes < maximumPasses {
      result.passes += 1
      result.largestError = 0
      for margin in margins.indices {
        adjust(&factors, totals: totals, margin: margin, result: &result)
        result.factorsAfterMargin[margin] = factors
      }
      result.hasConverged = result.largestError < tolerance
    }
    result.factors = factors
    return result
  }

  private func adjust(_ factors: inout [Double], totals: [Double], margin: Int, result: inout RakingResult) {
    let population = margins[margin].population
    let classes = classOfCell[margin]
    var sums = [Double](repeating: 0, count: population.count)
    for cell in 0..<count { sums[Int(classes[cell])] += totals[cell] * factors[cell] }
    for (index, sum) in sums.enumerated() {
      guard sum > 0 else {
        sums[index] = 1
        continue
      }
      let ratio = population[index] / sum
      if abs(ratio - 1) > result.largestError {
        result.largestError = abs(ratio - 1)
        result.worst = (margin, index)
      }
      sums[index] = ratio
    }
    for cell in 0..<count { factors[cell] *= sums[Int(classes[cell])] }
  }
}
