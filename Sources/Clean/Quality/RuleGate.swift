import SurveyModel
import Tables

/// Holds the share of records that a rule strikes against the rule's thresholds.
struct RuleGate {
  private let rule: CleaningRule

  init(_ rule: CleaningRule) { self.rule = rule }

  /// The records named in a message.
  static let mostNamed = 10

  /// - Parameters:
  ///   - summary: how often it struck.
  ///   - struck: the records, with how far out each is.
  ///   - records: their names.
  ///   - source: the source they are of.
  /// - Returns: one result for all records, and one a unit where the thresholds say so; none for a rule without any.
  func results(
    _ summary: RuleSummary, _ struck: Strikes, _ records: RecordLabels, source: String
  ) -> [GateResult] {
    var thresholds = rule.thresholds
    if rule.action == .stop { thresholds = RuleThresholds(errorAbove: 0) }
    guard let thresholds else { return [] }
    var results = [
      result(
        thresholds, summary.records, of: summary.tried, "", summary, source: source
      ) { worst(struck, records, unit: nil) }
    ]
    guard thresholds.isByUnit else { return results }
    for unit in summary.triedByUnit.keys.sorted() where !unit.isEmpty {
      results.append(
        result(
          thresholds, summary.recordsByUnit[unit] ?? 0, of: summary.triedByUnit[unit] ?? 0, unit, summary,
          source: source
        ) { worst(struck, records, unit: unit) })
    }
    return results
  }

  private func result(
    _ thresholds: RuleThresholds, _ count: Int, of whole: Int, _ unit: String, _ summary: RuleSummary, source: String,
    worst: () -> [String]
  ) -> GateResult {
    let share = whole > 0 ? Double(count) / Double(whole) : 0
    var result = GateResult(
      source: source, wave: summary.wave, gate: rule.id, unitID: unit, value: share, verdict: .pass,
      location: rule.location)
    if let limit = thresholds.errorAbove, share > limit {
      (result.verdict, result.limit) = (.error, limit)
    } else if let limit = thresholds.warnAbove, share > limit {
      (result.verdict, result.limit) = (.warn, limit)
    }
    if result.verdict != .pass { result.worst = worst() }
    return result
  }

  /// Those furthest out first; those of one distance in the order of the file.
  private func worst(_ struck: Strikes, _ records: RecordLabels, unit: String?) -> [String] {
    if rule.scope == .table { return [] }
    let own = struck.rows.indices.filter {
      unit == nil || records.unit(Int(struck.rows[$0])) == unit
    }
    let sorted = own.sorted { one, other in
      let (first, second) = (struck.distance(one), struck.distance(other))
      return first != second ? first > second : one < other
    }
    return sorted.prefix(Self.mostNamed).map { records.id(Int(struck.rows[$0])) }
  }
}
