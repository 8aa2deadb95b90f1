import SurveyModel
import Tables

extension CleaningRun {
  /// The figures of quality that need no weights.
  ///
  /// - Parameters:
  ///   - kept: the rows that stay.
  ///   - dropped: the rows that rules dropped.
  /// - Returns: figures of the survey, of its units and of its questions.
  func qualityFigures(kept: [Int], dropped: [Int]) -> [QualityFigure] {
    var byOutcome: [RecordOutcome: [Int]] = [:]
    for row in dropped { if let outcome = outcome(of: row) { byOutcome[outcome, default: []].append(row) } }
    return rates(kept, byOutcome) + responseRates(kept.count, byOutcome) + durations(kept) + itemNonresponse(kept)
  }

  private func figure(
    _ measure: QualityMeasure, _ numerator: Int, of denominator: Int? = nil, subject: String = "", unit: String = "",
    kind: String = ""
  ) -> QualityFigure {
    QualityFigure(
      source: dataset.source, wave: dataset.wave, measure: measure, subject: subject, unitID: unit, kind: kind,
      numerator: Double(numerator), denominator: denominator.map(Double.init))
  }

  /// Respondents, and of the records read the shares that are eligible and, of those, valid; for all and by unit.
  private func rates(_ kept: [Int], _ byOutcome: [RecordOutcome: [Int]]) -> [QualityFigure] {
    let groups: [(unit: String, kept: Int, lost: [RecordOutcome: Int])] =
      [("", kept.count, byOutcome.mapValues(\.count))]
      + units.counts(kept).sorted { $0.key < $1.key }.filter { !$0.key.isEmpty }.map { unit, count in
        (unit, count, byOutcome.mapValues { units.counts($0)[unit] ?? 0 })
      }
    return groups.flatMap { group -> [QualityFigure] in
      let ineligible = group.lost[.ineligible] ?? 0
      let duplicate = group.lost[.duplicate] ?? 0
      let eligible = group.kept + (group.lost[.invalid] ?? 0) + (group.lost[.incomplete] ?? 0)
      return [
        figure(.respondents, group.kept, unit: group.unit),
        figure(.eligibilityRate, eligible + duplicate, of: eligible + duplicate + ineligible, unit: group.unit),
        figure(.validRate, group.kept, of: eligible, unit: group.unit),
      ]
    }
  }

  /// Response rates 1 and 2 of AAPOR, "Standard definitions" (10th edition, 2023): of all invitations but those known to
  /// be ineligible. Records dropped as invalid are no interviews; an open link has no invitations, and so no rate.
  private func responseRates(_ complete: Int, _ byOutcome: [RecordOutcome: [Int]]) -> [QualityFigure] {
    guard let invitations = pipeline.design?.invitations, dataset.wave == pipeline.wave else { return [] }
    let partial = byOutcome[.incomplete]?.count ?? 0
    let asked = max(0, invitations - (byOutcome[.ineligible]?.count ?? 0))
    return [
      figure(.responseRate1, complete, of: asked), figure(.responseRate2, complete + partial, of: asked),
    ]
  }

  private func durations(_ kept: [Int]) -> [QualityFigure] {
    guard let seconds = table[ParadataColumn.duration.rawValue]?.numericValues else { return [] }
    func median(_ rows: [Int], _ unit: String) -> QualityFigure? {
      let timed = rows.map { seconds[$0] }.filter { !$0.isNaN }
      guard !timed.isEmpty else { return nil }
      let middle = OrderedValues(timed).median
      return QualityFigure(
        source: dataset.source, wave: dataset.wave, measure: .medianDuration, unitID: unit, numerator: middle)
    }
    return [median(kept, "")].compactMap(\.self) + units.grouped(kept).compactMap { median($0.rows, $0.unit) }
  }

  /// Of each question: records that were asked and gave no answer, by the kind of missing, for all and by unit.
  private func itemNonresponse(_ kept: [Int]) -> [QualityFigure] {
    var figures: [QualityFigure] = []
    let groups = [(unit: "", rows: kept)] + units.grouped(kept)
    let kinds: [MissingKind] = [.empty, .dontKnow, .refused, .unreadable, .setByRule]
    for variable in dataset.codebook.variables where variable.kind != .paradata {
      guard let column = dataset.codebook[variable.name].flatMap({ table[$0.name] }) else { continue }
      for group in groups {
        var counts = [Int](repeating: 0, count: MissingKind.allCases.count)
        if column.missing.isEmpty {
          counts[0] = group.rows.count
        } else {
          for row in group.rows { counts[Int(column.missing[row].rawValue)] += 1 }
        }
        let asked =
          group.rows.count - counts[Int(MissingKind.notAsked.rawValue)]
          - counts[Int(MissingKind.notApplicable.rawValue)]
        let unanswered = kinds.reduce(0) { $0 + counts[Int($1.rawValue)] }
        figures.append(
          figure(.itemNonresponse, unanswered, of: asked, subject: variable.name, unit: group.unit))
        for kind in kinds where counts[Int(kind.rawValue)] > 0 {
          figures.append(
            figure(
              .itemNonresponse, counts[Int(kind.rawValue)], of: asked, subject: variable.name, unit: group.unit,
              kind: kind.name))
        }
      }
    }
    return figures
  }
}
