/// Records with their design and weights: what every estimator works on.
public struct WeightedSample: Sendable {
  public let design: ClusterDesign
  /// Final weights, one a record.
  public let weights: [Double]
  /// Weights before calibration.
  public let baseWeights: [Double]
  /// The cells that weights were raked over; nil without calibration. Replicates rake over them again.
  public let calibration: Calibration?

  public struct Calibration: Sendable {
    public let cells: CalibrationCells
    public let factors: [Double]
    public let residuals: CalibrationResiduals

    public init(cells: CalibrationCells, factors: [Double], residuals: CalibrationResiduals) {
      self.cells = cells
      self.factors = factors
      self.residuals = residuals
    }
  }

  /// A sample with given weights.
  public init(design: ClusterDesign, weights: [Double]) {
    self.design = design
    self.weights = weights
    baseWeights = weights
    calibration = nil
  }

  /// A sample whose weights were calibrated.
  public init(design: ClusterDesign, baseWeights: [Double], calibration: Calibration) {
    self.design = design
    self.baseWeights = baseWeights
    self.calibration = calibration
    weights = baseWeights.indices.map {
      baseWeights[$0] * calibration.factors[Int(calibration.cells.cellOfRecord[$0])]
    }
  }

  /// A sample without weights: records of a register that is seen as one draw of many.
  public init(unweighted design: ClusterDesign) {
    self.init(design: design, weights: Array(repeating: 1, count: design.recordCount))
  }

  /// Raked to the margins from the base weights; `result` says whether and how well they are met.
  public static func raked(
    design: ClusterDesign, baseWeights: [Double], margins: [Margin]
  ) -> (sample: WeightedSample, result: RakingResult) {
    let cells = CalibrationCells(baseWeights: baseWeights, margins: margins)
    let result = cells.rake(totals: cells.baseTotals)
    let calibration = Calibration(
      cells: cells, factors: result.factors, residuals: CalibrationResiduals(raked: cells, result: result))
    return (WeightedSample(design: design, baseWeights: baseWeights, calibration: calibration), result)
  }

  /// Post-stratified to one margin from the base weights.
  public static func poststratified(
    design: ClusterDesign, baseWeights: [Double], margin: Margin
  ) -> WeightedSample {
    let cells = CalibrationCells(baseWeights: baseWeights, margins: [margin])
    let factors = cells.rake(totals: cells.baseTotals, maximumPasses: 1).factors
    let residuals = CalibrationResiduals(poststratified: cells, factors: factors)
    return WeightedSample(
      design: design, baseWeights: baseWeights,
      calibration: Calibration(cells: cells, factors: factors, residuals: residuals))
  }

  /// The PSU totals that stand for a linearised estimate: residuals of calibration, summed. The linearised values z are
  /// weighted, one a record, 0 outside the domain.
  public func influence(_ linearised: [Double]) -> [Double] {
    guard let calibration else { return design.totals(linearised) }
    var residuals = linearised
    calibration.residuals.apply(to: &residuals)
    return design.totals(residuals)
  }

  /// The variance of a linearised estimate.
  public func variance(ofLinearised linearised: [Double]) -> Double {
    design.variance(influence(linearised))
  }
}
