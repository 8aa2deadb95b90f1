import Report
import SurveyModel

extension ReportInput {
  /// The same report with so many ranked units: copies of those it has, each with its estimates, scores, ranks and
  /// comparisons. What is measured is writing, to which a copy is as much work as any district.
  func widened(to count: Int) -> ReportInput {
    var wide = self
    let ranked = evaluation.units.ranked
    guard !ranked.isEmpty, count > ranked.count else { return self }
    let copies = (count + ranked.count - 1) / ranked.count
    var names: [(from: AssessedUnit, to: AssessedUnit)] = []
    for number in 1..<copies {
      for unit in ranked where names.count + ranked.count < count {
        var copy = unit
        copy.id = "\(unit.id)\(number)"
        copy.name = LocalizedText(zh: "\(unit.name.zh)\(number)", en: "\(unit.name.en) \(number)")
        copy.aliases = []
        copy.carvedOutOf = nil
        names.append((unit, copy))
      }
    }
    wide.evaluation.units.units += names.map(\.to)
    wide.pipeline.units = wide.evaluation.units
    let copiesOf = Dictionary(grouping: names, by: \.from.id).mapValues { $0.map(\.to.id) }
    func all<Row>(_ rows: [Row], _ unit: (Row) -> String, _ rename: (inout Row, String) -> Void) -> [Row] {
      rows
        + rows.flatMap { row in
          (copiesOf[unit(row)] ?? []).map { id in
            var copy = row
            rename(&copy, id)
            return copy
          }
        }
    }
    wide.evaluation.estimates = all(evaluation.estimates, \.unitID) { $0.unitID = $1 }
    wide.evaluation.scores = all(evaluation.scores, \.unitID) { $0.unitID = $1 }
    wide.evaluation.comparisons = all(evaluation.comparisons, \.unitID) { $0.unitID = $1 }
    wide.evaluation.ranks = all(evaluation.ranks, \.unitID) { $0.unitID = $1 }
    wide.evaluation.history = all(evaluation.history, \.unitID) { $0.unitID = $1 }
    wide.evaluation.analysis.contributions = all(evaluation.analysis.contributions, \.unitID) { $0.unitID = $1 }
    wide.evaluation.reading.tiers = all(evaluation.reading.tiers, \.unitID) { $0.unitID = $1 }
    for (wave, counts) in evaluation.respondents {
      for name in names { wide.evaluation.respondents[wave]?[name.to.id] = counts[name.from.id] }
    }
    return wide
  }
}
