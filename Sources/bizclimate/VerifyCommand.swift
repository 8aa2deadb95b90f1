import ArgumentParser
import Diagnostics
import PipelineRunner

/// `bizclimate verify`: whether a run's files are as they were made.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compute the digests of a run's files again; by default of the published run.",
    discussion: """
      With --rebuild the run is made again in a passing folder and every byte is
      compared: the same sources and configuration must give the same files.
      Exit code 65 when a file is missing, changed or unknown.
      """)

  @OptionGroup var arguments: StoreArguments

  @Flag(help: "Make the run again elsewhere and compare bytes.")
  var rebuild = false

  func run() async throws {
    let console = arguments.console
    let (options, names) = try arguments.read(most: 1)
    try await reporting(console) {
      let store = try RunStore(options)
      let run = try store.resolve(names.first)
      var result = try store.verify(run)
      if rebuild, result.differences.isEmpty {
        result = try await PipelineRunner(options, session: arguments.session()) { _ in }.rebuild(run)
      }
      if arguments.json {
        try console.say(json: result)
      } else if result.differences.isEmpty {
        console.say(
          "\(run): \(result.files) files, \(sizeText(result.bytes)), "
            + (rebuild ? "made again with the same bytes" : "as they were made"))
      }
      guard result.differences.isEmpty else {
        throw DiagnosticError(
          .content,
          result.differences.map {
            Diagnostic(
              .error, code: "O-023", at: SourceLocation(file: store.folder(of: run) + "/" + $0.path),
              "the file is \($0.what)", advice: "Make the run again with bizclimate run")
          })
      }
    }
  }
}
