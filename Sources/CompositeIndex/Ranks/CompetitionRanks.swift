/// Competition ranks: 1 for the highest score, ties share the smallest rank, missing scores have none.
///
/// Scores are compared on a grid of 1e-12 of the largest absolute score, so that rounding in the last bits does not order
/// what is tied.
public func competitionRanks(_ scores: [Double?]) -> [Int?] {
  let keys = rankingKeys(scores)
  var ordered: [(key: Double, unit: Int)] = []
  ordered.reserveCapacity(keys.count)
  for (unit, key) in keys.enumerated() { if let key { ordered.append((key, unit)) } }
  ordered.sort { $0.key > $1.key }
  var ranks = [Int?](repeating: nil, count: keys.count)
  var first = 0
  for (position, own) in ordered.enumerated() {
    if own.key != ordered[first].key { first = position }
    ranks[own.unit] = first + 1
  }
  return ranks
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
