public import SurveyModel

/// One variable of published tables: the classes of its records, and what else is published of them.
public struct TableDimension: Sendable, Hashable {
  /// Classes that are published as one besides, such as a district with the zone that was carved out of it.
  public struct Union: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// Its classes, as indices into the names of the dimension's classes.
    public var members: [Int]

    /// - Parameters:
    ///   - name: what it is called.
    ///   - members: its classes.
    public init(name: String, members: [Int]) {
      self.name = name
      self.members = members
    }
  }

  /// What the dimension is called; tables are named by it.
  public var name: String
  /// The class of each record.
  public var classes: RecordClasses
  /// Classes that are published as one besides.
  public var unions: [Union]
  /// Whether the sum over all classes is published; not for waves.
  public var hasTotal: Bool
  /// Whether the differences between each class and the one before are published; for waves.
  public var hasChanges: Bool

  /// - Parameters:
  ///   - name: what the dimension is called.
  ///   - classes: the class of each record.
  ///   - unions: classes that are published as one besides.
  ///   - hasTotal: whether the sum over all classes is published.
  ///   - hasChanges: whether the differences between neighbouring classes are published.
  public init(
    name: String, classes: RecordClasses, unions: [Union] = [], hasTotal: Bool = true, hasChanges: Bool = false
  ) {
    self.name = name
    self.classes = classes
    self.unions = unions
    self.hasTotal = hasTotal
    self.hasChanges = hasChanges
  }

  /// Classes, then unions, then changes.
  var labels: [String] {
    let names = classes.names
    let changes = hasChanges && names.count > 1 ? (1..<names.count).map { "\(names[$0]) - \(names[$0 - 1])" } : []
    return names + unions.map(\.name) + changes
  }
}

/// One published total.
public struct TableCell: Sendable, Hashable {
  /// Its label in each dimension; nil where it is summed over all classes.
  public var labels: [String?]
  /// The total.
  public var value: Double
  /// How many contribute to it.
  public var contributors: Int
  /// The one who does, where there is only one.
  public var soleContributor: Int?
  /// Whether it is the difference between two totals, which may be below 0 and tells of no firm by itself.
  public var isChange: Bool
  /// The rules of confidentiality that it breaks.
  public var reasons: [ConfidentialityRules.Reason]
  /// How far above the total what others can infer must reach, by the p % rule.
  public var neededAbove: Double
  /// What suppressing it costs, in proportion.
  public var cost: Double
  /// What contributors who are alone in some total add to this one; they know that part of it.
  public var knownParts: [Int: Double]

  /// - Parameters:
  ///   - labels: its label in each dimension.
  ///   - value: the total.
  ///   - contributors: how many contribute to it.
  ///   - soleContributor: the one who does, where there is only one.
  ///   - isChange: whether it is the difference between two totals.
  ///   - reasons: the rules of confidentiality that it breaks.
  ///   - neededAbove: how far above the total what others can infer must reach.
  ///   - cost: what suppressing it costs.
  ///   - knownParts: what contributors who are alone in some total add to this one.
  public init(
    labels: [String?], value: Double, contributors: Int, soleContributor: Int? = nil, isChange: Bool = false,
    reasons: [ConfidentialityRules.Reason] = [], neededAbove: Double = 0, cost: Double = 1,
    knownParts: [Int: Double] = [:]
  ) {
    self.labels = labels
    self.value = value
    self.contributors = contributors
    self.soleContributor = soleContributor
    self.isChange = isChange
    self.reasons = reasons
    self.neededAbove = neededAbove
    self.cost = cost
    self.knownParts = knownParts
  }

  /// Whether it breaks a rule.
  public var isSensitive: Bool { !reasons.isEmpty }
}

/// Σ coefficient · total = 0, known to every reader of the tables.
public struct TableRelation: Sendable, Hashable {
  /// A total and its coefficient.
  public struct Term: Sendable, Hashable {
    /// The cell.
    public var cell: Int
    /// Its coefficient.
    public var coefficient: Double

    /// - Parameters:
    ///   - cell: the cell.
    ///   - coefficient: its coefficient.
    public init(cell: Int, coefficient: Double) {
      self.cell = cell
      self.coefficient = coefficient
    }
  }

  /// The terms.
  public var terms: [Term]

  /// A relation of given terms.
  public init(_ terms: [Term]) { self.terms = terms }

  /// A total is the sum of its parts.
  public init(total: Int, parts: [Int]) {
    terms = [Term(cell: total, coefficient: -1)] + parts.map { Term(cell: $0, coefficient: 1) }
  }
}
