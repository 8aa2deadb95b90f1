public import Diagnostics
public import Tables

/// What becomes of a record, or of a cell, that a rule catches.
public enum RuleAction: Sendable, Hashable {
  /// Note it and change nothing.
  case flag
  /// The record leaves the data with this outcome.
  case drop
  /// The cell becomes missing of this kind.
  case setMissing(MissingKind)
  /// The option leaves a multi-choice answer.
  case removeOption(String)
  /// The cell becomes the value of an expression, in which `$` stands for the variable.
  case replace(String)
  /// Of the records that share the key, the latest by `order` that no earlier rule dropped stays; the others are dropped.
  case keepLatest(key: String, order: String)
  /// Nothing is changed, and nothing is published.
  case stop

  /// Whether it changes cells.
  public var changesCells: Bool {
    switch self {
    case .setMissing, .removeOption, .replace: true
    case .flag, .drop, .keepLatest, .stop: false
    }
  }

  /// Whether the records it strikes leave the data.
  public var dropsRecords: Bool {
    switch self {
    case .drop, .keepLatest: true
    case .flag, .setMissing, .removeOption, .replace, .stop: false
    }
  }
}

/// Why a record was dropped or flagged, in the words of the field.
public enum RecordOutcome: String, Sendable, Hashable, CaseIterable {
  case ineligible, invalid, incomplete, duplicate, flagged
}

/// What a rule judges.
public enum RuleScope: String, Sendable, Hashable, CaseIterable {
  /// Single cells.
  case cell
  /// A record by itself, or against figures of all records.
  case record
  /// Records that belong together, such as those of one firm.
  case group
  /// The data as a whole: true in one row is true of all.
  case table
}

/// Shares of records from which a rule's hits are a warning or an error.
public struct RuleThresholds: Sendable, Hashable {
  /// Above this share of the records, 0 to 1, the rule is reported as a warning; nil: never.
  public var warnAbove: Double?
  /// Above this share the run stops before anything is published; nil: never.
  public var errorAbove: Double?
  /// Whether each unit's share is held against them as well.
  public var isByUnit: Bool

  public init(warnAbove: Double? = nil, errorAbove: Double? = nil, isByUnit: Bool = false) {
    self.warnAbove = warnAbove
    self.errorAbove = errorAbove
    self.isByUnit = isByUnit
  }
}

/// A check of the library, called by name.
public struct NamedCheck: Sendable, Hashable {
  /// What a parameter is given as.
  public enum Parameter: Sendable, Hashable {
    case number(Double)
    case word(String)
    /// Names of variables; sets and words for kinds of variables are resolved.
    case variables([String])
  }

  public var name: String
  public var parameters: [String: Parameter]

  public init(name: String, parameters: [String: Parameter]) {
    self.name = name
    self.parameters = parameters
  }
}

/// One cleaning rule.
public struct CleaningRule: Sendable, Hashable {
  public var id: String
  public var title: LocalizedText
  public var severity: Severity
  /// When it strikes. For a rule over several variables, `$` stands for the variable. Empty with a check.
  public var when: String
  /// The check that decides in the place of ``when``.
  public var check: NamedCheck?
  /// The variables a cell rule runs over, in order; empty for a record rule.
  public var variables: [String]
  public var action: RuleAction
  public var scope: RuleScope
  /// For `drop`, `flag` and `keepLatest`.
  public var outcome: RecordOutcome?
  public var thresholds: RuleThresholds?
  public var rationale: LocalizedText
  public var source: String?
  public var location: SourceLocation?

  public init(
    id: String, title: LocalizedText, severity: Severity, when: String, check: NamedCheck? = nil,
    variables: [String] = [], action: RuleAction, scope: RuleScope? = nil, outcome: RecordOutcome?,
    thresholds: RuleThresholds? = nil, rationale: LocalizedText, source: String? = nil, location: SourceLocation? = nil
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.when = when
    self.check = check
    self.variables = variables
    self.action = action
    self.scope = scope ?? Self.usualScope(action, variables: variables)
    self.outcome = outcome
    self.thresholds = thresholds
    self.rationale = rationale
    self.source = source
    self.location = location
  }

  /// What a rule judges when it does not say so.
  public static func usualScope(_ action: RuleAction, variables: [String]) -> RuleScope {
    if action.changesCells || !variables.isEmpty { return .cell }
    if case .keepLatest = action { return .group }
    return .record
  }
}

/// A variable computed from others after the rules have run.
public struct DerivedVariable: Sendable, Hashable {
  public var name: String
  public var expression: String
  public var label: LocalizedText
  /// What its codes are called, in the order in which groups by it are shown; empty: they are shown as they are.
  public var answers: [AnswerOption]
  public var location: SourceLocation?

  public init(
    name: String, expression: String, label: LocalizedText, answers: [AnswerOption] = [],
    location: SourceLocation? = nil
  ) {
    self.name = name
    self.expression = expression
    self.label = label
    self.answers = answers
    self.location = location
  }
}
