import ArgumentParser
import Ingest
import PipelineRunner

/// `bizclimate ingest`: read every source and stop.
struct IngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Read every source into tables, and stop (run --to ingest).")

  @OptionGroup var arguments: PipelineArguments

  @Option(help: "The output root, instead of `output:` in pipeline.yaml.")
  var output: String?

  @Option(
    help: ArgumentHelp("Only show what a file holds: no pipeline is needed, nothing is written.", valueName: "file"))
  var inspect: String?

  @Option(help: "With --inspect: the sheet of a workbook.")
  var sheet: String?

  @Option(help: "With --inspect: the survey's codebook: .qsf, .lss, XLSForm, XForm or DDI.")
  var codebook: String?

  func run() async throws {
    if let inspect {
      let console = Console(isQuiet: false, isVerbose: false)
      return try await reporting(console) {
        for line in try inspectSource(path: inspect, shownAs: inspect, sheet: sheet, codebook: codebook).lines {
          console.say(line)
        }
      }
    }
    try await runPipeline(
      arguments, lastStage: .ingest, output: output, overrides: arguments.overrides, publishes: false)
  }
}

/// `bizclimate clean`: read and clean, and stop.
struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Read and clean, and stop (run --to clean).")

  @OptionGroup var arguments: PipelineArguments

  @Option(help: "The output root, instead of `output:` in pipeline.yaml.")
  var output: String?

  func run() async throws {
    try await runPipeline(
      arguments, lastStage: .clean, output: output, overrides: arguments.overrides, publishes: false)
  }
}

/// `bizclimate aggregate`: everything but the report.
struct AggregateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aggregate", abstract: "Estimate and build the index, and stop (run --to aggregate).")

  @OptionGroup var arguments: PipelineArguments

  @Option(help: "The output root, instead of `output:` in pipeline.yaml.")
  var output: String?

  func run() async throws {
    try await runPipeline(
      arguments, lastStage: .aggregate, output: output, overrides: arguments.overrides, publishes: false)
  }
}
