import SurveyModel

/// Made-up answers to ratings, what goes with them, and scores of groups of firms.
enum SyntheticAnswers {
  private static let n = 2846

  /// A share of 0…1 with the error of so many records.
  static func share(_ value: Double, n: Int = n) -> SampledFigure {
    let error = (1.25 * value * (1 - value) / Double(n)).squareRoot()
    return SampledFigure(
      value, standardError: error, ciLow: max(0, value - 1.96 * error), ciHigh: min(1, value + 1.96 * error))
  }

  /// A rating in five steps whose mean is about `score`.
  static func rating(
    _ node: String, _ variable: String, indicator: String?, score: Double, n: Int = n
  ) -> AnswerShares {
    let level = score / 100
    let raw = [
      pow4(1 - level), 2.2 * (1 - level) * (1 - level) * level, 0.9 * level * (1 - level), level * level,
      level * level * level,
    ]
    let total = raw.reduce(0, +)
    let shares = raw.map { $0 / total }
    let sides: [AnswerShares.Side] = [.unfavourable, .unfavourable, .neutral, .favourable, .favourable]
    let points = zip(shares, [0.0, 25, 50, 75, 100]).reduce(0) { $0 + $1.0 * $1.1 }
    let error = 24 / Double(n).squareRoot()
    return AnswerShares(
      wave: 2025, nodeID: node, variable: variable, indicatorID: indicator, n: n, effectiveN: Double(n) / 1.25,
      df: Double(n - 20), unanswered: 0.04,
      steps: (0..<5).map { .init(code: String($0 + 1), side: sides[$0], share: share(shares[$0], n: n)) },
      favourable: share(shares[3] + shares[4], n: n), unfavourable: share(shares[0] + shares[1], n: n),
      points: SampledFigure(
        points, standardError: error, ciLow: points - 1.96 * error, ciHigh: points + 1.96 * error))
  }

  private static func pow4(_ value: Double) -> Double { value * value * value * value }

  /// Ratings of every dimension: those of its indicators, and some that are none.
  static func answers(_ framework: Framework, score: (String) -> Double) -> [AnswerShares] {
    framework.dimensions.flatMap { dimension in
      var rows = framework.indicators(below: dimension.id).compactMap { leaf -> AnswerShares? in
        guard case .likert = leaf.indicator?.score, let expression = leaf.indicator?.expression else { return nil }
        let variable = expression.replacing("MEAN(LIKERT(", with: "").replacing("))", with: "")
        return rating(dimension.id, variable, indicator: leaf.id, score: score(leaf.id))
      }
      for place in 0..<3 {
        let name = "\(dimension.id)_extra\(place + 1)"
        rows.append(
          rating(dimension.id, name, indicator: nil, score: 66 + 14 * SyntheticEvaluation.noise(name)))
      }
      return rows
    }
  }

  static func importance(_ answers: [AnswerShares]) -> [DerivedImportance] {
    Dictionary(grouping: answers, by: \.nodeID).sorted { $0.key < $1.key }.flatMap { node, rows in
      let raw = rows.map { 1.2 + SyntheticEvaluation.noise("share" + $0.variable) }
      let total = raw.reduce(0, +)
      return zip(rows, raw).map { row, share in
        DerivedImportance(
          wave: row.wave, outcome: "Q40", nodeID: node, predictor: row.variable, n: row.n, share: 100 * share / total,
          rSquared: 0.4)
      }
    }
  }

  /// Size classes, of which the large firms are few, and kinds of ownership.
  static func groups(_ framework: Framework) -> [GroupScore] {
    let classes = [
      ("size", "micro", 1312, 2.2), ("size", "small", 904, 0.4), ("size", "medium", 438, -1.7),
      ("size", "large", 26, -3.8),
      ("Q02", "1", 1800, 0.2), ("Q02", "2", 612, -0.9), ("Q02", "3", 434, 0.6),
    ]
    return framework.dimensions.flatMap { dimension in
      let city = 70 + 8 * SyntheticEvaluation.noise("groups" + dimension.id)
      return classes.map { variable, code, n, distance in
        let difference = distance + 0.4 * SyntheticEvaluation.noise(dimension.id + code)
        let error = 14 / Double(n).squareRoot()
        func figure(_ value: Double, _ error: Double) -> SampledFigure {
          SampledFigure(value, standardError: error, ciLow: value - 1.96 * error, ciHigh: value + 1.96 * error)
        }
        let p = abs(difference) / error > 2.8 ? 0.003 : 0.4
        return GroupScore(
          wave: 2025, nodeID: dimension.id, variable: variable, code: code, n: n, effectiveN: Double(n) / 1.25,
          df: Double(n - 4), indicatorCount: 3, weightShare: 0.62, score: figure(city + difference, error),
          city: figure(city, 0.3), difference: figure(difference, error), pValue: p / 7, adjustedPValue: p)
      }
    }
  }
}
