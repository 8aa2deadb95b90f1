public import Diagnostics
import History
import Ingest
import SurveyModel
import Tables

/// How the published run stands to the sources and the configuration as they are now.
public struct RunFreshness: Sendable, Encodable {
  /// Something that is not as the published run had it.
  public struct Reason: Sendable, Encodable {
    /// `nothing_published`, `program`, `configuration`, `source_changed`, `source_missing`, `source_new` or `history`.
    public var kind: String
    /// The file, or the stage.
    public var subject: String
    /// In a sentence.
    public var text: String
  }

  /// The published run; nil: there is none.
  public var run: String?
  /// Empty: the run is what the sources and the configuration lead to.
  public var reasons: [Reason]
  public var isFresh: Bool { reasons.isEmpty }
}

extension PipelineRunner {
  /// Whether the published run is what sources, configuration and earlier editions lead to now. Nothing is made and no lock is needed.
  ///
  /// - Throws: as `loadPipeline`, and kind `content` when the published run's manifest cannot be read.
  public func freshness() throws(DiagnosticError) -> RunFreshness {
    let configuration = try loadConfiguration(folder: options.folder, overrides: options.overrides)
    let pipeline = configuration.pipeline
    let store = RunStore(root: options.root(of: pipeline.output))
    guard let run = store.current, FileSystem.exists(store.folder(of: run) + "/manifest.json") else {
      return RunFreshness(
        run: nil, reasons: [.init(kind: "nothing_published", subject: store.root, text: "nothing is published")])
    }
    let manifest = try store.manifest(of: run)
    var reasons: [RunFreshness.Reason] = []
    for stage in Stage.allCases {
      let made = manifest.stages.first { $0.name == stage.rawValue }?.version
      if made != stage.version {
        reasons.append(
          .init(
            kind: "program", subject: stage.rawValue,
            text: "the program's stage \(stage.rawValue) changed: version \(made ?? 0) → \(stage.version)"))
      }
    }
    reasons += configurationReasons(manifest, now: configuration.canonical, folder: store.folder(of: run))
    reasons += sourceReasons(manifest.inputs.map { ($0.path, $0.sha256) }, pipeline, root: store.root)
    do throws(DiagnosticError) {
      reasons += historyReasons(manifest, try earlierFigures(pipeline, options))
    } catch {
      // The history is for its owner only; others are told by what they may read. Else whether it is fresh cannot be told,
      // and a run would say the same.
      let problems = error.kind == .noPermission ? [] : error.diagnostics
      reasons += problems.map { .init(kind: "history", subject: store.history.path, text: $0.description) }
    }
    return RunFreshness(run: run, reasons: reasons)
  }

  private func configurationReasons(
    _ manifest: Manifest, now: [UInt8], folder: String
  ) -> [RunFreshness.Reason] {
    guard sha256Hex(now) != manifest.config.sha256 else { return [] }
    let path = folder + "/config.lock.yaml"
    let changes = (try? readFile(path, shownAs: path)).map { configurationChanges(from: $0, to: now) } ?? []
    guard !changes.isEmpty else {
      return [.init(kind: "configuration", subject: "pipeline.yaml", text: "the configuration changed")]
    }
    return changes.map { .init(kind: "configuration", subject: $0.file, text: $0.description) }
  }

  /// Which of the files that were read are no longer as they were, and which are new.
  func sourceReasons(
    _ inputs: [(path: String, sha256: String)], _ pipeline: PipelineDefinition, root: String
  ) -> [RunFreshness.Reason] {
    var memo = DigestMemo(root: root)
    defer { memo.save() }
    var reasons: [RunFreshness.Reason] = []
    func place(_ path: String) -> String { path.hasPrefix("/") ? path : options.folder + "/" + path }
    for input in inputs {
      let found: String?
      if let names = documentPaths(input.path, folder: options.folder) {
        let sums = names.map { "\(memo.digest(place($0)) ?? "")  \($0)\n" }.joined()
        found = names.isEmpty ? nil : sha256Hex([UInt8](sums.utf8))
      } else {
        found = memo.digest(place(input.path))
      }
      if found == nil {
        reasons.append(
          .init(kind: "source_missing", subject: input.path, text: "\(input.path) is not there, or cannot be read"))
      } else if found != input.sha256 {
        reasons.append(.init(kind: "source_changed", subject: input.path, text: "\(input.path) changed"))
      }
    }
    let known = Set(inputs.map(\.path))
    for source in pipeline.sources where source.format != .xml {
      for wave in pipeline.waves where source.waves.isEmpty || source.waves.contains(wave) {
        for written in source.paths {
          let path = written.replacing("{wave}", with: "\(wave)")
          guard PathPattern.isPattern(path) else { continue }
          for file in PathPattern(path).files(in: options.folder) where !known.contains(file) {
            reasons.append(.init(kind: "source_new", subject: file, text: "\(file) is new"))
          }
        }
      }
    }
    return reasons
  }
}
