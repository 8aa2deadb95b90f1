import ArgumentParser
import SurveyModel

/// `bizclimate check`: the configuration alone.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the configuration and every expression in it; write nothing.")

  @OptionGroup var arguments: PipelineArguments

  func run() async throws {
    let console = Console(isQuiet: arguments.quiet, isVerbose: arguments.verbose)
    let folder = try arguments.folder()
    try await reporting(console) {
      let pipeline = try loadPipeline(folder: folder, overrides: arguments.overrides)
      let indicators = pipeline.framework.indicators.count
      console.say(
        "\(pipeline.id) \(pipeline.edition): \(pipeline.sources.count) sources, \(pipeline.units.units.count) units, "
          + "\(pipeline.cleaning.rules.count) cleaning rules, \(indicators) indicators; no problem found")
    }
  }
}
