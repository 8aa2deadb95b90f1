public import Diagnostics

/// The cleaning of one survey: named sets of variables, rules in order, imputations, derived variables in order, gates.
public struct CleaningPlan: Sendable, Hashable {
  /// Names that stand for lists of variables in set functions.
  public var sets: [String: [String]]
  public var rules: [CleaningRule]
  /// Off unless a variable is named here.
  public var imputations: [ImputationRule] = []
  public var derived: [DerivedVariable]
  /// Limits of figures of quality, in declared order.
  public var gates: [QualityGate] = []
  /// The path of the corrections from the call-backs, relative to the pipeline's folder; nil: there are none.
  public var corrections: String?
  /// What reviewers decided of single records.
  public var decisions: [ReviewDecision] = []
  /// The path of the salt of the hashes that identities become; nil: the seed takes its place.
  public var saltFile: String?

  public init(sets: [String: [String]] = [:], rules: [CleaningRule] = [], derived: [DerivedVariable] = []) {
    self.sets = sets
    self.rules = rules
    self.derived = derived
  }
}

/// How cells that are missing of one variable are filled.
public struct ImputationRule: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable, CaseIterable {
    case median, mode
    case hotDeck = "hot_deck"
    case lastWave = "last_wave"
    case ratio
  }

  public var variable: String
  public var method: Method
  /// Variables that make imputation cells, the one that is left out first last.
  public var cells: [String]
  /// The fewest donors of a cell before it is merged with its neighbours.
  public var minimumDonors: Int
  /// For `ratio`: the variable that the ratio is to.
  public var auxiliary: String?
  /// For `last_wave`: the variables that identify a firm in both waves.
  public var key: [String]
  /// The largest share of cells that may be filled, 0 to 1.
  public var limit: Double
  public var location: SourceLocation?

  public init(
    variable: String, method: Method, cells: [String] = [], minimumDonors: Int = 10, auxiliary: String? = nil,
    key: [String] = [], limit: Double = 0.2, location: SourceLocation? = nil
  ) {
    self.variable = variable
    self.method = method
    self.cells = cells
    self.minimumDonors = minimumDonors
    self.auxiliary = auxiliary
    self.key = key
    self.limit = limit
    self.location = location
  }
}

/// A corrected answer from a call-back, applied before any rule.
public struct Correction: Sendable, Hashable {
  public var record: String
  public var variable: String
  /// The value as codes; empty, or a kind of missing in brackets, for none.
  public var value: String
  public var reason: String
  public var author: String
  /// Where it was written.
  public var location: SourceLocation?

  public init(
    record: String, variable: String, value: String, reason: String, author: String, location: SourceLocation? = nil
  ) {
    self.record = record
    self.variable = variable
    self.value = value
    self.reason = reason
    self.author = author
    self.location = location
  }
}

/// A reviewer's decision to keep a record in spite of a rule.
public struct ReviewDecision: Sendable, Hashable, Codable {
  public var record: String
  public var rule: String
  public var reason: String
  public var author: String
  /// The first digits of the digest of the record's answers when it was reviewed: a record that changed is reviewed again.
  public var fingerprint: String?
  public var wave: Int?
  public var location: SourceLocation?

  public init(
    record: String, rule: String, reason: String, author: String, fingerprint: String? = nil, wave: Int? = nil,
    location: SourceLocation? = nil
  ) {
    self.record = record
    self.rule = rule
    self.reason = reason
    self.author = author
    self.fingerprint = fingerprint
    self.wave = wave
    self.location = location
  }
}
