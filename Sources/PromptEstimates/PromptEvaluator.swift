internal import Diagnostics
internal import Estimation
internal import SurveyModel
internal import Tables

/// One row of results a domain: values by record, and what is made of them.
struct PromptItem: Sendable {
  var statistic: RequestedStatistic
  var part: String?
  var values: [Double]
  /// Of a ratio; empty else.
  var denominators: [Double] = []
  var isPresent: [Bool]
}

extension PromptData {
  /// What a statistic needs of the data; a proportion is one item a category.
  mutating func items(_ statistic: RequestedStatistic) -> [PromptItem] {
    let option = "--\(statistic.kind.rawValue)"
    switch statistic.kind {
    case .mean, .total, .quantile:
      guard let (values, isPresent) = numbers(statistic.text, for: option) else { return [] }
      return [
        PromptItem(
          statistic: statistic, part: statistic.probability.map { "\($0)" }, values: values, isPresent: isPresent)
      ]
    case .count:
      let rows = table.rowCount
      return [
        PromptItem(
          statistic: statistic, values: [Double](repeating: 1, count: rows),
          isPresent: [Bool](repeating: true, count: rows))
      ]
    case .share:
      guard let (values, isPresent) = condition(statistic.text, for: option) else { return [] }
      return [PromptItem(statistic: statistic, values: values, isPresent: isPresent)]
    case .ratio: return ratio(statistic)
    case .proportion:
      guard let column = column(statistic.text, for: option) else { return [] }
      let classes = ClassColumn(column)
      let isPresent = classes.codes.map { $0 >= 0 }
      return classes.ordered.map { code in
        PromptItem(
          statistic: statistic, part: classes.labels[code][0],
          values: classes.codes.map { Int($0) == code ? 1 : 0 }, isPresent: isPresent)
      }
    }
  }

  private mutating func ratio(_ statistic: RequestedStatistic) -> [PromptItem] {
    let sides = parts(statistic.text, at: "/")
    guard sides.count == 2 else {
      refuse(
        "P-107", "--ratio \(statistic.text) is not one expression over another",
        advice: "Write it as y/x, with brackets around a side that divides itself")
      return []
    }
    let above = numbers(sides[0], for: "--ratio")
    let below = numbers(sides[1], for: "--ratio")
    guard let above, let below else { return [] }
    return [
      PromptItem(
        statistic: statistic, values: above.values, denominators: below.values,
        isPresent: zip(above.isPresent, below.isPresent).map { $0 && $1 })
    ]
  }
}

/// Estimates items over domains.
struct PromptEvaluator: Sendable {
  let sample: WeightedSample
  let request: EstimateRequest

  func estimate(_ item: PromptItem, domain: PromptDomain) -> Result<PromptEstimate, DiagnosticError> {
    let records = domain.records.filter { item.isPresent[$0] }
    let units = DomainUnits(sample, records: records)
    var result = PromptEstimate(
      domain: domain.codes, statistic: item.statistic.kind, text: item.statistic.text, part: item.part, value: nil,
      standardError: nil, ciLow: nil, ciHigh: nil,
      df: units?.degreesOfFreedom ?? sample.survey.degreesOfFreedom(over: records),
      designEffect: nil, n: records.count)
    guard let estimate = linearised(item, records) else { return .success(result) }
    result.value = estimate.value
    let variance: Double
    do throws(DiagnosticError) {
      if request.design.lonelyPolicy == .fail {
        try sample.survey.checkLonely(over: sample.adjustments.isEmpty ? records : nil)
      }
      guard result.df > 0, !estimate.linearised.isEmpty else { return .success(result) }
      if let units {
        variance = units.variance(ofLinearised: estimate.linearised)
      } else {
        variance = try sample.covariance([estimate.linearised], over: records)[0, 0]
      }
    } catch {
      return .failure(error)
    }
    guard variance.isFinite else { return .success(result) }
    result.standardError = max(0, variance).squareRoot()
    result.designEffect = sample.designEffect(
      variance: variance, linearised: estimate.linearised, over: records,
      replacement: request.design.weights == nil && request.design.populations.isEmpty)
    if let interval = interval(item, estimate, variance: variance, records: records, df: Double(result.df)) {
      (result.ciLow, result.ciHigh) = (interval.low, interval.high)
    }
    return .success(result)
  }

  private func linearised(_ item: PromptItem, _ records: [Int]) -> LinearisedEstimate? {
    switch item.statistic.kind {
    case .mean, .share, .proportion: sample.mean(item.values, over: records)
    case .total, .count: records.isEmpty ? nil : sample.total(item.values, over: records)
    case .ratio: sample.ratio(item.values, item.denominators, over: records)
    case .quantile:
      sample.quantile(
        item.values, p: item.statistic.probability ?? 0.5, rule: request.quantileRule, over: records,
        level: request.level)
    }
  }

  /// Shares have the interval asked for, Wilson's with Kish's effective n where there is none; quantiles Woodruff's;
  /// everything else t intervals.
  private func interval(
    _ item: PromptItem, _ estimate: LinearisedEstimate, variance: Double, records: [Int], df: Double
  ) -> ConfidenceInterval? {
    switch item.statistic.kind {
    case .share, .proportion:
      let share = min(1, max(0, estimate.value))
      if variance > 0 || request.interval == .mean {
        let found = ConfidenceInterval.proportion(
          request.interval, share: share, variance: variance, df: df, rowCount: sample.rowCount(over: records),
          level: request.level)
        if let found { return found }
      }
      guard share <= 0 || share >= 1, let n = effectiveSampleSize(records.map { sample.weights[$0] }) else {
        return nil
      }
      return .wilson(share, effectiveN: n, df: df, level: request.level)
    case .quantile:
      guard let low = estimate.interval?.low, let high = estimate.interval?.high else { return nil }
      return ConfidenceInterval(low: low, high: high)
    case .mean, .total, .count, .ratio:
      return .t(estimate.value, standardError: variance.squareRoot(), df: df, level: request.level)
    }
  }
}
