import ArgumentParser
import PipelineRunner
import Tables

/// `bizclimate status`: where a pipeline stands; nothing is started.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say whether the published run is fresh, and why not; start nothing.",
    discussion: """
      Fresh is a run that sources and configuration lead to as they are now, by
      their content: a file that was only touched stays fresh.
      """)

  @OptionGroup var arguments: StoreArguments

  @Flag(help: "Exit with 1 when the published run is not fresh, or nothing is published.")
  var exitCode = false

  func run() async throws {
    let console = arguments.console
    let (options, _) = try arguments.read(most: 0)
    var isFresh = true
    try await reporting(console) {
      let status = try PipelineRunner(options) { _ in }.status()
      isFresh = status.isFresh
      if arguments.json { return try console.say(json: status) }
      for line in Self.lines(status, folder: options.folder) { console.say(line) }
    }
    if exitCode, !isFresh { throw ExitCode(1) }
  }

  private static func lines(_ status: RunStatus, folder: String) -> [String] {
    var lines = ["\(folder): \(status.isFresh ? "fresh" : "stale")"]
    lines += status.reasons.map { "  " + $0.text }
    lines.append("Published: \(status.published ?? "nothing")")
    if let attempt = status.lastAttempt { lines.append("Last attempt: " + Self.line(attempt, status.lockHolder)) }
    if !status.isStateReadable {
      return lines + ["Lock: unknown to this user; \(status.root)/.state is for its owner only"]
    }
    lines.append("Lock: " + (status.lockHolder.map { "held by \($0)" } ?? "free"))
    if !status.isFresh { lines.append("Next: bizclimate run \(folder)") }
    return lines
  }

  private static func line(_ attempt: Attempt, _ holder: LockHolder?) -> String {
    let start = "\(attempt.started), \(attempt.command): "
    guard let code = attempt.exitCode else {
      return start + (holder?.pid == attempt.pid ? "going on" : "killed, or still going on")
    }
    let seconds = formatFixed(attempt.seconds ?? 0, decimals: 1)
    if code == 0 { return start + "done in \(seconds) s" }
    return start + "failed with exit code \(code) after \(seconds) s" + (attempt.problem.map { ": \($0)" } ?? "")
  }
}
