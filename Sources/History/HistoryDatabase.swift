import Diagnostics
internal import GRDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `history.sqlite`: its schema, how it is opened, and its failures in words.
struct HistoryDatabase {
  let path: String

  /// Every step that led to today's schema. A step that was released never changes; a new one is added.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(sql: HistorySchema.first)
    }
    return migrator
  }

  var exists: Bool { access(path, F_OK) == 0 }

  /// Reads; `empty` where there is no database, or nothing in it yet.
  func read<Result>(
    empty: Result, _ body: (Database) throws -> Result
  ) throws(DiagnosticError) -> Result {
    guard exists else { return empty }
    do {
      guard access(path, R_OK) == 0 else { throw cannotOpen(errno) }
      var configuration = Self.configuration
      // A reader that may write leaves no files of the journal behind.
      configuration.readonly = access(path, W_OK) != 0
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      defer { try? queue.close() }
      return try queue.read { database in
        try check(database) ? body(database) : empty
      }
    } catch {
      throw told(error)
    }
  }

  /// Writes in one transaction, which is undone when the body or the disk fails. What is not there yet is made.
  ///
  /// The journal is a write-ahead log (SQLite, "Write-Ahead Logging"): those who read meanwhile are not held up. It is
  /// forced to disk before this returns.
  func write<Result>(_ body: (Database) throws -> Result) throws(DiagnosticError) -> Result {
    do {
      try create()
      let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
      defer { try? queue.close() }
      try queue.writeWithoutTransaction { database in
        // Before anything is written, since it may be the database of something else.
        _ = try check(database)
        let found = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        if let found, found != "ok" { throw damaged(found) }
        try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
      }
      try Self.migrator.migrate(queue)
      return try queue.write(body)
    } catch {
      throw told(error)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "history"
    configuration.busyMode = .timeout(10)
    return configuration
  }

  /// The file for its owner only, since figures in it are not suppressed. SQLite gives the files of the journal the same
  /// permissions.
  private func create() throws(DiagnosticError) {
    guard !exists else { return }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw cannotOpen(errno) }
    fchmod(descriptor, 0o600)
    close(descriptor)
  }

  /// Whether the schema is there; a database of someone else, or of a later version, is refused.
  private func check(_ database: Database) throws -> Bool {
    let migrator = Self.migrator
    if try migrator.hasBeenSuperseded(database) {
      throw problem(
        .content, "O-042", "was written by a later version of bizclimate",
        advice: "Use that version, or export the history with it and import it here")
    }
    if try migrator.hasCompletedMigrations(database) { return true }
    let tables = try String.fetchAll(
      database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    let own = try migrator.appliedIdentifiers(database)
    guard tables.isEmpty || !own.isEmpty || tables == ["grdb_migrations"] else {
      throw problem(
        .content, "O-041", "is a database of something else: it holds \(tables.sorted().joined(separator: ", "))",
        advice: "Move it away; the history is written anew")
    }
    return false
  }
}

extension HistoryDatabase {
  private func problem(_ kind: FailureKind, _ code: String, _ what: String, advice: String) -> DiagnosticError {
    DiagnosticError(kind, Diagnostic(.error, code: code, at: SourceLocation(file: path), what, advice: advice))
  }

  private func damaged(_ reason: String) -> DiagnosticError {
    problem(
      .content, "O-041", "is damaged or no database: \(reason)",
      advice: "Put a copy back, or move it away and import an export of it: bizclimate history import")
  }

  private func cannotOpen(_ code: Int32) -> DiagnosticError {
    let kind: FailureKind =
      switch code {
      case EACCES, EPERM: .noPermission
      case ENOSPC, EIO, EDQUOT: .inputOutput
      default: .cannotCreate
      }
    return problem(
      kind, "O-040", "the history cannot be opened: \(String(cString: strerror(code)).lowercased())",
      advice: "It is for its owner only; check its permissions and those of its folder")
  }

  /// Whatever went wrong, as a problem with a code.
  private func told(_ error: any Error) -> DiagnosticError {
    if let told = error as? DiagnosticError { return told }
    guard let error = error as? DatabaseError else {
      return problem(
        .internalError, "O-040", "the history cannot be used: \(error)", advice: "This is a bug of the program")
    }
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_ERROR, .SQLITE_SCHEMA: return damaged(reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return problem(.locked, "O-040", "another program uses the history: \(reason)", advice: "Try again later")
    case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
      return problem(
        .noPermission, "O-040", "the history cannot be written: \(reason)", advice: "Check its permissions")
    case .SQLITE_CANTOPEN:
      return problem(
        access(path, R_OK | W_OK) != 0 && errno == EACCES ? .noPermission : .cannotCreate, "O-040",
        "the history cannot be opened: \(reason)", advice: "Check its permissions and those of its folder")
    case .SQLITE_CONSTRAINT:
      return problem(
        .internalError, "O-040", "the history refuses what it was to keep: \(reason)",
        advice: "This is a bug of the program, or two runs overlapped under lock: none")
    default:
      return problem(
        .inputOutput, "O-040", "the history cannot be written: \(reason)",
        advice: "Make room on the disk; nothing was published")
    }
  }
}
