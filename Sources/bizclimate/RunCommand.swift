public import ArgumentParser
public import PipelineRunner
import Tables

extension Stage: ExpressibleByArgument {}

/// `bizclimate run`: every output up to date, then published.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Bring every output up to date, then publish.")

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var attempt: AttemptArguments

  @Option(name: .customLong("to"), help: "Stop after this stage; nothing is published.")
  var lastStage: Stage = .report

  @Option(help: "Do this stage and stop; those before it have to be fresh, else nothing is done (exit 65).")
  var only: Stage?

  @Option(help: "The output root, instead of `output:` in pipeline.yaml.")
  var output: String?

  @Option(help: ArgumentHelp("Languages of the report.", valueName: "zh,en"))
  var reportLang: String?

  @Option(help: "The seed of every random draw.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Data as of.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Flag(name: .customLong("no-publish"), help: "Leave `current` where it points.")
  var leavesCurrent = false

  @Flag(
    name: .customLong("pdf"),
    help: "Print the report and the sheets of units to PDF too, through an installed Chromium.")
  var printsPDF = false

  @Flag(name: .customLong("strict"), help: "Warnings of rules and gates stop the run (exit 65).")
  var isStrict = false

  @Option(
    name: .customLong("force"),
    help: "Do this stage and those after it again, whatever is there. Give it several times for the earliest of them.")
  var forced: [Stage] = []

  @Flag(
    name: .customLong("keep-going"),
    help:
      "Make the report in spite of rules and gates that fail; it is not published, and the run still fails (exit 65).")
  var keepsGoing = false

  @Option(help: ArgumentHelp("Use at most so many cores; no result depends on it.", valueName: "n"))
  var jobs: Int?

  @Flag(name: [.customLong("dry-run"), .customShort("n")], help: "Only tell what would be done, as plan does.")
  var onlyPlans = false

  @Flag(
    name: .customLong("profile"),
    help: "Say on standard error where time and memory went; not with --quiet or --log-format json.")
  var isProfiled = false

  func validate() throws {
    if only != nil, lastStage != .report { throw ValidationError("--only and --to both name the last stage; give one") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): give a number of cores, 1 or more") }
  }

  func run() async throws {
    if let jobs, !limitCores(to: jobs) {
      Console(isQuiet: arguments.quiet, isVerbose: false).complain(
        "bizclimate: warning: --jobs is not heeded on this system")
    }
    var overrides = arguments.overrides
    if let reportLang { overrides.append("languages=[\(reportLang)]") }
    if let seed { overrides.append("seed=\(seed)") }
    if let asOf { overrides.append("as_of=\(asOf)") }
    let options = RunOptions(
      folder: try arguments.folder(), lastStage: only ?? lastStage, output: output, overrides: overrides,
      publishes: !leavesCurrent, strict: isStrict, forcedFrom: forced.min(), only: only != nil, keepsGoing: keepsGoing)
    if onlyPlans {
      let console = Console(isQuiet: arguments.quiet, isVerbose: arguments.verbose)
      return try await tellPlan(options, console, isJSON: attempt.json)
    }
    try await runPipeline(arguments, attempt, options, pdf: printsPDF, profile: isProfiled ? RunProfile() : nil)
  }
}
