import Diagnostics
import SurveyModel
import Tables

/// The child records of one repeat of an export that has a row a submission: the children of `children[1]/age`,
/// `children[2]/age`.
///
/// They make the table that ``Submissions`` makes of the same submissions in XML: a row a child, with `parent_record`,
/// `position` and, where wanted, the fields around it as `../age`. A child is there when it or something inside it has a
/// value.
struct ChildRecords {
  /// A child's place: its number, after those of the children that hold it.
  private struct Place {
    var numbers: [Int]
    /// For each field the column that holds it.
    var columns: [Int?]
    /// The columns of everything inside it: a value in one of them makes the child.
    var evidence: [Int] = []
  }

  /// The path of what repeats: `children`.
  let path: String
  /// The names of its own fields, in the order of the header.
  let fields: [String]
  private let header: [String]
  private let places: [Place]
  /// The repeats on the way to this one, itself the last.
  private let repeats: [String]
  /// The fields around each child's place, nearest first; the columns differ from place to place.
  private let outer: [(name: String, depth: Int, field: String)]
  private let outerColumns: [[Int: [String: Int]]]
  private let identifier: Int?

  /// The paths of what repeats, in the order of the header, each after what holds it.
  static func paths(in header: [String]) -> [String] {
    var seen: Set<String> = []
    return header.compactMap(RepeatedField.init).flatMap(\.repeats).filter { seen.insert($0).inserted }
  }

  /// Makes none when nothing of this path repeats.
  ///
  /// - Parameters:
  ///   - path: the path of what repeats.
  ///   - header: the headers of the export.
  init?(_ path: String, in header: [String]) {
    let parsed = header.map(RepeatedField.init)
    guard let repeats = parsed.lazy.compactMap(\.?.repeats).first(where: { $0.contains(path) })?.prefix(through: path)
    else { return nil }
    let depth = repeats.count
    var fields: [String] = []
    var positionOfField: [String: Int] = [:]
    for case let field? in parsed where field.repeats == repeats && positionOfField[field.name] == nil {
      positionOfField[field.name] = fields.count
      fields.append(field.name)
    }
    var places: [[Int]: Place] = [:]
    for (column, field) in parsed.enumerated() {
      guard let field, field.repeats.starts(with: repeats) else { continue }
      let numbers = Array(field.numbers.prefix(depth))
      var place = places[numbers] ?? Place(numbers: numbers, columns: fields.map { _ in nil })
      if field.repeats.count == depth, let position = positionOfField[field.name] { place.columns[position] = column }
      place.evidence.append(column)
      places[numbers] = place
    }
    self.path = path
    self.header = header
    self.fields = fields
    self.repeats = repeats
    self.places = places.values.sorted { $0.numbers.lexicographicallyPrecedes($1.numbers) }
    var outer: [(name: String, depth: Int, field: String)] = []
    for level in (0..<depth).reversed() {
      let prefix = String(repeating: "../", count: depth - level)
      var seen: Set<String> = []
      for (name, field) in zip(header, parsed) where (field?.repeats ?? []) == Array(repeats.prefix(level)) {
        let bare = field?.name ?? name
        if !bare.isEmpty, seen.insert(bare).inserted { outer.append((prefix + bare, level, bare)) }
      }
    }
    self.outer = outer
    outerColumns = self.places.map { place in
      var columns: [Int: [String: Int]] = [:]
      for (column, (name, field)) in zip(header, parsed).enumerated() {
        let level = field?.repeats.count ?? 0
        guard level < depth, (field?.repeats ?? []) == Array(repeats.prefix(level)),
          (field?.numbers ?? []) == Array(place.numbers.prefix(level))
        else { continue }
        let bare = field?.name ?? name
        if columns[level]?[bare] == nil { columns[level, default: [:]][bare] = column }
      }
      return columns
    }
    identifier = Self.identifiers.lazy.compactMap { wanted in header.firstIndex { $0.lowercased() == wanted } }.first
  }

  /// The columns that say which submission it is, the one that XML has first.
  private static let identifiers = [
    SubmissionColumn.instance.lowercased(), "meta-instanceid", "instanceid", "key", "_uuid", "_id",
  ]

  /// The table of the children.
  ///
  /// - Parameters:
  ///   - grid: the cells of the export.
  ///   - rows: its rows of submissions.
  ///   - withFields: whether the fields around the children are wanted.
  /// - Returns: the names of the columns, and a row a child, its line that of the submission.
  func table(_ grid: CellGrid, rows: some Sequence<Int>, withFields: Bool) -> (columns: [String], grid: CellGrid) {
    let names = fields + [RepeatColumn.parent, RepeatColumn.position] + (withFields ? outer.map(\.name) : [])
    var table = CellGrid()
    for (number, row) in rows.enumerated() {
      for (place, columns) in zip(places, outerColumns)
      where place.evidence.contains(where: { !Self.isBlank(grid, row, $0) }) {
        for column in place.columns { Self.copy(column, row, of: grid, to: &table) }
        table.append(text: key(grid, row, number: number, of: place).utf8)
        table.append("\(place.numbers.last ?? 1)".utf8, kind: .number)
        if withFields {
          for one in outer { Self.copy(columns[one.depth]?[one.field], row, of: grid, to: &table) }
        }
        table.endRow(line: Int(grid.lines[row]))
      }
    }
    return (names, table)
  }

  /// How many children there are, and of how many submissions.
  func counts(_ grid: CellGrid, rows: some Sequence<Int>) -> (children: Int, submissions: Int) {
    var counts = (children: 0, submissions: 0)
    for row in rows {
      let found = places.count { place in place.evidence.contains { !Self.isBlank(grid, row, $0) } }
      counts.children += found
      if found > 0 { counts.submissions += 1 }
    }
    return counts
  }

  /// `uuid:1`, or `uuid:1/children[2]` for what repeats inside a child.
  private func key(_ grid: CellGrid, _ row: Int, number: Int, of place: Place) -> String {
    var key = identifier.map { grid.text(row, $0).trimmed } ?? ""
    if key.isEmpty { key = "\(number + 1)" }
    for (path, number) in zip(repeats, place.numbers).dropLast() {
      key += "/\(path.split(separator: "/").last ?? "")[\(number)]"
    }
    return key
  }

  private static func copy(_ column: Int?, _ row: Int, of grid: CellGrid, to table: inout CellGrid) {
    guard let column, !isBlank(grid, row, column) else { return table.append(EmptyCollection(), kind: .empty) }
    table.append(cell: column, row: row, of: grid)
  }

  /// Empty, or `n/a`, which Ona writes for what was not asked.
  private static func isBlank(_ grid: CellGrid, _ row: Int, _ column: Int) -> Bool {
    let cell = trimmingSpaces(grid.bytes[grid.range(row, column)])
    return cell.isEmpty || cell.elementsEqual("n/a".utf8)
  }
}

extension [String] {
  /// The elements up to the first that is `last`, and that.
  fileprivate func prefix(through last: String) -> [String] {
    firstIndex(of: last).map { Array(self[...$0]) } ?? self
  }
}

extension SourceCells {
  /// Makes the child records that `record:` names the rows, where the file has a row a submission.
  ///
  /// - Throws: ``DiagnosticError`` of kind `content` when nothing of that path repeats, or too many rows have not the
  ///   shape of the header; kind `configuration` when it is no path.
  mutating func takeChildRecords(_ source: SourceDefinition) throws(DiagnosticError) {
    guard let wanted = source.recordPath else { return }
    guard let steps = RecordPath(wanted)?.steps else { throw recordPathWanted(nil) }
    let path = steps.dropFirst().joined(separator: "/")
    // The submissions themselves.
    if path.isEmpty { return }
    let header = try HeaderTable(self, headerRows: source.headerRows)
    guard let children = ChildRecords(path, in: header.names) else {
      let known = ChildRecords.paths(in: header.names).map { "/\(steps[0])/\($0)" }
      throw problem(
        "I-211", line: source.headerRows.lowerBound, "no column is a field of \(path), as \(path)[1]/age would be",
        advice: known.isEmpty
          ? "Nothing repeats in this file; leave out record:" : "What repeats: \(known.joined(separator: ", "))")
    }
    let all = header.firstRow..<Swift.max(header.firstRow, grid.rowCount)
    let rows = try wholeRows(all, header)
    let wantsFields = (source.columns.map { $0.header ?? $0.name } + [source.unitColumn].compactMap { $0 })
      .contains { $0.hasPrefix("../") }
    let table = children.table(grid, rows: rows, withFields: wantsFields)
    notes.append(
      "\(file): \(table.grid.rowCount) records \(wanted) of \(table.columns.count) fields in \(all.count) rows")
    (grid, recordColumns, merges) = (table.grid, table.columns, MergedCells())
  }

  /// The rows that have as many cells as the header; the others are set aside, as they are among submissions.
  private mutating func wholeRows(_ all: Range<Int>, _ header: HeaderTable) throws(DiagnosticError) -> [Int] {
    guard format == .csv else { return Array(all) }
    var quarantine = RowQuarantine()
    let rows = all.filter { row in
      guard let reason = rowProblem(row, width: header.names.count, headerRow: header.firstRow - 1) else { return true }
      quarantine.add(row: row, code: reason.code, reason.text)
      return false
    }
    try quarantine.check(against: all.count, of: self)
    for (row, entry) in quarantine.entries.sorted(by: { $0.key < $1.key }) {
      setAside.append(
        SetAsideRecord(
          file: file, line: line(row), record: "line \(line(row))", code: entry.codes.joined(separator: "|"),
          reason: entry.reasons.joined(separator: "; "), outcome: "unreadable"))
    }
    return rows
  }
}

/// Tells of the child records that are beside the table.
func childNotes(_ export: SurveyExport, _ mapping: ColumnMapping, _ cells: SourceCells, _ rows: [Int]) -> [String] {
  guard mapping.targets.contains(.child) else { return [] }
  // Columns that the source's mapping names are variables of the survey.
  let header = zip(export.columns, mapping.targets).map { $1 == .child ? $0.header : "" }
  return ChildRecords.paths(in: header).compactMap { path in
    guard let children = ChildRecords(path, in: header) else { return nil }
    let counts = children.counts(cells.grid, rows: rows)
    guard counts.children > 0 else { return nil }
    return "warning: \(cells.file): \(counts.children) child records \(path) of \(counts.submissions) responses "
      + "(fields \(children.fields.joined(separator: ", "))) are beside the survey's table; read them as a source of "
      + "role records with record: /data/\(path)"
  }
}
