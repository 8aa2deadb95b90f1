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
    let grid = try read(bytes, file: file, as: "audit", columns: auditColumns)
    var problems: [Diagnostic] = []
    var entries: [AuditEntry] = []
    for row in 1..<grid.rowCount {
      let cells = (0..<grid.cellCount(row: row)).map { grid.text(row, $0) }
      guard cells.count == auditColumns.count, let sequence = Int(cells[0]), let wave = Int(cells[2]),
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

  private static var quarantineColumns: [CSVColumn<QuarantinedRecord>] {
    [
      .text("stage") { $0.stage }, .text("source") { $0.source }, .integer("wave") { $0.wave },
      .text("record_id") { $0.record }, .text("file") { $0.file }, .integer("line") { $0.line },
      .text("outcome") { $0.outcome }, .text("rules") { $0.rules.joined(separator: "|") },
      .text("detail") { $0.detail }, .text("fingerprint") { $0.fingerprint },
    ]
  }

  static func quarantine(_ records: [QuarantinedRecord]) -> [UInt8] { csvTable(records, quarantineColumns) }

  /// The records that cleaning set aside, by source and wave, as `quarantine.csv` has them.
  ///
  /// - Throws: kind `content` when it is none.
  static func cleanedOut(_ bytes: [UInt8], file: String) throws(DiagnosticError) -> [String: Set<String>] {
    let names = quarantineColumns.flatMap(\.names)
    let grid = try read(bytes, file: file, as: "quarantine", columns: names)
    var records: [String: Set<String>] = [:]
    for row in 1..<grid.rowCount where grid.text(row, 0) == "clean" {
      records["\(grid.text(row, 1))-\(grid.text(row, 2))", default: []].insert(grid.text(row, 3))
    }
    return records
  }

  /// The cells of a file, its header included.
  ///
  /// - Throws: kind `content` when its columns are others.
  private static func read(
    _ bytes: [UInt8], file: String, as what: String, columns: [String]
  ) throws(DiagnosticError) -> CellGrid {
    let grid = try CSVReader.read(bytes, file: file).grid
    let header = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } : []
    guard header == columns else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "R-023", at: SourceLocation(file: file, line: 1), "this is no \(what) of this program",
          advice: "The columns are: \(columns.joined(separator: ", "))"))
    }
    return grid
  }
}
