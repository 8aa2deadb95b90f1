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

/// When the passes of raking end.
public enum RakingStop: Sendable, Hashable {
  /// When no class of a margin moves by more than a share of its population.
  case nothingMoves(tolerance: Double = 1e-13, maximumPasses: Int = 1000)
  /// When no cell of the crossing of all margins has moved by as much as a number of weights in a pass.
  case cellsMoveLess(than: Double, maximumPasses: Int = 10)
  /// After so many passes, as far as they came.
  case passes(Int)

  var maximumPasses: Int {
    switch self {
    case .nothingMoves(_, let maximum), .cellsMoveLess(_, let maximum), .passes(let maximum): maximum
    }
  }
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
    rake(totals: totals, start: start, until: .nothingMoves(tolerance: tolerance, maximumPasses: maximumPasses))
  }

  /// As `rake(totals:start:tolerance:maximumPasses:)`, with a choice of when to stop.
  ///
  /// - Parameters:
  ///   - totals: Σ of weights in each cell before raking.
  ///   - start: factors to begin from; nil for 1.
  ///   - stop: when the passes end.
  /// - Returns: the factors of the cells, and whether and how well the margins are met.
  public func rake(totals: [Double], start: [Double]? = nil, until stop: RakingStop) -> RakingResult {
    var factors = start ?? [Double](repeating: 1, count: count)
    var result = RakingResult(
      factors: [], factorsAfterMargin: Array(repeating: [], count: margins.count), passes: 0, largestError: 0,
      worst: (0, 0), hasConverged: margins.isEmpty)
    let (crossing, crossingCount) = if case .cellsMoveLess = stop { classCrossing } else { ([Int](), 0) }
    var before = crossTotals(crossing, count: crossingCount, totals: totals, factors: factors)
    while !result.hasConverged, result.passes < stop.maximumPasses {
      result.passes += 1
      result.largestError = 0
      for margin in margins.indices {
        adjust(&factors, totals: totals, margin: margin, result: &result)
        result.factorsAfterMargin[margin] = factors
      }
      switch stop {
      case .nothingMoves(let tolerance, _): result.hasConverged = result.largestError < tolerance
      case .cellsMoveLess(let distance, _):
        let after = crossTotals(crossing, count: crossingCount, totals: totals, factors: factors)
        result.hasConverged = zip(before, after).allSatisfy { abs($0 - $1) < distance }
        before = after
      case .passes(let wanted): result.hasConverged = result.passes == wanted
      }
    }
    result.factors = factors
    return result
  }

  /// The crossing of all margins: the class of each cell, and how many classes there are.
  private var classCrossing: ([Int], Int) {
    var number: [[Int32]: Int] = [:]
    let classes = (0..<count).map { cell in
      let key = classOfCell.map { $0[cell] }
      if let known = number[key] { return known }
      number[key] = number.count
      return number.count - 1
    }
    return (classes, number.count)
  }

  private func crossTotals(_ crossing: [Int], count: Int, totals: [Double], factors: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    for (cell, group) in crossing.enumerated() { sums[group] += totals[cell] * factors[cell] }
    return sums
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
