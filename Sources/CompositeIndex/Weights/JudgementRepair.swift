#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The judgement that fits the others least, and what would mend it.
public struct JudgementRepair: Sendable, Hashable {
  public var row: Int
  public var column: Int
  public var rowName: String
  public var columnName: String
  /// How much more important the row was judged.
  public var judged: Double
  /// What the weights of all judgements say: w_row / w_column.
  public var implied: Double
  /// The value nearest to what the other judgements say on the scale 1/9 … 9.
  public var suggested: Double
  /// The consistency ratio if the suggestion is taken.
  public var consistencyRatioAfter: Double?
}

extension PairwiseJudgements {
  /// The pair whose judgement is furthest from what the weights imply, as a factor: max a_ij w_j / w_i (Saaty 1980).
  ///
  /// The suggestion leaves the judgement itself out of account: the geometric mean of a_ik a_kj over all other names k,
  /// brought to the nearest value of the scale 1/9, 1/8, …, 1, …, 9.
  ///
  /// - Returns: the pair with its row judged the more important than implied; nil for fewer than three names and
  ///   for judgements that are all consistent.
  public func mostInconsistentJudgement() -> JudgementRepair? {
    guard order > 2 else { return nil }
    let weights = priorities().weights
    var worst: (row: Int, column: Int, factor: Double)?
    for i in 0..<order {
      for j in 0..<order where i != j {
        let factor = self[i, j] * weights[j] / weights[i]
        // A hair above, so that rounding does not choose between pairs that are equally far off.
        if factor > (worst?.factor ?? 1) * (1 + 1e-12) { worst = (i, j, factor) }
      }
    }
    guard let worst, worst.factor > 1 + 1e-9 else { return nil }
    let (i, j) = (worst.row, worst.column)
    let others = (0..<order).filter { $0 != i && $0 != j }
    let consistent = exp(others.reduce(0) { $0 + log(self[i, $1] * self[$1, j]) } / Double(others.count))
    let suggested = Self.nearestOnScale(consistent)
    var repaired = values
    repaired[i * order + j] = suggested
    repaired[j * order + i] = 1 / suggested
    let after = PairwiseJudgements(checked: names, repaired).priorities()
    return JudgementRepair(
      row: i, column: j, rowName: names[i], columnName: names[j], judged: self[i, j],
      implied: weights[i] / weights[j], suggested: suggested, consistencyRatioAfter: after.consistencyRatio)
  }

  private static func nearestOnScale(_ value: Double) -> Double {
    if value >= 1 { return min(value.rounded(), 9) }
    return 1 / min((1 / value).rounded(), 9)
  }
}
