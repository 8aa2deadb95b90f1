import Diagnostics
import SurveyModel
import Tables

/// Records of an XML document, typed batch by batch while it is read: what is in memory is the table, not its cells.
///
/// Only where every column is declared with its type, since the type of a column that is not shows at its last cell.
final class RecordBatches: XMLRecordSink {
  private let source: SourceDefinition
  private let wave: Int
  private let units: UnitResolver
  let batchRows: Int
  /// The file that the batches are of, without cells; nil until records come.
  var file: SourceCells?
  /// Of each batch: where the declared columns were, and how many columns there were yet.
  private var picks: [(picks: RecordPicks, width: Int)] = []
  private var unitParts: [ColumnPart] = []
  /// For each declared column, its part of each batch.
  private var parts: [[ColumnPart]] = []
  private var origins = RowOrigins()
  private var rowsIn = 0
  private var blankUnits = 0
  private var quarantine = RowQuarantine()

  /// Makes none for a source whose rows must be read together.
  ///
  /// - Parameters:
  ///   - source: the source as declared.
  ///   - wave: the wave that is read.
  ///   - units: the units of the pipeline.
  ///   - batchRows: records that are typed at a time.
  init?(_ source: SourceDefinition, wave: Int, _ units: UnitResolver, batchRows: Int = 1 << 15) {
    let names = source.columns.map { $0.header ?? $0.name } + [source.unitColumn].compactMap { $0 }
    guard source.format == .xml, source.recordPath != nil, source.role == .records || source.role == .frame,
      !source.columns.isEmpty, source.columns.allSatisfy({ $0.type != nil || !$0.codes.isEmpty }),
      !names.contains(where: RepeatColumn.isOne)
    else { return nil }
    (self.source, self.wave, self.units, self.batchRows) = (source, wave, units, batchRows)
    begin()
  }

  func begin() {
    (picks, unitParts, origins, rowsIn, blankUnits) = ([], [], RowOrigins(), 0, 0)
    parts = source.columns.map { _ in [] }
    quarantine = RowQuarantine()
  }

  func take(columns: [String], _ grid: CellGrid, documents: [Int32]) throws(DiagnosticError) {
    guard var cells = file, grid.rowCount > 0 else { return }
    (cells.grid, cells.recordColumns) = (grid, columns)
    cells.documents?.indices = documents
    var reader = try RecordTable(cells, source, wave: wave, units)
    let picks = reader.picksSoFar()
    let read = reader.read(picks)
    self.picks.append((picks, columns.count))
    if picks.unit != nil, let unit = read.table[unitColumnName] { unitParts.append(.column(unit)) }
    for (position, definition) in source.columns.enumerated() {
      if let column = read.table[definition.name] { parts[position].append(.column(column)) }
    }
    origins.files = read.table.origins.files
    origins.fileIndex += read.table.origins.fileIndex
    origins.line += read.table.origins.line
    quarantine.append(read.quarantine, rowsBefore: rowsIn, of: cells)
    rowsIn += read.rowsIn
    blankUnits += reader.blankUnits
  }

  /// The table of all batches.
  ///
  /// - Parameter rest: the file with the records that are in no batch yet, and all its columns.
  /// - Returns: nil when a column that came late changes which column is meant: the rows must be read together.
  /// - Throws: ``DiagnosticError`` of kind `content`, as ``RecordTable/read()`` does.
  func finish(_ rest: SourceCells) throws(DiagnosticError) -> ReadRecords? {
    var reader = try RecordTable(rest, source, wave: wave, units)
    let wanted = try reader.pick()
    guard picks.allSatisfy({ $0.picks.isSame(as: wanted, before: $0.width) }) else { return nil }
    try take(columns: reader.header.names, rest.grid, documents: rest.documents?.indices ?? [])
    var pairs: [(name: String, column: Column)] = []
    if wanted.unit != nil {
      guard let column = joined(unitParts) else { return nil }
      pairs.append((unitColumnName, column))
      unitParts = []
    }
    let declared = Set(wanted.columns.map(\.definition.name))
    for (position, definition) in source.columns.enumerated() where declared.contains(definition.name) {
      guard let column = joined(parts[position]) else { return nil }
      pairs.append((definition.name, column))
      parts[position] = []
    }
    try quarantine.check(against: rowsIn, of: rest)
    return ReadRecords(
      table: Table(pairs, rowCount: origins.line.count, origins: origins), rowsIn: rowsIn, header: reader.header.names,
      quarantine: quarantine, notes: reader.notes + reader.notes(ofBlankUnits: blankUnits))
  }
}
