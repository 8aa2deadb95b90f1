public import ArgumentParser
public import PipelineRunner

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension LogFormat: ExpressibleByArgument {}

/// A length of time as one types it: `10s`, `10m`, `2h`; a bare number is in seconds.
struct TypedDuration: ExpressibleByArgument {
  var seconds: Int

  init?(argument: String) {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? argument : String(argument.dropLast())), (0...1_000_000).contains(number)
    else {
      return nil
    }
    seconds = number * (unit ?? 1)
  }
}

/// The arguments of every command that runs stages: the lock, the log, and what is printed.
struct AttemptArguments: ParsableArguments {
  @Option(help: ArgumentHelp("How long to wait for another run to end, such as 10m.", valueName: "duration"))
  var wait: TypedDuration?

  @Option(help: "How lines of the log are written, on standard error and with --log-file: text or json.")
  var logFormat: LogFormat = .text

  @Option(help: ArgumentHelp("Add the log to this file too.", valueName: "path"))
  var logFile: String?

  @Flag(help: "Print the result as JSON on standard output, and nothing else there.")
  var json = false

  /// The lock, the record and the log of what is to be done.
  ///
  /// - Parameters:
  ///   - console: where lines of the log go that a program reads.
  ///   - profile: is given every line too.
  /// - Returns: the session, not yet begun.
  func session(_ console: Console, profile: RunProfile? = nil) -> RunSession {
    let (isJSON, isQuiet, isVerbose) = (logFormat == .json, console.isQuiet, console.isVerbose)
    return RunSession(
      command: Self.commandLine(), waiting: wait?.seconds ?? 0, logFile: logFile, format: logFormat,
      echo: { line in
        profile?.note(line)
        // What a quiet run says, it says when it fails.
        if isJSON, !isQuiet, isVerbose || line.level > .debug { console.complain(line.json) }
      })
  }

  /// The command as it was typed; words with spaces or signs of the shell in quotes.
  static func commandLine() -> String {
    let words = ["bizclimate"] + CommandLine.arguments.dropFirst()
    return words.map { word in
      let isPlain = word.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || "0123456789-_./=:,+@%".unicodeScalars.contains($0)
      }
      return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }
}
