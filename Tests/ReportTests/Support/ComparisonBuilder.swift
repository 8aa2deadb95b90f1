import Foundation
import SurveyModel

/// Differences and Holm's adjustment from given scores, as the estimation would hand them to the report.
struct ComparisonBuilder {
  var units: UnitRegistry
  var framework: Framework
  var scores: [Score]

  func all() -> [Comparison] {
    var rows: [Comparison] = []
    let level = ["index", "dimensions", "groups", "indicators"]
    for wave in [2024, 2025] {
      for unit in units.ranked {
        for node in framework.nodes {
          guard let own = score(wave, unit.id, node.id), let city = score(wave, "LANJIANG", node.id) else { continue }
          // The part and its whole share respondents: the error of the difference is below that of independent scores.
          let share = Double(own.n ?? 0) / Double(max(1, city.n ?? 1))
          let family = node.depth <= 1 ? "to_city/\(level[node.depth])" : "to_city/\(level[node.depth])/\(unit.id)"
          rows.append(
            row(
              .toCity, wave, own, reference: city.value, otherError: city.standardError, shrink: 1 - share,
              family: family))
        }
      }
    }
    for unit in units.all {
      for node in framework.nodes {
        guard let own = score(2025, unit.id, node.id), let before = score(2024, unit.id, node.id) else { continue }
        rows.append(
          row(
            .toPreviousWave, 2025, own, reference: before.value, otherError: before.standardError, shrink: 0.8,
            family: "to_previous_wave/\(level[node.depth])/\(unit.id)"))
      }
    }
    for node in framework.nodes where node.depth <= 1 || node.indicator != nil {
      guard let own = score(2025, "LANJIANG", node.id), let value = own.value else { continue }
      let reference = value - 4.5 * SyntheticEvaluation.noise("province" + node.id)
      rows.append(
        row(
          .toReference, 2025, own, reference: reference, otherError: 0.35, shrink: 1,
          family: "to_reference/\(level[node.depth])"))
    }
    return adjusted(rows)
  }

  private func score(_ wave: Int, _ unit: String, _ node: String) -> Score? {
    scores.first { $0.wave == wave && $0.unitID == unit && $0.nodeID == node }
  }

  private func row(
    _ kind: ComparisonKind, _ wave: Int, _ own: Score, reference: Double?, otherError: Double?, shrink: Double,
    family: String
  ) -> Comparison {
    let difference = (own.value ?? 0) - (reference ?? 0)
    let error: Double? =
      if let a = own.standardError, let b = otherError { shrink * (a * a + b * b).squareRoot() } else { nil }
    return Comparison(
      kind: kind, wave: wave, unitID: own.unitID, nodeID: own.nodeID, reference: reference ?? 0, difference: difference,
      standardError: error, ciLow: error.map { difference - 1.96 * $0 }, ciHigh: error.map { difference + 1.96 * $0 },
      pValue: error.map { erfc(abs(difference) / $0 / 2.0.squareRoot()) }, adjustedPValue: nil, family: family,
      isClear: false)
  }

  private func adjusted(_ rows: [Comparison]) -> [Comparison] {
    var rows = rows
    var families: [String: [Int]] = [:]
    for (index, row) in rows.enumerated() where row.pValue != nil {
      families["\(row.wave) \(row.family)", default: []].append(index)
    }
    for members in families.values {
      let ordered = members.sorted { (rows[$0].pValue ?? 1, $0) < (rows[$1].pValue ?? 1, $1) }
      var running = 0.0
      for (place, index) in ordered.enumerated() {
        running = max(running, min(1, Double(ordered.count - place) * (rows[index].pValue ?? 1)))
        rows[index].adjustedPValue = running
        rows[index].isClear = running < 0.05
      }
    }
    return rows
  }
}
