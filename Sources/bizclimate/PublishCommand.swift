import ArgumentParser
import PipelineRunner

/// `bizclimate publish`: `current` pointed at a run that is there.
struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Point `current` at a run; by default at the one made last.",
    discussion: """
      The run's files are verified first. Readers see the old run or the new one,
      never none. The history keeps its figures; those of an edition published
      before stay there too.
      """)

  @OptionGroup var arguments: StoreArguments

  @Option(help: ArgumentHelp("How long to wait for another run to end, such as 10m.", valueName: "duration"))
  var wait: TypedDuration?

  func run() async throws {
    let console = arguments.console
    let (options, names) = try arguments.read(most: 1)
    let session = arguments.session(waiting: wait?.seconds ?? 0)
    try await reporting(console) {
      let runner = PipelineRunner(options, session: session) { event in
        if case .revised = event, !arguments.json { console.tell(event) }
      }
      let run = try await runner.publish(names.first)
      if arguments.json { return try console.say(json: ["published": run]) }
      console.say("Published \(run)")
    }
  }
}
