import ArgumentParser
import Diagnostics
import History
import PipelineRunner

/// `bizclimate history`: the editions that were published.
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List, compare, export and import the editions that were published.",
    discussion: """
      Publishing keeps the figures of an edition in history.sqlite of the output
      root; publishing the edition again adds a revision and keeps the old one.

      EXAMPLES
        bizclimate history list Pipelines/lanjiang-annual
        bizclimate history diff Pipelines/lanjiang-annual 2025.1@1 2025.1@2 --threshold 0.1
        bizclimate history export Pipelines/lanjiang-annual lanjiang.jsonl
      """,
    subcommands: [List.self, Export.self, Import.self, Diff.self])

  /// `bizclimate history list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List every edition and revision that was published, and why it was again.")

    @OptionGroup var arguments: StoreArguments

    func run() async throws {
      let console = arguments.console
      try await arguments.withStore(most: 0) { store, _ in
        let publications = try store.publications()
        if arguments.json { return try console.say(json: publications) }
        if publications.isEmpty { console.say("Nothing was published from \(store.root)") }
        let width = (publications.map { "\($0.edition)@\($0.revision)".count }.max() ?? 0) + 2
        for publication in publications {
          console.say(
            "\(publication.edition)@\(publication.revision)".padded(to: width)
              + "wave \(publication.wave)  as of \(publication.asOf)  \(publication.run)  "
              + "\(publication.scores) scores, \(publication.estimates) estimates"
              + (publication.isCurrent ? "  current" : ""))
          for reason in publication.reasons { console.say("".padded(to: width) + reason) }
        }
      }
    }
  }

  /// `bizclimate history export`.
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write everything that is kept as JSON Lines, in full precision.",
      discussion: """
        Name a file after the pipeline; without one the lines go to standard output.
        The figures are those of data/: not suppressed, and for their owner only.
        """)

    @OptionGroup var arguments: StoreArguments

    func run() async throws {
      let console = arguments.console
      let (options, files) = try arguments.read(most: 1, allowsPaths: true)
      try await reporting(console) {
        let store = try RunStore(options)
        guard let file = files.first else { return console.say(data: try store.history.export()) }
        let count = try store.exportHistory(to: file)
        if arguments.json { return try console.say(json: ["publications": count]) }
        console.say("Exported \(count) \(count == 1 ? "publication" : "publications") to \(file)")
      }
    }
  }

  /// `bizclimate history import`.
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Take in what another history exported.",
      discussion: """
        What is there with the same figures stays as it is; a file that contradicts
        what is there is refused as a whole, with every line that does.
        """)

    @OptionGroup var arguments: StoreArguments

    func run() async throws {
      let console = arguments.console
      let (options, files) = try arguments.read(most: 1, allowsPaths: true)
      guard let file = files.first else { throw ValidationError("name the file to import") }
      let session = arguments.session()
      try await reporting(console) {
        let result = try await PipelineRunner(options, session: session) { _ in }.importHistory(file)
        if arguments.json { return try console.say(json: result) }
        for name in result.added { console.say("Imported \(name)") }
        if !result.known.isEmpty { console.say("Here already: \(result.known.joined(separator: ", "))") }
        if result.added.isEmpty { console.say("Nothing new in \(file)") }
      }
    }
  }

  /// `bizclimate history diff`.
  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract: "Compare the figures of two publications; by default the last two revisions of the last edition.",
      discussion: """
        Name an edition, such as 2025.1, or one of its revisions, such as 2025.1@1.
        Editions of two waves are compared by what each reported of its own wave.
        """)

    @OptionGroup var arguments: StoreArguments

    @OptionGroup var comparison: ComparisonArguments

    func run() async throws {
      let console = arguments.console
      var isSame = true
      try await arguments.withStore(most: 2) { store, names in
        let diff = try store.historyDiff(names, threshold: comparison.threshold)
        isSame = diff.isEmpty
        try console.tell(diff, isJSON: arguments.json)
      }
      try comparison.end(isSame: isSame)
    }
  }
}
