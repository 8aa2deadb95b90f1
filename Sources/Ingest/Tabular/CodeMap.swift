import Tables

/// A column made of cells, and the rows of the grid whose cells could not be read as its type.
struct ReadCells {
  var column: Column
  var unreadable: [Int]
}

/// Turns the texts of a source into codes: 大型 → large.
struct CodeMap {
  /// The codes in byte order: a YAML mapping of codes has no order of its own.
  let dictionary: [String]
  private let codeOfText: [String: Int]

  init(_ codes: [String: String]) {
    let dictionary = Set(codes.values).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    var codeOfText: [String: Int] = [:]
    // A text that is already a code stands for itself, unless the map says otherwise.
    for (position, code) in dictionary.enumerated() { codeOfText[textKey(code)] = position }
    for (text, code) in codes { codeOfText[textKey(text)] = dictionary.firstIndex(of: code) }
    self.dictionary = dictionary
    self.codeOfText = codeOfText
  }

  /// A category column; texts without a code are unreadable.
  func read(_ grid: CellGrid, column: Int, rows: [Int]) -> ReadCells {
    var builder = CategoryColumnBuilder(dictionary: dictionary, isClosed: true, capacity: rows.count)
    var unreadable: [Int] = []
    // Each distinct text is looked up once.
    var seen = ByteInterner()
    var codes: [Int?] = []
    for row in rows {
      let cell = trimmingSpaces(grid.bytes[grid.range(row, column)])
      if cell.isEmpty {
        builder.appendMissing(.empty)
        continue
      }
      let entry = seen.intern(cell)
      if entry == codes.count { codes.append(codeOfText[textKey(String(decoding: cell, as: UTF8.self))]) }
      if let code = codes[entry] {
        builder.append(code: code)
      } else {
        builder.appendMissing(.unreadable)
        unreadable.append(row)
      }
    }
    return ReadCells(column: builder.finish(), unreadable: unreadable)
  }
}
