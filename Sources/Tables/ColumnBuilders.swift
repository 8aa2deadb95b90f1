/// Whole numbers gathered row by row; the column takes the narrowest width that fits.
public struct IntegerColumnBuilder: Sendable {
  private var values: [Int64] = []
  private var missing = MissingBuilder()

  public init(capacity: Int = 0) { values.reserveCapacity(capacity) }

  public mutating func append(_ value: Int64) {
    values.append(value)
    missing.append(.present)
  }

  public mutating func appendMissing(_ kind: MissingKind) {
    values.append(0)
    missing.append(kind)
  }

  public func finish() -> Column {
    Column(narrowIntegers(values), missing: missing.kinds)
  }
}

/// The values in the narrowest of 8, 16, 32 and 64 bits that holds them all.
public func narrowIntegers(_ values: [Int64]) -> ColumnStorage {
  let low = values.min() ?? 0
  let high = values.max() ?? 0
  func fits<T: FixedWidthInteger>(_: T.Type) -> Bool { low >= Int64(T.min) && high <= Int64(T.max) }
  if fits(Int8.self) { return .int8(values.map { Int8(truncatingIfNeeded: $0) }) }
  if fits(Int16.self) { return .int16(values.map { Int16(truncatingIfNeeded: $0) }) }
  if fits(Int32.self) { return .int32(values.map { Int32(truncatingIfNeeded: $0) }) }
  return .int64(values)
}

/// Numbers gathered row by row.
public struct DoubleColumnBuilder: Sendable {
  private var values: [Double] = []
  private var missing = MissingBuilder()

  public init(capacity: Int = 0) { values.reserveCapacity(capacity) }

  public mutating func append(_ value: Double) {
    values.append(value)
    missing.append(.present)
  }

  public mutating func appendMissing(_ kind: MissingKind) {
    values.append(0)
    missing.append(kind)
  }

  public func finish() -> Column { Column(.double(values), missing: missing.kinds) }
}

/// Categories gathered row by row, interned by their bytes.
public struct CategoryColumnBuilder: Sendable {
  private var codes: [Int] = []
  private var missing = MissingBuilder()
  private var interner: ByteInterner
  /// Whether codes that are not in the given dictionary are refused.
  public let isClosed: Bool

  /// - Parameters:
  ///   - dictionary: codes known beforehand, in codebook order.
  ///   - isClosed: whether other codes are refused; otherwise they are added in order of first appearance.
  ///   - capacity: rows to make room for.
  public init(dictionary: [String] = [], isClosed: Bool = false, capacity: Int = 0) {
    interner = ByteInterner(dictionary)
    self.isClosed = isClosed
    codes.reserveCapacity(capacity)
  }

  /// Appends a code; false, and nothing appended, when the dictionary is closed and does not have it.
  public mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    if isClosed {
      guard let code = interner.index(of: utf8) else { return false }
      append(code: code)
    } else {
      append(code: interner.intern(utf8))
    }
    return true
  }

  public mutating func append(_ utf8: ArraySlice<UInt8>) -> Bool {
    utf8.withUnsafeBufferPointer { append($0) }
  }

  public mutating func append(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { append($0) }
  }

  /// Appends a code by its position in the dictionary.
  public mutating func append(code: Int) {
    codes.append(code)
    missing.append(.present)
  }

  public mutating func appendMissing(_ kind: MissingKind) {
    codes.append(0)
    missing.append(kind)
  }

  public func finish() -> Column {
    Column(.category(CategoryStorage(codes: codes, dictionary: interner.strings)), missing: missing.kinds)
  }
}

/// Texts gathered row by row.
public struct TextColumnBuilder: Sendable {
  private var storage = TextStorage()
  private var missing = MissingBuilder()

  public init() {}

  public mutating func append(_ utf8: ArraySlice<UInt8>) {
    storage.append(utf8: utf8)
    missing.append(.present)
  }

  mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) {
    storage.append(utf8: utf8)
    missing.append(.present)
  }

  public mutating func append(_ text: String) {
    storage.append(text)
    missing.append(.present)
  }

  public mutating func appendMissing(_ kind: MissingKind) {
    storage.append(utf8: EmptyCollection())
    missing.append(kind)
  }

  public func finish() -> Column { Column(.text(storage), missing: missing.kinds) }
}

/// Kinds of missing gathered row by row; takes no room as long as nothing is missing.
struct MissingBuilder: Sendable {
  private(set) var kinds: [MissingKind] = []
  private var count = 0

  mutating func append(_ kind: MissingKind) {
    count += 1
    if kinds.isEmpty {
      guard kind != .present else { return }
      kinds = [MissingKind](repeating: .present, count: count - 1)
    }
    kinds.append(kind)
  }
}
