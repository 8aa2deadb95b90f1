internal import Estimation
internal import Expressions
internal import SurveyModel
internal import Tables

/// What single respondents do to the totals behind indicators of amounts.
struct FirmShares {
  private let done: EvaluatedWave
  private let survey: SampledSource
  private let codebook: Codebook?

  init?(_ done: EvaluatedWave, codebook: Codebook?) {
    guard let survey = done.prepared.sources.sampled.values.first(where: \.isSurvey) else { return nil }
    self.done = done
    self.survey = survey
    self.codebook = codebook
  }

  func rows() -> [FirmInfluence] {
    let records = survey.table[recordColumnName]
    let wave = done.table.wave
    var found: [FirmInfluence] = []
    for estimator in done.estimators {
      for (position, term) in (estimator.measure.expression?.terms ?? []).enumerated() {
        guard term.source == survey.name, estimator.terms.indices.contains(position) else { continue }
        let evaluated = estimator.terms[position]
        guard isTotalOfAmounts(term, evaluated) else { continue }
        for (domain, members) in zip(wave.domains.domains, survey.recordsOfDomain) {
          let usable = members.filter { evaluated.isUsable[$0] }
          let largest = survey.sample.largestShares(evaluated.values, over: usable, count: 5)
          guard let first = largest.first else { continue }
          let total = usable.reduce(0) { $0 + survey.sample.weights[$1] * evaluated.values[$1] }
          let cut = survey.sample.winsorised(evaluated.values, over: usable)
          found.append(
            FirmInfluence(
              wave: wave.wave, unitID: domain.unit.id, indicatorID: estimator.measure.id, term: position + 1,
              n: usable.count, recordID: records?.codeText(at: survey.rows[first.record]) ?? "",
              largestShare: first.share, fiveLargestShare: largest.reduce(0) { $0 + $1.share },
              cutRecords: cut.cut.count, removedShare: cut.removed / total))
        }
      }
    }
    return found
  }

  /// Sums and means of amounts of 0 and more.
  private func isTotalOfAmounts(_ term: AggregateExpression.Term, _ evaluated: EvaluatedTerm) -> Bool {
    guard term.function == .sum || term.function == .mean, term.isOfAmounts(codebook) else { return false }
    return zip(evaluated.values, evaluated.isUsable).allSatisfy { value, isUsable in !isUsable || value >= 0 }
  }
}
