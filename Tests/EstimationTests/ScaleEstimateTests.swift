import Foundation
import Testing

@testable import Estimation

@Suite struct ScaleEstimateTests {
  /// Two strata of three, weights 2 and 5.
  private let sample = WeightedSample(
    design: ClusterDesign(stratumOfRecord: [0, 0, 0, 1, 1, 1], names: ["a", "b"], populations: [6, 15]),
    weights: [2, 2, 2, 5, 5, 5])
  private let all = Array(0..<6)

  @Test("scores, indices and shares are their weighted definitions")
  func byHand() throws {
    // Promoters weigh 2 + 5, detractors 2 + 5 + 5, of 21.
    let answers: [Double] = [10, 6, 7, 9, 0, 3]
    #expect(abs(try #require(sample.netPromoterScore(answers, over: all)).value - 100 * (7.0 - 12) / 21) < 1e-12)
    #expect(abs(try #require(sample.netPromoterScore(answers, over: [0, 3])).value - 100) < 1e-12)
    // Better 2 + 5, same 5, worse 2 + 2 + 5.
    let changes: [Double] = [1, -1, -2, 0, 3, -1]
    #expect(
      abs(try #require(sample.diffusionIndex(changes, scale: .balance, over: all)).value - 100 * (7.0 - 9) / 21) < 1e-12
    )
    #expect(
      abs(try #require(sample.diffusionIndex(changes, scale: .fifty, over: all)).value - 100 * (7.0 + 2.5) / 21) < 1e-12
    )
    let points: [Double] = [1, 5, 4, 3, 4, 2]
    #expect(abs(try #require(sample.topTwoShare(points, highest: 5, over: all)).value - 9.0 / 21) < 1e-12)
    let likert = try #require(sample.likertMean(points, lowest: 1, highest: 5, over: all))
    #expect(abs(likert.value - (2 * (0 + 100 + 75) + 5 * (50 + 75 + 25)) / 21.0) < 1e-12)
    // Turned scales are turned scores.
    let turned = try #require(sample.likertMean(points, lowest: 5, highest: 1, over: all))
    #expect(abs(turned.value + likert.value - 100) < 1e-12)
    #expect(sample.likertMean(points, lowest: 1, highest: 1, over: all) == nil)
    #expect(sample.netPromoterScore(answers, over: []) == nil)
    let amounts: [Double] = [1, 2, 4, 8, 16, 32]
    let geometric = try #require(sample.geometricMean(amounts, over: all))
    #expect(abs(geometric.value - exp2((2 * (0.0 + 1 + 2) + 5 * (3 + 4 + 5)) / 21)) < 1e-12)
    #expect(sample.geometricMean([0, 1, 1, 1, 1, 1], over: all) == nil)
    #expect(sample.geometricMean([0, 1, 1, 1, 1, 1], over: [1, 2]) != nil)
  }

  @Test("linearised variances are those of the jackknife")
  func variances() throws {
    let synthetic = SyntheticSample(blocks: 3, perStratum: 12, columns: 2, seed: 4, raked: false)
    let own = synthetic.sample
    let records = Array(own.weights.indices)
    let points = synthetic.columns[0].map { min(10, max(0, ($0 / 10).rounded())) }
    let amounts = synthetic.columns[1].map { 1 + abs($0) }
    let classes = RecordClasses(labels: points.map { $0 > 5 ? "high" : "low" })
    let replicates = try ReplicateSample.jackknife(stratified: own.survey)
    func check(_ what: String, _ estimate: (WeightedSample) -> LinearisedEstimate?) throws {
      let wanted = replicates.estimates(df: 10) { weights in
        [estimate(WeightedSample(design: own.design, weights: weights))?.value ?? .nan]
      }.covariance[0, 0]
      let linear = own.variance(ofLinearised: try #require(estimate(own)).linearised)
      #expect(abs(linear / wanted - 1) < 0.02, "\(what): \(linear), not \(wanted)")
    }
    try check("NPS") { $0.netPromoterScore(points, over: records) }
    try check("balance") { $0.diffusionIndex(points.map { $0 - 5 }, scale: .balance, over: records) }
    try check("geometric") { $0.geometricMean(amounts, over: records) }
    try check("top two") { $0.topTwoShare(points, highest: 8, over: records) }
    try check("standardised") { $0.standardisedMean(amounts, classes: classes, shares: [0.5, 0.5], over: records) }
  }

  @Test("a standardised mean weighs classes by the standard, and equals the mean under the domain's own make-up")
  func standardised() throws {
    let classes = RecordClasses(labels: ["m", "m", "l", "m", "l", "l"])
    let values: [Double] = [1, 3, 10, 5, 20, 30]
    // m: (2 + 6 + 25) / 9, l: (20 + 100 + 150) / 12.
    let own = try #require(sample.standardisedMean(values, classes: classes, shares: [3, 1], over: all))
    #expect(abs(own.value - (0.75 * 33 / 9 + 0.25 * 270 / 12)) < 1e-12)
    let same = try #require(sample.standardisedMean(values, classes: classes, shares: [9, 12], over: all))
    #expect(abs(same.value - (try #require(sample.mean(values, over: all))).value) < 1e-12)
    #expect(sample.standardisedMean(values, classes: classes, shares: [3, 1], over: [0, 1]) == nil)
    #expect(sample.standardisedMean(values, classes: classes, shares: [1, 0], over: [0, 1]) != nil)
  }

  @Test("the largest shares of a total come first, ties in record order")
  func shares() {
    let shares = sample.largestShares([10, 30, 5, 4, 4, 10], over: all, count: 3)
    // 20 + 60 + 10 + 20 + 20 + 50 = 180.
    #expect(shares.map(\.record) == [1, 5, 0])
    #expect(abs(shares[0].share - 60.0 / 180) < 1e-15)
    #expect(sample.largestShares([0, 0, 0, 0, 0, 0], over: all, count: 3).isEmpty)
  }

  @Test("winsorising cuts at the cutoffs whose bias is their own limit")
  func winsorised() throws {
    var numbers = TestNumbers(2)
    let count = 200
    var values = (0..<count).map { _ in 10 + 3 * numbers.normal() }
    values[17] = 400
    values[90] = 250
    let own = WeightedSample(
      design: ClusterDesign(stratumOfRecord: (0..<count).map { $0 % 2 }, names: ["a", "b"]),
      weights: (0..<count).map { $0 == 90 ? 1 : 4 + Double($0 % 7) })
    let records = Array(0..<count)
    let result = own.winsorised(values, over: records)
    #expect(result.cut.contains(17) && !result.cut.contains(90), "a firm that stands for itself alone stays")
    // L from the definition, by halving.
    let medians = [0, 1].map { stratum in
      WeightedOrder(values: values, weights: own.weights, records: records.filter { $0 % 2 == stratum })
        .quantile(0.5, rule: .math) ?? .nan
    }
    func bias(_ limit: Double) -> Double {
      records.reduce(0) { $0 + max(0, (values[$1] - medians[$1 % 2]) * (own.weights[$1] - 1) - limit) }
    }
    var (low, high) = (0.0, 1e6)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if bias(middle) > middle { low = middle } else { high = middle }
    }
    #expect(abs(result.removed - low) < 1e-6 * low, "\(result.removed), not \(low)")
    let total = own.total(values, over: records).value
    #expect(abs(total - own.total(result.values, over: records).value - result.removed) < 1e-6)
    #expect(records.allSatisfy { result.values[$0] <= values[$0] })
  }

  @Test("winsorised totals of a skewed population have a smaller mean squared error")
  func winsorisedError() {
    var numbers = TestNumbers(6)
    let population = (0..<2000).map { _ in exp(2 * numbers.normal()) }
    let truth = population.reduce(0, +)
    var (plain, cut) = (0.0, 0.0)
    for _ in 0..<200 {
      let values = (0..<50).map { _ in population[min(1999, Int(numbers.uniform() * 2000))] }
      let own = WeightedSample(
        design: ClusterDesign(stratumOfRecord: values.map { _ in 0 }, names: ["all"]), weights: values.map { _ in 40 })
      let records = Array(values.indices)
      plain += pow(own.total(values, over: records).value - truth, 2)
      cut += pow(own.total(own.winsorised(values, over: records).values, over: records).value - truth, 2)
    }
    #expect(cut < 0.9 * plain, "\(cut / plain)")
  }

  @Test("Benjamini and Hochberg's adjustment steps up, in the order given")
  func falseDiscovery() {
    // p.adjust(c(.01, .04, .03, .005, .5), "BH") in R.
    for (own, wanted) in zip(falseDiscoveryAdjusted([0.01, 0.04, 0.03, 0.005, 0.5]), [0.025, 0.05, 0.05, 0.025, 0.5]) {
      #expect(abs(own - wanted) < 1e-15)
    }
    #expect(falseDiscoveryAdjusted([]).isEmpty)
    #expect(falseDiscoveryAdjusted([0.9, 0.8]) == [0.9, 0.9])
  }

  @Test("the least detectable change is found with the power asked for")
  func detectable() {
    #expect(abs(minimumDetectableChange(standardError: 1) - 2.8015852) < 1e-7)
    #expect(abs(minimumDetectableChange(standardError: 2, power: 0.5) - 2 * 1.959963984540054) < 1e-12)
    #expect(minimumDetectableChange(standardError: 1, df: 10) > 3.1)
  }
}
