internal import Estimation
internal import SurveyModel
internal import Tables

extension RatingBatteries {
  /// How the answers to each rating of a dimension are spread, in framework order; ratings without an answer are left out.
  ///
  /// What imputation adds to errors is not in these.
  ///
  /// - Parameter threads: as many ratings are worked out at once.
  /// - Returns: one row a dimension and rating.
  func answers(threads: Int) -> [AnswerShares] {
    let items = dimensions.flatMap { dimension in dimension.items.map { (node: dimension.id, variable: $0) } }
    return parallelMap(count: items.count, threads: threads) { answers(items[$0].node, items[$0].variable) }
      .compactMap(\.self)
  }

  private func answers(_ node: String, _ name: String) -> AnswerShares? {
    guard let variable = codebook[name], let column = source.table[name] else { return nil }
    let scale = RatingScale(variable)
    let places = Dictionary(scale.codes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var stepOfRecord = [Int?](repeating: nil, count: source.rows.count)
    var records: [Int] = []
    var asked = 0
    for (record, row) in source.rows.enumerated() {
      if column.isMissing(at: row) {
        if column.missing.isEmpty || column.missing[row] != .notAsked { asked += 1 }
        continue
      }
      asked += 1
      guard let place = places[column.codeText(at: row)], source.sample.weights[record] > 0 else { continue }
      stepOfRecord[record] = place
      records.append(record)
    }
    let shares = StepShares(source.sample, stepOfRecord: stepOfRecord, records: records, stepCount: scale.codes.count)
    guard let shares else { return nil }
    func sum(_ side: AnswerShares.Side) -> SampledFigure {
      shares.share(of: scale.sides.map { $0 == side })
    }
    return AnswerShares(
      wave: wave, nodeID: node, variable: name, indicatorID: indicators[name], n: records.count,
      effectiveN: shares.effectiveN, df: shares.df,
      unanswered: asked > 0 ? 1 - Double(records.count) / Double(asked) : 0,
      steps: scale.codes.indices.map { step in
        AnswerShares.Step(
          code: scale.codes[step], side: scale.sides[step],
          share: shares.share(of: scale.codes.indices.map { $0 == step }))
      },
      favourable: sum(.favourable), unfavourable: sum(.unfavourable),
      points: scale.points.map { shares.mean(of: $0) })
  }
}

/// The steps of a rating from the least to the most favourable.
private struct RatingScale {
  let codes: [String]
  let sides: [AnswerShares.Side]
  /// By step; nil where the answers have none.
  let points: [Double]?

  init(_ variable: SurveyVariable) {
    let answers = variable.answers
    let hasPoints = variable.scaleScores.count == answers.count && !answers.isEmpty
    let order =
      hasPoints
      ? answers.indices.sorted { (variable.scaleScores[$0], $0) < (variable.scaleScores[$1], $1) }
      : Array(answers.indices)
    codes = order.map { answers[$0].code }
    points = hasPoints ? order.map { variable.scaleScores[$0] } : nil
    let count = answers.count
    sides = answers.indices.map { 2 * $0 + 1 < count ? .unfavourable : 2 * $0 + 1 > count ? .favourable : .neutral }
  }
}

/// The shares of the steps with what their errors and those of their sums are made of.
private struct StepShares {
  private let sample: WeightedSample
  private let records: [Int]
  private let shares: [Double]
  /// Weighted linearised values by step and record, and their totals by sampling unit.
  private let linearised: [[Double]]
  private let influences: [[Double]]
  let effectiveN: Double
  let df: Double

  /// nil without a record.
  init?(_ sample: WeightedSample, stepOfRecord: [Int?], records: [Int], stepCount: Int) {
    self.sample = sample
    self.records = records
    let weights = sample.weights
    let total = records.reduce(0) { $0 + weights[$1] }
    guard total > 0, let effective = effectiveSampleSize(records.map { weights[$0] }) else { return nil }
    var sums = [Double](repeating: 0, count: stepCount)
    for record in records {
      if let step = stepOfRecord[record] { sums[step] += weights[record] }
    }
    let shares = sums.map { $0 / total }
    self.shares = shares
    linearised = (0..<stepCount).map { step in
      var z = [Double](repeating: 0, count: weights.count)
      for record in records {
        z[record] = weights[record] * ((stepOfRecord[record] == step ? 1 : 0) - shares[step]) / total
      }
      return z
    }
    influences = linearised.map { sample.influence($0) }
    effectiveN = effective
    df = Double(sample.design.degreesOfFreedom(records: records))
  }

  /// Σ a p over the steps, with the variance of the same sum of linearised values.
  private func combined(_ factors: [Double]) -> (value: Double, error: Double?) {
    func sum(_ columns: [[Double]]) -> [Double] {
      var sum = [Double](repeating: 0, count: columns.first?.count ?? 0)
      for (column, factor) in zip(columns, factors) where factor != 0 {
        for place in sum.indices { sum[place] += factor * column[place] }
      }
      return sum
    }
    let value = zip(factors, shares).reduce(0) { $0 + $1.0 * $1.1 }
    let firstStage = sample.design.variance(sum(influences))
    let variance =
      switch sample.survey.lonelyPolicy {
      case .certainty, .remove, .fail: firstStage
      case .average, .adjust: sample.variance(of: sum(linearised), firstStage: firstStage, records: records)
      }
    return (value, variance.isFinite && df > 0 ? max(0, variance).squareRoot() : nil)
  }

  /// The share of some steps: a logit interval, Wilson's at 0 and 1.
  func share(of steps: [Bool]) -> SampledFigure {
    let (value, error) = combined(steps.map { $0 ? 1 : 0 })
    var figure = SampledFigure(min(1, max(0, value)), standardError: error)
    guard let error else { return figure }
    let interval =
      value > 1e-12 && value < 1 - 1e-12
      ? ConfidenceInterval.logit(value, standardError: error, df: df)
      : ConfidenceInterval.wilson(figure.value, effectiveN: effectiveN, df: df)
    (figure.ciLow, figure.ciHigh) = (interval?.low, interval?.high)
    return figure
  }

  /// The mean of the steps' points, with a t interval.
  func mean(of points: [Double]) -> SampledFigure {
    let (value, error) = combined(points)
    guard let error else { return SampledFigure(value) }
    let interval = ConfidenceInterval.t(value, standardError: error, df: df)
    return SampledFigure(value, standardError: error, ciLow: interval.low, ciHigh: interval.high)
  }
}
