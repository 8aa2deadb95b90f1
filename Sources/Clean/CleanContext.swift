public import SurveyModel

/// What the cleaning of one data set may look at beside it.
public struct CleanContext: Sendable {
  /// The same source of the wave before, cleaned; nil: there is none.
  public var previous: Dataset?
  /// The sampling frame of the wave; nil: there is none.
  public var frame: Dataset?
  /// Corrections of this source and wave from the call-backs.
  public var corrections: [Correction]
  /// The secret of the hashes that identities become; nil: the pipeline's seed takes its place.
  public var salt: [UInt8]?

  public init(
    previous: Dataset? = nil, frame: Dataset? = nil, corrections: [Correction] = [], salt: [UInt8]? = nil
  ) {
    self.previous = previous
    self.frame = frame
    self.corrections = corrections
    self.salt = salt
  }
}
