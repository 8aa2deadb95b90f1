import ArgumentParser
import SampleData

@main
struct SampleDataGenerator: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "SampleDataGenerator",
    abstract: "Makes the synthetic data of the fictional city Lanjiang.",
    discussion: """
      The same seed gives the same files on every machine. Without options the files that are shipped are made; with \
      another number of responses only the two surveys and their answer key, for benchmarks.
      """)

  @Option(help: "The folder to write to, or to check.")
  var out = "SampleData"

  @Option(help: "The seed of all random numbers.")
  var seed = SampleFiles.standardSeed

  @Option(help: "Responses a wave, at least 1200.")
  var responses = SampleFiles.standardResponses

  @Option(help: "The folder with the questionnaire, the framework and the calendar.")
  var pipeline = "Pipelines/lanjiang-annual"

  @Flag(help: "Write nothing; make the files again and compare them with those in the folder.")
  var check = false

  func validate() throws {
    guard responses >= 1200 else { throw ValidationError("--responses must be at least 1200.") }
    guard !check || responses == SampleFiles.standardResponses else {
      throw ValidationError("--check compares the files that are shipped; leave out --responses.")
    }
  }

  func run() throws {
    let files = try SampleFiles(pipeline: pipeline, seed: seed, responses: responses)
    guard check else {
      for path in try files.write(to: out) { print("\(out)/\(path)") }
      return
    }
    let different = try files.differences(from: out)
    guard different.isEmpty else {
      for path in different { print("differs: \(out)/\(path)") }
      throw ExitCode(65)
    }
    print("\(out): all files are as generated")
  }
}
