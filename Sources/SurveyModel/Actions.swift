/// What some city has done about what an indicator measures, and what came of it.
public struct Practice: Sendable, Hashable {
  public var city: LocalizedText
  /// The year it is told of; nil where the document that tells of it has no date.
  public var year: Int?
  /// What was done.
  public var text: LocalizedText
  /// What is said to have come of it; nil where nothing was published. Never read as an effect that was measured.
  public var outcome: LocalizedText?
  /// Who published it, under which title.
  public var document: LocalizedText?

  public init(
    city: LocalizedText, year: Int?, text: LocalizedText, outcome: LocalizedText? = nil, document: LocalizedText? = nil
  ) {
    self.city = city
    self.year = year
    self.text = text
    self.outcome = outcome
    self.document = document
  }
}

/// A measure that may be taken where an indicator falls short.
public struct PolicyMeasure: Sendable, Hashable {
  public var id: String
  public var title: LocalizedText
  /// Codes of the indicators, groups or dimensions that it is meant for.
  public var nodes: [String]
  /// The department that would lead; the indicator's own where nil.
  public var lead: LocalizedText?
  /// Departments that would help.
  public var support: [LocalizedText]
  public var practices: [Practice]

  public init(
    id: String, title: LocalizedText, nodes: [String], lead: LocalizedText? = nil, support: [LocalizedText] = [],
    practices: [Practice] = []
  ) {
    self.id = id
    self.title = title
    self.nodes = nodes
    self.lead = lead
    self.support = support
    self.practices = practices
  }
}

/// How findings become lists of actions.
public struct ActionSettings: Sendable, Hashable {
  public var measures: [PolicyMeasure]
  /// The day by which assigned actions are to be reported, as written; nil: none is set.
  public var deadline: String?
  /// The actions of one unit that the report prints; the table has all.
  public var mostPerUnit: Int
  /// The file of last year's list with what was reported on it, relative to the pipeline's folder.
  public var followUp: String?

  public init(
    measures: [PolicyMeasure] = [], deadline: String? = nil, mostPerUnit: Int = 3, followUp: String? = nil
  ) {
    self.measures = measures
    self.deadline = deadline
    self.mostPerUnit = mostPerUnit
    self.followUp = followUp
  }
}

/// What became of an action by the word of who led it.
public enum ActionStatus: String, Sendable, Hashable, CaseIterable {
  case done
  case underWay = "under_way"
  case notBegun = "not_begun"
  case dropped
}

/// A line of last year's list as it came back.
public struct ReportedAction: Sendable, Hashable {
  public var id: String
  public var unitID: String
  /// The indicator that fell short.
  public var nodeID: String
  /// The node that the target was set for.
  public var targetNodeID: String
  public var target: Double?
  /// nil: nothing was reported.
  public var status: ActionStatus?

  public init(
    id: String, unitID: String, nodeID: String, targetNodeID: String, target: Double?, status: ActionStatus?
  ) {
    self.id = id
    self.unitID = unitID
    self.nodeID = nodeID
    self.targetNodeID = targetNodeID
    self.target = target
    self.status = status
  }
}
