import ArgumentParser
import PipelineRunner

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

      EXIT CODES
        0 done   64 usage   65 content of the data   66 input missing   70 bug
        73 cannot create   74 I/O   77 no permission   78 configuration
      """,
    version: softwareVersion,
    subcommands: [
      RunCommand.self, CheckCommand.self, InitCommand.self, IngestCommand.self, CleanCommand.self,
      AggregateCommand.self, IndexCommand.self, EstimateCommand.self, WhatIfCommand.self,
    ])
}
