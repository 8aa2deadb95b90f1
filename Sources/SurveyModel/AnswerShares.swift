/// A mean or share with its sampling error.
public struct SampledFigure: Sendable, Hashable, Codable {
  public var value: Double
  /// nil where the design tells none.
  public var standardError: Double?
  public var ciLow: Double?
  public var ciHigh: Double?

  public init(_ value: Double, standardError: Double? = nil, ciLow: Double? = nil, ciHigh: Double? = nil) {
    self.value = value
    self.standardError = standardError
    self.ciLow = ciLow
    self.ciHigh = ciHigh
  }
}

/// How the answers to one rating are spread over the steps of its scale, among all records of the survey.
///
/// Shares are of the records with an answer; "don't know" and the like are in no denominator.
public struct AnswerShares: Sendable, Hashable, Codable {
  /// Which half of the scale a step lies in.
  public enum Side: String, Sendable, Hashable, CaseIterable, Codable {
    case unfavourable, neutral, favourable
  }

  /// One step of the scale.
  public struct Step: Sendable, Hashable, Codable {
    public var code: String
    public var side: Side
    /// Of 0…1.
    public var share: SampledFigure

    public init(code: String, side: Side, share: SampledFigure) {
      self.code = code
      self.side = side
      self.share = share
    }
  }

  public var wave: Int
  /// The dimension whose indicators read the rating.
  public var nodeID: String
  /// The variable of the survey.
  public var variable: String
  /// The indicator that is the mean of this rating and of nothing else; nil where there is none.
  public var indicatorID: String?
  /// Records with an answer, and their effective number after Kish.
  public var n: Int
  public var effectiveN: Double
  public var df: Double
  /// Share of those asked without an answer, unweighted.
  public var unanswered: Double
  /// From the least to the most favourable; the middle one of an odd number is neutral.
  public var steps: [Step]
  /// The sums over the steps of one side, of 0…1.
  public var favourable: SampledFigure
  public var unfavourable: SampledFigure
  /// The mean of the points of the steps, of 0…100; nil where the scale has no points.
  public var points: SampledFigure?

  public init(
    wave: Int, nodeID: String, variable: String, indicatorID: String? = nil, n: Int, effectiveN: Double, df: Double,
    unanswered: Double, steps: [Step], favourable: SampledFigure, unfavourable: SampledFigure,
    points: SampledFigure? = nil
  ) {
    self.wave = wave
    self.nodeID = nodeID
    self.variable = variable
    self.indicatorID = indicatorID
    self.n = n
    self.effectiveN = effectiveN
    self.df = df
    self.unanswered = unanswered
    self.steps = steps
    self.favourable = favourable
    self.unfavourable = unfavourable
    self.points = points
  }

  /// The share of the neutral step; nil for a scale without one.
  public var neutral: SampledFigure? { steps.first { $0.side == .neutral }?.share }
}
