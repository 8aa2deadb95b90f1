public import Diagnostics

/// Records with their design and weights: what every estimator works on.
public struct WeightedSample: Sendable {
  /// How the records were drawn.
  public let survey: SurveyDesign
  /// Final weights, one a record.
  public let weights: [Double]
  /// Weights before the last calibration over cells.
  public let baseWeights: [Double]
  /// The cells that weights were last calibrated over; nil without. Replicates calibrate over them again.
  public let calibration: Calibration?
  /// How weights were last calibrated within bounds; nil without. Replicates do it again.
  public let bounded: BoundedCalibration?
  /// What adjusted the sampling weights, in order; the variance takes out of a linearised value what each has fixed.
  public let adjustments: [WeightAdjustment]

  /// Strata and units of the first stage.
  public var design: ClusterDesign { survey.firstStage }

  /// Cells of records whose weights were calibrated together, with the outcome.
  public struct Calibration: Sendable {
    /// Records that calibration cannot tell apart.
    public let cells: CalibrationCells
    /// What the weights of each cell were multiplied by.
    public let factors: [Double]
    /// What is left of a linearised value.
    public let residuals: CalibrationResiduals

    /// - Parameters:
    ///   - cells: the cells.
    ///   - factors: what the weights of each were multiplied by.
    ///   - residuals: what is left of a linearised value.
    public init(cells: CalibrationCells, factors: [Double], residuals: CalibrationResiduals) {
      self.cells = cells
      self.factors = factors
      self.residuals = residuals
    }
  }

  /// A sample with the weights of its design.
  public init(_ survey: SurveyDesign) {
    self.init(survey: survey, weights: survey.weights)
  }

  /// A sample with given weights.
  public init(design: ClusterDesign, weights: [Double]) {
    self.init(survey: SurveyDesign(firstStage: design, weights: weights), weights: weights)
  }

  /// A sample whose weights were calibrated.
  public init(design: ClusterDesign, baseWeights: [Double], calibration: Calibration) {
    let base = WeightedSample(design: design, weights: baseWeights)
    self = base.calibrated(by: calibration)
  }

  /// A sample without weights: records of a register that is seen as one draw of many.
  public init(unweighted design: ClusterDesign) {
    self.init(design: design, weights: Array(repeating: 1, count: design.recordCount))
  }

  /// A sample with every part given.
  init(
    survey: SurveyDesign, weights: [Double], baseWeights: [Double]? = nil, calibration: Calibration? = nil,
    bounded: BoundedCalibration? = nil, adjustments: [WeightAdjustment] = []
  ) {
    self.survey = survey
    self.weights = weights
    self.baseWeights = baseWeights ?? weights
    self.calibration = calibration
    self.bounded = bounded
    self.adjustments = adjustments
  }

  /// Raked to the margins from the base weights; `result` says whether and how well they are met.
  public static func raked(
    design: ClusterDesign, baseWeights: [Double], margins: [Margin]
  ) -> (sample: WeightedSample, result: RakingResult) {
    WeightedSample(design: design, weights: baseWeights).raked(to: margins)
  }

  /// Post-stratified to one margin from the base weights.
  public static func poststratified(
    design: ClusterDesign, baseWeights: [Double], margin: Margin
  ) -> WeightedSample {
    WeightedSample(design: design, weights: baseWeights).poststratified(to: margin)
  }

  /// The linearised values z, weighted, one a record, less what the adjustments of the weights have fixed.
  public func residuals(_ linearised: [Double]) -> [Double] {
    var residuals = linearised
    for adjustment in adjustments { adjustment.takeResiduals(of: &residuals) }
    return residuals
  }

  /// The unit totals of the first stage that stand for a linearised estimate: residuals of calibration, summed. The
  /// linearised values z are weighted, one a record, 0 outside the domain.
  public func influence(_ linearised: [Double]) -> [Double] {
    design.totals(residuals(linearised))
  }

  /// The variance of a linearised estimate; NaN where the policy for lonely strata is to fail and there is one.
  ///
  /// - Parameters:
  ///   - linearised: weighted linearised values, 0 outside the domain.
  ///   - records: the domain, where it decides which strata are there; nil for the whole sample.
  /// - Returns: the variance over all stages of the design.
  public func variance(ofLinearised linearised: [Double], over records: [Int]? = nil) -> Double {
    survey.uncheckedCovariance([residuals(linearised)], over: presence(records))[0, 0]
  }

  /// The covariance matrix of linearised estimates.
  ///
  /// - Parameters:
  ///   - columns: weighted linearised values by record, one column an estimate, 0 outside its domain.
  ///   - records: the domain, where it decides which strata are there; nil for the whole sample.
  /// - Returns: variances on the diagonal.
  /// - Throws: under `fail`, the strata with a single unit.
  public func covariance(_ columns: [[Double]], over records: [Int]? = nil) throws(DiagnosticError) -> Matrix {
    try survey.covariance(columns.map { residuals($0) }, over: presence(records))
  }

  /// Residuals of adjusted weights lie outside the domain too, so all strata are there.
  private func presence(_ records: [Int]?) -> [Int]? { adjustments.isEmpty ? records : nil }

  /// The records that count as rows of a domain: adjusted samples keep all their records, some with nothing in them.
  public func rowCount(over records: [Int]) -> Int {
    adjustments.isEmpty ? records.count : survey.recordCount
  }
}
