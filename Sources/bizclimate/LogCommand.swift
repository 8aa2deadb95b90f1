public import ArgumentParser
public import PipelineRunner

extension LogLevel: ExpressibleByArgument {}

/// `bizclimate log`: what happened in an attempt at a run.
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Print the log of the last attempt, or of the last attempt at a run.",
    discussion: """
      EXAMPLE
        bizclimate log Pipelines/lanjiang-annual --level warn

      With --json a line of JSON each, as the log has them.
      """)

  @OptionGroup var arguments: StoreArguments

  @Option(help: "Only lines of this stage.")
  var stage: Stage?

  @Option(help: "Only lines as bad as this or worse: debug, info, warn or error.")
  var level: LogLevel = .debug

  func run() async throws {
    let console = arguments.console
    try await arguments.withStore(most: 1) { store, names in
      let run = try names.first.map { try store.resolve($0) }
      let (attempt, lines) = try store.log(of: run)
      if !arguments.json { console.say("Attempt \(attempt.attempt) on \(attempt.host): \(attempt.command)") }
      for line in lines where line.level >= level && (stage == nil || line.stage == stage?.rawValue) {
        console.say(arguments.json ? line.json : line.text)
      }
    }
  }
}
