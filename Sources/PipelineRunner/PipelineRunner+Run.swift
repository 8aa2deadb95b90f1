public import Diagnostics
import SurveyModel

extension PipelineRunner {
  /// Brings every output up to the last stage asked for, and publishes when that is the report.
  ///
  /// Nothing is published and nothing that was there is changed when any stage fails. The output root is locked meanwhile,
  /// and the attempt is recorded there.
  ///
  /// - Returns: what the run left behind.
  /// - Throws: ``DiagnosticError`` with every problem found, and the kind that decides the exit code.
  public func run() async throws(DiagnosticError) -> RunResult {
    do throws(DiagnosticError) {
      let configuration = try loadConfiguration(folder: options.folder, overrides: options.overrides)
      let pipeline = configuration.pipeline
      let folder = RunFolder(root: options.root(of: pipeline.output), scratch: session.scratch)
      try await session.begin(folder.root, pipeline.locking, to: options.lastStage)
      if options.lastStage == .report { try completeHistory(folder) }
      let result = try await produce(configuration, in: folder)
      session.succeed()
      return result
    } catch {
      let output = options.output ?? declaredOutput(folder: options.folder, overrides: options.overrides)
      session.fail(error, root: output.map { options.root(of: $0) })
      throw error
    }
  }

  /// Holds the lock of an output root while something is done there.
  func locked<Result: Sendable>(
    _ root: String, _ pipeline: PipelineDefinition, _ body: () async throws(DiagnosticError) -> Result
  ) async throws(DiagnosticError) -> Result {
    try await session.lock(root, pipeline.locking)
    defer { session.unlock() }
    return try await body()
  }
}

extension RunOptions {
  /// The output root: the one asked for, or the one that pipeline.yaml declares.
  func root(of declared: String) -> String {
    FileSystem.normalised(output ?? (declared.hasPrefix("/") ? "" : folder + "/") + declared)
  }
}
