public import Diagnostics

/// What was made of the pieces of a delimited file.
public struct CSVPieces<Made: Sendable>: Sendable {
  /// One for each piece that has rows, in the order of the file.
  public var made: [Made]
  public var encoding: TextEncoding
  public var separator: UInt8
  /// Rows with more or fewer cells than the header, in order.
  public var setAside: [CSVTableReading.SetAsideRow]
  /// Warnings: renamed columns, broken quotes, rows set aside.
  public var diagnostics: [Diagnostic]
}

extension CSVTableReader {
  /// Reads a file piece by piece, for sums and counts over files that need not fit into memory.
  ///
  /// Each piece is a table of a few thousand rows in the types that the whole file would have, but for two things: whole
  /// numbers in one piece may be decimal in another, and texts that are found out are categories, whose dictionary is
  /// the piece's own. Rows have no origin.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - file: the path that messages name.
  ///   - options: separator, encoding, types, where they are known.
  ///   - body: what is made of a piece, on the thread that read it. It may be called for rows that turn out to be no
  ///     rows, or of another type, and are read again; what it made of them is dropped.
  /// - Returns: what was made of the pieces, in order. With the same `chunkSize` the pieces are the same for any number
  ///   of threads.
  /// - Throws: as ``read(_:shownAs:options:)``.
  public static func mapPieces<Made: Sendable>(
    _ path: String, shownAs file: String, options: CSVTableOptions = CSVTableOptions(),
    _ body: @escaping @Sendable (Table) -> Made
  ) throws(DiagnosticError) -> CSVPieces<Made> {
    let mapped = try MappedFile(path, shownAs: file)
    let pieces = try mapped.withBytes { (bytes) throws(DiagnosticError) in
      try CSVTableRead(file: file, options: options).mapPieces(bytes, body)
    }
    try mapped.checkUnchanged(shownAs: file)
    return pieces
  }
}

extension CSVTableRead {
  func mapPieces<Made: Sendable>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: @escaping @Sendable (Table) -> Made
  ) throws(DiagnosticError) -> CSVPieces<Made> {
    try withText(bytes) { (text, start, encoding) throws(DiagnosticError) in
      guard var opened = try open(text, from: start) else { return nil }
      while true {
        let (names, plans) = (opened.names.names, opened.plans)
        var assembly = TableAssembly(
          names, [], firstLine: opened.header.nextLine, problems: problems, threads: options.threads)
        var made: [Made] = []
        var refuted: Set<Int> = []
        var reading = plans
        try opened.waves.run(&reading, keepsLines: false) { chunk in
          let table = chunk.takeTable(names, plans)
          return table.rowCount == 0 ? nil : body(table)
        } take: { (chunks, results, plans) throws(DiagnosticError) in
          for chunk in chunks { refuted.formUnion(chunk.isRefuted.indices.filter { chunk.isRefuted[$0] }) }
          made += results.compactMap(\.self)
          return try assembly.take(chunks, &plans, share: 1)
        }
        if assembly.isMalformed { return nil }
        if refuted.isEmpty {
          return CSVPieces(
            made: made, encoding: encoding, separator: opened.separator, setAside: assembly.setAside,
            diagnostics: warnings(opened, assembly))
        }
        types.widen(&opened.plans, refuted.sorted(), text, from: opened.header.end, separator: opened.separator)
      }
    }
  }
}

extension Chunk {
  /// The rows as a table of their own; the chunk lets its columns go.
  fileprivate mutating func takeTable(_ names: [String], _ plans: [ColumnPlan]) -> Table {
    var pairs: [(name: String, column: Column)] = []
    for (index, segment) in columns.enumerated() where plans[index].mode != .none && !isRefuted[index] {
      switch segment {
      case .none: continue
      case .column(let column): pairs.append((name: names[index], column: column))
      case .words(let codes, let missing, let words):
        var category = CategoryStorage(codes: [], dictionary: words.strings)
        category.codes = codes.codes
        pairs.append((name: names[index], column: Column(.category(category), missing: missing)))
      }
    }
    columns = Array(repeating: .none, count: columns.count)
    return Table(pairs, rowCount: rowCount)
  }
}
