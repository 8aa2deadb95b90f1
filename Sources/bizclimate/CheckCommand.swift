import ArgumentParser
import CompositeIndex
import SurveyModel

/// `bizclimate check`: the configuration, and which of its files are still to come.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the configuration, and name the files that are still to be supplied; write nothing.",
    discussion: """
      Every problem of the configuration is told at once, with file, line and column
      (exit code 78). A source whose file is not there is no problem of the
      configuration: its path is listed with what the file must hold. Data are not read.

      With --show-origin the values in force are listed instead, with what gave each: a
      flag before a line of a file before the default. Defaults are those of pipeline.yaml
      and of the keys of the other files' own.
      """)

  @OptionGroup var arguments: PipelineArguments

  @Flag(help: "List every key in force, its value, and where that comes from: --set, file and line, or default.")
  var showOrigin = false

  @Flag(help: "With --show-origin: print JSON on standard output, and nothing else there.")
  var json = false

  func validate() throws {
    if json && !showOrigin { throw ValidationError("--json goes with --show-origin") }
  }

  func run() async throws {
    let console = Console(isQuiet: arguments.quiet, isVerbose: arguments.verbose)
    let folder = try arguments.folder()
    try await reporting(console) {
      let pipeline = try loadPipeline(folder: folder, overrides: arguments.overrides)
      if showOrigin { return try tellOrigins(console, folder: folder) }
      let panels = try pipeline.framework.judgedPanels()
      let indicators = pipeline.framework.indicators.count
      console.say(
        "\(pipeline.id) \(pipeline.edition): \(pipeline.sources.count) sources, \(pipeline.units.units.count) units, "
          + "\(pipeline.cleaning.rules.count) cleaning rules, \(indicators) indicators; no problem found")
      for panel in panels { console.say("  \(panel.summary)") }
      let absent = pipeline.absentFiles(folder: folder)
      if absent.isEmpty { return }
      console.say("Still to be supplied, \(absent.count) \(absent.count == 1 ? "file" : "files") below \(folder):")
      for file in absent {
        console.say("  \(file.path) (\(file.source))")
        for line in file.contents { console.say("    \(line)") }
      }
    }
  }

  private func tellOrigins(_ console: Console, folder: String) throws {
    let origins = try configurationOrigins(folder: folder, overrides: arguments.overrides)
    if json { return try console.say(json: origins.map(OriginEntry.init)) }
    for line in OriginTable(origins: origins).lines { console.say(line) }
  }
}
