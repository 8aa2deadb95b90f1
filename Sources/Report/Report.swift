public import SurveyModel

/// All that the report is made from. It computes no statistic: every number is in here.
public struct ReportInput: Sendable {
  public var pipeline: PipelineDefinition
  public var evaluation: Evaluation
  /// How often each cleaning rule struck, for every wave.
  public var rules: [RuleSummary]
  public var counts: [StageCount]
  /// The audit of the current wave.
  public var audit: [AuditEntry]
  /// nil: no record was dropped as invalid.
  public var dropped: DroppedRecords?
  /// Records of the current wave that a reviewer kept in spite of a rule.
  public var decisions: [ReviewDecision]
  /// Last year's list of actions as it came back.
  public var reported: [ReportedAction]
  public var runID: String
  /// SHA-256 over the inputs, hexadecimal.
  public var inputDigest: String
  /// SHA-256 of the resolved configuration, hexadecimal.
  public var configurationDigest: String
  public var softwareVersion: String

  public init(
    pipeline: PipelineDefinition, evaluation: Evaluation, rules: [RuleSummary], counts: [StageCount],
    audit: [AuditEntry], dropped: DroppedRecords? = nil, decisions: [ReviewDecision] = [],
    reported: [ReportedAction] = [], runID: String,
    inputDigest: String, configurationDigest: String, softwareVersion: String
  ) {
    self.pipeline = pipeline
    self.evaluation = evaluation
    self.rules = rules
    self.counts = counts
    self.audit = audit
    self.dropped = dropped
    self.decisions = decisions
    self.reported = reported
    self.runID = runID
    self.inputDigest = inputDigest
    self.configurationDigest = configurationDigest
    self.softwareVersion = softwareVersion
  }
}

/// A published table: its file name without `.csv`, and its bytes.
public struct PublishedFile: Sendable, Hashable {
  public var name: String
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// A file of the run folder that is neither the report nor one of its tables.
public struct PublishedDocument: Sendable, Hashable {
  /// Relative to the run folder, such as `units/GX.html`: letters and digits of ASCII, `-`, `_` and `.`.
  public var path: String
  public var bytes: [UInt8]

  /// - Parameters:
  ///   - path: relative to the run folder, with `/` between its parts.
  ///   - bytes: what the file holds.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}
