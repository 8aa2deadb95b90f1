public import Diagnostics
import History
import SurveyModel

/// What a stage or a file of a run is made from, and whether it is still fresh.
public struct RunExplanation: Sendable, Encodable {
  /// As it was asked for.
  public var subject: String
  public var stage: String
  public var version: Int
  public var state: RunPlan.State
  /// Why it is not fresh.
  public var reasons: [String]
  /// Parts of the configuration that this stage is the first to look at: a file, or a key of it.
  public var configuration: [String]
  /// What comes into the stage: files of sources, or the stage before.
  public var inputs: [String]
  /// Of a file: its bytes and its digest in the published run.
  public var bytes: Int?
  public var sha256: String?
}

extension PipelineRunner {
  /// Explains a stage, or the stage that makes a file.
  ///
  /// - Parameter subject: the name of a stage, or of a file as it lies in a run's folder.
  /// - Returns: what it is made from.
  /// - Throws: kind `missingInput` when it is neither, and as ``plan()``.
  public func explain(_ subject: String) throws(DiagnosticError) -> RunExplanation {
    let configuration = try loadConfiguration(folder: options.folder, overrides: options.overrides)
    let store = RunStore(root: options.root(of: configuration.pipeline.output))
    let manifest = store.current.flatMap { try? store.manifest(of: $0) }
    let output = manifest?.outputs.first { $0.path == subject }
    guard let stage = Stage(rawValue: subject) ?? (output != nil ? Self.stage(of: subject) : nil) else {
      let names = Stage.allCases.map(\.rawValue) + (manifest?.outputs.map(\.path) ?? [])
      let near = nearestName(to: subject, among: names).map { "Did you mean \($0)?" }
      throw DiagnosticError(
        .missingInput,
        Diagnostic(
          .error, code: "O-032", "\(subject) is neither a stage nor a file of the published run",
          advice: near ?? "The stages are: \(Stage.allCases.map(\.rawValue).joined(separator: ", "))"))
    }
    let preparation = try RunPreparation(configuration, options)
    let step = try plan(preparation).steps.first { $0.stage == stage.rawValue }
    let read = preparation.keys.parts.filter { StageKeys.stage(of: $0) == stage }
    return RunExplanation(
      subject: subject, stage: stage.rawValue, version: stage.version, state: step?.state ?? .runs,
      reasons: step?.reasons ?? [],
      configuration: read.map { $0.key.isEmpty ? $0.file : "\($0.file) \($0.key)" },
      inputs: Self.inputs(of: stage, manifest, preparation), bytes: output?.bytes, sha256: output?.sha256)
  }

  /// The stage that makes a file of a run.
  private static func stage(of path: String) -> Stage {
    if path.hasPrefix("data/") || path == "weighting.json" { return .aggregate }
    return StoredRecord.files.contains(path) ? .clean : .report
  }

  private static func inputs(of stage: Stage, _ manifest: Manifest?, _ preparation: RunPreparation) -> [String] {
    let pipeline = preparation.pipeline
    return switch stage {
    case .ingest: manifest?.inputs.map(\.path) ?? pipeline.sources.flatMap(\.paths)
    case .clean: ["ingest"] + [pipeline.cleaning.corrections, pipeline.cleaning.saltFile].compactMap(\.self)
    case .aggregate: ["clean"]
    case .report:
      ["clean", "aggregate"] + [pipeline.actions.followUp].compactMap(\.self)
        + preparation.earlier.editions.map { "edition \($0.edition) of the history" }
    }
  }
}
