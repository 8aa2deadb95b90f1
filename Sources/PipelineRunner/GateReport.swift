import Diagnostics
import SurveyModel
import Tables

/// What rules and figures of quality beyond their limits mean for a run.
struct GateReport {
  /// Lines for the log.
  private(set) var warnings: [String] = []
  /// nil: nothing stops the run.
  private(set) var error: DiagnosticError?

  /// - Parameters:
  ///   - results: of all data sets.
  ///   - isStrict: warnings stop the run as errors do.
  init(_ results: [GateResult], isStrict: Bool) {
    var problems: [Diagnostic] = []
    for result in results where result.verdict != .pass {
      let message = Self.message(result)
      if result.verdict == .warn, !isStrict {
        warnings.append(message)
        continue
      }
      problems.append(
        Diagnostic(
          .error, code: "R-030", at: result.location, message,
          advice: result.worst.isEmpty
            ? "Look at quality.csv and rules.csv of `bizclimate clean`, mend the data or change the limit"
            : "Furthest out: records \(result.worst.joined(separator: ", ")). Mend the data, or change the limit"))
    }
    if !problems.isEmpty { error = DiagnosticError(.content, problems) }
  }

  private static func message(_ result: GateResult) -> String {
    func shown(_ value: Double) -> String {
      result.isShare ? formatFixed(100 * value, decimals: 1) + " %" : shortestText(value)
    }
    var what = "\(result.source) \(result.wave): \(result.gate)"
    if !result.subject.isEmpty { what += " of \(result.subject)" }
    if !result.unitID.isEmpty { what += " in \(result.unitID)" }
    return "\(what) is \(shown(result.value)), limit \(shown(result.limit ?? 0))"
  }
}
