public import ArgumentParser
public import PipelineRunner

extension Stage: ExpressibleByArgument {}

/// `bizclimate run`: every output up to date, then published.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Bring every output up to date, then publish.")

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var attempt: AttemptArguments

  @Option(name: .customLong("to"), help: "Stop after this stage; nothing is published.")
  var lastStage: Stage = .report

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

  @Flag(name: [.customLong("dry-run"), .customShort("n")], help: "Only tell what would be done, as plan does.")
  var onlyPlans = false

  @Flag(
    name: .customLong("profile"),
    help: "Say on standard error where time and memory went; not with --quiet or --log-format json.")
  var isProfiled = false

  func run() async throws {
    var overrides = arguments.overrides
    if let reportLang { overrides.append("languages=[\(reportLang)]") }
    if let seed { overrides.append("seed=\(seed)") }
    if let asOf { overrides.append("as_of=\(asOf)") }
    let options = RunOptions(
      folder: try arguments.folder(), lastStage: lastStage, output: output, overrides: overrides,
      publishes: !leavesCurrent, strict: isStrict, forcedFrom: forced.min())
    if onlyPlans {
      let console = Console(isQuiet: arguments.quiet, isVerbose: arguments.verbose)
      return try await tellPlan(options, console, isJSON: attempt.json)
    }
    try await runPipeline(arguments, attempt, options, pdf: printsPDF, profile: isProfiled ? RunProfile() : nil)
  }
}
