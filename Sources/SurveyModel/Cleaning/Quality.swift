public import Diagnostics

/// A figure of the quality of a survey; most may be held against limits by a gate.
public enum QualityMeasure: String, Sendable, Hashable, CaseIterable {
  /// Records kept.
  case respondents
  /// Share of the records read that belong to the population, of those whose eligibility is known.
  case eligibilityRate = "eligibility_rate"
  /// Share of the eligible records that are kept.
  case validRate = "valid_rate"
  /// Of each question: the share of records that were asked and gave no answer. Gates look at required questions only.
  case itemNonresponse = "item_nonresponse"
  /// The median duration of the kept records, in seconds.
  case medianDuration = "median_duration_s"
  /// Respondents of a cell of the design against its share of the population.
  case quotaFill = "quota_fill"
  /// Complete interviews by invitations (AAPOR 2023, RR1): only where invitations are counted.
  case responseRate1 = "response_rate_1"
  /// Complete and partial interviews by invitations (AAPOR 2023, RR2).
  case responseRate2 = "response_rate_2"
  /// Of each question of amounts: how far first digits lie from Benford's law, the mean absolute deviation of shares.
  case firstDigits = "first_digits"
  /// Of each question of numbers and each round base: the share of answers that are multiples of it.
  case heaping

  /// Whether it is a share, 0 to 1.
  public var isShare: Bool { self != .respondents && self != .medianDuration }

  /// Whether it is for information only: honest answers show it too, so no limit can be set on it.
  public var isInformation: Bool { self == .firstDigits || self == .heaping }

  /// Those that a gate may hold against limits.
  public static var gated: [QualityMeasure] { allCases.filter { !$0.isInformation } }
}

/// A figure of the quality of one survey of one wave.
public struct QualityFigure: Sendable, Hashable {
  public var source: String
  public var wave: Int
  public var measure: QualityMeasure
  /// The question, or the cell, that it is of; empty: the survey.
  public var subject: String
  /// The unit that it is of; empty: all.
  public var unitID: String
  /// The kind of missing that is counted, where one is, and the base of heaping; empty: any.
  public var kind: String
  public var numerator: Double
  /// What the numerator is a share of; nil for figures that are none.
  public var denominator: Double?
  /// nil where the denominator is 0.
  public var value: Double?

  public init(
    source: String, wave: Int, measure: QualityMeasure, subject: String = "", unitID: String = "", kind: String = "",
    numerator: Double, denominator: Double? = nil
  ) {
    self.source = source
    self.wave = wave
    self.measure = measure
    self.subject = subject
    self.unitID = unitID
    self.kind = kind
    self.numerator = numerator
    self.denominator = denominator
    value = denominator.map { $0 > 0 ? numerator / $0 : nil } ?? numerator
  }
}

/// Limits of a figure of quality: beyond them it is a warning, or stops the run.
public struct QualityGate: Sendable, Hashable {
  public var measure: QualityMeasure
  public var warnAbove: Double?
  public var errorAbove: Double?
  public var warnBelow: Double?
  public var errorBelow: Double?
  /// Whether each unit's figure is held against the limits as well.
  public var isByUnit: Bool
  public var location: SourceLocation?

  public init(
    measure: QualityMeasure, warnAbove: Double? = nil, errorAbove: Double? = nil, warnBelow: Double? = nil,
    errorBelow: Double? = nil, isByUnit: Bool = false, location: SourceLocation? = nil
  ) {
    self.measure = measure
    self.warnAbove = warnAbove
    self.errorAbove = errorAbove
    self.warnBelow = warnBelow
    self.errorBelow = errorBelow
    self.isByUnit = isByUnit
    self.location = location
  }
}

/// How a figure compares with its limits.
public enum GateVerdict: String, Sendable, Hashable, CaseIterable {
  case pass, warn, error
}

/// A rule or a figure of quality held against its limits.
public struct GateResult: Sendable, Hashable {
  public var source: String
  public var wave: Int
  /// The id of the rule, or the name of the figure.
  public var gate: String
  /// The question, or the cell, that it is of; empty: the survey.
  public var subject: String
  public var unitID: String
  public var value: Double
  /// The limit that decided; nil where none was passed.
  public var limit: Double?
  public var isShare: Bool
  public var verdict: GateVerdict
  /// The ids of the records that are furthest out, at most ten.
  public var worst: [String]
  public var location: SourceLocation?

  public init(
    source: String, wave: Int, gate: String, subject: String = "", unitID: String = "", value: Double,
    limit: Double? = nil, isShare: Bool = true, verdict: GateVerdict, worst: [String] = [],
    location: SourceLocation? = nil
  ) {
    self.source = source
    self.wave = wave
    self.gate = gate
    self.subject = subject
    self.unitID = unitID
    self.value = value
    self.limit = limit
    self.isShare = isShare
    self.verdict = verdict
    self.worst = worst
    self.location = location
  }
}
