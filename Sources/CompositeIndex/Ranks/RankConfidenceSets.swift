/// What the data say about the rank of one unit.
public struct RankConfidenceSet: Sendable, Hashable {
  /// 1 is the highest score; ties share the smallest rank.
  public var rank: Int
  /// The better end of the rank confidence set.
  public var low: Int
  /// The worse end.
  public var high: Int
  /// Units that are clearly better, and clearly worse, as positions in the scores, best score first.
  public var clearlyBetter: [Int]
  public var clearlyWorse: [Int]
  /// Share of re-draws with each rank, from rank 1; empty without replicates.
  public var frequency: [Double]

  public init(
    rank: Int, low: Int, high: Int, clearlyBetter: [Int] = [], clearlyWorse: [Int] = [], frequency: [Double] = []
  ) {
    self.rank = rank
    self.low = low
    self.high = high
    self.clearlyBetter = clearlyBetter
    self.clearlyWorse = clearlyWorse
    self.frequency = frequency
  }
}

/// Rank confidence sets that hold for all units together with the given confidence.
///
/// M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm, "Inference for ranks with applications to mobility across neighbourhoods
/// and academic achievement across countries", Review of Economic Studies 91 (2024), 476-518: with d_jk = score_j - score_k, its standard error se_jk
/// over the replicates and c the quantile over replicates of max |d*_jk - d_jk| / se_jk over all pairs, j is clearly
/// better than k when d_jk > c se_jk. The set of j runs from 1 + the number clearly better than j to
/// K - the number clearly worse.
///
/// Pairs whose difference is the same in every replicate (complete counts) are ordered exactly and take no part in c.
/// A score that is NaN in a replicate (an empty domain) is left out of that replicate.
///
/// - Parameters:
///   - scores: the estimates, one a unit; all finite.
///   - replicates: replicate by unit, NaN where a unit has no score; empty: all pairs are ordered exactly.
///   - level: the joint confidence, such as 0.95.
/// - Returns: one set a unit.
/// - Complexity: O(K² R) for K units and R replicates.
public func simultaneousRankSets(
  scores: [Double], replicates: [[Double]], level: Double = 0.95
) -> [RankConfidenceSet] {
  rankSets(scores, replicates, .init(scores: scores, replicates: replicates, level: level, family: .allPairs))
}

/// Rank confidence sets that hold for each unit by itself with the given confidence: as ``simultaneousRankSets``, with c for
/// unit j over the pairs of j alone. Narrower, and not to be read side by side.
///
/// - Parameters:
///   - scores: the estimates, one a unit; all finite.
///   - replicates: replicate by unit, NaN where a unit has no score; empty: all pairs are ordered exactly.
///   - level: the confidence for each unit, such as 0.95.
/// - Returns: one set a unit.
/// - Complexity: O(K² R) for K units and R replicates.
public func marginalRankSets(
  scores: [Double], replicates: [[Double]], level: Double = 0.95
) -> [RankConfidenceSet] {
  rankSets(scores, replicates, .init(scores: scores, replicates: replicates, level: level, family: .pairsOfUnit))
}

/// Rank confidence sets from intervals of the single scores that hold together: j is clearly better than k when its interval lies
/// above. A check on ``simultaneousRankSets``, which as a rule is narrower.
///
/// M. Klein, T. Wright and J. Wieczorek, "A joint confidence region for an overall ranking of populations", Journal of the
/// Royal Statistical Society C 69 (2020); with c the quantile over replicates of the largest
/// |score* - score| / se over all units.
///
/// - Parameters:
///   - scores: the estimates, one a unit; all finite.
///   - replicates: replicate by unit, NaN where a unit has no score; empty: all pairs are ordered exactly.
///   - level: the joint confidence, such as 0.95.
/// - Returns: one set a unit.
public func intervalRankSets(
  scores: [Double], replicates: [[Double]], level: Double = 0.95
) -> [RankConfidenceSet] {
  rankSets(scores, replicates, .init(scores: scores, replicates: replicates, level: level, family: .singleUnits))
}

private func rankSets(
  _ scores: [Double], _ replicates: [[Double]], _ pairs: PairwiseErrors
) -> [RankConfidenceSet] {
  let count = scores.count
  guard count > 0 else { return [] }
  let keys = rankingKeys(scores).map { $0 ?? -.infinity }
  let ranks = competitionRanks(scores)
  // Best score first; the position decides between ties, so the order is always the same.
  let order = scores.indices.sorted { keys[$0] != keys[$1] ? keys[$0] > keys[$1] : $0 < $1 }
  let frequencies = rankFrequencies(replicates, count: count)
  return scores.indices.map { unit in
    func isClear(_ other: Int) -> Bool { pairs.isClear(abs(scores[other] - scores[unit]), other, for: unit) }
    let better = order.filter { keys[$0] > keys[unit] && isClear($0) }
    let worse = order.filter { keys[$0] < keys[unit] && isClear($0) }
    return RankConfidenceSet(
      rank: ranks[unit] ?? count, low: 1 + better.count, high: count - worse.count, clearlyBetter: better,
      clearlyWorse: worse, frequency: frequencies[unit])
  }
}

/// Over which differences a critical value holds together.
private enum PairFamily { case allPairs, pairsOfUnit, singleUnits }

/// Standard errors of all pairwise differences and the critical values over them.
private struct PairwiseErrors {
  private let count: Int
  /// Upper triangle, row by row; 0 for an exact pair.
  private var errors: [Double]
  /// One a unit.
  private var criticalValues: [Double]

  init(scores: [Double], replicates: [[Double]], level: Double, family: PairFamily) {
    count = scores.count
    errors = [Double](repeating: 0, count: max(scores.count * (scores.count - 1) / 2, 0))
    criticalValues = [Double](repeating: 0, count: scores.count)
    let draws = replicates.filter { $0.count == scores.count }
    guard draws.count > 1 else { return }
    // Unit by unit, what each replicate differs from the estimate: d* - d of a pair is the difference of two rows.
    let deviations = scores.indices.map { unit in draws.map { $0[unit] - scores[unit] } }
    let zeros = [Double](repeating: 0, count: draws.count)
    let scale = scores.reduce(0) { max($0, abs($1)) }
    var own = [Double](repeating: 0, count: count)
    var largest = [[Double]](repeating: zeros, count: family == .pairsOfUnit ? count : 1)
    for first in 0..<count {
      if family == .singleUnits {
        own[first] = standardError(deviations[first], zeros)
        if own[first] > 1e-12 * scale { enlarge(&largest[0], deviations[first], zeros, own[first]) }
        continue
      }
      for second in (first + 1)..<max(count, first + 1) {
        let error = standardError(deviations[first], deviations[second])
        guard error > 1e-12 * scale else { continue }
        errors[position(first, second)] = error
        enlarge(&largest[family == .pairsOfUnit ? first : 0], deviations[first], deviations[second], error)
        if family == .pairsOfUnit { enlarge(&largest[second], deviations[first], deviations[second], error) }
      }
    }
    if family == .singleUnits {
      for first in 0..<count {
        for second in (first + 1)..<max(count, first + 1) { errors[position(first, second)] = own[first] + own[second] }
      }
    }
    // The ceil(level (R + 1))-th smallest: the quantile that keeps a bootstrap test at its level.
    let index = min(max(Int((level * Double(draws.count + 1)).rounded(.up)) - 1, 0), draws.count - 1)
    let found = largest.map { $0.sorted()[index] }
    criticalValues = found.count == count ? found : [Double](repeating: found[0], count: count)
  }

  private func position(_ first: Int, _ second: Int) -> Int {
    let (low, high) = first < second ? (first, second) : (second, first)
    return low * count - low * (low + 1) / 2 + high - low - 1
  }

  /// Whether a positive difference between two units is beyond what re-draws explain, for the set of one of them.
  func isClear(_ difference: Double, _ other: Int, for unit: Int) -> Bool {
    difference > criticalValues[unit] * errors[position(other, unit)]
  }
}

/// The standard deviation over replicates of the difference of two units, centred at the replicates' mean.
private func standardError(_ first: [Double], _ second: [Double]) -> Double {
  var n = 0.0
  var sum = 0.0
  for (a, b) in zip(first, second) where !(a - b).isNaN {
    n += 1
    sum += a - b
  }
  guard n > 1 else { return 0 }
  let mean = sum / n
  var squares = 0.0
  for (a, b) in zip(first, second) where !(a - b).isNaN { squares += (a - b - mean) * (a - b - mean) }
  return (squares / (n - 1)).squareRoot()
}

/// Raises each replicate's largest standardised deviation by one pair; a pair that a replicate lacks does not count.
private func enlarge(_ largest: inout [Double], _ first: [Double], _ second: [Double], _ error: Double) {
  let inverse = 1 / error
  for replicate in largest.indices {
    let deviation = abs(first[replicate] - second[replicate]) * inverse
    if deviation > largest[replicate] { largest[replicate] = deviation }
  }
}

/// Unit by rank: the share of the replicates with a score for the unit in which it has the rank.
private func rankFrequencies(_ replicates: [[Double]], count: Int) -> [[Double]] {
  let draws = replicates.filter { $0.count == count }
  guard !draws.isEmpty else { return [[Double]](repeating: [], count: count) }
  var counts = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
  for draw in draws {
    for (unit, rank) in competitionRanks(draw.map { $0 }).enumerated() {
      if let rank { counts[unit][rank - 1] += 1 }
    }
  }
  return counts.map { row in
    let total = row.reduce(0, +)
    return total > 0 ? row.map { $0 / total } : row
  }
}
