extension Column {
  /// The values as numbers, NaN for missing cells; days for dates, seconds for times; nil for columns of another type.
  public var numericValues: [Double]? {
    var values: [Double]
    switch storage {
    case .int8(let stored): values = stored.map(Double.init)
    case .int16(let stored): values = stored.map(Double.init)
    case .int32(let stored), .date(let stored): values = stored.map(Double.init)
    case .int64(let stored), .dateTime(let stored): values = stored.map(Double.init)
    case .double(let stored): values = stored.map { $0.isFinite ? $0 : .nan }
    case .bool, .category, .set, .text: return nil
    }
    for row in missing.indices where missing[row] != .present { values[row] = .nan }
    return values
  }
}
