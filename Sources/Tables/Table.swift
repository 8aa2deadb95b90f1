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
    return Table(pairs, rowCount: rows.count, origins: origins.gather(rows))
  }

  /// Takes the table apart: tables of the rows at the given positions, each in its order. This one is left empty.
  ///
  /// A column is let go of as soon as its parts are there, so where nothing else holds the table, it is never held twice.
  /// A part of all rows in order shares the columns.
  public mutating func split(into parts: [[Int]]) -> [Table] {
    defer { self = Table([], rowCount: 0) }
    let isWhole = parts.map { rows in
      rows.count == rowCount && rows.indices.allSatisfy { rows[$0] == $0 }
    }
    var pairs = [[(name: String, column: Column)]](repeating: [], count: parts.count)
    let threads = availableCores()
    for start in stride(from: 0, to: columns.count, by: threads) {
      let some = Array(columns[start..<min(start + threads, columns.count)])
      for place in some.indices { columns[start + place] = Column(.bool([])) }
      let gathered = parallelMap(count: some.count, threads: threads) { place in
        parts.indices.map { isWhole[$0] ? some[place] : some[place].gather(parts[$0]) }
      }
      for (place, ofParts) in gathered.enumerated() {
        for (part, column) in ofParts.enumerated() {
          pairs[part].append((names[start + place], column))
        }
      }
    }
    return zip(parts, pairs).map { Table($1, rowCount: $0.count, origins: origins.gather($0)) }
  }
}

extension RowOrigins {
  fileprivate func gather(_ rows: [Int]) -> RowOrigins {
    guard !line.isEmpty else { return RowOrigins(files: files) }
    return RowOrigins(
      files: files, fileIndex: rows.map { fileIndex[$0] }, line: rows.map { line[$0] })
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
    var end = 0
    for row in rows {
      end += offsets[row + 1] - offsets[row]
      picked.offsets.append(end)
    }
    picked.bytes = [UInt8](unsafeUninitializedCapacity: end) { target, count in
      bytes.withUnsafeBufferPointer { source in
        for row in rows {
          let length = offsets[row + 1] - offsets[row]
          if length > 0, let from = source.baseAddress, let to = target.baseAddress {
            (to + count).initialize(from: from + offsets[row], count: length)
          }
          count += length
        }
      }
    }
    return picked
  }
}
