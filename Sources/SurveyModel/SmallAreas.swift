public import Diagnostics

/// Which estimates are also modelled area by area, and with what.
public struct SmallAreaSettings: Sendable, Hashable {
  /// How the variance between units that the auxiliaries leave is estimated.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    case restrictedLikelihood = "restricted_likelihood"
    case moments
  }

  /// Indicators and monitors that are estimated from a sample.
  public var indicators: [String]
  /// Indicators and monitors that are complete counts, known for every unit.
  public var auxiliaries: [String]
  public var method: Method
  public var location: SourceLocation?

  public init(
    indicators: [String], auxiliaries: [String], method: Method = .restrictedLikelihood,
    location: SourceLocation? = nil
  ) {
    self.indicators = indicators
    self.auxiliaries = auxiliaries
    self.method = method
    self.location = location
  }

  /// The fewest units that a model with so many auxiliaries can be fitted to: one more than its coefficients and variance.
  public static func fewestUnits(auxiliaries: Int) -> Int { auxiliaries + 3 }
}

/// What a model of all units says of one of them. It never enters the index, and every one is marked.
public struct SmallAreaEstimate: Sendable, Hashable, Codable {
  /// What a reader must be told of the estimate.
  public enum Mark: String, Sendable, Hashable, CaseIterable, Codable {
    /// The unit's own direct estimate is a part of it.
    case modelBased = "model_based"
    /// The unit has no direct estimate with a standard error above 0: the auxiliaries alone speak.
    case synthetic
  }

  public var wave: Int
  public var unitID: String
  public var indicatorID: String
  /// The estimate from the unit's own records; nil where there is none.
  public var direct: Double?
  public var directError: Double?
  /// What the auxiliaries predict.
  public var synthetic: Double
  public var estimate: Double
  /// Root of the mean squared error under the model; nil where its estimate is below 0.
  public var rootMeanSquaredError: Double?
  /// γ, the weight of the direct estimate.
  public var directShare: Double
  /// The variance between units that the auxiliaries leave.
  public var modelVariance: Double
  public var mark: Mark

  public init(
    wave: Int, unitID: String, indicatorID: String, direct: Double?, directError: Double?, synthetic: Double,
    estimate: Double, rootMeanSquaredError: Double?, directShare: Double, modelVariance: Double, mark: Mark
  ) {
    self.wave = wave
    self.unitID = unitID
    self.indicatorID = indicatorID
    self.direct = direct
    self.directError = directError
    self.synthetic = synthetic
    self.estimate = estimate
    self.rootMeanSquaredError = rootMeanSquaredError
    self.directShare = directShare
    self.modelVariance = modelVariance
    self.mark = mark
  }
}
