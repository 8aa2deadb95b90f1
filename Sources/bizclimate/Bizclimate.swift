import ArgumentParser

@main
struct Bizclimate: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bizclimate")
}
