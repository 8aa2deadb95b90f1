import Diagnostics
import SurveyModel
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `gates.json`: what was held against its limit.
struct GatesDocument: Codable {
  struct Gate: Codable {
    var source: String
    var wave: Int
    var gate: String
    var subject: String
    var unit: String
    var value: Double
    var limit: Double?
    var verdict: String
    var worst: [String]
  }

  var pass: Int
  var warn: Int
  var error: Int
  var gates: [Gate]
}

extension RunStore {
  /// What keeps a run from being published: rules and figures of quality beyond their limits.
  ///
  /// - Parameter run: a run's whole name.
  /// - Returns: kind `content`; nil: nothing failed, or the run was made before there was a record of it.
  func failedGates(of run: String) -> DiagnosticError? {
    let path = folder(of: run) + "/gates.json"
    guard let bytes = try? readFile(path, shownAs: path),
      let document = try? JSONDecoder().decode(GatesDocument.self, from: Data(bytes)), document.error > 0
    else { return nil }
    let failed = document.gates.filter { $0.verdict == GateVerdict.error.rawValue }
    return DiagnosticError(
      .content,
      failed.map { gate in
        let what = gateName(gate.source, gate.wave, gate.gate, gate.subject, gate.unit)
        return Diagnostic(
          .error, code: "R-030", at: SourceLocation(file: path),
          "\(what) is beyond its limit, so \(run) is not published",
          advice: "Mend the data or change the limit, and run again")
      })
  }
}

/// What was held against its limit, in words: `survey 2025: valid_rate in GX`.
private func gateName(_ source: String, _ wave: Int, _ gate: String, _ subject: String, _ unit: String) -> String {
  "\(source) \(wave): \(gate)" + (subject.isEmpty ? "" : " of \(subject)") + (unit.isEmpty ? "" : " in \(unit)")
}

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
    let what = gateName(result.source, result.wave, result.gate, result.subject, result.unitID)
    return "\(what) is \(shown(result.value)), limit \(shown(result.limit ?? 0))"
  }
}
