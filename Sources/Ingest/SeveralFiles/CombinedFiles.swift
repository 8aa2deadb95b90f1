import Diagnostics
import SurveyModel
import Tables

/// What one file of a source became.
struct FileResult {
  var result: IngestResult
  /// The columns as the file writes them.
  var header: [String]

  var file: String {
    let files = result.dataset.table.origins.files
    return (files.count == 1 ? files.first : nil) ?? result.dataset.inputs.first?.path ?? ""
  }
}

/// Reads the files of a source, each on its own, and appends their rows.
///
/// A column that some files lack is missing there, of kind `notAsked`. Problems of all files are told together.
///
/// - Throws: kind `content` when a file comes twice, types do not go together, no file has a declared column, or too
///   many rows of all files together are unreadable; what reading a single file throws.
func ingestFiles(
  _ files: [String], _ source: SourceDefinition, wave: Int, pipeline: PipelineDefinition, folder: String
) throws(DiagnosticError) -> IngestResult {
  var results: [FileResult] = []
  var problems: [Diagnostic] = []
  var kind = FailureKind.content
  for file in files {
    var one = source
    (one.path, one.morePaths) = (file, [])
    // The share counts over all files together.
    one.maxUnreadable = 1
    do throws(DiagnosticError) {
      results.append(try ingestFile(one, wave: wave, pipeline: pipeline, folder: folder, isOneOfSeveral: true))
    } catch {
      if problems.isEmpty { kind = error.kind }
      problems += error.diagnostics
    }
  }
  var fileOfDigest: [String: String] = [:]
  for result in results {
    guard let digest = result.result.dataset.inputs.first?.sha256 else { continue }
    if let other = fileOfDigest[digest] {
      problems.append(
        Diagnostic(
          .error, code: "I-702", at: SourceLocation(file: result.file), "the same file as \(other), byte for byte",
          advice: "Delete one of them, or correct path: of the source \(source.name)"))
    }
    fileOfDigest[digest] = result.file
  }
  if !problems.isEmpty { throw DiagnosticError(kind, problems) }
  var combined = CombinedFiles(results: results, source: source, wave: wave)
  return try combined.combine(wanted: wantedColumns(source, pipeline))
}

/// The columns that at least one file must have.
private func wantedColumns(_ source: SourceDefinition, _ pipeline: PipelineDefinition) -> [String] {
  if source.role == .survey { return pipeline.questionnaire?.codebook.variables.map(\.name) ?? [] }
  return source.columns.map(\.name)
}

/// Appends the rows of several files.
private struct CombinedFiles {
  let results: [FileResult]
  let source: SourceDefinition
  let wave: Int
  private var problems: [Diagnostic] = []

  init(results: [FileResult], source: SourceDefinition, wave: Int) {
    (self.results, self.source, self.wave) = (results, source, wave)
  }

  mutating func combine(wanted: [String]) throws(DiagnosticError) -> IngestResult {
    let tables = results.map { withDistinctRecords($0) }
    let drift = SchemaDrift(
      sides: zip(results, tables).map { result, table in
        // A survey's columns are its variables: the numbers in front of the questions may differ.
        SchemaDrift.Side(
          file: result.file, header: source.role == .survey ? table.names : result.header, table: table)
      })
    var table = joined(tables)
    let absent = problems.isEmpty ? wanted.filter { table[$0] == nil } : []
    for name in absent {
      problems.append(
        Diagnostic(
          .error, code: "I-704", at: SourceLocation(file: results[0].file),
          "none of the \(results.count) files of the source \(source.name) has the column \(name)",
          advice: "Correct header: of the column, or export the files with it"))
    }
    var quarantine = results.flatMap(\.result.quarantine)
    table = withoutRepeatedRecords(table, &quarantine)
    if source.role == .statistics { checkUnits(table) }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    let counts = StageCount(
      stage: "ingest", source: source.name, wave: wave, rowsIn: results.reduce(0) { $0 + $1.result.counts.rowsIn },
      rowsKept: table.rowCount, rowsQuarantined: quarantine.count)
    try check(quarantine, counts)
    return IngestResult(
      dataset: Dataset(
        source: source.name, wave: wave, table: table, codebook: codebook(table.names),
        inputs: results.flatMap(\.result.dataset.inputs)),
      quarantine: quarantine, counts: counts,
      notes: results.flatMap(\.result.notes) + ["\(results.count) files read as one, \(table.rowCount) rows"]
        + badFiles() + drift.notes)
  }

  /// The tables one below the other; columns in the order of the first file that has them.
  private mutating func joined(_ tables: [Table]) -> Table {
    var names: [String] = []
    var isKnown: Set<String> = []
    for table in tables { names += table.names.filter { isKnown.insert($0).inserted } }
    var pairs: [(name: String, column: Column)] = []
    for name in names {
      let parts = tables.map { table in table[name].map { ColumnPart.column($0) } ?? .absent(rows: table.rowCount) }
      if let column = Ingest.joined(parts) {
        pairs.append((name, column))
      } else {
        problems.append(clash(name, tables))
      }
    }
    var origins = RowOrigins()
    for table in tables {
      let shift = UInt32(clamping: origins.files.count)
      origins.files += table.origins.files
      origins.fileIndex += table.origins.fileIndex.map { $0 + shift }
      origins.line += table.origins.line
    }
    return Table(pairs, rowCount: tables.reduce(0) { $0 + $1.rowCount }, origins: origins)
  }

  private func clash(_ name: String, _ tables: [Table]) -> Diagnostic {
    let uses = zip(results, tables).compactMap { result, table in
      table[name].map { "\($0.type.rawValue) in \(result.file)" }
    }
    return Diagnostic(
      .error, code: "I-703", at: SourceLocation(file: results[0].file),
      "the values of \(name) do not go together: \(uses.joined(separator: ", "))",
      advice: "Declare the type of the column, or correct the file that differs")
  }

  private func codebook(_ names: [String]) -> Codebook {
    var variables: [String: SurveyVariable] = [:]
    for variable in results.flatMap(\.result.dataset.codebook.variables) {
      guard var known = variables[variable.name] else {
        variables[variable.name] = variable
        continue
      }
      let codes = Set(known.options.map(\.code))
      known.options += variable.options.filter { !codes.contains($0.code) }
      variables[variable.name] = known
    }
    return Codebook(names.compactMap { variables[$0] })
  }

  /// The files that would be refused by themselves.
  private func badFiles() -> [String] {
    results.compactMap { result in
      let rows = result.result.counts.rowsIn
      let broken = result.result.quarantine.count { $0.outcome != "total" }
      guard Double(broken) > source.maxUnreadable * Double(rows) else { return nil }
      return "warning: \(result.file): \(broken) of \(rows) rows cannot be read, more than "
        + "\(percent(source.maxUnreadable)); the file is kept because all files together have fewer"
    }
  }

  /// The share of unreadable rows over all files.
  ///
  /// - Throws: kind `content`, with the first reasons, when it is above what the source allows.
  private func check(_ quarantine: [QuarantinedRecord], _ counts: StageCount) throws(DiagnosticError) {
    let broken = quarantine.filter { $0.outcome != "total" }
    guard let first = broken.first, Double(broken.count) > source.maxUnreadable * Double(counts.rowsIn) else { return }
    let shown = broken.prefix(3).map { "\($0.file):\($0.line): \($0.detail)" }.joined(separator: " | ")
    throw DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-011", at: SourceLocation(file: first.file, line: first.line),
        "\(broken.count) of \(counts.rowsIn) rows of \(results.count) files cannot be read, more than "
          + "\(percent(source.maxUnreadable)) (first: \(shown))",
        advice: "Correct the files, or the declared columns of their source; max_unreadable: allows more"))
  }
}

// MARK: - Records that come twice

extension CombinedFiles {
  /// Line numbers that stand for record numbers are distinct in one file only: the file's name goes in front.
  private func withDistinctRecords(_ result: FileResult) -> Table {
    var table = result.result.dataset.table
    guard source.role == .survey, case .text(let ids)? = table[recordColumnName]?.storage,
      let missing = table[recordColumnName]?.missing, table.rowCount > 0,
      (0..<table.rowCount).allSatisfy({ ids[$0] == "\(table.origins.line[$0])" })
    else { return table }
    let name = result.file.split(separator: "/").last.map(String.init) ?? result.file
    let renamed = TextStorage((0..<table.rowCount).map { "\(name):\(ids[$0])" })
    table.set(recordColumnName, Column(.text(renamed), missing: missing))
    return table
  }

  /// Sets aside survey records whose number another file has already.
  private func withoutRepeatedRecords(_ table: Table, _ quarantine: inout [QuarantinedRecord]) -> Table {
    guard source.role == .survey, case .text(let ids)? = table[recordColumnName]?.storage else { return table }
    var seen = ByteInterner()
    var rowOfID: [Int] = []
    var kept: [Int] = []
    let origins = table.origins
    func file(_ row: Int) -> String { origins.files[Int(origins.fileIndex[row])] }
    for row in 0..<table.rowCount {
      let entry = seen.intern(ids.bytes[ids.offsets[row]..<ids.offsets[row + 1]])
      guard entry < rowOfID.count else {
        rowOfID.append(row)
        kept.append(row)
        continue
      }
      let first = rowOfID[entry]
      quarantine.append(
        QuarantinedRecord(
          stage: "ingest", source: source.name, wave: wave, record: ids[row], file: file(row),
          line: Int(origins.line[row]), outcome: "unreadable", rules: ["I-411"],
          detail: "the record number is that of \(file(first)):\(origins.line[first]) already"))
    }
    return kept.count < table.rowCount ? table.gather(kept) : table
  }

  /// A unit has one row, whichever file it is in.
  private mutating func checkUnits(_ table: Table) {
    guard case .category(let units)? = table[unitColumnName]?.storage else { return }
    var rowOfUnit: [Int: Int] = [:]
    let origins = table.origins
    for row in 0..<table.rowCount {
      guard let first = rowOfUnit.updateValue(row, forKey: units[row]) else { continue }
      problems.append(
        Diagnostic(
          .error, code: "I-508",
          at: SourceLocation(file: origins.files[Int(origins.fileIndex[row])], line: Int(origins.line[row])),
          "the unit \(units.dictionary[units[row]]) is given in "
            + "\(origins.files[Int(origins.fileIndex[first])]):\(origins.line[first]) already",
          advice: "Keep one row a unit"))
    }
  }
}
