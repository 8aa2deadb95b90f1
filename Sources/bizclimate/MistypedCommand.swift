import ArgumentParser
import Diagnostics

/// Says of a command that does not exist which one was probably meant. The argument parser only calls it unexpected.
///
/// - Parameters:
///   - arguments: what was typed behind the program's name.
///   - root: the command that they belong to.
/// - Returns: nil where every word that stands for a command is one.
func messageOnMistypedCommand(_ arguments: [String], root: any ParsableCommand.Type) -> String? {
  var command = root
  var path = root.configuration.commandName ?? "bizclimate"
  for (position, word) in arguments.enumerated() {
    let known = command.configuration.subcommands
    if known.isEmpty || word.hasPrefix("-") { return nil }
    // `help` is followed by the names of commands.
    if position == 0, word == "help" { continue }
    if let next = known.first(where: { $0.configuration.commandName == word }) {
      command = next
      path += " " + word
      continue
    }
    let names = known.compactMap { $0.configuration.commandName }
    let advice =
      nearestName(to: word, among: names + ["help"]).map { "Did you mean `\(path) \($0)`?" }
      ?? "There are: \(names.joined(separator: ", "))"
    return "there is no command `\(path) \(word)`. \(advice)"
  }
  return nil
}
