import Diagnostics
import Tables

/// The path of the elements that are records: `/ledger/case`.
struct RecordPath: Hashable {
  let steps: [String]

  /// nil when it is not absolute or has an empty step.
  init?(_ text: String) {
    guard text.hasPrefix("/") else { return nil }
    let steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !steps.isEmpty, !steps.contains("") else { return nil }
    self.steps = steps
  }

  var text: String { "/" + steps.joined(separator: "/") }
}

/// The records of a document: one row each.
struct XMLRecordReading {
  /// `kind`, `times/received`, `@id`, `times/@zone`; `.` is the record's own text. In order of first appearance; then,
  /// where asked for, `parent_record`, `position`, and `../name` for the fields of what encloses the record.
  var columns: [String] = []
  /// One row a record, its line that of the record's start tag; a record that lacks the last columns is shorter. Of
  /// records that a sink has taken, the rest.
  var grid = CellGrid()
  /// The records, those that a sink has taken included.
  var rowCount = 0
  /// The document of each row.
  var documents: [Int32] = []
  /// The tables of elements that repeat inside a record.
  var repeats: [XMLTable] = []
  /// What is in the documents but not in the table.
  var notes: [String] = []
}

/// Columns that only a table of repeated elements has: the record each row belongs to, and its place there from 1.
enum RepeatColumn {
  static let parent = "parent_record"
  static let position = "position"

  /// Whether a declared column can only come from around the record.
  static func isOne(_ name: String) -> Bool { name == parent || name == position || name.hasPrefix("../") }
}

/// Reads the records at `path`: each attribute, child element and nested element without children is a column.
///
/// An element that repeats inside one record is no column; it is a table of its own, told of in the notes, which a
/// record path that ends in it reads.
///
/// - Parameters:
///   - inputs: the documents; one without a record is refused when it is the only one.
///   - path: the path of the records.
///   - wanted: the columns that are declared; those around the record are added only where one is wanted.
///   - limits: what a document may cost.
///   - sink: takes the records batch by batch, the rest excepted; only where nothing around the record is wanted.
/// - Returns: the records' table, those of what repeats, and notes on what is in neither.
/// - Throws: ``DiagnosticError`` when there is no record at the path, and for whatever the documents' own form is at
///   fault.
func readXMLRecords(
  _ inputs: [XMLInput], path: RecordPath, wanted: Set<String> = [], limits: IngestLimits = IngestLimits(),
  sink: (any XMLRecordSink)? = nil
) throws(DiagnosticError) -> XMLRecordReading {
  let found = try readTables(
    inputs, depth: path.steps.count, keepsAncestors: true, limits: limits, sink: sink
  ) { (reader, input, number) throws(DiagnosticError) in
    try reader.read(
      try input.stream(limits), steps: path.steps, document: number, needsRecords: inputs.count == 1)
  }
  let table = found.tables[found.records]
  if table.rowCount == 0 {
    throw DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-211", at: SourceLocation(file: inputs.first?.file ?? ""),
        "there is no element \(path.text) in any of \(inputs.count) files", advice: "Correct record: of the source"))
  }
  var reading = XMLRecordReading(
    columns: table.columns, grid: table.grid, rowCount: table.rowCount, documents: table.documents,
    repeats: found.repeats)
  let outside = SurroundingColumns(found, firstRepeat: found.records + 1)
  if wanted.contains(where: RepeatColumn.isOne) {
    (reading.columns, reading.grid) = outside.join()
  } else if path.steps.count > 2 {
    reading.notes.append("also to be had: \(outside.names.joined(separator: ", "))")
  }
  reading.notes += found.repeats.map { repeated in
    "\(repeated.path) repeats inside the records: \(repeated.rowCount) rows, which are no columns; "
      + "read them as a source of their own with record: \(path.text)/\(repeated.path)"
  }
  reading.notes += found.leftOut.sorted { $0.key < $1.key }.map { name, count in
    "\(name) stands \(count) times beside the records and is left out"
  }
  return reading
}

/// Reads the records of one document.
func readXMLRecords(
  _ source: MemoryXMLSource, file: String, path: RecordPath, wanted: Set<String> = [],
  limits: IngestLimits = IngestLimits()
) throws(DiagnosticError) -> XMLRecordReading {
  try readXMLRecords([XMLInput(file: file, bytes: source.bytes)], path: path, wanted: wanted, limits: limits)
}

/// Runs the reader over the documents as often as it takes to know everything that repeats.
func readTables(
  _ inputs: [XMLInput], depth: Int, repeats known: Set<String> = [], keepsAncestors: Bool, limits: IngestLimits,
  sink: (any XMLRecordSink)? = nil, _ body: (inout XMLTableReader, XMLInput, Int) throws(DiagnosticError) -> Void
) throws(DiagnosticError) -> XMLTables {
  var repeats = known
  while true {
    sink?.begin()
    var reader = XMLTableReader(
      depth: depth, repeats: repeats, keepsAncestors: keepsAncestors, limits: limits, sink: sink)
    for (number, input) in inputs.enumerated() { try body(&reader, input, number) }
    // Every pass but the last knows at least one more.
    if reader.foundRepeats.isSubset(of: repeats) { return reader.found }
    repeats.formUnion(reader.foundRepeats)
  }
}

/// The fields of the elements around the records, as columns of the records.
struct SurroundingColumns {
  private let tables: XMLTables
  /// The outermost table that is a repeat; those before it are around or are the records.
  private let firstRepeat: Int
  /// Each with its table and column, nearest parent first.
  private var picked: [(name: String, table: Int, column: Int)] = []

  var names: [String] { [RepeatColumn.parent, RepeatColumn.position] + picked.map(\.name) }

  /// - Parameters:
  ///   - tables: the tables; `records` is the one whose rows are wanted.
  ///   - firstRepeat: the first table of `tables` that is a repeat inside the records.
  init(_ tables: XMLTables, firstRepeat: Int) {
    self.tables = tables
    self.firstRepeat = firstRepeat
    var prefix = "../"
    var next = tables.tables[tables.records].parent
    while let table = next {
      for (column, name) in tables.tables[table].columns.enumerated() where !isLeftOut(name) {
        picked.append((prefix + name, table, column))
      }
      prefix += "../"
      next = tables.tables[table].parent
    }
  }

  /// Whether a field is, or is inside, an element that repeats beside the records.
  private func isLeftOut(_ name: String) -> Bool {
    tables.leftOut.keys.contains { name == $0 || name.hasPrefix($0 + "/") }
  }

  /// The records' rows that `keeps` wants, with the record each belongs to, its position, and the fields around it.
  func join(withFields: Bool = true, keeps: (Int) -> Bool = { _ in true }) -> ([String], CellGrid) {
    let own = tables.tables[tables.records]
    let picked = withFields ? self.picked : []
    var grid = CellGrid()
    for row in 0..<own.grid.rowCount where keeps(row) {
      for column in own.columns.indices { grid.append(cell: column, row: row, of: own.grid) }
      let parent = own.parent.map { key($0, Int(own.parentRows[row])) }
      grid.append(text: (parent ?? "").utf8)
      grid.append("\(own.positions[row])".utf8, kind: .number)
      for one in picked {
        guard let outer = outerRow(of: row, in: one.table) else {
          grid.append(EmptyCollection(), kind: .empty)
          continue
        }
        grid.append(cell: one.column, row: outer, of: tables.tables[one.table].grid)
      }
      grid.endRow(line: Int(own.grid.lines[row]))
    }
    return (own.columns + [RepeatColumn.parent, RepeatColumn.position] + picked.map(\.name), grid)
  }

  func outerRow(of row: Int, in wanted: Int) -> Int? {
    var (table, row) = (tables.records, row)
    while table != wanted {
      guard let parent = tables.tables[table].parent else { return nil }
      row = Int(tables.tables[table].parentRows[row])
      table = parent
    }
    return row
  }

  /// A row by its instanceID, else by the record and its place there, else by its number among its like.
  private func key(_ table: Int, _ row: Int) -> String {
    let one = tables.tables[table]
    for name in [SubmissionColumn.instance, SubmissionColumn.instanceAttribute] {
      guard let column = one.columns.firstIndex(of: name) else { continue }
      let id = one.grid.text(row, column)
      if !id.isEmpty { return id }
    }
    guard table >= firstRepeat, let parent = one.parent else { return "\(row + 1)" }
    let name = one.path.split(separator: "/").last ?? ""
    return "\(key(parent, Int(one.parentRows[row])))/\(name)[\(one.positions[row])]"
  }
}
