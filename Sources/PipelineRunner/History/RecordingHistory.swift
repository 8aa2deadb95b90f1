import Diagnostics
public import History
import SurveyModel
import Tables

extension RunStore {
  /// The editions that were published from this output root.
  public var history: HistoryStore { HistoryStore(root: root) }

  /// A run as the history keeps it, with the revision that it would be.
  ///
  /// - Parameter run: a run's whole name.
  /// - Returns: nil where the last revision of its edition is this run; else what is kept, and the revision before.
  /// - Throws: kind `missingInput` or `content` when the run's files cannot be read, and as `HistoryStore.publications`.
  func recording(
    of run: String
  ) throws(DiagnosticError) -> (publication: Publication, figures: PublishedFigures, before: Publication?)? {
    let manifest = try manifest(of: run)
    let publications = try history.publications().filter {
      $0.city == manifest.city && $0.edition == manifest.edition
    }
    let last = publications.last
    guard last?.run != run else { return nil }
    let inputs = manifest.inputs.map {
      PublishedInput(source: $0.source, wave: $0.wave, path: $0.path, sha256: $0.sha256)
    }
    let figures = try PublishedFigures(
      ofRunIn: folder(of: run), files: Set(manifest.outputs.map(\.path)), inputs: inputs)
    let lines = inputs.map { "\($0.source) \($0.wave) \($0.sha256)" }
    var publication = Publication(
      city: manifest.city, edition: manifest.edition, revision: (last?.revision ?? 0) + 1, wave: manifest.wave,
      asOf: manifest.asOf, run: run, inputDigest: sha256Hex([UInt8](lines.joined(separator: "\n").utf8)),
      configurationDigest: manifest.config.sha256, historyDigest: manifest.history?.sha256,
      softwareVersion: manifest.software.bizclimate,
      stageVersions: manifest.stages.map { "\($0.name)=\($0.version)" }.joined(separator: ";"))
    if let last {
      publication.reasons = try reasons(
        last, publication, inputs, isBackTo: publications.last { $0.run == run }?.revision)
    }
    return (publication, figures, last)
  }

  /// Why a revision is not what the one before was.
  private func reasons(
    _ old: Publication, _ new: Publication, _ inputs: [PublishedInput], isBackTo revision: Int?
  ) throws(DiagnosticError) -> [String] {
    struct Place: Hashable {
      var wave: Int
      var path: String
    }
    func sums(_ inputs: [PublishedInput]) -> [Place: String] {
      Dictionary(
        inputs.map { (Place(wave: $0.wave, path: $0.path), $0.sha256) }, uniquingKeysWith: { first, _ in first })
    }
    var reasons = revision.map { ["it is revision \($0) again"] } ?? []
    let oldInputs = try history.figures(of: old).inputs
    let (before, after) = (sums(oldInputs), sums(inputs))
    for input in inputs {
      let sum = before[Place(wave: input.wave, path: input.path)]
      if sum == nil { reasons.append("\(input.path) (\(input.wave)) is new") }
      if let sum, sum != input.sha256 { reasons.append("\(input.path) (\(input.wave)) changed") }
    }
    for input in oldInputs where after[Place(wave: input.wave, path: input.path)] == nil {
      reasons.append("\(input.path) (\(input.wave)) is no longer read")
    }
    if old.configurationDigest != new.configurationDigest {
      func lock(_ run: String) -> [UInt8]? {
        let path = folder(of: run) + "/config.lock.yaml"
        return try? readFile(path, shownAs: path)
      }
      // The run before may have been removed.
      let changes = lock(old.run).flatMap { old in lock(new.run).map { configurationChanges(from: old, to: $0) } } ?? []
      reasons += changes.isEmpty ? ["the configuration changed"] : changes.map(\.description)
    }
    if old.softwareVersion != new.softwareVersion {
      reasons.append("the program changed: bizclimate \(old.softwareVersion) → \(new.softwareVersion)")
    }
    if old.stageVersions != new.stageVersions {
      reasons.append("the program's stages changed: \(old.stageVersions) → \(new.stageVersions)")
    }
    if old.historyDigest != new.historyDigest { reasons.append("the figures of earlier editions changed") }
    return reasons.map { $0.replacing("\n", with: " ") }
  }
}

extension PipelineRunner {
  /// Points `current` at a run and keeps its figures in the history: both, or neither.
  ///
  /// The link is moved while the transaction of the database is open. A kill before its end leaves `current` at a run that
  /// the history does not have; the next run adds it, before anything else (``completeHistory(_:)``). The history never has
  /// what was not published.
  func publish(_ run: String, in folder: RunFolder) throws(DiagnosticError) {
    let store = RunStore(root: folder.root)
    let before = store.current
    guard let kept = try store.recording(of: run) else {
      if before != run { try folder.publish(run) }
      return
    }
    let revision = try kept.before.map { (last) throws(DiagnosticError) in
      try Self.sentence(on: kept.figures, of: kept.publication, after: last, store)
    }
    try keep(kept.publication, kept.figures, store) { () throws(DiagnosticError) in
      if before != run { try folder.point(to: run) }
    } undo: {
      if before != run { try? folder.point(to: before) }
    }
    if let revision { tell(.revised(revision)) }
  }

  private static func sentence(
    on figures: PublishedFigures, of new: Publication, after old: Publication, _ store: RunStore
  ) throws(DiagnosticError) -> String {
    let count = RunDiff(old.name, try store.history.figures(of: old), new.name, figures, threshold: 0).changes.count
    let words = count == 0 ? "no figure differs" : count == 1 ? "1 figure differs" : "\(grouped(count)) figures differ"
    return "edition \(old.edition) was published before as \(old.run): \(words); see bizclimate history diff"
  }

  private func keep(
    _ publication: Publication, _ figures: PublishedFigures, _ store: RunStore,
    publish: () throws(DiagnosticError) -> Void, undo: () -> Void
  ) throws(DiagnosticError) {
    try session.scratch.step { () throws(DiagnosticError) in
      try store.history.add(publication, figures, publish: publish, undo: undo)
    }
  }

  /// Adds the published run to the history where a kill kept it from there, or it was published by a version without one.
  ///
  /// - Throws: as `HistoryStore.publications`; a run that cannot be read any more is a warning.
  func completeHistory(_ folder: RunFolder) throws(DiagnosticError) {
    let store = RunStore(root: folder.root)
    guard let run = store.current, let manifest = try? store.manifest(of: run),
      try store.history.latest(manifest.edition, of: manifest.city)?.run != run
    else { return }
    do throws(DiagnosticError) {
      guard try store.verify(run).differences.isEmpty else {
        throw DiagnosticError(.content, Diagnostic(.error, code: "O-043", "files of \(run) are not as they were made"))
      }
      _ = try store.recording(of: run)
    } catch {
      let reason = error.diagnostics.first?.message ?? ""
      return tell(.warning(.report, "the history has no figures of the published run \(run): \(reason)"))
    }
    try publish(run, in: folder)
  }
}
