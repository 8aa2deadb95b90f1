/// An estimate for one combination of the codes of survey variables.
public struct DomainEstimate: Sendable, Hashable, Codable {
  /// The variables that are crossed.
  public var variables: [String]
  /// The code of each.
  public var codes: [String]
  /// Its `unitID` is empty.
  public var estimate: Estimate

  public init(variables: [String], codes: [String], estimate: Estimate) {
    self.variables = variables
    self.codes = codes
    self.estimate = estimate
  }
}
