import SurveyModel
import Tables

/// The unit of each row as a small number, for counts by unit.
struct UnitCodes {
  /// One a row; the last number is that of rows without a unit.
  let codes: [Int32]
  /// The ids by number; the last is empty.
  let names: [String]
  /// All rows by unit.
  private(set) var all: [String: Int] = [:]

  init(_ table: Table) {
    guard let column = table[unitColumnName], case .category(let values) = column.storage else {
      codes = Array(repeating: 0, count: table.rowCount)
      names = [""]
      all = table.rowCount > 0 ? ["": table.rowCount] : [:]
      return
    }
    let none = Int32(values.dictionary.count)
    names = values.dictionary + [""]
    codes = (0..<table.rowCount).map {
      column.isMissing(at: $0) ? none : Int32(truncatingIfNeeded: values[$0])
    }
    all = counts(0..<Int32(codes.count))
  }

  /// How many of the rows belong to each unit; units with none are left out.
  func counts(_ rows: some Sequence<Int32>) -> [String: Int] {
    var counts = [Int](repeating: 0, count: names.count)
    for row in rows { counts[Int(codes[Int(row)])] += 1 }
    var byName: [String: Int] = [:]
    for (name, count) in zip(names, counts) where count > 0 { byName[name, default: 0] += count }
    return byName
  }

  /// The numbers of the units that are named, in their order.
  var named: [Int] { names.indices.filter { !names[$0].isEmpty } }
}
