import Diagnostics
import Tables

/// Records that share a key with others: the same credit code, device or address more than `maximum` times.
///
/// A record with a part of the key missing is nobody's duplicate. All records of the key are struck; which of them stays
/// is for `keep_latest` to say.
///
/// Figure: the records of the key; the other record is the first of the others.
///
/// - Complexity: linear in records.
struct DuplicateKeys: RecordCheck {
  static let name = "duplicate_keys"

  /// The columns that make the key.
  var key: [String]
  /// The most records of a key that are let pass.
  var maximum = 1

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let columns = lookup.columns(key, in: table)
    lookup.require(!key.isEmpty, "no key", advice: "Name the columns that make the key")
    lookup.require(maximum >= 1, "at most \(maximum) records of a key", advice: "Let at least 1 record pass")
    try lookup.finish()

    let keyed = rowsWithValues(in: columns, rowCount: table.rowCount)
    let grouped = RowPartition(columns, rowCount: table.rowCount).grouped(keyed, moreThan: maximum)
    var struck: [StruckRow] = []
    for group in 0..<grouped.count {
      let rows = grouped[group]
      let first = rows[rows.startIndex]
      for row in rows {
        let other = row == first ? rows.dropFirst().first : first
        struck.append(StruckRow(row, figure: Double(rows.count), otherRow: other))
      }
    }
    return CheckResult(struck.sorted { $0.row < $1.row })
  }
}
