import SurveyModel
import Tables

/// How audit and quarantine name a row: its record, its unit, and the file and line it was read from.
struct RecordLabels {
  private let ids: Column?
  private let units: Column?
  private let origins: RowOrigins

  init(_ table: Table) {
    ids = table[recordColumnName]
    units = table[unitColumnName]
    origins = table.origins
  }

  /// The record's number in its export; without one, the number of the row from 1.
  func id(_ row: Int) -> String {
    let text = ids.map { $0.isMissing(at: row) ? "" : $0.codeText(at: row) } ?? ""
    return text.isEmpty ? String(row + 1) : text
  }

  /// Empty for a record of no unit.
  func unit(_ row: Int) -> String {
    guard let units, !units.isMissing(at: row) else { return "" }
    return units.codeText(at: row)
  }

  func file(_ row: Int) -> String {
    origins.fileIndex.isEmpty ? "" : origins.files[Int(origins.fileIndex[row])]
  }

  func line(_ row: Int) -> Int { origins.line.isEmpty ? row + 1 : Int(origins.line[row]) }
}
