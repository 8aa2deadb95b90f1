public import Diagnostics
internal import GRDB

/// The published editions of one output root: `history.sqlite`.
public struct HistoryStore: Sendable {
  /// Where the database is, whether it exists or not.
  public let path: String

  /// - Parameter root: the output root.
  public init(root: String) { path = root + "/history.sqlite" }

  var database: HistoryDatabase { HistoryDatabase(path: path) }

  /// Every publication, by city, wave, the day the data stand at, edition and revision.
  ///
  /// - Returns: none where nothing was published.
  /// - Throws: kind `content` when the database is damaged or of a later version, and where it cannot be read.
  public func publications() throws(DiagnosticError) -> [Publication] {
    try database.read(empty: []) { database in try Self.entries(database).map(\.publication) }
  }

  /// The last revision of an edition.
  ///
  /// - Parameters:
  ///   - edition: its name.
  ///   - city: the pipeline's `id`.
  /// - Returns: nil where it was never published.
  /// - Throws: as ``publications()``.
  public func latest(_ edition: String, of city: String) throws(DiagnosticError) -> Publication? {
    try publications().last { $0.city == city && $0.edition == edition }
  }

  /// What is kept of a publication.
  ///
  /// - Parameter publication: one of ``publications()``.
  /// - Returns: its figures.
  /// - Throws: as ``publications()``.
  public func figures(of publication: Publication) throws(DiagnosticError) -> PublishedFigures {
    try database.read(empty: PublishedFigures(rows: [:])) { database in
      let entry = try Self.entries(database).first { $0.publication == publication }
      return try entry.map { try Self.figures($0.id, database) } ?? PublishedFigures(rows: [:])
    }
  }

  /// How many rows a publication has in each table.
  ///
  /// - Parameter publication: one of ``publications()``.
  /// - Returns: by the table's name.
  /// - Throws: as ``publications()``.
  public func counts(of publication: Publication) throws(DiagnosticError) -> [String: Int] {
    try database.read(empty: [:]) { database in
      guard let entry = try Self.entries(database).first(where: { $0.publication == publication }) else { return [:] }
      var counts: [String: Int] = [:]
      for table in HistoryTable.all {
        counts[table.name] = try Int.fetchOne(
          database, sql: "SELECT COUNT(*) FROM \"\(table.name)\" WHERE publication = ?", arguments: [entry.id])
      }
      return counts
    }
  }

  /// Keeps a publication.
  ///
  /// The figures are in the database before `publish` is called and are forced to disk after it, in one transaction: when
  /// either fails, neither is done.
  ///
  /// - Parameters:
  ///   - publication: its revision must be the next of its edition.
  ///   - figures: what is kept of it.
  ///   - publish: makes it public.
  ///   - undo: takes that back, when the database fails after it.
  /// - Throws: kind `inputOutput` when the disk is full, as ``publications()``, and what `publish` throws.
  public func add(
    _ publication: Publication, _ figures: PublishedFigures, publish: () throws(DiagnosticError) -> Void = {},
    undo: () -> Void = {}
  ) throws(DiagnosticError) {
    var isPublished = false
    do throws(DiagnosticError) {
      try database.write { database in
        try Self.insert(publication, figures, database)
        try publish()
        isPublished = true
      }
    } catch {
      if isPublished { undo() }
      throw error
    }
  }
}

extension HistoryStore {
  /// The rows of the table of publications, with what the others know them by.
  static func entries(_ database: Database) throws -> [(id: Int64, publication: Publication)] {
    let columns = HistoryTable.publication.columns.map(\.name).joined(separator: ", ")
    let rows = try Row.fetchAll(database, sql: "SELECT id, \(columns) FROM publication")
    return rows.compactMap { row -> (id: Int64, publication: Publication)? in
      let cells = HistoryTable.publication.columns.indices.map { cell(row[$0 + 1]) }
      guard let publication = Publication(cells), let id = Int64.fromDatabaseValue(row[0]) else { return nil }
      return (id, publication)
    }
    .sorted { Publication.isEarlier($0.publication, $1.publication) }
  }

  static func figures(_ id: Int64, _ database: Database) throws -> PublishedFigures {
    var figures = PublishedFigures(rows: [:])
    for table in HistoryTable.all { figures.rows[table.name] = try rows(of: table, id, database) }
    return figures
  }

  static func rows(of table: HistoryTable, _ id: Int64, _ database: Database) throws -> [[HistoryCell]] {
    let columns = table.columns.map(\.name).joined(separator: ", ")
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT \(columns) FROM \"\(table.name)\" WHERE publication = ? ORDER BY position", arguments: [id]
    )
    var rows: [[HistoryCell]] = []
    while let row = try cursor.next() { rows.append(table.columns.indices.map { cell(row[$0]) }) }
    return rows
  }

  static func insert(_ publication: Publication, _ figures: PublishedFigures, _ database: Database) throws {
    try statement(HistoryTable.publication, before: [], database)
      .execute(arguments: StatementArguments(publication.cells.map(value)))
    let id = database.lastInsertedRowID
    for table in HistoryTable.all {
      let statement = try statement(table, before: ["publication", "position"], database)
      for (position, row) in figures.rows(of: table).enumerated() {
        try statement.execute(
          arguments: StatementArguments([id.databaseValue, Int64(position).databaseValue] + row.map(value)))
      }
    }
  }

  private static func statement(
    _ table: HistoryTable, before: [String], _ database: Database
  ) throws -> Statement {
    let columns = before + table.columns.map(\.name)
    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    return try database.makeStatement(
      sql: "INSERT INTO \"\(table.name)\" (\(columns.joined(separator: ", "))) VALUES (\(marks))")
  }

  private static func cell(_ value: DatabaseValue) -> HistoryCell {
    switch value.storage {
    case .null, .blob: .none
    case .int64(let value): .integer(Int(value))
    case .double(let value): HistoryCell(value)
    case .string(let text): .text(text)
    }
  }

  private static func value(_ cell: HistoryCell) -> DatabaseValue {
    switch cell {
    case .none: .null
    case .integer(let value): Int64(value).databaseValue
    case .number(let value): value.databaseValue
    case .text(let text): text.databaseValue
    }
  }
}
