import Diagnostics
import Tables

/// The occurrences of one element of XML documents: one row each.
struct XMLTable {
  /// Below the record: `children`, `visits/tests`; empty for the records themselves.
  var path: String
  /// The table of the element that holds this one; nil for the outermost.
  var parent: Int?
  /// `kind`, `times/received`, `@id`, `times/@zone`; `.` is the element's own text. In order of first appearance.
  var columns: [String] = []
  /// One row an element, its line that of the start tag; a row that lacks the last columns is shorter.
  var grid = CellGrid()
  /// The row of the parent's table that each row belongs to.
  var parentRows: [Int32] = []
  /// From 1, among the elements of this path in the same parent.
  var positions: [Int32] = []
  /// The document that each row comes from.
  var documents: [Int32] = []

  /// Rows that were handed over to who takes them, and are no longer here.
  private(set) var takenRows = 0

  /// The rows there have been.
  var rowCount: Int { takenRows + grid.rowCount }

  /// Forgets the rows, which someone has taken.
  mutating func handOver() {
    takenRows += grid.rowCount
    truncate(to: 0)
  }

  /// Forgets the rows from `count` on.
  mutating func truncate(to count: Int) {
    if grid.rowCount > count { grid.truncate(rows: count) }
    // A row that has begun but not ended has these already.
    parentRows.removeLast(max(0, parentRows.count - count))
    positions.removeLast(max(0, positions.count - count))
    documents.removeLast(max(0, documents.count - count))
  }
}

extension CellGrid {
  /// Forgets the rows from `count` on.
  mutating func truncate(rows count: Int) {
    let cells = rowStarts[count]
    bytes.removeLast(bytes.count - offsets[cells])
    offsets.removeLast(offsets.count - cells - 1)
    kinds.removeLast(kinds.count - cells)
    rowStarts.removeLast(rowStarts.count - count - 1)
    lines.removeLast(lines.count - count)
  }

  /// Appends a row whose cells are slices of `values`.
  mutating func append(_ values: [UInt8], slots: [Range<Int32>], line: Int) {
    values.withUnsafeBufferPointer { values in
      for slot in slots {
        let cell = UnsafeBufferPointer(rebasing: values[Int(slot.lowerBound)..<Int(slot.upperBound)])
        bytes.append(contentsOf: cell)
        offsets.append(bytes.count)
        kinds.append(cell.isEmpty ? .empty : .text)
      }
    }
    endRow(line: line)
  }

  /// Appends a cell of text, empty when there is none.
  mutating func append(text: some Collection<UInt8>) {
    append(text, kind: text.isEmpty ? .empty : .text)
  }

  /// Appends a copy of another grid's cell.
  mutating func append(cell column: Int, row: Int, of other: CellGrid) {
    append(other.bytes[other.range(row, column)], kind: other.kind(row, column))
  }
}

/// Takes the records of a document while it is read, so that no more than a batch of them is in memory.
protocol XMLRecordSink: AnyObject {
  /// Records that are taken at a time.
  var batchRows: Int { get }

  /// A reading begins: what an earlier one took is void, since it did not know everything that repeats.
  func begin()

  /// - Parameters:
  ///   - columns: the columns so far; later batches may have more behind them.
  ///   - grid: the next rows.
  ///   - documents: the document of each of them.
  /// - Throws: ``DiagnosticError`` when the rows cannot be taken.
  func take(columns: [String], _ grid: CellGrid, documents: [Int32]) throws(DiagnosticError)
}

/// The tables that documents hold: the records, what repeats inside them, and, where asked for, what encloses them.
struct XMLTables {
  var tables: [XMLTable] = []
  /// The records' own table.
  var records = 0
  /// Elements beside the path to the records that repeat and so are in no table, and how often.
  var leftOut: [String: Int] = [:]

  /// The tables of what repeats inside the records, outermost first.
  var repeats: [XMLTable] { Array(tables[(records + 1)...]) }
}
