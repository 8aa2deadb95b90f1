public import Diagnostics
import SurveyModel
import Tables

/// What a run would do, stage by stage, and why. Nothing is done for it.
public struct RunPlan: Sendable, Encodable {
  /// What would become of a stage.
  public enum State: String, Sendable, Encodable {
    /// Its result is there already.
    case fresh
    case runs
    /// It depends on what comes of the stage before: the same data as before lead to the same figures.
    case runsUnlessSame = "runs_unless_same"
  }

  public struct Step: Sendable, Encodable {
    public var stage: String
    public var state: State
    /// In sentences; empty for a fresh stage.
    public var reasons: [String]
  }

  public var city: String
  public var edition: String
  /// The run that there would be; nil: it depends on sources that changed.
  public var run: String?
  /// In order.
  public var steps: [Step]

  public var isFresh: Bool { steps.allSatisfy { $0.state == .fresh } }
}

extension PipelineRunner {
  /// What ``run()`` would do now. Sources are not read, but their digests are looked at; no lock is needed.
  ///
  /// - Returns: every stage, with what changed since the run that is published.
  /// - Throws: as `loadPipeline`, and where files that are read beside the sources are absent or broken.
  public func plan() throws(DiagnosticError) -> RunPlan {
    try plan(try RunPreparation(try loadConfiguration(folder: options.folder, overrides: options.overrides), options))
  }

  func plan(_ preparation: RunPreparation) throws(DiagnosticError) -> RunPlan {
    let pipeline = preparation.pipeline
    let folder = RunFolder(root: options.root(of: pipeline.output), scratch: session.scratch)
    let changes = try ChangesSincePublished(self, preparation, folder)
    var plan = RunPlan(city: pipeline.id, edition: pipeline.edition, run: nil, steps: [])
    func add(_ stage: Stage, _ state: RunPlan.State, _ reasons: [String]) {
      let forced = options.forces(stage) ? ["forced"] : []
      plan.steps.append(
        RunPlan.Step(stage: stage.rawValue, state: state, reasons: state == .fresh ? [] : forced + reasons))
    }
    guard let known = knownClean(preparation, folder) else {
      let sources = storedClean(preparation, folder).map { changedSources($0, pipeline, folder).map(\.text) } ?? []
      let first = changes.reasons(.ingest) + sources.filter { !changes.reasons(.ingest).contains($0) }
      let own = changes.reasons(.clean)
      let isStrict = options.isStrict && first.isEmpty && own.isEmpty
      add(.ingest, .runs, !first.isEmpty ? first : isStrict ? ["warnings are looked at"] : ["clean needs the data"])
      add(.clean, .runs, own.isEmpty ? ["input of clean"] : own)
      let aggregate = changes.reasons(.aggregate)
      let isCertain = options.forces(.aggregate) || !aggregate.isEmpty || !changes.isPublished
      add(
        .aggregate, isCertain ? .runs : .runsUnlessSame,
        aggregate.isEmpty ? ["input of aggregate, unless clean gives the same data"] : aggregate)
      add(.report, .runs, changes.reasons(.report) + ["input of report"])
      return plan
    }
    let runID = preparation.runID(preparation.inputs(known.inputs))
    plan.run = runID
    if !options.forces(.report), isWhole(runID, folder) {
      for stage in Stage.allCases { add(stage, .fresh, []) }
      return plan
    }
    if keptParts(known, preparation, folder) != nil {
      for stage in [Stage.ingest, .clean, .aggregate] { add(stage, .fresh, []) }
    } else {
      let own = changes.reasons(.aggregate)
      for stage in [Stage.ingest, .clean] { add(stage, .runs, ["aggregate needs the data"]) }
      let isKept = !options.forces(.aggregate) && keptFigures(known, preparation, folder)
      add(.aggregate, isKept ? .fresh : .runs, own.isEmpty ? ["its figures are not kept"] : own)
    }
    let own = changes.reasons(.report)
    add(.report, .runs, own.isEmpty ? ["\(runID) is not there, or not as it was made"] : own)
    return plan
  }

  private func keptFigures(_ known: StoredClean, _ preparation: RunPreparation, _ folder: RunFolder) -> Bool {
    keptEvaluation(known, preparation, folder) != nil && keptDropped(known, preparation, folder) != nil
  }
}

extension PipelineRunner {
  /// What ``RunOptions/isLastStageOnly`` asks for.
  ///
  /// - Throws: kind `content` with every reason why a stage before is not fresh.
  func checkFreshness(
    before stage: Stage, _ preparation: RunPreparation, _ folder: RunFolder
  ) throws(DiagnosticError) {
    let earlier = Stage.allCases.filter { $0 < stage }
    let known = knownClean(preparation, folder)
    let isFresh =
      switch stage {
      case .ingest: true
      case .clean, .aggregate: known != nil
      case .report: known.map { keptParts($0, preparation, folder) != nil } ?? false
      }
    if isFresh { return }
    let changes = try ChangesSincePublished(self, preparation, folder)
    let reasons = earlier.flatMap { earlier in changes.reasons(earlier).map { (earlier, $0) } }
    // What only cleaning reads is no reason against cleaning.
    if stage == .clean, changes.isPublished, reasons.isEmpty { return }
    let told = reasons.isEmpty ? earlier.suffix(1).map { ($0, "its results are not kept") } : reasons
    throw DiagnosticError(
      .content,
      told.map { earlier, reason in
        Diagnostic(
          .error, code: "O-025",
          "\(earlier.rawValue) is not fresh, so \(stage.rawValue) alone would not be right: \(reason)",
          advice: "Leave --only out: what is fresh is skipped anyway")
      })
  }
}

/// What changed since the published run, by the first stage that looks at it.
private struct ChangesSincePublished {
  private var found: [Stage: [String]] = [:]
  let isPublished: Bool

  init(
    _ runner: PipelineRunner, _ preparation: RunPreparation, _ folder: RunFolder
  ) throws(DiagnosticError) {
    let store = RunStore(root: folder.root)
    guard let run = store.current, let manifest = try? store.manifest(of: run) else {
      isPublished = false
      for stage in Stage.allCases { found[stage] = ["nothing is published"] }
      return
    }
    isPublished = true
    for stage in Stage.allCases {
      let made = manifest.stages.first { $0.name == stage.rawValue }?.version
      if made != stage.version {
        found[stage, default: []].append(
          "the program's stage \(stage.rawValue) changed: version \(made ?? 0) → \(stage.version)")
      }
    }
    let place = store.folder(of: run) + "/config.lock.yaml"
    if let old = try? readFile(place, shownAs: place) {
      let parts = preparation.keys.parts
      for change in configurationChanges(from: old, to: preparation.configuration) {
        let top = String(change.key.prefix { $0 != "." && $0 != "[" })
        let part =
          parts.first { $0.file == change.file && $0.key == top }
          ?? parts.first { $0.file == change.file }.map {
            ConfigurationPart(topic: $0.topic, file: $0.file, key: top, text: "")
          }
        found[part.map(StageKeys.stage(of:)) ?? .ingest, default: []].append(change.description)
      }
    }
    found[.report, default: []] += historyReasons(manifest, preparation.earlier).map(\.text)
    let inputs = manifest.inputs.map { ($0.path, $0.sha256) }
    for reason in runner.sourceReasons(inputs, preparation.pipeline, root: folder.root) {
      let stage: Stage =
        reason.subject == preparation.corrections?.path
        ? .clean : reason.subject == preparation.reports.file?.path ? .report : .ingest
      found[stage, default: []].append(reason.text)
    }
  }

  func reasons(_ stage: Stage) -> [String] { found[stage] ?? [] }
}
