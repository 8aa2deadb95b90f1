import Aggregate
import Clean
import Diagnostics
import Ingest
import Report
import SurveyModel
import Tables

/// Runs a pipeline: ingest → clean → aggregate → report, then publish. The only place that knows the order.
public struct PipelineRunner: Sendable {
  let options: RunOptions
  let session: RunSession
  let tell: @Sendable (RunEvent) -> Void

  /// - Parameters:
  ///   - options: what is asked of it.
  ///   - session: the lock, the record and the log of a run.
  ///   - tell: is told what happens meanwhile.
  public init(
    _ options: RunOptions, session: RunSession = RunSession(), tell: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.options = options
    self.session = session
    self.tell = { event in
      session.note(event)
      tell(event)
    }
  }

  func ingestAll(_ pipeline: PipelineDefinition) async throws(DiagnosticError) -> [IngestResult] {
    var wanted: [(source: SourceDefinition, wave: Int)] = []
    for wave in pipeline.waves {
      for source in pipeline.sources where source.waves.isEmpty || source.waves.contains(wave) {
        wanted.append((source, wave))
      }
    }
    let folder = options.folder
    let results = try await inParallel(wanted) {
      (item: (source: SourceDefinition, wave: Int)) throws(DiagnosticError) in
      try ingest(item.source, wave: item.wave, pipeline: pipeline, folder: folder)
    }
    for result in results {
      let name = "\(result.dataset.source) \(result.dataset.wave)"
      for note in result.notes { tell(.note(.ingest, "\(name): \(note)")) }
    }
    try Self.checkAccounted(results.map(\.counts))
    return results
  }

  /// Cleans the waves before the one reported first, so that it can be held against them; then tells what gates say.
  ///
  /// - Parameters:
  ///   - datasets: as ingested.
  ///   - pipeline: rules and gates.
  ///   - given: what is read beside the sources; nil: it is read now.
  /// - Returns: `failure`: a rule or a figure of quality that is beyond its limit, where the run keeps going all the same.
  /// - Throws: kind `content` for the same where it does not.
  func cleanAll(
    _ datasets: [Dataset], _ pipeline: PipelineDefinition, inputs given: CleaningInputs? = nil
  ) async throws(DiagnosticError) -> (results: [CleanResult], warnings: [String], failure: DiagnosticError?) {
    let inputs = if let given { given } else { try CleaningInputs(pipeline, folder: options.folder) }
    var results: [Int: CleanResult] = [:]
    for wave in pipeline.waves.sorted() {
      let positions = datasets.indices.filter { datasets[$0].wave == wave }
      let contexts = positions.map { position in
        inputs.context(for: datasets[position], among: datasets, cleaned: results.values.map(\.dataset), pipeline)
      }
      let cleaned = try await inParallel(Array(zip(positions, contexts))) {
        (item: (Int, CleanContext)) throws(DiagnosticError) in
        try clean(datasets[item.0], pipeline: pipeline, context: item.1)
      }
      for (position, result) in zip(positions, cleaned) { results[position] = result }
    }
    var ordered = results.sorted { $0.key < $1.key }.map(\.value)
    for position in ordered.indices {
      let result = ordered[position]
      let name = "\(result.dataset.source) \(result.dataset.wave)"
      for note in result.notes { tell(.note(.clean, "\(name): \(note)")) }
      ordered[position].addQuotas(ordered, pipeline)
    }
    let gates = GateReport(ordered.flatMap(\.gates), isStrict: options.isStrict)
    for warning in gates.warnings { tell(.warning(.clean, warning)) }
    if let error = gates.error, !options.keepsGoing { throw error }
    return (ordered, gates.warnings, gates.error)
  }

  /// What the records that rules dropped as invalid would have changed; nil when there are none.
  func droppedRecords(
    _ cleaned: [CleanResult], _ datasets: [Int: [String: Dataset]], _ pipeline: PipelineDefinition
  ) throws(DiagnosticError) -> DroppedRecords? {
    var sources = datasets[pipeline.wave] ?? [:]
    var counts: [String: Int] = [:]
    for result in cleaned where result.dataset.wave == pipeline.wave {
      guard let dataset = result.withInvalid else { continue }
      sources[dataset.source] = dataset
      for (unit, count) in result.invalidByUnit { counts[unit, default: 0] += count }
    }
    guard !counts.isEmpty else { return nil }
    // The point is the shift of the scores; their intervals are those of the published ones.
    return DroppedRecords(counts: counts, scores: try reportedScores(sources, pipeline: pipeline))
  }

  func stopEarly(
    _ folder: RunFolder, _ stage: Stage, files: [RunFile], runID: String, counts: [StageCount]
  ) throws(DiagnosticError) -> RunResult {
    let place = try folder.writeStage(stage, files)
    return RunResult(runID: runID, lastStage: stage, folder: place, report: nil, reportBytes: 0, counts: counts)
  }
}

extension PipelineRunner {
  /// `id-edition-` and the first 8 hex digits over input digests, configuration, stage versions, and the figures of earlier
  /// editions where there are any.
  static func runID(
    pipeline: PipelineDefinition, inputs: String, configuration: String, history: String? = nil
  ) -> String {
    let versions = Stage.allCases.map { "\($0.rawValue)=\($0.version)" }.joined(separator: ";")
    let parts = [inputs, configuration, versions] + (history.map { [$0] } ?? [])
    let digest = sha256Hex([UInt8](parts.joined(separator: "\n").utf8))
    return "\(pipeline.id)-\(pipeline.edition)-\(digest.prefix(8))"
  }

  /// rows in = rows kept + rows quarantined, for every source of every stage; anything else is a bug of ours.
  static func checkAccounted(_ counts: [StageCount]) throws(DiagnosticError) {
    let broken = counts.filter { $0.rowsIn != $0.rowsKept + $0.rowsQuarantined }
    guard !broken.isEmpty else { return }
    throw DiagnosticError(
      .internalError,
      broken.map {
        Diagnostic(
          .error, code: "B-001",
          "\($0.stage) of \($0.source) \($0.wave) read \($0.rowsIn) rows, kept \($0.rowsKept) and set aside "
            + "\($0.rowsQuarantined): the rest was lost",
          advice: "This is a bug of the program; nothing was published")
      })
  }

  /// The changed cells of a wave, numbered as in `audit.csv`: what the report shows a few of. Flags of whole records are
  /// left out.
  static func changedCells(_ cleaned: [CleanResult], wave: Int) -> [AuditEntry] {
    var entries: [AuditEntry] = []
    var sequence = 0
    for log in cleaned.map(\.audit) {
      if log.wave == wave {
        for line in 0..<log.count where !log.variable(line).isEmpty {
          var entry = log.entry(line)
          entry.sequence += sequence
          entries.append(entry)
        }
      }
      sequence += log.count
    }
    return entries
  }

  static func stageFiles(_ datasets: [Dataset]) -> [RunFile] {
    datasets.map { RunFile("\($0.source)-\($0.wave).csv", writeCSV($0.table), confidential: true) }
  }

  /// The records that rules set aside, as they stood.
  static func setAsideFiles(_ cleaned: [CleanResult]) -> [RunFile] {
    cleaned.filter { $0.setAside.rowCount > 0 }.map {
      RunFile(
        "\($0.dataset.source)-\($0.dataset.wave)-set-aside.csv", writeCSV($0.setAside), confidential: true)
    }
  }

  static func manifest(_ manifest: Manifest) throws(DiagnosticError) -> [UInt8] {
    do {
      return try manifest.encoded()
    } catch {
      throw DiagnosticError(
        .internalError, Diagnostic(.error, code: "B-002", "the manifest could not be written: \(error)"))
    }
  }

  static func summary(of counts: [StageCount]) -> String {
    let rowsIn = counts.reduce(0) { $0 + $1.rowsIn }
    let kept = counts.reduce(0) { $0 + $1.rowsKept }
    let quarantined = counts.reduce(0) { $0 + $1.rowsQuarantined }
    var text = "\(grouped(rowsIn)) rows in = \(grouped(kept)) kept + \(grouped(quarantined)) quarantined"
    let cells = counts.reduce(0) { $0 + $1.cellsChanged }
    let flagged = counts.reduce(0) { $0 + $1.recordsFlagged }
    if cells > 0 { text += ", \(grouped(cells)) cells changed" }
    if flagged > 0 { text += ", \(grouped(flagged)) records flagged" }
    return text
  }

  static func summary(of evaluation: Evaluation) -> String {
    var text = "\(grouped(evaluation.estimates.count)) estimates, \(grouped(evaluation.scores.count)) scores"
    if evaluation.replicates > 0 { text += ", \(grouped(evaluation.replicates)) replicates" }
    return text
  }

  static func summary(report: [UInt8], tables: Int) -> String {
    "report \(grouped((report.count + 512) / 1024)) KB, \(tables) files of tables"
  }
}

/// A count with thousands separators.
func grouped(_ count: Int) -> String {
  let digits = Array(String(abs(count)))
  var text = count < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}
