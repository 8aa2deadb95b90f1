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

  /// Changes one column where it lies: nothing is copied unless another table shares it.
  ///
  /// - Parameters:
  ///   - name: of the column.
  ///   - change: must leave it as many rows.
  /// - Returns: what the change returns; nil when there is no such column.
  public mutating func update<Result>(_ name: String, _ change: (inout Column) -> Result) -> Result? {
    guard let position = positions[name] else { return nil }
    defer {
      precondition(columns[position].count == rowCount, "column \(name) has other rows than its table")
    }
    return change(&columns[position])
  }

  /// Parts the table in two: the rows at the given positions, and the others. This one is left empty.
  ///
  /// The others are closed up where they lie, column by column, so where nothing else holds the table, no column is held
  /// twice.
  ///
  /// - Parameter rows: ascending.
  /// - Returns: the rows at the positions, and the others, both in order.
  public mutating func part(_ rows: [Int]) -> (taken: Table, others: Table) {
    var own = columns
    columns = []
    let taken = own.withUnsafeMutableBufferPointer { own in
      // Each item changes its own column.
      nonisolated(unsafe) let own = own
      return parallelMap(count: own.count, threads: availableCores()) { place in
        let taken = own[place].gather(rows)
        own[place].remove(rows)
        return taken
      }
    }
    func table(_ columns: [Column], _ rowCount: Int, _ origins: RowOrigins) -> Table {
      Table(zip(names, columns).map { (name: $0, column: $1) }, rowCount: rowCount, origins: origins)
    }
    let parts = (
      taken: table(taken, rows.count, origins.gather(rows)),
      others: table(own, rowCount - rows.count, origins.removing(rows))
    )
    self = Table([], rowCount: 0)
    return parts
  }
}

extension RowOrigins {
  fileprivate func gather(_ rows: [Int]) -> RowOrigins {
    guard !line.isEmpty else { return RowOrigins(files: files) }
    return RowOrigins(
      files: files, fileIndex: rows.map { fileIndex[$0] }, line: rows.map { line[$0] })
  }

  fileprivate func removing(_ rows: [Int]) -> RowOrigins {
    guard !line.isEmpty, !rows.isEmpty else { return self }
    var isKept = [Bool](repeating: true, count: line.count)
    for row in rows { isKept[row] = false }
    return gather(line.indices.filter { isKept[$0] })
  }
}
