import ArgumentParser
import Diagnostics
import PipelineRunner

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The arguments of every command on runs that are there.
struct StoreArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The pipeline's folder, by default the nearest one upwards; then runs: a name, its last eight digits, or current.",
      valueName: "pipeline and runs"))
  var words: [String] = []

  @Option(help: "The output root, instead of `output:` in pipeline.yaml.")
  var output: String?

  @Option(name: .customLong("set"), help: ArgumentHelp("Override a key of pipeline.yaml.", valueName: "key.path=value"))
  var settings: [String] = []

  @Flag(name: .shortAndLong, help: "Print nothing on success.")
  var quiet = false

  @Flag(help: "Print JSON on standard output, and nothing else there.")
  var json = false

  var console: Console { Console(isQuiet: quiet, isVerbose: false) }

  /// Where the pipeline is, and the runs that are named.
  ///
  /// - Parameters:
  ///   - most: how many words may follow the pipeline.
  ///   - allowsPaths: whether they may hold a slash.
  /// - Returns: what a command on them needs.
  /// - Throws: a usage error when more are named, or there is no pipeline.
  func read(most: Int, allowsPaths: Bool = false) throws -> (options: RunOptions, runs: [String]) {
    var runs = words
    var pipeline = PipelineArguments()
    pipeline.pipeline = nil
    if let first = runs.first, Self.isPipeline(first) { pipeline.pipeline = runs.removeFirst() }
    if runs.count > most {
      let first = runs.first ?? ""
      throw ValidationError(
        first.contains("/") && !allowsPaths
          ? "\(first) is no folder with a pipeline.yaml"
          : most == 0 ? "this command takes no run, found \(first)" : "name at most \(most), found \(runs.count)")
    }
    return (
      RunOptions(folder: try pipeline.folder(), output: output, overrides: environmentOverrides() + settings), runs
    )
  }

  /// Opens the store of runs, and tells the problems of what is done with it.
  ///
  /// - Parameters:
  ///   - most: how many runs may be named.
  ///   - body: what to do with the store and the names.
  /// - Throws: a usage error, or the exit code of a problem that was told.
  func withStore(most: Int, _ body: (RunStore, [String]) async throws -> Void) async throws {
    let (options, names) = try read(most: most)
    try await reporting(console) { try await body(try RunStore(options), names) }
  }

  /// A session for work on runs, which a signal ends.
  func session(waiting seconds: Int = 0) -> RunSession {
    let session = RunSession(command: AttemptArguments.commandLine(), waiting: seconds)
    stopBySignal(session, console)
    return session
  }

  private static func isPipeline(_ word: String) -> Bool {
    word.hasSuffix("/pipeline.yaml") || FileManager.default.fileExists(atPath: word + "/pipeline.yaml")
  }
}
