import ArgumentParser
import PipelineRunner
import SurveyModel
import Tables

/// `bizclimate schema`: the JSON Schema of what programs read and write.
struct SchemaCommand: ParsableCommand {
  /// What there is a schema of.
  enum Form: String, CaseIterable, ExpressibleByArgument {
    case config, manifest, log
  }

  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of the configuration, of manifest.json or of a line of the log.",
    discussion: """
      The schema of the configuration (draft 2020-12) lets an editor complete and check
      keys while one types. It describes pipeline.yaml, and with --file another file of
      a pipeline. `bizclimate check` knows more: names, expressions and other files.
      """)

  @Argument(help: "One of config, manifest and log.")
  var form: Form

  @Option(
    help: ArgumentHelp(
      "With config: the file that is described, by the key of pipeline.yaml that names it, such as framework.",
      valueName: "key"))
  var file: String?

  func validate() throws {
    guard let file else { return }
    guard form == .config else { throw ValidationError("--file goes with config") }
    let files = ConfigurationReference.files
    guard files.contains(file) else {
      throw ValidationError("there is no file `\(file)` of a pipeline. There are: \(files.joined(separator: ", "))")
    }
  }

  func run() {
    let schema =
      switch form {
      case .config: ConfigurationReference.schema(of: file ?? "pipeline")
      case .manifest: RunSchema.manifest
      case .log: RunSchema.log
      }
    Console(isQuiet: false, isVerbose: false).say(data: Array(schema.document.utf8))
  }
}
