import Diagnostics
import SurveyModel
import Tables

/// Results of earlier runs that are still what the sources and the configuration lead to.
extension PipelineRunner {
  /// What reading and cleaning came to, if they would come to the same now; nil: they have to be done.
  func knownClean(_ preparation: RunPreparation, _ folder: RunFolder) -> StoredClean? {
    guard !options.forces(.clean), let stored = storedClean(preparation, folder) else { return nil }
    // A strict run fails on what was a warning.
    guard stored.warnings.isEmpty || !options.isStrict else { return nil }
    return changedSources(stored, preparation.pipeline, folder).isEmpty ? stored : nil
  }

  func storedClean(_ preparation: RunPreparation, _ folder: RunFolder) -> StoredClean? {
    StageCache(folder).value(preparation.cleanName, StoredClean.self)?.value
  }

  func changedSources(
    _ stored: StoredClean, _ pipeline: PipelineDefinition, _ folder: RunFolder
  ) -> [RunFreshness.Reason] {
    sourceReasons(stored.inputs.map { ($0.file.path, $0.file.sha256) }, pipeline, root: folder.root)
  }

  func keep(
    _ clean: StoredClean, _ record: StoredRecord, _ files: [RunFile], _ preparation: RunPreparation,
    _ folder: RunFolder
  ) {
    let cache = StageCache(folder)
    cache.keep(preparation.cleanName, clean)
    cache.keep("record-" + preparation.keys.clean, RecordOf(content: clean, record: record), besides: files)
  }

  func keptEvaluation(_ clean: StoredClean, _ preparation: RunPreparation, _ folder: RunFolder) -> Evaluation? {
    StageCache(folder).value(preparation.evaluationName(clean), StoredEvaluation.self)?.value
      .evaluation(preparation.pipeline)
  }

  /// nil: it is not known; no records where none were dropped.
  func keptDropped(
    _ clean: StoredClean, _ preparation: RunPreparation, _ folder: RunFolder
  ) -> (records: DroppedRecords?, isKept: Bool)? {
    guard let name = preparation.droppedName(clean) else { return (nil, true) }
    return StageCache(folder).value(name, DroppedRecords?.self).map { ($0.value, true) }
  }

  /// All that the report is made of; nil: some of it has to be worked out.
  func keptParts(_ clean: StoredClean, _ preparation: RunPreparation, _ folder: RunFolder) -> ReportParts? {
    guard !options.forces(.aggregate),
      let stored = StageCache(folder).value(
        "record-" + preparation.keys.clean, RecordOf.self, besides: StoredRecord.files),
      stored.value.content == clean,
      let dropped = keptDropped(clean, preparation, folder),
      let evaluation = keptEvaluation(clean, preparation, folder)
    else { return nil }
    return ReportParts(
      clean: clean, record: stored.value.record, files: stored.besides, evaluation: evaluation,
      dropped: dropped.records)
  }

  /// The run itself, when it lies there whole; it is published where that is asked for.
  func keptRun(
    _ clean: StoredClean, _ preparation: RunPreparation, _ folder: RunFolder
  ) throws(DiagnosticError) -> RunResult? {
    guard !options.forces(.report) else { return nil }
    let runID = preparation.runID(preparation.inputs(clean.inputs))
    guard isWhole(runID, folder) else { return nil }
    for stage in Stage.allCases { tell(.stageSkipped(stage)) }
    for warning in clean.warnings { tell(.warning(.clean, warning)) }
    let store = RunStore(root: folder.root)
    if options.publishes {
      try publish(runID, in: folder)
      tell(.published(runID))
    }
    let place = store.folder(of: runID)
    return RunResult(
      runID: runID, lastStage: .report, folder: place,
      report: (options.publishes ? folder.root + "/current" : place) + "/report.html",
      reportBytes: FileSystem.size(place + "/report.html"), counts: clean.counts, skipped: Stage.allCases)
  }

  /// Whether a run lies there with every file as it was made.
  func isWhole(_ runID: String, _ folder: RunFolder) -> Bool {
    let store = RunStore(root: folder.root)
    guard FileSystem.isFolder(store.folder(of: runID)) else { return false }
    return (try? store.verify(runID))?.differences.isEmpty ?? false
  }
}

/// The record of cleaning with what it belongs to, since both are kept under a name that says nothing of the sources.
private struct RecordOf: Codable {
  var content: StoredClean
  var record: StoredRecord
}
