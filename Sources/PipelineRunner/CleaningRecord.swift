import Clean
import Diagnostics
import SurveyModel
import Tables

/// The files that say what cleaning did: audit, quarantine, rules, quality, gates.
struct CleaningRecord {
  private let cleaned: [CleanResult]
  private let quarantine: [QuarantinedRecord]
  private let pipeline: PipelineDefinition

  init(_ cleaned: [CleanResult], quarantine: [QuarantinedRecord], pipeline: PipelineDefinition) {
    self.cleaned = cleaned
    self.quarantine = quarantine
    self.pipeline = pipeline
  }

  func files() throws(DiagnosticError) -> [RunFile] {
    [
      RunFile("audit.csv", AuditTables.audit(cleaned.map(\.audit)), confidential: true),
      RunFile("quarantine.csv", AuditTables.quarantine(quarantine), confidential: true),
      RunFile("rules.csv", rules(), confidential: true),
      RunFile("quality.csv", quality(), confidential: true),
      RunFile("decisions.csv", decisions(), confidential: true),
      RunFile("gates.json", try gates(), confidential: true),
    ]
  }

  /// What a rule did, to all records or to those of one unit.
  private struct RuleHits {
    var source: String
    var summary: RuleSummary
    var rule: CleaningRule
    /// Empty: all of them.
    var unitID: String
    var records: Int
    var tried: Int
    var gate: GateResult?
  }

  /// Hits of each rule, for all records and by unit.
  private func rules() -> [UInt8] {
    csvTable(
      ruleHits,
      [
        .text("source") { $0.source }, .integer("wave") { $0.summary.wave }, .text("rule_id") { $0.rule.id },
        .text("title_zh") { $0.rule.title.zh }, .text("title_en") { $0.rule.title.en },
        .text("scope") { $0.rule.scope.rawValue }, .text("severity") { $0.rule.severity.rawValue },
        .text("action") { $0.rule.action.word }, .text("unit_id") { $0.unitID }, .integer("records") { $0.records },
        .integer("tried") { $0.tried },
        .number("share") { $0.tried > 0 ? Double($0.records) / Double($0.tried) : nil },
        .integer("cells") { $0.unitID.isEmpty ? $0.summary.cells : nil }, .number("limit") { $0.gate?.limit },
        .text("verdict") { $0.gate?.verdict.rawValue },
      ])
  }

  private var ruleHits: [RuleHits] {
    let byID = Dictionary(pipeline.cleaning.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var hits: [RuleHits] = []
    for result in cleaned {
      let verdicts = Dictionary(
        result.gates.map { ("\($0.gate)\n\($0.unitID)\n\($0.subject)", $0) }, uniquingKeysWith: { first, _ in first })
      for summary in result.rules {
        guard let rule = byID[summary.rule] else { continue }
        let units =
          [("", summary.records, summary.tried)]
          + summary.triedByUnit.sorted { $0.key < $1.key }.filter { !$0.key.isEmpty }
          .map { ($0.key, summary.recordsByUnit[$0.key] ?? 0, $0.value) }
        for (unit, records, tried) in units {
          hits.append(
            RuleHits(
              source: result.dataset.source, summary: summary, rule: rule, unitID: unit, records: records,
              tried: tried, gate: verdicts["\(rule.id)\n\(unit)\n"]))
        }
      }
    }
    return hits
  }

  private func quality() -> [UInt8] {
    csvTable(
      cleaned.flatMap(\.quality),
      [
        .text("source") { $0.source }, .integer("wave") { $0.wave }, .text("measure") { $0.measure.rawValue },
        .text("subject") { $0.subject }, .text("unit_id") { $0.unitID }, .text("kind") { $0.kind },
        .number("numerator") { $0.numerator }, .number("denominator") { $0.denominator },
        .number("value") { $0.value },
      ])
  }

  /// Records that a reviewer kept.
  private func decisions() -> [UInt8] {
    csvTable(
      cleaned.flatMap { result in
        result.applied.map { (source: result.dataset.source, wave: result.dataset.wave, decision: $0) }
      },
      [
        .text("source") { $0.source }, .integer("wave") { $0.wave },
        .text("record_id") { $0.decision.record }, .text("rule_id") { $0.decision.rule },
        .text("reason") { $0.decision.reason }, .text("by") { $0.decision.author },
      ])
  }

  private func gates() throws(DiagnosticError) -> [UInt8] {
    let results = cleaned.flatMap(\.gates)
    let gates = GatesDocument(
      pass: results.count { $0.verdict == .pass }, warn: results.count { $0.verdict == .warn },
      error: results.count { $0.verdict == .error },
      gates: results.map {
        GatesDocument.Gate(
          source: $0.source, wave: $0.wave, gate: $0.gate, subject: $0.subject, unit: $0.unitID, value: $0.value,
          limit: $0.limit, verdict: $0.verdict.rawValue, worst: $0.worst)
      })
    do {
      return try jsonDocument(gates)
    } catch {
      throw DiagnosticError(
        .internalError, Diagnostic(.error, code: "B-003", "gates.json could not be written: \(error)"))
    }
  }
}

extension RuleAction {
  /// The word of cleaning.yaml.
  var word: String {
    switch self {
    case .flag: "flag"
    case .drop: "drop"
    case .setMissing: "set_missing"
    case .removeOption: "remove_option"
    case .replace: "replace"
    case .keepLatest: "keep_latest"
    case .stop: "stop"
    }
  }
}

extension CleanResult {
  /// Records dropped as invalid, by unit.
  var invalidByUnit: [String: Int] {
    let labels = RecordLabels(setAside)
    let invalid = Set(quarantine.filter { $0.outcome == RecordOutcome.invalid.rawValue }.map(\.record))
    var counts: [String: Int] = [:]
    for row in 0..<setAside.rowCount where invalid.contains(labels.id(row)) {
      counts[labels.unit(row), default: 0] += 1
    }
    return counts
  }
}

/// `data/dropped_records.csv`: every score with and without the records that rules dropped as invalid, by unit.
func droppedRecordsTable(_ dropped: DroppedRecords, _ published: Evaluation, wave: Int) -> [UInt8] {
  let others = Dictionary(
    dropped.scores.map { ("\($0.unitID)\n\($0.nodeID)", $0.value) }, uniquingKeysWith: { first, _ in first })
  let rows = published.scores.lazy.filter { $0.wave == wave }.map { score in
    (score: score, unit: published.units[score.unitID], other: others["\(score.unitID)\n\(score.nodeID)"] ?? nil)
  }
  return csvTable(
    rows,
    [
      .integer("wave") { $0.score.wave }, .text("unit_id") { $0.score.unitID },
      .text("unit_zh") { $0.unit?.name.zh }, .text("unit_en") { $0.unit?.name.en },
      .text("indicator_id") { $0.score.nodeID },
      .integer("dropped") { row in
        row.unit?.level == "city" ? dropped.total : dropped.counts[row.score.unitID] ?? 0
      },
      .number("score") { $0.score.value }, .number("score_with_dropped") { $0.other },
      .number("difference") { row in row.score.value.flatMap { value in row.other.map { $0 - value } } },
    ])
}
