/// How a group of records, such as the small firms, rates a dimension: the weighted mean of the scores of the indicators that
/// come from the survey alone, held against the same mean over the city.
///
/// Figures that exist once a unit, such as statistics of departments, have no value for a group and are in neither.
public struct GroupScore: Sendable, Hashable, Codable {
  public var wave: Int
  /// The dimension.
  public var nodeID: String
  /// The variable that makes the groups, and the code of this one.
  public var variable: String
  public var code: String
  /// Records in the group, and their effective number after Kish.
  public var n: Int
  public var effectiveN: Double
  public var df: Double
  /// Indicators behind the score, and their share of the dimension's weight, of 0…1.
  public var indicatorCount: Int
  public var weightShare: Double
  /// nil where one of the indicators has no value in the group.
  public var score: SampledFigure?
  /// The same mean over all records.
  public var city: SampledFigure
  /// The group's score less the city's, of which it is a part.
  public var difference: SampledFigure?
  /// Of no difference; adjusted after Holm over all groups of the dimension.
  public var pValue: Double?
  public var adjustedPValue: Double?

  public init(
    wave: Int, nodeID: String, variable: String, code: String, n: Int, effectiveN: Double, df: Double,
    indicatorCount: Int, weightShare: Double, score: SampledFigure?, city: SampledFigure,
    difference: SampledFigure? = nil, pValue: Double? = nil, adjustedPValue: Double? = nil
  ) {
    self.wave = wave
    self.nodeID = nodeID
    self.variable = variable
    self.code = code
    self.n = n
    self.effectiveN = effectiveN
    self.df = df
    self.indicatorCount = indicatorCount
    self.weightShare = weightShare
    self.score = score
    self.city = city
    self.difference = difference
    self.pValue = pValue
    self.adjustedPValue = adjustedPValue
  }

  /// Adjusted p below 0.05.
  public var isClear: Bool { adjustedPValue.map { $0 < 0.05 } ?? false }
}
