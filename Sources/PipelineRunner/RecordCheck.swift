import Clean
public import Diagnostics
import Ingest
import SurveyModel
import Tables

/// Which way the record of edits is run.
public enum RecordDirection: String, Sendable, CaseIterable {
  /// Over the data as ingested, to the cleaned data.
  case replay
  /// From the cleaned data back to the data as ingested.
  case undo
}

extension PipelineRunner {
  /// Runs the audit and the quarantine of an earlier run over the data, and compares.
  ///
  /// The files are read from the run's folder and the sources as they are now, so a source, a rule or a line of the record
  /// that changed since shows. The table is written to `stages/replay` or `stages/undo`.
  ///
  /// - Parameters:
  ///   - direction: which way.
  ///   - run: the folder with `audit.csv` and `quarantine.csv`; nil: the one that was published.
  /// - Returns: a line a survey.
  /// - Throws: kind `missingInput` when there is no such run, `content` when a cell differs.
  public func checkRecord(_ direction: RecordDirection, run: String?) async throws(DiagnosticError) -> [String] {
    let pipeline = try loadPipeline(folder: options.folder, overrides: options.overrides)
    let folder = RunFolder(root: options.root(of: pipeline.output), scratch: session.scratch)
    let place = run ?? folder.root + "/current"
    let audit = try AuditTables.audit(
      try readFile(place + "/audit.csv", shownAs: place + "/audit.csv"), file: "audit.csv")
    let setAside = try AuditTables.cleanedOut(
      try readFile(place + "/quarantine.csv", shownAs: place + "/quarantine.csv"), file: "quarantine.csv")
    let ingested = try await ingestAll(pipeline).map(\.dataset)
    let cleaned = try await cleanAll(ingested, pipeline).results
    var lines: [String] = []
    var files: [RunFile] = []
    var problems: [Diagnostic] = []
    for (dataset, result) in zip(ingested, cleaned) where !result.rules.isEmpty || result.audit.count > 0 {
      let name = "\(dataset.source)-\(dataset.wave)"
      let entries = audit.filter { $0.source == dataset.source && $0.wave == dataset.wave }
      let table: Table
      let expected: Table
      switch direction {
      case .replay:
        table = try replay(entries, quarantined: setAside[name] ?? [], over: dataset, pipeline: pipeline)
        let derived = Set(pipeline.cleaning.derived.map(\.name))
        let whole = visible(result.dataset.table, dataset)
        expected = whole.selecting(whole.names.filter { !derived.contains($0) })
      case .undo:
        table = try undo(entries, of: result, dataset: dataset)
        expected = visible(dataset.table, dataset)
      }
      files.append(RunFile("\(name).csv", writeCSV(table), confidential: true))
      let found = differences(table, expected)
      let cells = found.reduce(0) { $0 + $1.cells }
      let shown = found.prefix(5).map { "\($0.column) (\($0.cells))" }.joined(separator: ", ")
      lines.append(
        "\(dataset.source) \(dataset.wave): \(grouped(entries.count)) lines over \(grouped(table.rowCount)) records: "
          + (found.isEmpty ? "the same data, cell for cell" : "\(grouped(cells)) cells differ"))
      if !found.isEmpty {
        problems.append(
          Diagnostic(
            .error, code: "R-024",
            "\(dataset.source) \(dataset.wave): \(grouped(cells)) cells differ, in \(shown)",
            advice: "The sources, the rules or the record changed since that run; run the pipeline again"))
      }
    }
    let tables = files
    try await locked(folder.root, pipeline) { () throws(DiagnosticError) in
      _ = try folder.writeStage(named: direction.rawValue, tables)
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    return lines
  }
}
