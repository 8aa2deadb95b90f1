import ArgumentParser
import Ingest
import PipelineRunner

/// The arguments of the commands that are named after stages.
struct StageArguments: ParsableArguments {
  @OptionGroup var pipeline: PipelineArguments
  @OptionGroup var attempt: AttemptArguments

  @Option(help: "The output root, instead of `output:` in pipeline.yaml.")
  var output: String?

  /// Brings the outputs of a stage up to date; nothing is published.
  func run(to stage: Stage, strict: Bool = false) async throws {
    let options = RunOptions(
      folder: try pipeline.folder(), lastStage: stage, output: output, overrides: pipeline.overrides,
      publishes: false, strict: strict)
    try await runPipeline(pipeline, attempt, options)
  }
}

/// `bizclimate ingest`: read every source and stop.
struct IngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Read every source into tables, and stop (run --to ingest).")

  @OptionGroup var stage: StageArguments

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
    try await stage.run(to: .ingest)
  }
}

/// `bizclimate clean`: read and clean, and stop.
struct CleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Read and clean, and stop (run --to clean).")

  @OptionGroup var stage: StageArguments

  @Flag(name: .customLong("strict"), help: "Warnings of rules and gates stop the run (exit 65).")
  var isStrict = false

  @Flag(help: "Apply the audit of a run to the data as ingested, and compare with the cleaned data.")
  var replay = false

  @Flag(help: "Take the audit of a run back from the cleaned data, and compare with the data as ingested.")
  var undo = false

  @Option(
    help: ArgumentHelp("With --replay or --undo: the run's folder; by default the published one.", valueName: "dir"))
  var of: String?

  func validate() throws {
    if replay && undo { throw ValidationError("--replay and --undo are two questions; ask one") }
    if of != nil && !replay && !undo { throw ValidationError("--of goes with --replay or --undo") }
  }

  func run() async throws {
    if replay || undo { return try await checkRecord(undo ? .undo : .replay) }
    try await stage.run(to: .clean, strict: isStrict)
  }

  private func checkRecord(_ direction: RecordDirection) async throws {
    let arguments = stage.pipeline
    let console = Console(isQuiet: arguments.quiet, isVerbose: arguments.verbose)
    let options = RunOptions(folder: try arguments.folder(), output: stage.output, overrides: arguments.overrides)
    let session = stage.attempt.session(console)
    stopBySignal(session, console)
    try await reporting(console) {
      let runner = PipelineRunner(options, session: session) { console.tell($0) }
      for line in try await runner.checkRecord(direction, run: of) { console.say(line) }
    }
  }
}

/// `bizclimate aggregate`: everything but the report.
struct AggregateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aggregate", abstract: "Estimate and build the index, and stop (run --to aggregate).")

  @OptionGroup var stage: StageArguments

  func run() async throws { try await stage.run(to: .aggregate) }
}
