/// The covariance of estimates of two waves that partly the same firms answered.
///
/// V(change) = V1 + V2 - 2C with C = Σ_h (n_c - n1 n2 / N_h) S_z1z2 over the n_c firms of stratum h in both waves (Tam 1984;
/// Qualité & Tillé 2008). Firms that changed stratum enter by pairs of strata (g in wave 1, h in wave 2): the population of
/// a pair is not in any frame and is estimated from the common firms' own moves, N_gh = ½ n_gh (N_g / n_g· + N_h / n_·h),
/// which gives C = Σ_gh (n_gh - f1_g f2_h N_gh) S_gh and, without movers and with equal N_h, the formula above.
public struct WaveOverlap: Sendable {
  private struct Pair: Sendable {
    /// Records of the common firms, in wave 1 and in wave 2.
    var first: [Int]
    var second: [Int]
    var factor: Double
  }

  private let pairs: [Pair]
  /// Firms in both waves.
  public let commonFirms: Int

  /// Matches the records of the two waves by what identifies their firm, nil where unknown. A firm that appears twice in
  /// a wave counts with its first record. Both designs are element designs: each record is a PSU.
  public init(firms1: [String?], design1: ClusterDesign, firms2: [String?], design2: ClusterDesign) {
    var recordOfFirm: [String: Int] = [:]
    for (record, firm) in firms1.enumerated() {
      if let firm, recordOfFirm[firm] == nil { recordOfFirm[firm] = record }
    }
    func stratum(_ design: ClusterDesign, _ record: Int) -> Int {
      Int(design.stratumOfPSU[Int(design.psuOfRecord[record])])
    }
    struct Key: Hashable {
      var first: Int
      var second: Int
    }
    var found: [Key: Pair] = [:]
    var seen: Set<String> = []
    var leaving = [Double](repeating: 0, count: design1.strata.count)
    var arriving = [Double](repeating: 0, count: design2.strata.count)
    for (record, firm) in firms2.enumerated() {
      guard let firm, let earlier = recordOfFirm[firm], seen.insert(firm).inserted else { continue }
      let key = Key(first: stratum(design1, earlier), second: stratum(design2, record))
      found[key, default: Pair(first: [], second: [], factor: 0)].first.append(earlier)
      found[key]?.second.append(record)
      leaving[key.first] += 1
      arriving[key.second] += 1
    }
    commonFirms = seen.count
    pairs = found.sorted { ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second) }.compactMap { key, pair in
      let common = Double(pair.first.count)
      guard common >= 2 else { return nil }
      let (g, h) = (design1.strata[key.first], design2.strata[key.second])
      // Without a population the sampling fractions are 0 and the second term vanishes.
      let expected =
        g.samplingFraction * h.samplingFraction * 0.5
        * ((g.population ?? 0) / leaving[key.first] + (h.population ?? 0) / arriving[key.second])
      var pair = pair
      pair.factor = common * (1 - expected)
      return pair
    }
  }

  /// C of two linearised estimates, given as totals by PSU in wave 1 and in wave 2.
  public func covariance(
    _ first: [Double], design1: ClusterDesign, _ second: [Double], design2: ClusterDesign
  ) -> Double {
    var sum = 0.0
    for pair in pairs {
      let n = Double(pair.first.count)
      let a = pair.first.map { first[Int(design1.psuOfRecord[$0])] }
      let b = pair.second.map { second[Int(design2.psuOfRecord[$0])] }
      let (meanA, meanB) = (a.reduce(0, +) / n, b.reduce(0, +) / n)
      let products = zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
      sum += pair.factor * products / (n - 1)
    }
    return sum
  }
}
