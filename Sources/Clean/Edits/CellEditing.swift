import SurveyModel
import Tables

extension Column {
  /// The rows, of some in ascending order, whose cells an action would change.
  func changed(by action: RuleAction, in rows: [Int32]) -> [Int32] {
    switch action {
    case .setMissing(let kind): return rows.filter { missingKind(at: Int($0)) != kind }
    case .removeOption(let code):
      guard case .set(let values) = storage, let bit = values.bit(of: code) else { return [] }
      return rows.filter { values.masks[Int($0)] & bit != 0 && !isMissing(at: Int($0)) }
    case .replace, .flag, .drop, .keepLatest, .stop: return []
    }
  }

  /// Changes the cells of some rows where they lie; each is one that the action changes.
  mutating func apply(_ action: RuleAction, to rows: [Int32]) {
    switch action {
    case .setMissing(let kind): setMissing(rows, kind)
    case .removeOption(let code): removeOption(code, in: rows)
    case .replace, .flag, .drop, .keepLatest, .stop: break
    }
  }

  /// Makes cells missing of one kind, their values zeroed as for every missing cell.
  mutating func setMissing(_ rows: [Int32], _ kind: MissingKind) {
    guard !rows.isEmpty else { return }
    if missing.isEmpty { missing = [MissingKind](repeating: .present, count: count) }
    for row in rows { missing[Int(row)] = kind }
    if !missing.contains(where: { $0 != .present }) { missing = [] }
    func zero<Value>(_ values: inout [Value], _ nothing: Value) {
      for row in rows { values[Int(row)] = nothing }
    }
    // The column lets go of its values before they are changed, so that they are not copied.
    switch storage {
    case .bool(var values):
      storage = .bool([])
      zero(&values, false)
      storage = .bool(values)
    case .int8(var values):
      storage = .bool([])
      zero(&values, 0)
      storage = .int8(values)
    case .int16(var values):
      storage = .bool([])
      zero(&values, 0)
      storage = .int16(values)
    case .int32(var values):
      storage = .bool([])
      zero(&values, 0)
      storage = .int32(values)
    case .int64(var values):
      storage = .bool([])
      zero(&values, 0)
      storage = .int64(values)
    case .double(var values):
      storage = .bool([])
      zero(&values, 0)
      storage = .double(values)
    case .category(var values):
      storage = .bool([])
      values.zero(rows)
      storage = .category(values)
    case .set(var values):
      storage = .bool([])
      zero(&values.masks, 0)
      storage = .set(values)
    case .text(let values): storage = .text(values.emptying(rows))
    case .date(var values):
      storage = .bool([])
      zero(&values, 0)
      storage = .date(values)
    case .dateTime(var values):
      storage = .bool([])
      zero(&values, 0)
      storage = .dateTime(values)
    }
  }

  /// Takes one option out of the answers of some rows, which all have it. An answer of which nothing is left is set
  /// missing.
  private mutating func removeOption(_ code: String, in rows: [Int32]) {
    guard case .set(var values) = storage, let bit = values.bit(of: code) else { return }
    storage = .bool([])
    for row in rows { values.masks[Int(row)] &= ~bit }
    let emptied = rows.filter { values.masks[Int($0)] == 0 }
    storage = .set(values)
    values = SetStorage(masks: [], options: [])
    setMissing(emptied, .setByRule)
  }
}

extension SetStorage {
  fileprivate func bit(of code: String) -> UInt64? {
    options.firstIndex(of: code).map { 1 << UInt64($0) }
  }
}

extension CategoryStorage {
  fileprivate mutating func zero(_ rows: [Int32]) {
    switch codes {
    case .uint8(var values):
      codes = .uint8([])
      for row in rows { values[Int(row)] = 0 }
      codes = .uint8(values)
    case .uint16(var values):
      codes = .uint8([])
      for row in rows { values[Int(row)] = 0 }
      codes = .uint16(values)
    case .uint32(var values):
      codes = .uint8([])
      for row in rows { values[Int(row)] = 0 }
      codes = .uint32(values)
    }
  }
}

extension TextStorage {
  /// The texts with nothing in some rows.
  fileprivate func emptying(_ rows: [Int32]) -> TextStorage {
    let gone = Set(rows)
    var kept = TextStorage()
    kept.offsets.reserveCapacity(offsets.count)
    for row in 0..<count {
      kept.append(
        utf8: gone.contains(Int32(truncatingIfNeeded: row)) ? [] : bytes[offsets[row]..<offsets[row + 1]])
    }
    return kept
  }
}
