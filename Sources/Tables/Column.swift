/// The values of one column, typed and contiguous. Cells marked missing hold zero bits, so equal columns are equal bytes.
public enum ColumnStorage: Sendable, Equatable {
  case bool([Bool])
  case int8([Int8])
  case int16([Int16])
  case int32([Int32])
  case int64([Int64])
  case double([Double])
  case category(CategoryStorage)
  case set(SetStorage)
  case text(TextStorage)
  case date([Int32])
  case dateTime([Int64])
}

/// One column: values and, beside them, the kind of missing per cell.
public struct Column: Sendable, Equatable {
  public var storage: ColumnStorage
  /// One kind a row; empty when no cell is missing.
  public var missing: [MissingKind]

  public init(_ storage: ColumnStorage, missing: [MissingKind] = []) {
    self.storage = storage
    self.missing = missing.contains { $0 != .present } ? missing : []
  }

  public var count: Int {
    switch storage {
    case .bool(let values): values.count
    case .int8(let values): values.count
    case .int16(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .double(let values): values.count
    case .category(let values): values.count
    case .set(let values): values.masks.count
    case .text(let values): values.count
    case .date(let values): values.count
    case .dateTime(let values): values.count
    }
  }

  public var type: ColumnType {
    switch storage {
    case .bool: .bool
    case .int8, .int16, .int32, .int64: .integer
    case .double: .double
    case .category: .category
    case .set: .set
    case .text: .text
    case .date: .date
    case .dateTime: .dateTime
    }
  }

  @inlinable
  public func missingKind(at row: Int) -> MissingKind {
    missing.isEmpty ? .present : missing[row]
  }

  @inlinable
  public func isMissing(at row: Int) -> Bool {
    !missing.isEmpty && missing[row] != .present
  }
}

/// Codes into a dictionary of labels; the narrowest width that fits the dictionary.
public struct CategoryStorage: Sendable, Equatable {
  public enum Codes: Sendable, Equatable {
    case uint8([UInt8])
    case uint16([UInt16])
    case uint32([UInt32])
  }

  public var codes: Codes
  /// The category codes in codebook order, or in order of first appearance.
  public var dictionary: [String]

  public init(codes: [Int], dictionary: [String]) {
    self.dictionary = dictionary
    if dictionary.count <= 256 {
      self.codes = .uint8(codes.map { UInt8($0) })
    } else if dictionary.count <= 65_536 {
      self.codes = .uint16(codes.map { UInt16($0) })
    } else {
      self.codes = .uint32(codes.map { UInt32($0) })
    }
  }

  public var count: Int {
    switch codes {
    case .uint8(let values): values.count
    case .uint16(let values): values.count
    case .uint32(let values): values.count
    }
  }

  @inlinable
  public subscript(row: Int) -> Int {
    switch codes {
    case .uint8(let values): Int(values[row])
    case .uint16(let values): Int(values[row])
    case .uint32(let values): Int(values[row])
    }
  }
}

/// A set of up to 64 options a row; bit i stands for `options[i]`.
public struct SetStorage: Sendable, Equatable {
  public var masks: [UInt64]
  public var options: [String]

  public init(masks: [UInt64], options: [String]) {
    self.masks = masks
    self.options = options
  }
}

/// Text of all rows in one arena of UTF-8 bytes.
public struct TextStorage: Sendable, Equatable {
  public var bytes: [UInt8]
  /// `count + 1` offsets; row i is `bytes[offsets[i]..<offsets[i + 1]]`.
  public var offsets: [Int]

  public init() {
    bytes = []
    offsets = [0]
  }

  public init(_ values: some Sequence<String>) {
    self.init()
    for value in values { append(value) }
  }

  public var count: Int { offsets.count - 1 }

  public mutating func append(_ value: String) {
    bytes.append(contentsOf: value.utf8)
    offsets.append(bytes.count)
  }

  public mutating func append(utf8 value: some Sequence<UInt8>) {
    bytes.append(contentsOf: value)
    offsets.append(bytes.count)
  }

  /// The rows of several columns of texts, one after the other.
  public init(joining parts: [TextStorage]) {
    self.init()
    bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
    offsets.reserveCapacity(parts.reduce(1) { $0 + $1.count })
    for part in parts { append(part) }
  }

  /// Appends all rows of another column of texts.
  mutating func append(_ more: TextStorage) {
    let shift = bytes.count
    bytes.append(contentsOf: more.bytes)
    offsets.append(contentsOf: more.offsets.dropFirst().lazy.map { $0 + shift })
  }

  public subscript(row: Int) -> String {
    String(decoding: bytes[offsets[row]..<offsets[row + 1]], as: UTF8.self)
  }
}
