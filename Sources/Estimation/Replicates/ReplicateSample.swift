public import Diagnostics

/// Records with replicate weights: a variance from how estimates differ between them.
public struct ReplicateSample: Sendable {
  /// Weights of the full sample, one a record.
  public let weights: [Double]
  /// Weights of each replicate, one a record.
  public let replicates: [[Double]]
  /// What the sum of squared distances is multiplied by.
  public let scale: Double
  /// What each replicate's square is multiplied by besides; one a replicate.
  public let replicateScales: [Double]
  /// Whether distances are from the estimate of the full sample; else from the mean of the replicates.
  public let centersAtEstimate: Bool

  /// - Parameters:
  ///   - weights: weights of the full sample.
  ///   - replicates: weights of each replicate, one a record.
  ///   - scale: what the sum of squares is multiplied by.
  ///   - replicateScales: what each replicate's square is multiplied by besides; nil for 1.
  ///   - centersAtEstimate: whether distances are from the estimate of the full sample.
  /// - Throws: replicates of another length, and negative or missing weights, by replicate and record.
  public init(
    weights: [Double], replicates: [[Double]], scale: Double, replicateScales: [Double]? = nil,
    centersAtEstimate: Bool = false
  ) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    func add(_ message: String, advice: String) {
      problems.append(Diagnostic(.error, code: "E-133", message, advice: advice))
    }
    if replicates.isEmpty { add("the design has no replicate weights", advice: "Give at least two sets") }
    for (position, replicate) in replicates.enumerated() {
      if replicate.count != weights.count {
        add(
          "replicate \(position + 1) has weights for \(replicate.count) of \(weights.count) records",
          advice: "Give one for each record")
      }
      if let record = replicate.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
        add(
          "replicate \(position + 1) has the weight \(replicate[record]) at record \(record + 1)",
          advice: "Replicate weights are 0 or positive")
      }
    }
    if let replicateScales, replicateScales.count != replicates.count {
      add(
        "\(replicateScales.count) scales are given for \(replicates.count) replicates",
        advice: "Give one for each replicate")
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    self.weights = weights
    self.replicates = replicates
    self.scale = scale
    self.replicateScales = replicateScales ?? [Double](repeating: 1, count: replicates.count)
    self.centersAtEstimate = centersAtEstimate
  }

  /// Replicates made by this package, which have the right lengths.
  init(
    unchecked weights: [Double], replicates: [[Double]], scale: Double, replicateScales: [Double],
    centersAtEstimate: Bool
  ) {
    self.weights = weights
    self.replicates = replicates
    self.scale = scale
    self.replicateScales = replicateScales
    self.centersAtEstimate = centersAtEstimate
  }

  /// Any statistics of weighted records with their joint covariance.
  ///
  /// A replicate in which a statistic has no value is left out.
  ///
  /// - Parameters:
  ///   - records: the domain, for the degrees of freedom; nil for all records.
  ///   - df: degrees of freedom, where they are known; nil to take the rank, which costs as much as a regression on all
  ///     replicates.
  ///   - statistics: the statistics as a function of the weights, always as many.
  /// - Returns: the statistics of the full sample, with Σ scale_r (θ_r - θ̄)(θ_r - θ̄)' for covariance.
  public func estimates(
    over records: [Int]? = nil, df: Double? = nil, _ statistics: ([Double]) -> [Double]
  ) -> JointEstimate {
    let values = statistics(weights)
    var kept: [(values: [Double], scale: Double)] = []
    for (replicate, own) in zip(replicates, replicateScales) {
      let found = statistics(replicate)
      if found.allSatisfy({ !$0.isNaN }) { kept.append((found, own)) }
    }
    let covariance = covariance(of: kept, around: values)
    return JointEstimate(
      values: values, covariance: covariance, degreesOfFreedom: df ?? Double(degreesOfFreedom(over: records)))
  }

  private func covariance(of kept: [(values: [Double], scale: Double)], around values: [Double]) -> Matrix {
    var center = values
    if !centersAtEstimate {
      let counted = kept.filter { $0.scale > 0 }
      center = values.indices.map { index in
        counted.reduce(0) { $0 + $1.values[index] } / Double(counted.count)
      }
    }
    var sum = Matrix(rowCount: values.count, columnCount: values.count)
    for (found, own) in kept {
      for row in values.indices {
        let factor = scale * own * (found[row] - center[row])
        for column in values.indices { sum[row, column] += factor * (found[column] - center[column]) }
      }
    }
    if kept.isEmpty { return Matrix(rowCount: values.count, columnCount: values.count, repeating: .nan) }
    return sum
  }

  /// The rank of the replicate weights, as columns over the records of a domain, less 1.
  public func degreesOfFreedom(over records: [Int]? = nil) -> Int {
    let columns = records.map { records in replicates.map { replicate in records.map { replicate[$0] } } } ?? replicates
    return max(0, OrthogonalBasis(columns, tolerance: 1e-5).rank - 1)
  }

  /// The same replicates after an adjustment, repeated in each: post-stratification, raking, calibration, trimming.
  ///
  /// - Parameter adjustment: adjusted weights for given ones.
  /// - Returns: replicates whose variances know of the adjustment.
  /// - Throws: what the adjustment throws for the full sample or a replicate.
  public func adjusted(
    by adjustment: ([Double]) throws(DiagnosticError) -> [Double]
  ) throws(DiagnosticError) -> ReplicateSample {
    var adjusted: [[Double]] = []
    for replicate in replicates { adjusted.append(try adjustment(replicate)) }
    return ReplicateSample(
      unchecked: try adjustment(weights), replicates: adjusted, scale: scale, replicateScales: replicateScales,
      centersAtEstimate: centersAtEstimate)
  }

  /// Raked to margins in every replicate.
  ///
  /// - Parameters:
  ///   - margins: the margins, met in turn. A class without weight in a replicate stays without.
  ///   - stop: when the passes over the full sample end; replicates run as many.
  /// - Returns: replicates whose variances know of it.
  public func raked(to margins: [Margin], until stop: RakingStop = .nothingMoves()) -> ReplicateSample {
    let cells = CalibrationCells(baseWeights: weights.map { _ in 1 }, margins: margins)
    let passes = cells.rake(totals: cells.totals(weights), until: stop).passes
    return ReplicateSample(
      unchecked: cells.raked(weights, passes: passes), replicates: replicates.map { cells.raked($0, passes: passes) },
      scale: scale, replicateScales: replicateScales, centersAtEstimate: centersAtEstimate)
  }

  /// Post-stratified to one margin in every replicate.
  public func poststratified(to margin: Margin) -> ReplicateSample { raked(to: [margin], until: .passes(1)) }

  /// Calibrated to totals of numbers in every replicate.
  ///
  /// - Parameter model: the variables, their totals and the distance.
  /// - Returns: replicates whose variances know of it.
  /// - Throws: the total that cannot be met in the full sample or a replicate.
  public func calibrated(to model: RegressionCalibration) throws(DiagnosticError) -> ReplicateSample {
    try adjusted { (weights) throws(DiagnosticError) in
      zip(weights, try model.factors(for: weights).factors).map(*)
    }
  }
}

extension CalibrationCells {
  /// Σ of given weights in each cell.
  func totals(_ weights: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    for (record, weight) in weights.enumerated() { sums[Int(cellOfRecord[record])] += weight }
    return sums
  }

  /// Weights after so many passes of raking.
  func raked(_ weights: [Double], passes: Int) -> [Double] {
    let factors = rake(totals: totals(weights), until: .passes(passes)).factors
    return weights.indices.map { weights[$0] * factors[Int(cellOfRecord[$0])] }
  }
}
