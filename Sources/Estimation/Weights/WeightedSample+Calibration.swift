public import Diagnostics

/// Adjustments of weights; each gives a new sample whose variances know of it.
extension WeightedSample {
  /// Raked to margins (Deming & Stephan 1940).
  ///
  /// - Parameters:
  ///   - margins: the margins, met in turn.
  ///   - stop: when the passes end.
  /// - Returns: the sample, and whether and how well the margins are met.
  public func raked(
    to margins: [Margin], until stop: RakingStop = .nothingMoves()
  ) -> (sample: WeightedSample, result: RakingResult) {
    let cells = CalibrationCells(baseWeights: weights, margins: margins)
    let result = cells.rake(totals: cells.baseTotals, until: stop)
    let calibration = Calibration(
      cells: cells, factors: result.factors, residuals: CalibrationResiduals(raked: cells, result: result))
    return (calibrated(by: calibration), result)
  }

  /// Post-stratified to one margin (Holt & Smith 1979).
  public func poststratified(to margin: Margin) -> WeightedSample {
    let cells = CalibrationCells(baseWeights: weights, margins: [margin])
    let factors = cells.rake(totals: cells.baseTotals, maximumPasses: 1).factors
    let residuals = CalibrationResiduals(poststratified: cells, factors: factors)
    return calibrated(by: Calibration(cells: cells, factors: factors, residuals: residuals))
  }

  /// Calibrated to totals of numbers (Deville & Särndal 1992).
  ///
  /// - Parameter model: the variables, their totals and the distance.
  /// - Returns: the sample with weights times g.
  /// - Throws: the total that cannot be met within the bounds.
  public func calibrated(to model: RegressionCalibration) throws(DiagnosticError) -> WeightedSample {
    let solution = try model.factors(for: weights)
    let residuals = RegressionResiduals(
      columns: solution.columns, weights: solution.weights, factors: solution.factors)
    return WeightedSample(
      survey: survey, weights: zip(weights, solution.factors).map(*),
      adjustments: adjustments + [.regression(residuals)])
  }

  /// Calibrated to margins within bounds, so that replicates do the same.
  ///
  /// - Parameters:
  ///   - model: the classes of the margins that are met, as variables.
  ///   - margins: the margins.
  ///   - classes: those that the variables are.
  ///   - bounds: the least and the greatest factor.
  /// - Returns: the sample with weights times g.
  /// - Throws: the class that cannot be met within the bounds.
  func calibrated(
    to model: RegressionCalibration, margins: [Margin], classes: [(margin: Int, own: Int)], bounds: ClosedRange<Double>
  ) throws(DiagnosticError) -> WeightedSample {
    let calibrated = try calibrated(to: model)
    return WeightedSample(
      survey: survey, weights: calibrated.weights, baseWeights: weights,
      bounded: BoundedCalibration(margins: margins, classes: classes, bounds: bounds, weights: weights),
      adjustments: calibrated.adjustments)
  }

  /// With weights trimmed into bounds; the variance takes the trimmed weights as given.
  ///
  /// - Parameters:
  ///   - lower: the least weight wanted.
  ///   - upper: the greatest weight wanted.
  ///   - isStrict: whether to trim again until all weights are inside.
  /// - Returns: the sample with its total of weights unchanged.
  public func trimmed(lower: Double = 0, upper: Double = .infinity, isStrict: Bool = false) -> WeightedSample {
    WeightedSample(
      survey: survey, weights: trimmedWeights(weights, lower: lower, upper: upper, isStrict: isStrict),
      adjustments: adjustments)
  }

  /// With the weights of cells multiplied by their factors.
  func calibrated(by calibration: Calibration) -> WeightedSample {
    let adjusted = weights.indices.map { weights[$0] * calibration.factors[Int(calibration.cells.cellOfRecord[$0])] }
    return WeightedSample(
      survey: survey, weights: adjusted, baseWeights: weights, calibration: calibration,
      adjustments: adjustments + [.cells(calibration.residuals)])
  }
}
