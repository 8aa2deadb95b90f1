/// How two runs into one output folder are kept apart.
public enum RunLocking: String, Sendable, Hashable, CaseIterable {
  /// By `flock(2)` on a file in the output folder.
  case flock
  /// Not at all: for network file systems whose locks cannot be relied on.
  case none
}

/// Which earlier runs `bizclimate runs prune` leaves.
public struct RetentionSettings: Sendable, Hashable {
  /// How many runs stay, the latest first; nil: all.
  public var keepLast: Int?
  /// Whether every run that was published once stays, whatever the other settings say.
  public var keepsPublished: Bool
  /// What all runs may take together, in units of 10⁹ bytes; nil: no limit.
  public var maximumGigabytes: Double?

  public init(keepLast: Int? = nil, keepsPublished: Bool = false, maximumGigabytes: Double? = nil) {
    self.keepLast = keepLast
    self.keepsPublished = keepsPublished
    self.maximumGigabytes = maximumGigabytes
  }
}
