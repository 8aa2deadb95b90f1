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
  /// Of the records that share the key, the latest by `order` that no earlier rule dropped stays; the others are dropped.
  case keepLatest(key: String, order: String)
}

/// Why a record was dropped or flagged, in the words of the field.
public enum RecordOutcome: String, Sendable, Hashable, CaseIterable {
  case ineligible, invalid, incomplete, duplicate, flagged
}

/// One cleaning rule.
public struct CleaningRule: Sendable, Hashable {
  public var id: String
  public var title: LocalizedText
  public var severity: Severity
  /// When it strikes. For a rule over several variables, `$` stands for the variable.
  public var when: String
  /// The variables a cell rule runs over, in order; empty for a record rule.
  public var variables: [String]
  public var action: RuleAction
  /// For `drop`, `flag` and `keepLatest`.
  public var outcome: RecordOutcome?
  public var rationale: LocalizedText
  public var source: String?
  public var location: SourceLocation?

  public init(
    id: String, title: LocalizedText, severity: Severity, when: String, variables: [String] = [], action: RuleAction,
    outcome: RecordOutcome?, rationale: LocalizedText, source: String? = nil, location: SourceLocation? = nil
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.when = when
    self.variables = variables
    self.action = action
    self.outcome = outcome
    self.rationale = rationale
    self.source = source
    self.location = location
  }
}

/// A variable computed from others after the rules have run.
public struct DerivedVariable: Sendable, Hashable {
  public var name: String
  public var expression: String
  public var label: LocalizedText
  public var location: SourceLocation?

  public init(name: String, expression: String, label: LocalizedText, location: SourceLocation? = nil) {
    self.name = name
    self.expression = expression
    self.label = label
    self.location = location
  }
}

/// The cleaning of one survey: named sets of variables, rules in order, derived variables in order.
public struct CleaningPlan: Sendable, Hashable {
  /// Names that stand for lists of variables in set functions.
  public var sets: [String: [String]]
  public var rules: [CleaningRule]
  public var derived: [DerivedVariable]

  public init(sets: [String: [String]] = [:], rules: [CleaningRule] = [], derived: [DerivedVariable] = []) {
    self.sets = sets
    self.rules = rules
    self.derived = derived
  }
}
