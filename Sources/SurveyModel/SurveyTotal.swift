/// Totals of amounts that the survey asked for, published by tables without telling what a single firm reported.
public struct TotalsPlan: Sendable, Hashable {
  /// Questions of amounts of 0 and more.
  public var variables: [String]
  /// The variables that each table crosses, such as `[unit_id, size]`; all margins are published with it.
  public var tables: [[String]]
  /// The variable that says who holds a firm; firms under one holder count as one. nil where each is its own.
  public var holder: String?
  /// When a total says too much about one firm.
  public var rules = ConfidentialityRules()
  /// How far from a withheld total others must remain, as a share of it.
  public var margin = 0.15

  /// - Parameters:
  ///   - variables: questions of amounts.
  ///   - tables: the variables that each table crosses.
  public init(variables: [String], tables: [[String]]) {
    self.variables = variables
    self.tables = tables
  }

  /// Every variable that some table crosses, in order of appearance.
  public var dimensions: [String] {
    var names: [String] = []
    for name in tables.joined() where !names.contains(name) { names.append(name) }
    return names
  }
}

/// A weighted total of one variable in one cell of a table.
public struct SurveyTotal: Sendable, Hashable, Codable {
  /// Why a total is not published.
  public enum Withholding: String, Sendable, Hashable, Codable {
    /// It breaks a rule of confidentiality.
    case confidential
    /// Another could be worked out from it.
    case complementary
  }

  /// The variable that is added up.
  public var variable: String
  /// The variables that the cell is a class of; empty for the total over all.
  public var dimensions: [String]
  /// The class in each.
  public var codes: [String]
  /// Value, standard error and respondents with a value. Its `unitID` is empty.
  public var estimate: Estimate
  /// Why it is not published; nil where it is.
  public var withholding: Withholding?
  /// The least and the greatest value that a reader of the published totals can work out; nil where it is published.
  public var feasible: ClosedRange<Double>?

  /// - Parameters:
  ///   - variable: the variable that is added up.
  ///   - dimensions: the variables that the cell is a class of.
  ///   - codes: the class in each.
  ///   - estimate: value, standard error and respondents.
  public init(variable: String, dimensions: [String], codes: [String], estimate: Estimate) {
    self.variable = variable
    self.dimensions = dimensions
    self.codes = codes
    self.estimate = estimate
  }
}
