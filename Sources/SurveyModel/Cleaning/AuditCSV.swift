import Tables

/// The columns of `audit.csv`.
public let auditColumns = [
  "sequence", "source", "wave", "record_id", "unit_id", "variable", "rule_id", "action", "before_kind", "before",
  "after_kind", "after", "donor", "draw",
]

/// Records of edits as CSV: `audit.csv`, lossless.
///
/// - Parameter logs: of all data sets, in their order; lines are numbered through.
/// - Returns: the bytes of the file.
public func auditCSV(_ logs: [AuditLog]) -> [UInt8] {
  var csv = CSVWriter()
  csv.row(auditColumns)
  var sequence = 0
  for log in logs {
    log.write(to: &csv, after: sequence)
    sequence += log.count
  }
  return csv.bytes
}
