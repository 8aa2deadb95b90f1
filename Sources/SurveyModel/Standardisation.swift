/// Which figures are also estimated under the city's make-up, and by which variables.
public struct StandardisationSettings: Sendable, Hashable {
  /// The variables whose crossing makes the cells, the one that matters most first: cells merge along the last one first.
  public var variables: [String]
  /// Indicators and monitors; nil for all that can be.
  public var indicators: [String]?
  /// A cell with fewer usable records of a unit is merged with others of the unit.
  public var minimumRespondents: Int
  /// A unit whose cells without records hold more than this share of the standard gets no standardised figure.
  public var maximumEmpty: Double

  public init(
    variables: [String], indicators: [String]? = nil, minimumRespondents: Int = 5, maximumEmpty: Double = 0.2
  ) {
    self.variables = variables
    self.indicators = indicators
    self.minimumRespondents = minimumRespondents
    self.maximumEmpty = maximumEmpty
  }
}

/// Where a standard make-up comes from.
public enum StandardPopulation: String, Sendable, Hashable, CaseIterable, Codable {
  /// The counts of the population source.
  case frame
  /// The weights of the survey, where the population source does not know the variables.
  case survey
}

/// An estimate of one unit as it is, and as it would be with the size and sector mix of the city.
public struct StandardisedEstimate: Sendable, Hashable, Codable {
  public var wave: Int
  public var unitID: String
  public var indicatorID: String
  public var standard: StandardPopulation
  public var value: Double?
  public var standardError: Double?
  /// nil where too large a share of the standard has no record in the unit.
  public var standardised: Double?
  public var standardisedError: Double?
  /// Standardised less plain, with the standard error of the difference: both are from the same records.
  public var difference: Double?
  public var differenceError: Double?
  /// Usable records in cells that the standard has somebody of.
  public var n: Int
  /// Records of the unit that lack a variable of the cells, or are in a cell that the standard has nobody of.
  public var leftOut: Int
  /// Cells that the standardised figure weighs, after merging.
  public var cells: Int
  /// The share of the standard in cells without a usable record of the unit.
  public var emptyShare: Double
  /// The share of the standard in cells with too few usable records to stand alone, those without any included.
  public var mergedShare: Double

  public init(
    wave: Int, unitID: String, indicatorID: String, standard: StandardPopulation, value: Double?,
    standardError: Double?, n: Int, leftOut: Int, emptyShare: Double, mergedShare: Double
  ) {
    self.wave = wave
    self.unitID = unitID
    self.indicatorID = indicatorID
    self.standard = standard
    self.value = value
    self.standardError = standardError
    self.n = n
    self.leftOut = leftOut
    self.emptyShare = emptyShare
    self.mergedShare = mergedShare
    cells = 0
  }
}
