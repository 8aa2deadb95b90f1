import Tables

/// Which of a source's documents each row of a grid comes from: submissions come a file each, ledgers a file a month.
struct RowDocuments: Sendable, Hashable {
  /// What messages name each document, in the order of reading.
  var names: [String]
  /// Of each row its document, by its place in ``names``.
  var indices: [Int32] = []

  /// Whether a row's line alone does not say where it is.
  var areSeveral: Bool { names.count > 1 }
}

extension SourceCells {
  /// The file that a row of the grid was read from.
  func file(ofRow row: Int) -> String {
    guard let documents, documents.indices.indices.contains(row) else { return file }
    return documents.names[Int(documents.indices[row])]
  }

  /// Where a row is, as messages about it say after naming the source's file: `line 7`, or `b.xml line 7` when the source
  /// has several.
  func placeText(_ row: Int) -> String {
    documents?.areSeveral == true ? "\(file(ofRow: row)) line \(line(row))" : "line \(line(row))"
  }

  /// Where rows of the grid were read.
  ///
  /// - Parameter rows: rows of the grid, in any order.
  /// - Returns: one entry a row; the files are those of the source, whether rows of them are among these or not.
  func origins(_ rows: [Int]) -> RowOrigins {
    let lines = rows.map { grid.lines[$0] }
    guard let documents else {
      return RowOrigins(files: [file], fileIndex: [UInt32](repeating: 0, count: rows.count), line: lines)
    }
    return RowOrigins(
      files: documents.names, fileIndex: rows.map { UInt32(clamping: documents.indices[$0]) }, line: lines)
  }
}
