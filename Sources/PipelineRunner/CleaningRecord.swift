import Clean
import Diagnostics
import SurveyModel
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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

  /// Hits of each rule, for all records and by unit.
  private func rules() -> [UInt8] {
    var csv = CSVWriter()
    csv.row([
      "source", "wave", "rule_id", "title_zh", "title_en", "scope", "severity", "action", "unit_id", "records", "tried",
      "share", "cells", "limit", "verdict",
    ])
    let byID = Dictionary(pipeline.cleaning.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
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
          let gate = verdicts["\(rule.id)\n\(unit)\n"]
          csv.field(result.dataset.source)
          csv.field(summary.wave)
          csv.field(rule.id)
          csv.field(rule.title.zh)
          csv.field(rule.title.en)
          csv.field(rule.scope.rawValue)
          csv.field(rule.severity.rawValue)
          csv.field(rule.action.word)
          csv.field(unit)
          csv.field(records)
          csv.field(tried)
          csv.field(tried > 0 ? Double(records) / Double(tried) : nil)
          csv.field(unit.isEmpty ? String(summary.cells) : "")
          csv.field(gate?.limit)
          csv.field(gate?.verdict.rawValue ?? "")
          csv.endRow()
        }
      }
    }
    return csv.bytes
  }

  private func quality() -> [UInt8] {
    var csv = CSVWriter()
    csv.row(["source", "wave", "measure", "subject", "unit_id", "kind", "numerator", "denominator", "value"])
    for figure in cleaned.flatMap(\.quality) {
      csv.field(figure.source)
      csv.field(figure.wave)
      csv.field(figure.measure.rawValue)
      csv.field(figure.subject)
      csv.field(figure.unitID)
      csv.field(figure.kind)
      csv.field(figure.numerator)
      csv.field(figure.denominator)
      csv.field(figure.value)
      csv.endRow()
    }
    return csv.bytes
  }

  /// Records that a reviewer kept.
  private func decisions() -> [UInt8] {
    var csv = CSVWriter()
    csv.row(["source", "wave", "record_id", "rule_id", "reason", "by"])
    for result in cleaned {
      for decision in result.applied {
        csv.row([
          result.dataset.source, String(result.dataset.wave), decision.record, decision.rule, decision.reason,
          decision.author,
        ])
      }
    }
    return csv.bytes
  }

  private struct Gates: Encodable {
    struct Gate: Encodable {
      var source: String
      var wave: Int
      var gate: String
      var subject: String
      var unit: String
      var value: Double
      var limit: Double?
      var verdict: String
      var worst: [String]
    }

    var pass: Int
    var warn: Int
    var error: Int
    var gates: [Gate]
  }

  private func gates() throws(DiagnosticError) -> [UInt8] {
    let results = cleaned.flatMap(\.gates)
    let gates = Gates(
      pass: results.count { $0.verdict == .pass }, warn: results.count { $0.verdict == .warn },
      error: results.count { $0.verdict == .error },
      gates: results.map {
        Gates.Gate(
          source: $0.source, wave: $0.wave, gate: $0.gate, subject: $0.subject, unit: $0.unitID, value: $0.value,
          limit: $0.limit, verdict: $0.verdict.rawValue, worst: $0.worst)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(gates)) + [UInt8(ascii: "\n")]
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
  var csv = CSVWriter()
  csv.row([
    "wave", "unit_id", "unit_zh", "unit_en", "indicator_id", "dropped", "score", "score_with_dropped", "difference",
  ])
  let others = Dictionary(
    dropped.scores.map { ("\($0.unitID)\n\($0.nodeID)", $0.value) }, uniquingKeysWith: { first, _ in first })
  for score in published.scores where score.wave == wave {
    let other = others["\(score.unitID)\n\(score.nodeID)"] ?? nil
    let unit = published.units[score.unitID]
    csv.field(score.wave)
    csv.field(score.unitID)
    csv.field(unit?.name.zh ?? "")
    csv.field(unit?.name.en ?? "")
    csv.field(score.nodeID)
    csv.field(unit?.level == "city" ? dropped.total : dropped.counts[score.unitID] ?? 0)
    csv.field(score.value)
    csv.field(other)
    csv.field(score.value.flatMap { value in other.map { $0 - value } })
    csv.endRow()
  }
  return csv.bytes
}
