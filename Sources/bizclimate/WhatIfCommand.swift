import ArgumentParser
import PipelineRunner
import SurveyModel
import Tables

/// `bizclimate what-if`: points more or less, tried out.
struct WhatIfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if", abstract: "Show what points more or less do to a unit's scores and ranks; write nothing.",
    discussion: """
      EXAMPLE
        bizclimate what-if --shift B21=+5 --shift C43=-2 --unit QP Pipelines/lanjiang-annual

      Points are added on the scored scale, to the full sample and in every re-draw.
      """)

  @OptionGroup var arguments: PipelineArguments

  @Option(
    help: ArgumentHelp("Points to add to the score of an indicator or of a node above.", valueName: "node=points"))
  var shift: [String]

  @Option(help: ArgumentHelp("The ranked unit that gets them.", valueName: "id"))
  var unit: String

  func validate() throws {
    if shift.isEmpty { throw ValidationError("give at least one --shift, such as --shift B21=+5") }
    _ = try shifts()
  }

  private func shifts() throws -> [WishedShift] {
    try shift.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let points = Double(parts[1]), points.isFinite,
        parts[1].allSatisfy({ "+-.0123456789".contains($0) })
      else { throw ValidationError("--shift \(text) is not of the form B21=+5") }
      return WishedShift(nodeID: String(parts[0]), points: points)
    }
  }

  func run() async throws {
    let console = Console(isQuiet: false, isVerbose: arguments.verbose)
    let options = RunOptions(folder: try arguments.folder(), overrides: arguments.overrides)
    let wanted = try shifts()
    try await reporting(console) {
      let runner = PipelineRunner(options) { event in
        // Stages are no news here; what they warn of is.
        if case .warning = event { console.tell(event) }
      }
      for change in try await runner.whatIf(wanted, unit: unit) { console.say(Self.line(change)) }
    }
  }

  /// `INDEX 61.20 → 61.85, rank 3 (2–5) → 2 (2–4), better in 31.0 % of re-draws`.
  private static func line(_ change: ScoreChange) -> String {
    func score(_ value: Double?) -> String { value.map { formatFixed($0, decimals: 2) } ?? "-" }
    func place(_ rank: UnitRank) -> String {
      guard let low = rank.setLow, let high = rank.setHigh else { return "\(rank.rank)" }
      return "\(rank.rank) (\(low)–\(high))"
    }
    var text = "\(change.nodeID) \(score(change.before)) → \(score(change.after))"
    if let before = change.rankBefore, let after = change.rankAfter {
      text += ", rank \(place(before)) → \(place(after))"
    }
    if let share = change.shareBetter {
      text += ", better in \(formatFixed(100 * share, decimals: 1)) % of re-draws"
    }
    return text
  }
}
