import Estimation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct MedianAbsoluteDeviationTests {
  private func deviation(_ values: [Double], weights: [Double]? = nil) -> Double? {
    WeightedOrder(
      values: values, weights: weights ?? Array(repeating: 1, count: values.count), records: Array(values.indices)
    ).medianAbsoluteDeviation(rule: .hf7)
  }

  @Test("with equal weights it is the median of the distances from the median")
  func unweighted() {
    #expect(deviation([9, 1, 2, 4, 6, 1, 2]) == 1)
    #expect(deviation([1, 2, 3, 10]) == 1)
    #expect(deviation([5]) == 0)
    #expect(deviation([7, 7, 7, 7, 100]) == 0)
    #expect(deviation([]) == nil)
    #expect(deviation([-3, -1, 0, 0, 8], weights: [2, 2, 2, 2, 2]) == 1)
  }

  @Test("records of weight 0 are no part of it, and it follows the scale but not the location")
  func invariance() throws {
    let values = [3.0, 8, 1, 9, 4, 4.5, 20]
    let weights = [1.0, 2, 0.5, 3, 1, 1, 0.25]
    let own = try #require(deviation(values, weights: weights))
    #expect(deviation(values + [1000], weights: weights + [0]) == own)
    #expect(abs((deviation(values.map { 2 * $0 - 7 }, weights: weights) ?? .nan) - 2 * own) < 1e-12)
  }

  @Test("it is the weighted median of the distances from the weighted median")
  func definition() throws {
    var numbers = TestNumbers(8)
    for _ in 0..<50 {
      let values = (0..<41).map { _ in numbers.uniform() }
      let weights = (0..<41).map { _ in numbers.uniform() + 0.1 }
      for rule in [QuantileRule.hf7, .math] {
        let order = WeightedOrder(values: values, weights: weights, records: Array(0..<41))
        let median = try #require(order.quantile(0.5, rule: rule))
        let distances = WeightedOrder(
          values: values.map { abs($0 - median) }, weights: weights, records: Array(0..<41))
        let wanted = try #require(distances.quantile(0.5, rule: rule))
        #expect(abs((order.medianAbsoluteDeviation(rule: rule) ?? .nan) - wanted) < 1e-12)
      }
    }
  }

  @Test("its linearised error is that of replicates, for even and for skewed values", arguments: [false, true])
  func error(isSkewed: Bool) throws {
    let data = SyntheticSample(blocks: 3, perStratum: 150, columns: 1, seed: 17)
    let values = data.columns[0].map { isSkewed ? exp($0 / 12) : $0 }
    let records = Array(values.indices)
    let estimate = try #require(data.sample.medianAbsoluteDeviation(values, rule: .hf7, over: records))
    let linear = data.sample.variance(ofLinearised: estimate.linearised).squareRoot()
    let plan = ReplicatePlan(
      sample: data.sample, blockOfRecord: data.block, blockCount: 3, columns: [],
      quantiles: [ReplicateQuantile(p: nil, rule: .hf7, values: values, isUsable: values.map { _ in true })],
      domains: [[0, 1, 2]])
    let batch = plan.bootstrap(replicates: 0..<1000, seed: 6, stream: DrawStream(wave: 1, source: "s"))
    let found = (0..<1000).map { batch.quantile(replicate: $0, domain: 0, quantile: 0) }
    let center = found.reduce(0, +) / 1000
    let replicate = (found.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 999).squareRoot()
    #expect(abs(center / estimate.value - 1) < 0.05)
    // The Monte Carlo error is 2.2 %; the densities are estimated too.
    #expect(abs(replicate / linear - 1) < 0.1, "\(replicate / linear)")
    // The error of the median itself matters where the density differs on its two sides.
    let median = try #require(data.sample.quantile(values, p: 0.5, rule: .hf7, over: records)?.value)
    let fixed = try #require(
      data.sample.quantile(values.map { abs($0 - median) }, p: 0.5, rule: .hf7, over: records)?.linearised)
    let ratio = data.sample.variance(ofLinearised: fixed).squareRoot() / linear
    #expect(isSkewed ? ratio < 0.7 : abs(ratio - 1) < 0.1, "\(ratio)")
  }

  @Test("values that are all the same have no error, and a domain too small for an interval has none to tell")
  func degenerate() throws {
    let data = SyntheticSample(blocks: 1, perStratum: 20, columns: 1, seed: 4, raked: false)
    let same = [Double](repeating: 5, count: data.block.count)
    let all = Array(same.indices)
    let none = try #require(data.sample.medianAbsoluteDeviation(same, rule: .hf7, over: all))
    #expect(none.value == 0)
    #expect(!none.linearised.isEmpty && none.linearised.allSatisfy { $0 == 0 })
    let two = try #require(data.sample.medianAbsoluteDeviation(data.columns[0], rule: .hf7, over: [0, 1]))
    #expect(two.linearised.isEmpty)
    #expect(data.sample.medianAbsoluteDeviation(data.columns[0], rule: .hf7, over: []) == nil)
  }
}
