import Diagnostics
import SurveyModel
import Tables

/// The rows of a file that could not be read, and why.
struct RowQuarantine {
  struct Entry {
    var codes: [String] = []
    var reasons: [String] = []
    /// A total row is left out on purpose and is no sign of a broken file.
    var isTotal = false
    /// Of a row whose cells are in memory no more.
    var line: Int?
    var file: String?
  }

  private(set) var entries: [Int: Entry] = [:]

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }

  func contains(row: Int) -> Bool { entries[row] != nil }

  mutating func add(row: Int, code: String, _ reason: String, isTotal: Bool = false) {
    entries[row, default: Entry(isTotal: isTotal)].codes.append(code)
    entries[row]?.reasons.append(reason)
    if !isTotal { entries[row]?.isTotal = false }
  }

  /// Adds the rows of a batch whose cells are about to go.
  ///
  /// - Parameters:
  ///   - batch: the rows that could not be read, by their number in the batch.
  ///   - rowsBefore: the rows before the batch.
  ///   - cells: the batch.
  mutating func append(_ batch: RowQuarantine, rowsBefore: Int, of cells: SourceCells) {
    for (row, entry) in batch.entries {
      var entry = entry
      (entry.line, entry.file) = (cells.line(row), cells.file(ofRow: row))
      entries[rowsBefore + row] = entry
    }
  }

  /// The file of a row among these.
  func file(_ row: Int, of cells: SourceCells) -> String { entries[row]?.file ?? cells.file(ofRow: row) }

  /// The line of a row among these.
  func line(_ row: Int, of cells: SourceCells) -> Int { entries[row]?.line ?? cells.line(row) }

  /// A file with more unreadable rows than its source allows is not what it is taken for.
  ///
  /// - Throws: kind `content` when more of the rows are unreadable, with the first reasons; totals do not count.
  func check(against rows: Int, of cells: SourceCells) throws(DiagnosticError) {
    let broken = entries.filter { !$0.value.isTotal }.keys.sorted()
    guard Double(broken.count) > cells.maxUnreadable * Double(rows) else { return }
    let shown = broken.prefix(3).map { row in
      "\(file(row, of: cells)):\(line(row, of: cells)): \(entries[row]?.reasons.joined(separator: "; ") ?? "")"
    }
    let place = broken.first.map { SourceLocation(file: file($0, of: cells), line: line($0, of: cells)) }
    throw DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-011", at: place ?? SourceLocation(file: cells.file),
        "\(broken.count) of \(rows) rows cannot be read, more than \(percent(cells.maxUnreadable)) "
          + "(first: \(shown.joined(separator: " | ")))",
        advice: "Correct the file, or the declared columns of its source; max_unreadable: allows more"))
  }

  /// In the order of the file.
  func records(
    of cells: SourceCells, source: SourceDefinition, wave: Int, name: (Int) -> String
  ) -> [QuarantinedRecord] {
    entries.sorted { $0.key < $1.key }.map { row, entry in
      QuarantinedRecord(
        stage: "ingest", source: source.name, wave: wave, record: name(row), file: file(row, of: cells),
        line: line(row, of: cells),
        outcome: entry.isTotal ? "total" : "unreadable", rules: entry.codes,
        detail: entry.reasons.joined(separator: "; "))
    }
  }
}

/// A share as `5 %`.
func percent(_ share: Double) -> String {
  // 0.07 * 100 is 7.000000000000001.
  "\(shortestText((share * 1e6).rounded() / 1e4)) %"
}

extension SourceCells {
  /// What is wrong with the shape of a delimited row: other than the header's number of cells, or the header again.
  ///
  /// Empty cells beyond the header are what spreadsheets leave and do not count.
  func rowProblem(_ row: Int, width: Int, headerRow: Int) -> (code: String, text: String)? {
    let count = grid.cellCount(row: row)
    if count != width {
      let extra = width..<max(width, count)
      if count < width || extra.contains(where: { !grid.range(row, $0).isEmpty }) {
        return ("I-012", "\(count) cells instead of \(width)")
      }
    }
    if headerRow >= 0, width > 1, isCopy(row, of: headerRow, width: width) {
      return ("I-013", "the header again; were files joined end to end?")
    }
    return nil
  }

  private func isCopy(_ row: Int, of other: Int, width: Int) -> Bool {
    for column in 0..<width {
      let (a, b) = (grid.range(row, column), grid.range(other, column))
      guard a.count == b.count, grid.bytes[a].elementsEqual(grid.bytes[b]) else { return false }
    }
    return true
  }
}
