public import Diagnostics
public import History
import SurveyModel
import Tables

/// A publication as `bizclimate history list` tells it.
public struct ListedPublication: Sendable, Encodable {
  public var edition: String
  public var revision: Int
  public var wave: Int
  public var asOf: String
  public var run: String
  public var software: String
  public var scores: Int
  public var ranks: Int
  public var estimates: Int
  public var findings: Int
  public var actions: Int
  /// Why it is not what the revision before was.
  public var reasons: [String]
  /// Whether `current` points at its run.
  public var isCurrent: Bool
}

extension RunStore {
  /// Every publication that the history keeps, the earliest first.
  ///
  /// - Throws: as `HistoryStore.publications`.
  public func publications() throws(DiagnosticError) -> [ListedPublication] {
    var listed: [ListedPublication] = []
    let publications = try history.publications()
    // A run that was published again is current as its last revision.
    let current = publications.last { $0.run == self.current }
    for publication in publications {
      let counts = try history.counts(of: publication)
      listed.append(
        ListedPublication(
          edition: publication.edition, revision: publication.revision, wave: publication.wave, asOf: publication.asOf,
          run: publication.run, software: publication.softwareVersion, scores: counts["score"] ?? 0,
          ranks: counts["rank"] ?? 0, estimates: counts["estimate"] ?? 0, findings: counts["finding"] ?? 0,
          actions: counts["action"] ?? 0, reasons: publication.reasons, isCurrent: publication == current))
    }
    return listed
  }

  /// Compares the figures of two publications in full precision.
  ///
  /// Of the same wave, all rows are compared, those of the wave before too; of two waves, each edition's own wave is held
  /// against the other's.
  ///
  /// - Parameters:
  ///   - names: `EDITION` or `EDITION@REVISION`, the older first. One name: an edition's last two revisions, or a revision
  ///     and the last one. None: the last two revisions of the last edition.
  ///   - threshold: differences up to this are none.
  /// - Returns: every figure that differs.
  /// - Throws: kind `missingInput` when there is no such publication, and as `HistoryStore.publications`.
  public func historyDiff(_ names: [String], threshold: Double = 0) throws(DiagnosticError) -> RunDiff {
    let (old, new) = try pair(names)
    return RunDiff(
      old.name, try history.figures(of: old), new.name, try history.figures(of: new),
      ownWaves: old.wave == new.wave ? nil : (old.wave, new.wave), threshold: threshold)
  }

  private func pair(_ names: [String]) throws(DiagnosticError) -> (old: Publication, new: Publication) {
    let all = try history.publications()
    guard let last = all.last else {
      throw absent("nothing was published from \(root)", advice: "Publish a run, or import a history")
    }
    if names.count > 1 { return (try find(names[0], all), try find(names[1], all)) }
    let named = try names.first.map { (name) throws(DiagnosticError) in try find(name, all) } ?? last
    guard let newest = all.last(where: { $0.edition == named.edition }) else { return (named, named) }
    if named != newest { return (named, newest) }
    guard let before = all.last(where: { $0.edition == named.edition && $0.revision < newest.revision }) else {
      throw absent(
        "edition \(named.edition) was published once only", advice: "Name two editions; see bizclimate history list")
    }
    return (before, newest)
  }

  private func find(_ name: String, _ all: [Publication]) throws(DiagnosticError) -> Publication {
    if let found = all.last(where: { $0.name == name }) ?? all.last(where: { $0.edition == name }) { return found }
    let near = nearestName(to: name, among: all.map(\.edition) + all.map(\.name)).map { "Did you mean \($0)?" }
    throw absent("there is no edition \(name) in the history", advice: near ?? "See bizclimate history list")
  }

  private func absent(_ message: String, advice: String) -> DiagnosticError {
    DiagnosticError(.missingInput, Diagnostic(.error, code: "O-044", message, advice: advice))
  }

  /// Writes the whole history to a file, for its owner only.
  ///
  /// - Parameter file: where; what is there is replaced.
  /// - Returns: how many publications it holds.
  /// - Throws: as `HistoryStore.export`, and where the file cannot be written.
  public func exportHistory(to file: String) throws(DiagnosticError) -> Int {
    try FileSystem.replace(file, with: try history.export(), mode: 0o600)
    return try history.publications().count
  }
}

extension PipelineRunner {
  /// Takes the publications of a file into the history, under the lock.
  ///
  /// - Parameter file: what `bizclimate history export` wrote.
  /// - Returns: what was added and what was there.
  /// - Throws: kind `missingInput` when it cannot be read, `content` with every line that is none of a history or
  ///   contradicts what is kept.
  public func importHistory(_ file: String) async throws(DiagnosticError) -> HistoryImport {
    let pipeline = try loadPipeline(folder: options.folder, overrides: options.overrides)
    let store = RunStore(root: options.root(of: pipeline.output))
    let bundle = try HistoryBundle(try readFile(file, shownAs: file), file: file)
    return try await locked(store.root, pipeline) { () throws(DiagnosticError) in
      try store.history.take(bundle, city: pipeline.id)
    }
  }
}
