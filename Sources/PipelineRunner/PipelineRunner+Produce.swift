import Aggregate
import Clean
import Diagnostics
import History
import Ingest
import Report
import SurveyModel
import Tables

/// What the report is made of.
struct ReportParts {
  var clean: StoredClean
  var record: StoredRecord
  var files: [RunFile]
  var evaluation: Evaluation
  var dropped: DroppedRecords?
}

extension PipelineRunner {
  /// The stages of ``run()``, one after the other; those whose results are there already are skipped.
  func produce(
    _ configuration: LoadedConfiguration, in folder: RunFolder
  ) async throws(DiagnosticError) -> RunResult {
    try checkJudgements(of: configuration.pipeline)
    let preparation = try RunPreparation(configuration, options)
    if options.isLastStageOnly { try checkFreshness(before: options.lastStage, preparation, folder) }
    if options.lastStage == .report, let known = knownClean(preparation, folder) {
      tell(.identified(preparation.runID(preparation.inputs(known.inputs))))
      if let result = try keptRun(known, preparation, folder) { return result }
      if let parts = keptParts(known, preparation, folder) {
        for stage in [Stage.ingest, .clean, .aggregate] { tell(.stageSkipped(stage)) }
        for warning in known.warnings { tell(.warning(.clean, warning)) }
        var result = try report(parts, preparation, folder, publishing: options.publishes)
        result.skipped = [.ingest, .clean, .aggregate]
        return result
      }
    }
    return try await produceFromSources(preparation, in: folder)
  }

  private func produceFromSources(
    _ preparation: RunPreparation, in folder: RunFolder
  ) async throws(DiagnosticError) -> RunResult {
    let pipeline = preparation.pipeline
    var watch = Stopwatch()
    let ingested = try await ingestAll(pipeline)
    let sources = RunInput.of(ingested.map(\.dataset))
    let inputs = preparation.inputs(sources)
    let runID = preparation.runID(inputs)
    tell(.identified(runID))
    var counts = ingested.map(\.counts)
    tell(.stageFinished(.ingest, summary: Self.summary(of: counts), seconds: watch.lap()))
    let ingestQuarantine = ingested.flatMap(\.quarantine)
    if options.lastStage == .ingest {
      let files =
        Self.stageFiles(ingested.map(\.dataset)) + [
          RunFile("quarantine.csv", AuditTables.quarantine(ingestQuarantine), confidential: true)
        ]
      return try stopEarly(folder, .ingest, files: files, runID: runID, counts: counts)
    }

    let (cleaned, warnings, failure) = try await cleanAll(
      ingested.map(\.dataset), pipeline, inputs: preparation.cleaning)
    let cleanCounts = cleaned.map(\.counts)
    try Self.checkAccounted(counts + cleanCounts)
    counts += cleanCounts
    tell(.stageFinished(.clean, summary: Self.summary(of: cleanCounts), seconds: watch.lap()))
    let quarantine = ingestQuarantine + cleaned.flatMap(\.quarantine)
    let files = try CleaningRecord(cleaned, quarantine: quarantine, pipeline: pipeline).files()
    if options.lastStage == .clean {
      let all = Self.stageFiles(cleaned.map(\.dataset)) + Self.setAsideFiles(cleaned) + files
      let result = try stopEarly(folder, .clean, files: all, runID: runID, counts: counts)
      if let failure { throw held(failure, result) }
      return result
    }

    let content = StageKeys.content(cleaned, keys: preparation.keys, inputs: RunInput.digest(inputs))
    let clean = StoredClean(
      inputs: sources, counts: counts, content: content,
      invalid: StageKeys.invalid(cleaned, wave: pipeline.wave, content: content), warnings: warnings)
    let record = StoredRecord(
      rules: cleaned.flatMap(\.rules), audit: Self.changedCells(cleaned, wave: pipeline.wave),
      decisions: cleaned.filter { $0.dataset.wave == pipeline.wave }.flatMap(\.applied))
    // Data that rules or gates refuse are not known to be clean.
    if failure == nil { keep(clean, record, files, preparation, folder) }
    let figures = try figures(cleaned, clean, preparation, folder)
    // Written while the report is made.
    async let writing: Void = keep(
      figures.isNew ? figures.evaluation : nil, as: preparation.evaluationName(clean), folder)
    let parts = ReportParts(
      clean: clean, record: record, files: files, evaluation: figures.evaluation, dropped: figures.dropped)
    if figures.isKept {
      tell(.stageSkipped(.aggregate))
    } else {
      tell(.stageFinished(.aggregate, summary: Self.summary(of: figures.evaluation), seconds: watch.lap()))
    }
    if options.lastStage == .aggregate {
      await writing
      let result = try stopEarly(folder, .aggregate, files: try dataFiles(parts), runID: runID, counts: counts)
      if let failure { throw held(failure, result) }
      return result
    }
    var result = try report(parts, preparation, folder, publishing: options.publishes && failure == nil)
    await writing
    if let failure { throw held(failure, result) }
    if figures.isKept { result.skipped = [.aggregate] }
    return result
  }

  /// The failure of a run that kept going, after telling where its outputs are.
  private func held(_ failure: DiagnosticError, _ result: RunResult) -> DiagnosticError {
    let place = result.report ?? result.folder
    tell(.warning(result.lastStage, "made in spite of what is beyond its limit, and not published: \(place)"))
    return failure
  }

  /// Evaluates the cleaned data, or takes what came of the same data before.
  private func figures(
    _ cleaned: [CleanResult], _ clean: StoredClean, _ preparation: RunPreparation, _ folder: RunFolder
  ) throws(DiagnosticError) -> (evaluation: Evaluation, dropped: DroppedRecords?, isNew: Bool, isKept: Bool) {
    let pipeline = preparation.pipeline
    let kept = options.forces(.aggregate) ? nil : keptEvaluation(clean, preparation, folder)
    if let kept, let dropped = keptDropped(clean, preparation, folder) { return (kept, dropped.records, false, true) }
    var datasets: [Int: [String: Dataset]] = [:]
    for result in cleaned { datasets[result.dataset.wave, default: [:]][result.dataset.source] = result.dataset }
    let evaluation: Evaluation
    if let kept {
      evaluation = kept
    } else {
      evaluation = try aggregate(datasets, pipeline: pipeline) { [tell] progress in
        let step = progress.step == .redraws ? "re-draws" : "re-draws under other methods"
        tell(
          .progress(
            RunProgress(
              stage: .aggregate, step: "\(step) \(progress.wave)", done: progress.done, total: progress.total)))
      }
    }
    let dropped = try droppedRecords(cleaned, datasets, pipeline)
    if let name = preparation.droppedName(clean) { StageCache(folder).keep(name, dropped) }
    return (evaluation, dropped, kept == nil, false)
  }

  private func keep(_ evaluation: Evaluation?, as name: String, _ folder: RunFolder) async {
    if let evaluation { StageCache(folder).keep(name, StoredEvaluation(evaluation)) }
  }

  /// Files of full precision.
  private func dataFiles(_ parts: ReportParts) throws(DiagnosticError) -> [RunFile] {
    let evaluation = parts.evaluation
    var files = DataTables(evaluation: evaluation).all().map {
      RunFile("data/\($0.name).csv", $0.bytes, confidential: true)
    }
    if !evaluation.weights.isEmpty {
      files.append(RunFile("weighting.json", try WeightingReport(evaluation).encoded(), confidential: true))
    }
    if let dropped = parts.dropped {
      let bytes = droppedRecordsTable(dropped, evaluation, wave: evaluation.wave)
      files.append(RunFile("data/dropped_records.csv", bytes, confidential: true))
    }
    return files
  }

  /// Writes the report and its tables, and publishes them where that is wanted.
  private func report(
    _ parts: ReportParts, _ preparation: RunPreparation, _ folder: RunFolder, publishing isPublished: Bool
  ) throws(DiagnosticError) -> RunResult {
    var watch = Stopwatch()
    let pipeline = preparation.pipeline
    let inputs = preparation.inputs(parts.clean.inputs)
    let runID = preparation.runID(inputs)
    let configurationDigest = preparation.configurationDigest
    var evaluation = parts.evaluation.joined(preparation.earlier)
    evaluation.trend = scoreTrend(evaluation)
    let input = ReportInput(
      pipeline: pipeline, evaluation: evaluation, rules: parts.record.rules, counts: parts.clean.counts,
      audit: parts.record.audit, dropped: parts.dropped, decisions: parts.record.decisions,
      reported: preparation.reports.actions, runID: runID, inputDigest: RunInput.digest(inputs),
      configurationDigest: configurationDigest, softwareVersion: softwareVersion)
    let published = try PublishedReport(input)
    let report = [UInt8](published.html.utf8)
    let tables = published.tables.map { RunFile("tables/" + $0.fileName, $0.bytes) }
    let documents = published.documents.map { RunFile($0.path, $0.bytes) }
    let files = [RunFile("report.html", report)] + tables + documents + (try dataFiles(parts)) + parts.files
    let manifest = try Self.manifest(
      Manifest(
        runID: runID, pipeline: pipeline, configurationDigest: configurationDigest, inputs: inputs,
        earlier: preparation.earlier, counts: parts.clean.counts, outputs: files))
    let place = try folder.write(
      files + [RunFile("config.lock.yaml", preparation.configuration)], manifest: manifest, runID: runID)
    tell(.stageFinished(.report, summary: Self.summary(report: report, tables: tables.count), seconds: watch.lap()))
    if isPublished {
      try publish(runID, in: folder)
      tell(.published(runID))
    }
    return RunResult(
      runID: runID, lastStage: .report, folder: place,
      report: (isPublished ? folder.root + "/current" : place) + "/report.html", reportBytes: report.count,
      counts: parts.clean.counts)
  }
}

/// Seconds between laps.
private struct Stopwatch {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant

  init() { last = clock.now }

  mutating func lap() -> Double {
    let now = clock.now
    let elapsed = now - last
    last = now
    let parts = elapsed.components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
