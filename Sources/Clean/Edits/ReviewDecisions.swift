import Diagnostics
import SurveyModel
import Tables

/// What reviewers decided of records of one data set, checked against the answers they saw.
struct ReviewDecisions {
  private var decisions: [(row: Int, decision: ReviewDecision, isApplied: Bool)] = []
  /// The positions of the decisions of each row.
  private var places: [Int: [Int]] = [:]

  /// - Parameters:
  ///   - all: the decisions of the pipeline.
  ///   - dataset: as ingested.
  /// - Throws: kind `content` with every decision on a record that is not there, or whose answers have changed since.
  init(_ all: [ReviewDecision], _ dataset: Dataset) throws(DiagnosticError) {
    let own = all.filter { $0.wave == nil || $0.wave == dataset.wave }
    guard !own.isEmpty else { return }
    let rows = rowsByRecord(dataset.table, wanted: Set(own.map(\.record)))
    let prints = RecordFingerprints(dataset.table, dataset.codebook, rows: rows.values.sorted())
    var problems: [Diagnostic] = []
    for decision in own {
      guard let row = rows[decision.record] else {
        problems.append(
          Diagnostic(
            .error, code: "R-011", at: decision.location,
            "the decision is on record \(decision.record), which \(dataset.source) \(dataset.wave) does not have",
            advice: "Remove the decision, or correct the number"))
        continue
      }
      let now = prints[row] ?? ""
      if let then = decision.fingerprint, then.lowercased() != now {
        problems.append(
          Diagnostic(
            .error, code: "R-012", at: decision.location,
            "record \(decision.record) was reviewed for \(decision.rule) with other answers than it has now "
              + "(fingerprint \(then), now \(now))",
            advice: "Review it again; if the decision stands, write fingerprint: \(now)"))
        continue
      }
      places[row, default: []].append(decisions.count)
      decisions.append((row, decision, false))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }

  var isEmpty: Bool { decisions.isEmpty }

  /// Whether a reviewer kept the record in spite of the rule; that is then noted.
  mutating func keep(_ row: Int, rule: String) -> Bool {
    guard let place = places[row]?.first(where: { decisions[$0].decision.rule == rule }) else { return false }
    decisions[place].isApplied = true
    return true
  }

  var decided: (applied: [ReviewDecision], idle: [ReviewDecision]) {
    (decisions.filter(\.isApplied).map(\.decision), decisions.filter { !$0.isApplied }.map(\.decision))
  }
}
