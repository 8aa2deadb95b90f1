import ArgumentParser
import Diagnostics
import SurveyModel

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Keys of pipeline.yaml that the environment gives.
func environmentOverrides() -> [String] { EnvironmentOverrides.overrides(ProcessInfo.processInfo.environment) }

/// The arguments that every command on a pipeline shares.
struct PipelineArguments: ParsableArguments {
  @Argument(help: "The pipeline's folder; by default the nearest one upwards with a pipeline.yaml.")
  var pipeline: String?

  @Option(name: .customLong("set"), help: ArgumentHelp("Override a key of pipeline.yaml.", valueName: "key.path=value"))
  var settings: [String] = []

  /// What pipeline.yaml is overridden with: flags go before variables of the environment.
  var overrides: [String] { environmentOverrides() + settings }

  @Flag(name: .shortAndLong, help: "Print nothing on success.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Also print what was found in each source.")
  var verbose = false

  /// The pipeline's folder: the one given, or the nearest one upwards from the working folder.
  func folder() throws -> String {
    if let pipeline {
      return pipeline.hasSuffix("/pipeline.yaml") ? String(pipeline.dropLast("/pipeline.yaml".count)) : pipeline
    }
    var candidate = "."
    for _ in 0..<64 {
      if FileManager.default.fileExists(atPath: candidate + "/pipeline.yaml") { return candidate }
      candidate += "/.."
    }
    throw ValidationError("no pipeline.yaml here or above; name the pipeline's folder")
  }
}
