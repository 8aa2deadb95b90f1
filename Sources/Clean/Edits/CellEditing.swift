import SurveyModel
import Tables

extension Column {
  /// The column after a rule changed the cells of some rows, in ascending order, and the rows whose cell is another now.
  func changed(by action: RuleAction, in rows: [Int32]) -> (column: Column, rows: [Int]) {
    switch action {
    case .setMissing(let kind):
      let changed = rows.map { Int($0) }.filter { missingKind(at: $0) != kind }
      return (settingMissing(changed, kind), changed)
    case .removeOption(let code):
      return removingOption(code, in: rows)
    case .replace, .flag, .drop, .keepLatest, .stop:
      return (self, [])
    }
  }

  /// The column with the given cells missing of one kind, their values zeroed as for every missing cell.
  func settingMissing(_ rows: [Int], _ kind: MissingKind) -> Column {
    guard !rows.isEmpty else { return self }
    var kinds = missing.isEmpty ? [MissingKind](repeating: .present, count: count) : missing
    for row in rows { kinds[row] = kind }
    func zeroed<Value>(_ values: [Value], _ zero: Value) -> [Value] {
      var values = values
      for row in rows { values[row] = zero }
      return values
    }
    let cleared: ColumnStorage =
      switch storage {
      case .bool(let values): .bool(zeroed(values, false))
      case .int8(let values): .int8(zeroed(values, 0))
      case .int16(let values): .int16(zeroed(values, 0))
      case .int32(let values): .int32(zeroed(values, 0))
      case .int64(let values): .int64(zeroed(values, 0))
      case .double(let values): .double(zeroed(values, 0))
      case .category(var values):
        {
          switch values.codes {
          case .uint8(let codes): values.codes = .uint8(zeroed(codes, 0))
          case .uint16(let codes): values.codes = .uint16(zeroed(codes, 0))
          case .uint32(let codes): values.codes = .uint32(zeroed(codes, 0))
          }
          return .category(values)
        }()
      case .set(let values): .set(SetStorage(masks: zeroed(values.masks, 0), options: values.options))
      case .text(let values):
        {
          let gone = Set(rows)
          var kept = TextStorage()
          for row in 0..<values.count {
            kept.append(utf8: gone.contains(row) ? [] : values.bytes[values.offsets[row]..<values.offsets[row + 1]])
          }
          return .text(kept)
        }()
      case .date(let values): .date(zeroed(values, 0))
      case .dateTime(let values): .dateTime(zeroed(values, 0))
      }
    return Column(cleared, missing: kinds)
  }

  /// The column without one option in some rows, and those of them that had it. An answer of which nothing is left is set
  /// missing.
  private func removingOption(_ code: String, in rows: [Int32]) -> (column: Column, rows: [Int]) {
    guard case .set(var values) = storage, let position = values.options.firstIndex(of: code) else { return (self, []) }
    let bit: UInt64 = 1 << UInt64(position)
    let had = rows.map { Int($0) }.filter { values.masks[$0] & bit != 0 && !isMissing(at: $0) }
    for row in had { values.masks[row] &= ~bit }
    let without = Column(.set(values), missing: missing)
    return (without.settingMissing(had.filter { values.masks[$0] == 0 }, .setByRule), had)
  }
}
