import SurveyModel
import Tables

/// The unit of each row as a small number, for counts by unit.
struct UnitCodes {
  /// One a row; the last number is that of rows without a unit.
  private let codes: [Int]
  /// The ids by number; the last is empty.
  private let names: [String]
  /// All rows by unit.
  private(set) var all: [String: Int] = [:]

  init(_ table: Table) {
    guard let column = table[unitColumnName], case .category(let values) = column.storage else {
      codes = Array(repeating: 0, count: table.rowCount)
      names = [""]
      all = table.rowCount > 0 ? ["": table.rowCount] : [:]
      return
    }
    names = values.dictionary + [""]
    codes = (0..<table.rowCount).map { column.isMissing(at: $0) ? values.dictionary.count : values[$0] }
    all = counts(codes.indices)
  }

  /// How many of the rows belong to each unit; units with none are left out.
  func counts(_ rows: some Sequence<Int>) -> [String: Int] {
    var counts = [Int](repeating: 0, count: names.count)
    for row in rows { counts[codes[row]] += 1 }
    var byName: [String: Int] = [:]
    for (name, count) in zip(names, counts) where count > 0 { byName[name, default: 0] += count }
    return byName
  }

  /// The rows, in order, of each unit; rows without one are left out.
  func grouped(_ rows: [Int]) -> [(unit: String, rows: [Int])] {
    var groups = [[Int]](repeating: [], count: names.count)
    for row in rows { groups[codes[row]].append(row) }
    return zip(names, groups).filter { !$0.0.isEmpty && !$0.1.isEmpty }.map { ($0.0, $0.1) }
  }
}
