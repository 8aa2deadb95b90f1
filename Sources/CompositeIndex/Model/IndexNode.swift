public import SurveyModel

/// The two ends of a scale that is set beforehand, as in "distance to frontier".
public struct Goalposts: Sendable, Hashable {
  public var lower: Double
  public var upper: Double
  /// What the distance from end to end is worth in points, such as 100.
  public var scale: Double
  /// Whether values beyond the ends count as the ends.
  public var truncated: Bool

  public init(lower: Double, upper: Double, scale: Double = 100, truncated: Bool = true) {
    self.lower = lower
    self.upper = upper
    self.scale = scale
    self.truncated = truncated
  }
}

/// A node of the index: an indicator, a group, or the index itself.
public struct IndexNode: Sendable, Hashable {
  public var code: String
  public var name: String
  /// The code of the node above; nil for the index.
  public var parent: String?
  /// Relative to the siblings.
  public var weight: Double
  /// Whether more is better; only used for indicators.
  public var direction: Direction
  public var goalposts: Goalposts?
  /// The value that counts as reached.
  public var target: Double?
  /// The column that the indicator is divided by.
  public var denominator: String?

  public init(
    code: String, name: String = "", parent: String?, weight: Double = 1, direction: Direction = .positive,
    goalposts: Goalposts? = nil, target: Double? = nil, denominator: String? = nil
  ) {
    self.code = code
    self.name = name
    self.parent = parent
    self.weight = weight
    self.direction = direction
    self.goalposts = goalposts
    self.target = target
    self.denominator = denominator
  }
}

extension Direction {
  /// 1 where more is better, -1 where less is.
  var sign: Double { self == .positive ? 1 : -1 }
}
