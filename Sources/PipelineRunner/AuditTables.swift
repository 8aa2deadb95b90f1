import SurveyModel
import Tables

/// `audit.csv` and `quarantine.csv`: every changed cell and every record set aside. Lossless, readable by the owner only.
enum AuditTables {
  static func audit(_ entries: [AuditEntry]) -> [UInt8] {
    var csv = CSVWriter()
    for column in [
      "sequence", "source", "wave", "record_id", "unit_id", "variable", "rule_id", "action", "before", "after",
    ] {
      csv.field(column)
    }
    csv.endRow()
    for entry in entries {
      csv.field(entry.sequence)
      csv.field(entry.source)
      csv.field(entry.wave)
      csv.field(entry.record)
      csv.field(entry.unitID)
      csv.field(entry.variable)
      csv.field(entry.rule)
      csv.field(entry.action)
      csv.field(entry.before)
      csv.field(entry.after)
      csv.endRow()
    }
    return csv.bytes
  }

  static func quarantine(_ records: [QuarantinedRecord]) -> [UInt8] {
    var csv = CSVWriter()
    for column in ["stage", "source", "wave", "record_id", "file", "line", "outcome", "rules", "detail"] {
      csv.field(column)
    }
    csv.endRow()
    for record in records {
      csv.field(record.stage)
      csv.field(record.source)
      csv.field(record.wave)
      csv.field(record.record)
      csv.field(record.file)
      csv.field(record.line)
      csv.field(record.outcome)
      csv.field(record.rules.joined(separator: "|"))
      csv.field(record.detail)
      csv.endRow()
    }
    return csv.bytes
  }
}
