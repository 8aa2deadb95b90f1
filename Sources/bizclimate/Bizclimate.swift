import ArgumentParser
import PipelineRunner

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command line. Exit codes are sysexits; see the man page.
@main
struct Bizclimate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bizclimate",
    abstract: "From survey exports and department tables to the published business-environment report.",
    discussion: """
      EXAMPLES
        bizclimate run Pipelines/lanjiang-annual          bring the report up to date and publish it
        bizclimate check Pipelines/lanjiang-annual        configuration, and the files still missing; writes nothing
        bizclimate clean Pipelines/lanjiang-annual        stop after cleaning; look at the audit
        bizclimate ingest --inspect export.csv            what a file holds, and the source that would read it
        bizclimate init Pipelines/new --from export.csv   write a first pipeline for it
        bizclimate index iData.csv iMeta.csv              a composite index from two plain tables; no pipeline
        bizclimate estimate survey.dta --mean turnover    estimates with design-based errors; no pipeline
        bizclimate what-if --shift B21=+5 --unit QP       what five points more would do to a unit's rank
        bizclimate run --set uncertainty.replicates=200   another number of bootstrap replicates

        bizclimate plan Pipelines/lanjiang-annual         what run would do now, stage by stage, and why
        bizclimate status Pipelines/lanjiang-annual       whether the published report is fresh, and why not
        bizclimate trace Pipelines/lanjiang-annual SQ/B21 where one number comes from, down to the records
        bizclimate runs diff 4f9c21e0 current             which published numbers differ between two runs
        bizclimate history list                           every edition that was published, and why it was again

      EXIT CODES
        0 done   1 stale, or numbers differ (with --exit-code)   64 usage
        65 content of the data   66 input missing   70 bug   73 cannot create
        74 I/O   75 another run holds the lock   77 no permission
        78 configuration   130 stopped by SIGINT   143 stopped by SIGTERM
      """,
    version: softwareVersion,
    subcommands: [
      RunCommand.self, CheckCommand.self, InitCommand.self, IngestCommand.self, CleanCommand.self,
      AggregateCommand.self, PlanCommand.self, StatusCommand.self, ExplainCommand.self, TraceCommand.self,
      RunsCommand.self, VerifyCommand.self, LogCommand.self, PublishCommand.self, HistoryCommand.self,
      SchemaCommand.self,
      IndexCommand.self, EstimateCommand.self, WhatIfCommand.self,
    ])

  static func main() async {
    // A reader that goes away, such as `head`, ends the output and not a run.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let message = messageOnMistypedCommand(arguments, root: Bizclimate.self) {
      Console(isQuiet: false, isVerbose: false).complain("bizclimate: \(message)")
      exit(withError: ExitCode(64))
    }
    await main(arguments)
  }
}
