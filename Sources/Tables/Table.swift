/// Where each row was read: a file and the line (CSV) or record number (XLSX row, XML record) in it.
public struct RowOrigins: Sendable, Equatable {
  /// The files, as the analyst named them.
  public var files: [String]
  /// Index into `files`, one a row.
  public var fileIndex: [UInt32]
  /// Line or record number from 1, one a row.
  public var line: [Int32]

  public init(files: [String] = [], fileIndex: [UInt32] = [], line: [Int32] = []) {
    self.files = files
    self.fileIndex = fileIndex
    self.line = line
  }
}

/// A columnar table: a value, cheap to copy (columns are shared until written to).
public struct Table: Sendable {
  public private(set) var names: [String]
  public private(set) var columns: [Column]
  public let rowCount: Int
  /// Empty when rows have no file of origin.
  public var origins: RowOrigins
  private var positions: [String: Int]

  /// - Precondition: names are unique and every column has `rowCount` rows; both are the caller's own doing, never data's.
  public init(_ pairs: [(name: String, column: Column)], rowCount: Int, origins: RowOrigins = RowOrigins()) {
    names = pairs.map(\.name)
    columns = pairs.map(\.column)
    self.rowCount = rowCount
    self.origins = origins
    positions = Dictionary(uniqueKeysWithValues: pairs.enumerated().map { ($1.name, $0) })
    for pair in pairs {
      precondition(pair.column.count == rowCount, "column \(pair.name) has \(pair.column.count) rows, not \(rowCount)")
    }
  }

  public func position(of name: String) -> Int? { positions[name] }

  public subscript(name: String) -> Column? {
    positions[name].map { columns[$0] }
  }

  /// Adds a column, or replaces the one of that name.
  public mutating func set(_ name: String, _ column: Column) {
    precondition(column.count == rowCount, "column \(name) has \(column.count) rows, not \(rowCount)")
    if let position = positions[name] {
      columns[position] = column
    } else {
      positions[name] = columns.count
      names.append(name)
      columns.append(column)
    }
  }

  /// A table of the named columns that exist, in the given order; shares their storage.
  public func selecting(_ wanted: [String]) -> Table {
    let pairs = wanted.compactMap { name in self[name].map { (name: name, column: $0) } }
    return Table(pairs, rowCount: rowCount, origins: origins)
  }

  /// The rows at the given positions, in that order.
  public func gather(_ rows: [Int]) -> Table {
    let pairs = zip(names, columns).map { (name: $0, column: $1.gather(rows)) }
    var kept = RowOrigins(files: origins.files)
    if !origins.line.isEmpty {
      kept.fileIndex = rows.map { origins.fileIndex[$0] }
      kept.line = rows.map { origins.line[$0] }
    }
    return Table(pairs, rowCount: rows.count, origins: kept)
  }
}

extension Column {
  /// The cells at the given rows, in that order.
  public func gather(_ rows: [Int]) -> Column {
    let picked: ColumnStorage =
      switch storage {
      case .bool(let values): .bool(rows.map { values[$0] })
      case .int8(let values): .int8(rows.map { values[$0] })
      case .int16(let values): .int16(rows.map { values[$0] })
      case .int32(let values): .int32(rows.map { values[$0] })
      case .int64(let values): .int64(rows.map { values[$0] })
      case .double(let values): .double(rows.map { values[$0] })
      case .category(let values): .category(values.gather(rows))
      case .set(let values): .set(SetStorage(masks: rows.map { values.masks[$0] }, options: values.options))
      case .text(let values): .text(values.gather(rows))
      case .date(let values): .date(rows.map { values[$0] })
      case .dateTime(let values): .dateTime(rows.map { values[$0] })
      }
    return Column(picked, missing: missing.isEmpty ? [] : rows.map { missing[$0] })
  }
}

extension CategoryStorage {
  func gather(_ rows: [Int]) -> CategoryStorage {
    var copy = self
    switch codes {
    case .uint8(let values): copy.codes = .uint8(rows.map { values[$0] })
    case .uint16(let values): copy.codes = .uint16(rows.map { values[$0] })
    case .uint32(let values): copy.codes = .uint32(rows.map { values[$0] })
    }
    return copy
  }
}

extension TextStorage {
  func gather(_ rows: [Int]) -> TextStorage {
    var picked = TextStorage()
    picked.offsets.reserveCapacity(rows.count + 1)
    for row in rows { picked.append(utf8: bytes[offsets[row]..<offsets[row + 1]]) }
    return picked
  }
}
