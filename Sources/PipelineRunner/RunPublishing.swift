public import Diagnostics
import SurveyModel

extension PipelineRunner {
  /// Points `current` at a run that is there already, and keeps its figures in the history.
  ///
  /// - Parameter name: as for `RunStore.resolve`; nil: the run made last.
  /// - Returns: the run's whole name.
  /// - Throws: kind `missingInput` when there is no such run, `content` when its files are not as they were made,
  ///   or rules or gates failed in it.
  public func publish(_ name: String?) async throws(DiagnosticError) -> String {
    let pipeline = try loadPipeline(folder: options.folder, overrides: options.overrides)
    let folder = RunFolder(root: options.root(of: pipeline.output), scratch: session.scratch)
    let store = RunStore(root: folder.root)
    let run = try store.resolve(name ?? store.runs().first?.run)
    do throws(DiagnosticError) {
      try await session.begin(folder.root, pipeline.locking, to: nil)
      try completeHistory(folder)
      tell(.identified(run))
      let problems = try store.verify(run).differences
      guard problems.isEmpty else {
        throw DiagnosticError(
          .content,
          problems.map {
            Diagnostic(
              .error, code: "O-023", at: SourceLocation(file: store.folder(of: run) + "/" + $0.path),
              "the file is \($0.what), so \(run) is not as it was made",
              advice: "Make the run again with bizclimate run")
          })
      }
      if let failure = store.failedGates(of: run) { throw failure }
      try publish(run, in: folder)
      tell(.published(run))
      session.succeed()
      return run
    } catch {
      session.fail(error, root: nil)
      throw error
    }
  }
}
