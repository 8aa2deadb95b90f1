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
    var byOutcome: [RecordOutcome: [Int32]] = [:]
    for row in dropped {
      if let outcome = outcome(of: row) {
        byOutcome[outcome, default: []].append(Int32(truncatingIfNeeded: row))
      }
    }
    return rates(kept, byOutcome) + responseRates(kept.count, byOutcome) + durations(kept)
      + itemNonresponse(kept) + digitFigures(kept)
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
  private func rates(_ kept: [Int], _ byOutcome: [RecordOutcome: [Int32]]) -> [QualityFigure] {
    let lost = byOutcome.mapValues { units.counts($0) }
    let groups: [(unit: String, kept: Int, lost: [RecordOutcome: Int])] =
      [("", kept.count, byOutcome.mapValues(\.count))]
      + units.counts(kept.lazy.map { Int32(truncatingIfNeeded: $0) }).sorted { $0.key < $1.key }
      .filter { !$0.key.isEmpty }
      .map { unit, count in (unit, count, lost.mapValues { $0[unit] ?? 0 }) }
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
  private func responseRates(_ complete: Int, _ byOutcome: [RecordOutcome: [Int32]])
    -> [QualityFigure]
  {
    guard let invitations = pipeline.design?.invitations, dataset.wave == pipeline.wave else {
      return []
    }
    let partial = byOutcome[.incomplete]?.count ?? 0
    let asked = max(0, invitations - (byOutcome[.ineligible]?.count ?? 0))
    return [
      figure(.responseRate1, complete, of: asked), figure(.responseRate2, complete + partial, of: asked),
    ]
  }

  private func durations(_ kept: [Int]) -> [QualityFigure] {
    guard let seconds = table[ParadataColumn.duration.rawValue]?.numericValues else { return [] }
    var timed: [Double] = []
    timed.reserveCapacity(kept.count)
    var timedByUnit = [[Double]](repeating: [], count: units.names.count)
    for row in kept where !seconds[row].isNaN {
      timed.append(seconds[row])
      timedByUnit[Int(units.codes[row])].append(seconds[row])
    }
    func median(_ values: [Double], _ unit: String) -> QualityFigure? {
      guard !values.isEmpty else { return nil }
      let middle = OrderedValues(values).median
      return QualityFigure(
        source: dataset.source, wave: dataset.wave, measure: .medianDuration, unitID: unit, numerator: middle)
    }
    return [median(timed, "")].compactMap(\.self)
      + units.named.compactMap { median(timedByUnit[$0], units.names[$0]) }
  }

  /// Of each question: records that were asked and gave no answer, by the kind of missing, for all and by unit.
  private func itemNonresponse(_ kept: [Int]) -> [QualityFigure] {
    let questions = dataset.codebook.variables.compactMap {
      variable -> (name: String, column: Column)? in
      guard variable.kind != .paradata, let known = dataset.codebook[variable.name] else {
        return nil
      }
      return table[known.name].map { (variable.name, $0) }
    }
    let respondents = UnitTally(kept, units)
    let tallies = parallelMap(count: questions.count, threads: availableCores()) { place in
      respondents.counts(of: questions[place].column.missing)
    }
    let named = units.named.filter { respondents.count(of: $0) > 0 }
    return zip(questions, tallies).flatMap { question, tally in
      figures(
        question.name,
        tally.reduce(into: [Int](repeating: 0, count: UnitTally.kindCount)) { sums, counts in
          for kind in counts.indices { sums[kind] += counts[kind] }
        }, unit: "") + named.flatMap { figures(question.name, tally[$0], unit: units.names[$0]) }
    }
  }

  private func figures(_ question: String, _ counts: [Int], unit: String) -> [QualityFigure] {
    func count(_ kind: MissingKind) -> Int { counts[Int(kind.rawValue)] }
    let kinds: [MissingKind] = [.empty, .dontKnow, .refused, .unreadable, .setByRule]
    let asked = counts.reduce(0, +) - count(.notAsked) - count(.notApplicable)
    let unanswered = kinds.reduce(0) { $0 + count($1) }
    return [figure(.itemNonresponse, unanswered, of: asked, subject: question, unit: unit)]
      + kinds.filter { count($0) > 0 }.map {
        figure(.itemNonresponse, count($0), of: asked, subject: question, unit: unit, kind: $0.name)
      }
  }
}
