import Diagnostics
import Tables

/// Names of the columns that every submission has, whatever it asks.
enum SubmissionColumn {
  static let instance = "meta/instanceID"
  static let deprecated = "meta/deprecatedID"
  static let instanceAttribute = "@instanceID"
  static let form = "form_id"
  static let version = "form_version"
  static let submitted = "_submission_time"

  /// What the root's attributes are called.
  static let ofAttributes = ["@id": form, "@version": version, "@submissionDate": submitted]
}

/// A record that is not among the rows of a table, and why.
struct SetAsideRecord: Hashable {
  var file: String
  var line: Int
  /// How an analyst names it: its instanceID, or its file.
  var record: String
  var code: String
  var reason: String
  /// `superseded`, or `unreadable`.
  var outcome: String
}

/// The submissions of a form: the main table, and one for each repeat.
struct Submissions {
  /// The tables as read; the first is that of the submissions.
  var tables = XMLTables()
  var files: [String] = []
  var setAside: [SetAsideRecord] = []
  var notes: [String] = []
  /// Of each row of the main table: whether it counts.
  private var isKept: [Bool] = []

  /// Reads filled-in forms, one or many a document.
  ///
  /// The same instanceID twice is one submission sent twice: the later one counts. A submission that another one
  /// names as its `deprecatedID` has been edited and does not count. A broken or encrypted document among many is set
  /// aside; where there is one, or more than `maxUnreadable` of them are so, all are refused together.
  ///
  /// - Parameters:
  ///   - inputs: the documents.
  ///   - repeats: paths below the submission to be read as repeats even where none repeats.
  ///   - maxUnreadable: the share of documents that may be broken, 0 to 1.
  ///   - limits: what a document may cost.
  /// - Throws: ``DiagnosticError`` of kind `content`.
  init(
    _ inputs: [XMLInput], repeats: Set<String> = [], maxUnreadable: Double = 0.05,
    limits: IngestLimits = IngestLimits()
  ) throws(DiagnosticError) {
    files = inputs.map(\.file)
    var kinds = [Result<XMLDocumentKind, DiagnosticError>?](repeating: nil, count: inputs.count)
    var refused: [Int: DiagnosticError] = [:]
    var forms: [String] = []
    tables = try readTables(
      inputs, depth: 1, repeats: repeats, keepsAncestors: false, limits: limits
    ) { (reader, input, number) throws(DiagnosticError) in
      guard refused[number] == nil else { return }
      do throws(DiagnosticError) {
        let kind: XMLDocumentKind
        if let known = kinds[number] {
          kind = try known.get()
        } else {
          kind = try XMLDocumentKind(try input.stream(limits))
          kinds[number] = .success(kind)
        }
        let stream = try input.stream(limits)
        switch kind {
        case .submissions(let steps): try reader.read(stream, steps: steps, document: number)
        case .encrypted(let line): throw Self.encrypted(stream, line)
        case .form where inputs.count > 1:
          if !forms.contains(input.file) { forms.append(input.file) }
        case .form:
          throw stream.problem(
            "I-216", line: 1, "the definition of a form, not submissions",
            advice: "Name the folder or files of the submissions; the definition is a codebook")
        case .statisticalMessage, .other:
          throw stream.problem(
            "I-215", line: 1, "no submission: it has neither an id nor meta/instanceID",
            advice: "Keep only submissions here, or set record: to the path of the records")
        }
      } catch {
        refused[number] = error
      }
    }
    try take(refused, of: inputs.count - forms.count, maxUnreadable)
    nameColumns()
    settleVersions()
    note(forms)
  }

  private static func encrypted(_ stream: XMLStream, _ line: Int) -> DiagnosticError {
    stream.problem(
      "I-213", line: line, "an encrypted submission, which only the form's private key opens",
      advice: "Decrypt with ODK Briefcase, or export from ODK Central with the passphrase, and read that")
  }

  private mutating func take(_ refused: [Int: DiagnosticError], of count: Int, _ maxUnreadable: Double)
    throws(DiagnosticError)
  {
    let broken = refused.sorted { $0.key < $1.key }
    if let first = broken.first, Double(broken.count) > maxUnreadable * Double(count) {
      // Missing files keep their kind.
      throw DiagnosticError(first.value.kind, broken.flatMap(\.value.diagnostics))
    }
    for (number, error) in broken {
      setAside.append(
        SetAsideRecord(
          file: files[number], line: error.diagnostics.first?.location?.line ?? 1, record: files[number],
          code: error.diagnostics.first?.code ?? "I-215",
          reason: error.diagnostics.map(\.message).joined(separator: "; "), outcome: "unreadable"))
    }
  }

  private mutating func nameColumns() {
    let columns = tables.tables[0].columns
    for (attribute, name) in SubmissionColumn.ofAttributes {
      guard let position = columns.firstIndex(of: attribute), !columns.contains(name) else { continue }
      tables.tables[0].columns[position] = name
    }
  }

  private mutating func note(_ forms: [String]) {
    for form in forms { notes.append("\(form) is the definition of a form and holds no submission") }
    let ids = distinct(SubmissionColumn.form)
    if ids.count > 1 { notes.append("warning: submissions of several forms: \(ids.joined(separator: ", "))") }
    let versions = distinct(SubmissionColumn.version)
    if !ids.isEmpty || !versions.isEmpty {
      let shown = versions.isEmpty ? "" : ", version \(versions.joined(separator: ", "))"
      notes.append("form \(ids.joined(separator: ", "))\(shown)")
    }
    for (number, table) in tables.repeats.enumerated() {
      notes.append(
        "\(table.path) repeats: \(keptCount(number + 1)) rows, a table of their own; "
          + "read it as a source with record: /data/\(table.path)")
    }
  }

  private func distinct(_ column: String) -> [String] {
    guard let position = tables.tables[0].columns.firstIndex(of: column) else { return [] }
    var seen: Set<String> = []
    return isKept.indices.compactMap { row in
      let text = isKept[row] ? tables.tables[0].grid.text(row, position) : ""
      return !text.isEmpty && seen.insert(text).inserted ? text : nil
    }
  }
}

// MARK: - Versions of one submission

extension Submissions {
  /// The texts of a column; empty where there is none.
  private func texts(_ column: String) -> [String] {
    let table = tables.tables[0]
    let rows = 0..<table.grid.rowCount
    guard let position = table.columns.firstIndex(of: column) else { return rows.map { _ in "" } }
    return rows.map { table.grid.text($0, position) }
  }

  private mutating func settleVersions() {
    let ids = zip(texts(SubmissionColumn.instance), texts(SubmissionColumn.instanceAttribute)).map {
      $0.isEmpty ? $1 : $0
    }
    let times = texts(SubmissionColumn.submitted)
    isKept = [Bool](repeating: true, count: ids.count)
    var rowOfInstance: [String: Int] = [:]
    for row in ids.indices where !ids[row].isEmpty {
      guard let other = rowOfInstance[ids[row]] else {
        rowOfInstance[ids[row]] = row
        continue
      }
      // Times of one server compare as text; without them the later file counts.
      let isOlder = !times[other].isEmpty && !times[row].isEmpty && times[row] < times[other]
      rowOfInstance[ids[row]] = isOlder ? other : row
      supersede(isOlder ? row : other, by: isOlder ? other : row, ids[row], "the same instanceID was sent again")
    }
    let replaced = texts(SubmissionColumn.deprecated).enumerated().map { row, id -> Int? in
      guard isKept[row], !id.isEmpty, let other = rowOfInstance[id], other != row else { return nil }
      return other
    }
    let last = lastOfCircles(replaced)
    for (row, other) in replaced.enumerated() {
      guard let other, !last.contains(other), isKept[other] else { continue }
      supersede(other, by: row, ids[other], "an edited submission names it as its deprecatedID")
    }
  }

  /// Submissions that replace each other in a circle would all be lost: the last of each circle counts.
  private func lastOfCircles(_ replaced: [Int?]) -> Set<Int> {
    var last: Set<Int> = []
    var walk = [Int](repeating: -1, count: replaced.count)
    for start in replaced.indices where walk[start] < 0 {
      var next: Int? = start
      while let row = next, walk[row] < 0 {
        walk[row] = start
        next = replaced[row]
      }
      guard let entry = next, walk[entry] == start else { continue }
      var (highest, row) = (entry, replaced[entry])
      while let one = row, one != entry {
        highest = max(highest, one)
        row = replaced[one]
      }
      last.insert(highest)
    }
    return last
  }

  private mutating func supersede(_ row: Int, by other: Int, _ id: String, _ why: String) {
    isKept[row] = false
    let table = tables.tables[0]
    setAside.append(
      SetAsideRecord(
        file: files[Int(table.documents[row])], line: Int(table.grid.lines[row]), record: id,
        code: "I-214",
        reason: "\(why): \(files[Int(table.documents[other])]) line \(table.grid.lines[other]) counts",
        outcome: "superseded"))
  }
}

// MARK: - Tables

extension Submissions {
  /// Paths of the tables: empty for the submissions, then the repeats.
  var paths: [String] { tables.tables.map(\.path) }

  /// How many submissions there are, those set aside included.
  var count: Int { tables.tables[0].grid.rowCount }

  private func isKept(_ row: Int, of table: Int) -> Bool {
    var (table, row) = (table, row)
    while let parent = tables.tables[table].parent {
      row = Int(tables.tables[table].parentRows[row])
      table = parent
    }
    return isKept[row]
  }

  private func keptCount(_ table: Int) -> Int {
    (0..<tables.tables[table].grid.rowCount).count { isKept($0, of: table) }
  }

  /// The rows that count of one table.
  ///
  /// - Parameters:
  ///   - path: empty for the submissions, else a repeat such as `children`, which gets the columns `parent_record`
  ///     (the submission's instanceID) and `position`.
  ///   - wanted: declared columns; the submission's fields, `../name`, are added where one is among them.
  /// - Returns: nil when there is no such table.
  func reading(_ path: String, wanted: Set<String> = []) -> XMLRecordReading? {
    guard let table = tables.tables.firstIndex(where: { $0.path == path }) else { return nil }
    var reading = XMLRecordReading(columns: tables.tables[table].columns)
    let rows = (0..<tables.tables[table].grid.rowCount).filter { isKept($0, of: table) }
    reading.documents = rows.map { tables.tables[table].documents[$0] }
    if table == 0 {
      guard rows.count < tables.tables[0].grid.rowCount else {
        reading.grid = tables.tables[0].grid
        return reading
      }
      for row in rows {
        for column in reading.columns.indices {
          reading.grid.append(cell: column, row: row, of: tables.tables[0].grid)
        }
        reading.grid.endRow(line: Int(tables.tables[0].grid.lines[row]))
      }
      return reading
    }
    var chosen = tables
    chosen.records = table
    (reading.columns, reading.grid) = SurroundingColumns(chosen, firstRepeat: 1).join(
      withFields: wanted.contains { $0.hasPrefix("../") }
    ) { isKept($0, of: table) }
    return reading
  }
}
