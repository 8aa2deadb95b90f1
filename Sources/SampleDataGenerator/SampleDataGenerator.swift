import ArgumentParser

@main
struct SampleDataGenerator: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "SampleDataGenerator")
}
