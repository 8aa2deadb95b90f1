/// What makes a column of one type out of cells.
protocol CellSink {
  /// Takes a cell; false, and nothing taken, when it cannot be read as the type.
  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool
  mutating func appendMissing(_ kind: MissingKind)
  func finish() -> Column
}

/// `true`, `false`, `1`, `0`, also in capitals.
struct BoolCells: CellSink {
  private var values: [Bool] = []
  private var missing = MissingBuilder()

  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    switch String(decoding: cell, as: UTF8.self).lowercased() {
    case "true", "1": values.append(true)
    case "false", "0": values.append(false)
    default: return false
    }
    missing.append(.present)
    return true
  }

  mutating func appendMissing(_ kind: MissingKind) {
    values.append(false)
    missing.append(kind)
  }

  func finish() -> Column { Column(.bool(values), missing: missing.kinds) }
}

struct IntegerCells: CellSink {
  private var builder = IntegerColumnBuilder()

  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let value = parseInteger(cell) else { return false }
    builder.append(value)
    return true
  }

  mutating func appendMissing(_ kind: MissingKind) { builder.appendMissing(kind) }

  func finish() -> Column { builder.finish() }
}

struct DoubleCells: CellSink {
  private var builder = DoubleColumnBuilder()

  /// A number too great for a Double is unreadable: infinity is no figure.
  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let value = parseDouble(cell), value.isFinite else { return false }
    builder.append(value)
    return true
  }

  mutating func appendMissing(_ kind: MissingKind) { builder.appendMissing(kind) }

  func finish() -> Column { builder.finish() }
}

struct CategoryCells: CellSink {
  private var builder: CategoryColumnBuilder

  init(_ codes: [String]) {
    builder = CategoryColumnBuilder(dictionary: codes, isClosed: !codes.isEmpty)
  }

  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool { builder.append(cell) }

  mutating func appendMissing(_ kind: MissingKind) { builder.appendMissing(kind) }

  func finish() -> Column { builder.finish() }
}

/// Codes joined by `|`; at most 64 different ones.
struct SetCells: CellSink {
  private var masks: [UInt64] = []
  private var options: ByteInterner
  private let isClosed: Bool
  private var missing = MissingBuilder()

  init(_ codes: [String]) {
    options = ByteInterner(codes)
    isClosed = !codes.isEmpty
  }

  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    var mask: UInt64 = 0
    for part in cell.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
      let code = trimmingSpaces(UnsafeBufferPointer(rebasing: part))
      guard let bit = options.index(of: code) ?? added(code), bit < 64 else { return false }
      mask |= 1 << UInt64(bit)
    }
    masks.append(mask)
    missing.append(.present)
    return true
  }

  private mutating func added(_ code: UnsafeBufferPointer<UInt8>) -> Int? {
    isClosed || options.count == 64 ? nil : options.intern(code)
  }

  mutating func appendMissing(_ kind: MissingKind) {
    masks.append(0)
    missing.append(kind)
  }

  func finish() -> Column {
    Column(.set(SetStorage(masks: masks, options: options.strings)), missing: missing.kinds)
  }
}

struct TextCells: CellSink {
  private var builder = TextColumnBuilder()

  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    builder.append(cell)
    return true
  }

  mutating func appendMissing(_ kind: MissingKind) { builder.appendMissing(kind) }

  func finish() -> Column { builder.finish() }
}

struct DateCells: CellSink {
  private var values: [Int32] = []
  private var missing = MissingBuilder()

  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let days = parseDate(cell) else { return false }
    values.append(days)
    missing.append(.present)
    return true
  }

  mutating func appendMissing(_ kind: MissingKind) {
    values.append(0)
    missing.append(kind)
  }

  func finish() -> Column { Column(.date(values), missing: missing.kinds) }
}

struct DateTimeCells: CellSink {
  private var values: [Int64] = []
  private var missing = MissingBuilder()

  mutating func append(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let seconds = parseDateTime(cell) else { return false }
    values.append(seconds)
    missing.append(.present)
    return true
  }

  mutating func appendMissing(_ kind: MissingKind) {
    values.append(0)
    missing.append(kind)
  }

  func finish() -> Column { Column(.dateTime(values), missing: missing.kinds) }
}
