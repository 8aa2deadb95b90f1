import Diagnostics
import SurveyModel
import Tables

/// `audit.csv` and `quarantine.csv`: every changed cell and every record set aside. Lossless, readable by the owner only.
enum AuditTables {
  /// - Parameter logs: of all data sets, in their order; lines are numbered through.
  /// - Returns: the bytes of the file.
  static func audit(_ logs: [AuditLog]) -> [UInt8] { auditCSV(logs) }

  /// Reads `audit.csv` back.
  ///
  /// - Throws: kind `content` with every line that is none of an audit.
  static func audit(_ bytes: [UInt8], file: String) throws(DiagnosticError) -> [AuditEntry] {
    let grid = try CSVReader.read(bytes, file: file).grid
    let header = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } : []
    guard header == auditColumns else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "R-023", at: SourceLocation(file: file, line: 1), "this is no audit of this program",
          advice: "The columns are: \(auditColumns.joined(separator: ", "))"))
    }
    var problems: [Diagnostic] = []
    var entries: [AuditEntry] = []
    for row in 1..<grid.rowCount {
      let cells = (0..<grid.cellCount(row: row)).map { grid.text(row, $0) }
      guard cells.count == header.count, let sequence = Int(cells[0]), let wave = Int(cells[2]),
        let action = EditKind(rawValue: cells[7]), let before = MissingKind(name: cells[8]),
        let after = MissingKind(name: cells[10])
      else {
        problems.append(
          Diagnostic(
            .error, code: "R-023", at: SourceLocation(file: file, line: Int(grid.lines[row])),
            "this line is none of an audit", advice: "Take the file as the run wrote it"))
        continue
      }
      entries.append(
        AuditEntry(
          sequence: sequence, source: cells[1], wave: wave, record: cells[3], unitID: cells[4], variable: cells[5],
          rule: cells[6], action: action, before: CellText(kind: before, text: cells[9]),
          after: CellText(kind: after, text: cells[11]), donor: cells[12].isEmpty ? nil : cells[12],
          draw: Int(cells[13])))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    return entries
  }

  static let quarantineColumns = [
    "stage", "source", "wave", "record_id", "file", "line", "outcome", "rules", "detail", "fingerprint",
  ]

  static func quarantine(_ records: [QuarantinedRecord]) -> [UInt8] {
    var csv = CSVWriter()
    csv.row(quarantineColumns)
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
      csv.field(record.fingerprint)
      csv.endRow()
    }
    return csv.bytes
  }

  /// The records that cleaning set aside, by source and wave, as `quarantine.csv` has them.
  ///
  /// - Throws: kind `content` when it is none.
  static func cleanedOut(_ bytes: [UInt8], file: String) throws(DiagnosticError) -> [String: Set<String>] {
    let grid = try CSVReader.read(bytes, file: file).grid
    let header = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } : []
    guard header == quarantineColumns else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "R-023", at: SourceLocation(file: file, line: 1), "this is no quarantine of this program",
          advice: "The columns are: \(quarantineColumns.joined(separator: ", "))"))
    }
    var records: [String: Set<String>] = [:]
    for row in 1..<grid.rowCount where grid.text(row, 0) == "clean" {
      records["\(grid.text(row, 1))-\(grid.text(row, 2))", default: []].insert(grid.text(row, 3))
    }
    return records
  }
}
