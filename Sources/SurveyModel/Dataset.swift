public import Tables

/// An input file as it was read.
public struct InputFile: Sendable, Hashable, Codable {
  /// The path relative to the pipeline's folder, as written.
  public var path: String
  public var sha256: String
  public var bytes: Int
  public var rows: Int
  public var columns: Int

  public init(path: String, sha256: String, bytes: Int, rows: Int, columns: Int) {
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
    self.rows = rows
    self.columns = columns
  }
}

/// The name of the category column that holds the assessed unit of each row, in every data set that has one.
public let unitColumnName = "unit_id"
/// The name of the column that identifies a record of a survey.
public let recordColumnName = "record_id"

/// One source of one wave between two stages.
public struct Dataset: Sendable {
  /// The source's name in pipeline.yaml.
  public var source: String
  public var wave: Int
  public var table: Table
  public var codebook: Codebook
  public var inputs: [InputFile]
  /// How imputed values of its variables are imputed anew; nil where none are.
  public var imputation: (any RepeatedImputation)?

  public init(source: String, wave: Int, table: Table, codebook: Codebook, inputs: [InputFile]) {
    self.source = source
    self.wave = wave
    self.table = table
    self.codebook = codebook
    self.inputs = inputs
  }
}

/// A record set aside, and every reason for it.
public struct QuarantinedRecord: Sendable, Hashable {
  /// `ingest` or `clean`.
  public var stage: String
  public var source: String
  public var wave: Int
  public var record: String
  public var file: String
  public var line: Int
  public var outcome: String
  /// Rule ids, or reader codes, in the order they struck.
  public var rules: [String]
  public var detail: String
  /// The first digits of the digest of the record's answers, for a reviewer's decision; empty where no rule dropped it.
  public var fingerprint: String

  public init(
    stage: String, source: String, wave: Int, record: String, file: String, line: Int, outcome: String,
    rules: [String], detail: String, fingerprint: String = ""
  ) {
    self.fingerprint = fingerprint
    self.stage = stage
    self.source = source
    self.wave = wave
    self.record = record
    self.file = file
    self.line = line
    self.outcome = outcome
    self.rules = rules
    self.detail = detail
  }
}

/// Rows in and out of a stage, for one source and wave. `rowsIn == rowsKept + rowsQuarantined` always.
public struct StageCount: Sendable, Hashable, Codable {
  public var stage: String
  public var source: String
  public var wave: Int
  public var rowsIn: Int
  public var rowsKept: Int
  public var rowsQuarantined: Int
  public var cellsChanged: Int
  public var recordsFlagged: Int

  public init(
    stage: String, source: String, wave: Int, rowsIn: Int, rowsKept: Int, rowsQuarantined: Int,
    cellsChanged: Int = 0, recordsFlagged: Int = 0
  ) {
    self.stage = stage
    self.source = source
    self.wave = wave
    self.rowsIn = rowsIn
    self.rowsKept = rowsKept
    self.rowsQuarantined = rowsQuarantined
    self.cellsChanged = cellsChanged
    self.recordsFlagged = recordsFlagged
  }
}

/// How often a rule struck.
public struct RuleSummary: Sendable, Hashable, Codable {
  public var rule: String
  public var wave: Int
  /// Records the rule caught.
  public var records: Int
  /// Records it was tried on.
  public var tried: Int
  /// Cells it changed.
  public var cells: Int
  /// Records caught, by unit code.
  public var recordsByUnit: [String: Int]
  /// Records tried, by unit code.
  public var triedByUnit: [String: Int]

  public init(
    rule: String, wave: Int, records: Int, tried: Int = 0, cells: Int, recordsByUnit: [String: Int],
    triedByUnit: [String: Int] = [:]
  ) {
    self.rule = rule
    self.wave = wave
    self.records = records
    self.tried = tried
    self.cells = cells
    self.recordsByUnit = recordsByUnit
    self.triedByUnit = triedByUnit
  }
}

/// What ingest hands on for one source and wave.
public struct IngestResult: Sendable {
  public var dataset: Dataset
  public var quarantine: [QuarantinedRecord]
  public var counts: StageCount
  /// Lines for the log: encoding, dialect, sheet, mapping.
  public var notes: [String]

  public init(dataset: Dataset, quarantine: [QuarantinedRecord], counts: StageCount, notes: [String]) {
    self.dataset = dataset
    self.quarantine = quarantine
    self.counts = counts
    self.notes = notes
  }
}

/// What clean hands on for one source and wave.
public struct CleanResult: Sendable {
  public var dataset: Dataset
  public var audit: AuditLog
  public var quarantine: [QuarantinedRecord]
  public var rules: [RuleSummary]
  public var counts: StageCount
  /// The records that were dropped, as they stood, without derived variables; identities as hashes.
  public var setAside: Table
  /// The records that rules dropped as invalid, with derived variables; nil when there are none.
  public var invalid: InvalidRecords?
  public var quality: [QualityFigure]
  /// Every rule and figure that has a limit.
  public var gates: [GateResult]
  /// Decisions of reviewers that kept a record.
  public var applied: [ReviewDecision]
  /// Lines for the log.
  public var notes: [String]

  public init(
    dataset: Dataset, audit: AuditLog, quarantine: [QuarantinedRecord] = [], rules: [RuleSummary] = [],
    counts: StageCount, setAside: Table? = nil, invalid: InvalidRecords? = nil, quality: [QualityFigure] = [],
    gates: [GateResult] = [], applied: [ReviewDecision] = [], notes: [String] = []
  ) {
    self.dataset = dataset
    self.audit = audit
    self.quarantine = quarantine
    self.rules = rules
    self.counts = counts
    self.setAside = setAside ?? Table([], rowCount: 0)
    self.invalid = invalid
    self.quality = quality
    self.gates = gates
    self.applied = applied
    self.notes = notes
  }
}
