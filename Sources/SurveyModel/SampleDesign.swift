/// How respondents came into the sample; decides what the report may say of its intervals.
public enum SelectionMethod: String, Sendable, Hashable, CaseIterable, Codable {
  case probability, quota, volunteer
}

/// How cells with few respondents are merged: along the order of one variable, inside the other strata.
public struct CellCollapsing: Sendable, Hashable {
  /// The ordered variable along which neighbours merge, such as `size`.
  public var variable: String
  /// Its codes in order; only neighbours merge.
  public var order: [String]
  /// A cell with fewer respondents is merged.
  public var minimumRespondents: Int
  /// A cell whose weight factor relative to the sample mean exceeds this is merged.
  public var maximumFactor: Double

  public init(variable: String, order: [String], minimumRespondents: Int, maximumFactor: Double) {
    self.variable = variable
    self.order = order
    self.minimumRespondents = minimumRespondents
    self.maximumFactor = maximumFactor
  }
}

/// How weights of respondents are raised for those of their weighting class who did not respond.
public struct NonResponseClasses: Sendable, Hashable {
  /// The variable that says who responded.
  public var variable: String
  /// Its codes for those who did.
  public var responded: [String]
  /// The variables whose crossing makes the weighting classes; empty for one class.
  public var classes: [String]

  /// - Parameters:
  ///   - variable: the variable that says who responded.
  ///   - responded: its codes for those who did.
  ///   - classes: the variables whose crossing makes the weighting classes.
  public init(variable: String, responded: [String], classes: [String]) {
    self.variable = variable
    self.responded = responded
    self.classes = classes
  }
}

/// The design of a survey: strata, the population they stand for, and the margins the weights must meet.
public struct SampleDesign: Sendable, Hashable {
  public var selection: SelectionMethod
  /// Variables whose crossing makes the strata, such as `[unit_id, size]`; empty for one stratum.
  public var strata: [String]
  /// The source with population counts, one row a cell, columns named like the variables, and its count column; nil where
  /// weights are given and there are no margins.
  public var population: String?
  public var populationCount: String?
  /// Margins for raking, each a crossing of variables, such as `[[unit_id, size], [sector]]`.
  public var margins: [[String]]
  public var collapsing: CellCollapsing?
  /// The variable that identifies a firm across waves.
  public var firm: String?
  /// How many enterprises were invited; nil where nobody counted, as for an open link.
  public var invitations: Int?
  /// The variable that holds sampling weights; nil where they follow from strata and population.
  public var weights: String?
  /// The variable of primary sampling units; nil where each record is one.
  public var cluster: String?
  /// The variable that says how many units the stratum of a record holds in the population; nil without correction.
  public var populationSize: String?
  /// Whether unit numbers start anew in each stratum.
  public var areUnitsNested = false
  /// What a stratum with a single unit adds to a variance.
  public var lonelyPolicy = LonelyPolicy.certainty
  /// How given weights are raised for non-response; nil where the file has respondents only, or weights that were raised.
  public var nonResponse: NonResponseClasses?
  /// How far margins may change a weight, as factors; nil: as far as they need to.
  public var bounds: ClosedRange<Double>?
  /// Bounds that weights are trimmed into before margins are met, as multiples of their median; nil: none are trimmed.
  public var trimming: ClosedRange<Double>?

  public init(
    selection: SelectionMethod, strata: [String], population: String?, populationCount: String?,
    margins: [[String]], collapsing: CellCollapsing? = nil, firm: String? = nil,
    invitations: Int? = nil
  ) {
    self.selection = selection
    self.strata = strata
    self.population = population
    self.populationCount = populationCount
    self.margins = margins
    self.collapsing = collapsing
    self.firm = firm
    self.invitations = invitations
  }
}
