/// Competition ranks: 1 for the highest score, ties share the smallest rank, missing scores have none.
///
/// Scores are compared on a grid of 1e-12 of the largest absolute score, so that rounding in the last bits does not order
/// what is tied.
public func competitionRanks(_ scores: [Double?]) -> [Int?] {
  let keys = rankingKeys(scores)
  let ordered = keys.compactMap { $0 }.sorted(by: >)
  var firstPosition: [Double: Int] = [:]
  for (position, key) in ordered.enumerated() where firstPosition[key] == nil { firstPosition[key] = position }
  return keys.map { key in key.flatMap { firstPosition[$0] }.map { $0 + 1 } }
}

/// Scores on the grid they are compared on; nil for missing and for what is no number.
func rankingKeys(_ scores: [Double?]) -> [Double?] {
  let scale = scores.reduce(0) { scale, score in
    guard let score, score.isFinite else { return scale }
    return max(scale, abs(score))
  }
  guard scale > 0 else { return scores.map { $0.map { _ in 0 } } }
  return scores.map { score in
    guard let score, score.isFinite else { return nil }
    // `+ 0` makes -0 and 0 one key.
    return (score / scale * 1e12).rounded() + 0
  }
}
