extension Table {
  /// The rows of this table, then those of another.
  ///
  /// - Parameter other: a table of the same columns; its own columns beside them are left out.
  /// - Returns: nil when it lacks a column, or has one with values of another type or with more options than a set holds.
  public func appending(_ other: Table) -> Table? {
    var pairs: [(name: String, column: Column)] = []
    for (name, column) in zip(names, columns) {
      guard let more = other[name], let joined = column.appending(more) else { return nil }
      pairs.append((name, joined))
    }
    var joined = RowOrigins(files: origins.files)
    if !origins.line.isEmpty || rowCount == 0, !other.origins.line.isEmpty || other.rowCount == 0 {
      let places = other.origins.files.map { file -> UInt32 in
        if let place = joined.files.firstIndex(of: file) { return UInt32(truncatingIfNeeded: place) }
        joined.files.append(file)
        return UInt32(truncatingIfNeeded: joined.files.count - 1)
      }
      joined.fileIndex = origins.fileIndex + other.origins.fileIndex.map { places[Int($0)] }
      joined.line = origins.line + other.origins.line
    }
    return Table(pairs, rowCount: rowCount + other.rowCount, origins: joined)
  }
}

extension Column {
  /// The cells of this column, then those of another of the same type; nil when it is of another type, or the options of
  /// the two are more than a set holds.
  public func appending(_ other: Column) -> Column? {
    let joined: ColumnStorage
    switch (storage, other.storage) {
    case (.bool(let first), .bool(let second)): joined = .bool(first + second)
    case (.double(let first), .double(let second)): joined = .double(first + second)
    case (.date(let first), .date(let second)): joined = .date(first + second)
    case (.dateTime(let first), .dateTime(let second)): joined = .dateTime(first + second)
    case (.category(let first), .category(let second)): joined = .category(first.appending(second))
    case (.set(let first), .set(let second)):
      guard let set = first.appending(second) else { return nil }
      joined = .set(set)
    case (.text(var first), .text(let second)):
      first.append(second)
      joined = .text(first)
    default:
      guard let first = wholeNumbers, let second = other.wholeNumbers else { return nil }
      joined = narrowIntegers(first + second)
    }
    guard !missing.isEmpty || !other.missing.isEmpty else { return Column(joined) }
    func kinds(_ column: Column) -> [MissingKind] {
      column.missing.isEmpty ? [MissingKind](repeating: .present, count: column.count) : column.missing
    }
    return Column(joined, missing: kinds(self) + kinds(other))
  }

  /// The values of a column of whole numbers.
  private var wholeNumbers: [Int64]? {
    switch storage {
    case .int8(let values): values.map(Int64.init)
    case .int16(let values): values.map(Int64.init)
    case .int32(let values): values.map(Int64.init)
    case .int64(let values): values
    default: nil
    }
  }
}

extension CategoryStorage {
  fileprivate func appending(_ other: CategoryStorage) -> CategoryStorage {
    var words = dictionary
    var places = Dictionary(words.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let own = other.dictionary.map { word -> Int in
      if let place = places[word] { return place }
      places[word] = words.count
      words.append(word)
      return words.count - 1
    }
    return CategoryStorage(
      codes: (0..<count).map { self[$0] } + (0..<other.count).map { own.isEmpty ? 0 : own[other[$0]] },
      dictionary: words)
  }
}

extension SetStorage {
  fileprivate func appending(_ other: SetStorage) -> SetStorage? {
    if options == other.options { return SetStorage(masks: masks + other.masks, options: options) }
    var words = options
    let places = other.options.map { option -> Int in
      if let place = words.firstIndex(of: option) { return place }
      words.append(option)
      return words.count - 1
    }
    guard words.count <= 64 else { return nil }
    let moved = other.masks.map { mask in
      places.indices.reduce(UInt64(0)) { mask >> UInt64($1) & 1 == 1 ? $0 | 1 << UInt64(places[$1]) : $0 }
    }
    return SetStorage(masks: masks + moved, options: words)
  }
}
