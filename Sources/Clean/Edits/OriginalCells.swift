import Tables

/// Cells as they were ingested, of those that were changed since: few beside the table, which is changed where it lies.
struct OriginalCells {
  /// Cells of a variable before one change, rows in ascending order.
  struct Part {
    var rows: [Int32]
    /// One cell for each of the rows.
    var cells: Column
  }

  private var parts: [String: [Part]] = [:]

  /// Notes the cells of a variable before they are changed.
  mutating func note(_ variable: String, rows: [Int32], cells: Column) {
    parts[variable, default: []].append(Part(rows: rows, cells: cells))
  }

  /// The changes of a variable, the first of them first.
  subscript(variable: String) -> [Part] { parts[variable] ?? [] }
}
