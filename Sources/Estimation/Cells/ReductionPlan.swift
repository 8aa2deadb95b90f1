public import Expressions

/// What is to be summed, by which cells: everything that an engine needs for one round of an estimation.
///
/// Rows are sums of a few numbers per cell afterwards, so the rows may be anywhere. An estimator that needs something found
/// in the data first, such as a shift near the mean, runs an earlier round and writes it into the next plan.
public struct ReductionPlan: Sendable {
  /// One variable to sum, or two for a ratio.
  public struct Item: Sendable, Hashable {
    /// What the item is called in messages.
    public var name: String
    /// The variable, an expression over one row: a number or a condition.
    public var expression: String
    /// The denominator of a ratio; a row counts only where both have a value.
    public var denominator: String?

    /// - Parameters:
    ///   - name: what the item is called.
    ///   - expression: the variable.
    ///   - denominator: the denominator of a ratio.
    public init(name: String, expression: String, denominator: String? = nil) {
      self.name = name
      self.expression = expression
      self.denominator = denominator
    }
  }

  /// What is taken off a variable before it is squared, so that large numbers with a small spread keep their digits.
  public struct Shift: Sendable, Hashable {
    /// Off the variable.
    public var value: Double
    /// Off the denominator.
    public var denominator: Double

    /// - Parameters:
    ///   - value: off the variable.
    ///   - denominator: off the denominator.
    public init(value: Double = 0, denominator: Double = 0) {
      self.value = value
      self.denominator = denominator
    }
  }

  /// What the names in expressions stand for.
  public var schema: ExpressionSchema
  /// The column of the strata; nil for one stratum.
  public var stratum: String?
  /// The column of the primary sampling units; nil where each row is one. Unit numbers may start anew in each stratum.
  public var unit: String?
  /// The column of the weights; nil for 1.
  public var weight: String?
  /// The column of the number of units in the population of the row's stratum; nil without correction.
  public var population: String?
  /// The columns whose crossing makes the domains.
  public var domains: [String]
  /// What is summed.
  public var items: [Item]
  /// One shift an item, from an earlier round; nil to let the engine take the first value that it meets.
  public var shifts: [Shift]?

  /// - Parameters:
  ///   - schema: what the names in expressions stand for.
  ///   - stratum: the column of the strata.
  ///   - unit: the column of the primary sampling units.
  ///   - weight: the column of the weights.
  ///   - population: the column of the population of the row's stratum.
  ///   - domains: the columns whose crossing makes the domains.
  ///   - items: what is summed.
  ///   - shifts: one shift an item.
  public init(
    schema: ExpressionSchema, stratum: String? = nil, unit: String? = nil, weight: String? = nil,
    population: String? = nil, domains: [String] = [], items: [Item], shifts: [Shift]? = nil
  ) {
    self.schema = schema
    self.stratum = stratum
    self.unit = unit
    self.weight = weight
    self.population = population
    self.domains = domains
    self.items = items
    self.shifts = shifts
  }
}
