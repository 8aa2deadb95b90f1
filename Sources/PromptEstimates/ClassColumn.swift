internal import Estimation
internal import Tables

/// A column, or a crossing of columns, as classes of its rows.
struct ClassColumn: Sendable {
  /// The label of each class; of a crossing, one label a column.
  private(set) var labels: [[String]] = []
  /// The class of each row; -1 where a column is missing.
  private(set) var codes: [Int32]

  init(_ column: Column) {
    codes = [Int32](repeating: -1, count: column.count)
    switch column.storage {
    case .category(let values):
      labels = values.dictionary.map { [$0] }
      for row in codes.indices where !column.isMissing(at: row) { codes[row] = Int32(values[row]) }
    case .int8(let values): number(column) { Int64(values[$0]) }
    case .int16(let values): number(column) { Int64(values[$0]) }
    case .int32(let values): number(column) { Int64(values[$0]) }
    case .int64(let values): number(column) { values[$0] }
    case .double(let values): number(column) { values[$0] }
    case .bool(let values): number(column) { values[$0] }
    case .date(let values): number(column) { values[$0] }
    case .dateTime(let values): number(column) { values[$0] }
    case .text(let values): number(column) { values[$0] }
    case .set(let values): number(column) { values.masks[$0] }
    }
  }

  private mutating func number<Key: Hashable>(_ column: Column, _ key: (Int) -> Key) {
    var known: [Key: Int32] = [:]
    for row in codes.indices where !column.isMissing(at: row) {
      let own = key(row)
      if let code = known[own] {
        codes[row] = code
      } else {
        codes[row] = Int32(labels.count)
        known[own] = Int32(labels.count)
        labels.append([column.codeText(at: row)])
      }
    }
  }

  /// Classes of the combinations that occur.
  init(crossing columns: [ClassColumn], rowCount: Int) {
    guard let first = columns.first else {
      codes = [Int32](repeating: 0, count: rowCount)
      labels = [[]]
      return
    }
    self = first
    for other in columns.dropFirst() {
      var known: [UInt64: Int32] = [:]
      var crossed: [[String]] = []
      for row in codes.indices {
        guard codes[row] >= 0, other.codes[row] >= 0 else {
          codes[row] = -1
          continue
        }
        let pair = UInt64(UInt32(bitPattern: codes[row])) << 32 | UInt64(UInt32(bitPattern: other.codes[row]))
        if let code = known[pair] {
          codes[row] = code
        } else {
          let code = Int32(crossed.count)
          known[pair] = code
          crossed.append(labels[Int(codes[row])] + other.labels[Int(other.codes[row])])
          codes[row] = code
        }
      }
      labels = crossed
    }
  }

  /// The label of a class as messages and strata have it.
  func name(_ code: Int) -> String { labels[code].joined(separator: " × ") }

  /// For designs; every row must have a class.
  var recordClasses: RecordClasses {
    RecordClasses(names: labels.indices.map { name($0) }, classOfRecord: codes.map { Int($0) })
  }

  /// The classes that rows are in, in order: by number where all labels of a column are numbers, else by code point.
  var ordered: [Int] {
    var isThere = [Bool](repeating: false, count: labels.count)
    for code in codes where code >= 0 { isThere[Int(code)] = true }
    let there = labels.indices.filter { isThere[$0] }
    let width = labels.first?.count ?? 0
    let isNumeric = (0..<width).map { column in there.allSatisfy { parseDouble(labels[$0][column]) != nil } }
    return there.sorted { a, b in
      for column in 0..<width where labels[a][column] != labels[b][column] {
        guard isNumeric[column] else { return labels[a][column] < labels[b][column] }
        return (parseDouble(labels[a][column]) ?? 0) < (parseDouble(labels[b][column]) ?? 0)
      }
      return a < b
    }
  }
}
