import ArgumentParser
import Diagnostics
import PipelineRunner
import Tables

/// `bizclimate runs`: earlier runs.
struct RunsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List, show, compare and prune earlier runs.",
    discussion: """
      EXAMPLES
        bizclimate runs list Pipelines/lanjiang-annual
        bizclimate runs diff Pipelines/lanjiang-annual 4f9c21e0 current --threshold 0.1
      """,
    subcommands: [List.self, Show.self, Diff.self, Prune.self])

  /// `bizclimate runs list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List all runs, the one made last first.")

    @OptionGroup var arguments: StoreArguments

    func run() async throws {
      let console = arguments.console
      try await arguments.withStore(most: 0) { store, _ in
        let runs = store.runs()
        if arguments.json { return try console.say(json: runs) }
        if runs.isEmpty { console.say("No run in \(store.root)") }
        let width = (runs.map(\.run.count).max() ?? 0) + 2
        for run in runs {
          let mark = run.isCurrent ? "current" : run.wasPublished ? "published once" : ""
          console.say(
            run.run.padded(to: width) + "as of \(run.asOf)  made \(run.made ?? "at a time unknown")  "
              + "\(sizeText(run.bytes))  \(mark)")
        }
      }
    }
  }

  /// `bizclimate runs show`.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show what went into a run and what came of it; by default the published one.")

    @OptionGroup var arguments: StoreArguments

    func run() async throws {
      let console = arguments.console
      try await arguments.withStore(most: 1) { store, names in
        let run = try store.resolve(names.first)
        if arguments.json { return console.say(data: try store.manifestBytes(of: run)) }
        for line in try store.description(of: run) { console.say(line) }
        for attempt in store.attempts where attempt.run == run {
          let end = attempt.exitCode.map { $0 == 0 ? "done" : "exit code \($0)" } ?? "no end"
          console.say(
            "attempt   \(attempt.started)  \(end)\(attempt.published ? ", published" : "")  \(attempt.command)")
        }
      }
    }
  }

  /// `bizclimate runs diff`.
  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Compare the published numbers of two runs; the second is by default current.")

    @OptionGroup var arguments: StoreArguments

    @OptionGroup var comparison: ComparisonArguments

    func run() async throws {
      let console = arguments.console
      let (options, names) = try arguments.read(most: 2)
      guard let first = names.first else { throw ValidationError("name the run to compare with") }
      var isSame = true
      try await reporting(console) {
        let store = try RunStore(options)
        let old = try store.resolve(first)
        let new = try store.resolve(names.count > 1 ? names[1] : nil)
        let diff = try store.diff(old, new, threshold: comparison.threshold)
        isSame = diff.isEmpty
        try console.tell(diff, isJSON: arguments.json)
      }
      try comparison.end(isSame: isSame)
    }
  }

  /// `bizclimate runs prune`.
  struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Show which runs `retention:` does not keep; with --yes, remove them.")

    @OptionGroup var arguments: StoreArguments

    @Flag(help: "Remove them.")
    var yes = false

    func run() async throws {
      let console = arguments.console
      let (options, _) = try arguments.read(most: 0)
      try await reporting(console) {
        let session = yes ? arguments.session() : RunSession(command: AttemptArguments.commandLine())
        let pruning = try await PipelineRunner(options, session: session) { _ in }.prune(removing: yes)
        if arguments.json { return try console.say(json: pruning ?? Pruning()) }
        guard let pruning else { return console.say("pipeline.yaml has no `retention:`, so every run stays") }
        let verb = yes ? "Removed" : "Would remove"
        for run in pruning.runs { console.say("\(verb) \(run.run) (\(sizeText(run.bytes)), \(run.why))") }
        if !pruning.attempts.isEmpty {
          console.say("\(verb) the records of \(pruning.attempts.count) old attempts that came to no run")
        }
        if pruning.isEmpty { console.say("Every run stays") }
        if !pruning.isEmpty, !yes { console.say("Nothing was removed. Do it: add --yes") }
      }
    }
  }
}

/// A size in the unit that suits it.
func sizeText(_ bytes: Int) -> String {
  let units = ["B", "KB", "MB", "GB"]
  var size = Double(bytes)
  var unit = 0
  while size >= 1000, unit < units.count - 1 { (size, unit) = (size / 1000, unit + 1) }
  return "\(formatFixed(size, decimals: unit == 0 ? 0 : 1)) \(units[unit])"
}
