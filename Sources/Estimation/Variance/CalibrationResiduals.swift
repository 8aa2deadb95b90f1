/// Takes out of a linearised variable what calibration has fixed, so that the variance kernel sees the residual.
public struct CalibrationResiduals: Sendable {
  /// How the fixed part is found.
  enum Rule: Sendable {
    /// z_i - w1_i Σ_cell(z w0 / w1) / Σ_cell(w0): the mean of the cell weighted by the weights before.
    case poststratification
    /// Ten passes over the margins of z - w_m mean(z / w_m), the mean of the class unweighted and w_m the weights
    /// right after the last adjustment to that margin.
    case raking
  }

  private let cells: CalibrationCells
  private let rule: Rule
  /// Final weight of a record of each cell, right after each margin's last adjustment.
  private let weightAfterMargin: [[Double]]
  /// What divides the sum over a class: Σ n, or Σ n w0.
  private let divisors: [[Double]]

  /// After post-stratification to one margin.
  public init(poststratified cells: CalibrationCells, factors: [Double]) {
    self.init(cells, rule: .poststratification, factorsAfterMargin: [factors])
  }

  /// After raking.
  public init(raked cells: CalibrationCells, result: RakingResult) {
    self.init(cells, rule: .raking, factorsAfterMargin: result.factorsAfterMargin)
  }

  private init(_ cells: CalibrationCells, rule: Rule, factorsAfterMargin: [[Double]]) {
    self.cells = cells
    self.rule = rule
    weightAfterMargin = factorsAfterMargin.map { zip(cells.baseWeights, $0).map(*) }
    divisors = cells.margins.indices.map { margin in
      var sums = [Double](repeating: 0, count: cells.margins[margin].population.count)
      for cell in 0..<cells.count {
        let size = cells.recordCounts[cell] * (rule == .raking ? 1 : cells.baseWeights[cell])
        sums[Int(cells.classOfCell[margin][cell])] += size
      }
      return sums
    }
  }

  /// Replaces the weighted linearised values, one a record, by their residuals.
  ///
  /// A pass takes the same amount from every record of a cell, so the passes run over cell sums.
  public func apply(to values: inout [Double]) {
    var sums = [Double](repeating: 0, count: cells.count)
    for (record, value) in values.enumerated() where value != 0 { sums[Int(cells.cellOfRecord[record])] += value }
    var taken = [Double](repeating: 0, count: cells.count)
    for _ in 0..<(rule == .raking ? 10 : 1) {
      for margin in cells.margins.indices { sweep(margin, sums: sums, taken: &taken) }
    }
    for record in values.indices { values[record] -= taken[Int(cells.cellOfRecord[record])] }
  }

  private func sweep(_ margin: Int, sums: [Double], taken: inout [Double]) {
    let classes = cells.classOfCell[margin]
    let weights = weightAfterMargin[margin]
    var means = [Double](repeating: 0, count: divisors[margin].count)
    for cell in 0..<cells.count {
      let scale = rule == .raking ? 1 : cells.baseWeights[cell]
      means[Int(classes[cell])] += (sums[cell] - cells.recordCounts[cell] * taken[cell]) * scale / weights[cell]
    }
    for index in means.indices where divisors[margin][index] > 0 { means[index] /= divisors[margin][index] }
    for cell in 0..<cells.count { taken[cell] += weights[cell] * means[Int(classes[cell])] }
  }
}
