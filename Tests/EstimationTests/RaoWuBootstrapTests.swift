import Tables
import Testing

@testable import Estimation

@Suite struct RaoWuBootstrapTests {
  /// Replicate standard deviations of means by block and overall.
  private func replicateMeans(_ data: SyntheticSample, replicates: Int, threads: Int = 2) -> [[Double]] {
    let ones = [Double](repeating: 1, count: data.block.count)
    let plan = ReplicatePlan(
      sample: data.sample, blockOfRecord: data.block, blockCount: data.blockCount, columns: data.columns + [ones])
    let size = 16
    let batches = parallelMap(count: (replicates + size - 1) / size, threads: threads) { batch in
      plan.bootstrap(
        replicates: batch * size..<min(replicates, (batch + 1) * size), seed: 7,
        stream: DrawStream(wave: 1, source: "survey"))
    }
    return batches.flatMap { batch in
      batch.replicates.map { replicate in
        let weights = (0..<data.blockCount).map {
          batch.total(replicate: replicate, block: $0, column: data.columns.count)
        }
        let means = data.columns.indices.flatMap { column -> [Double] in
          let totals = (0..<data.blockCount).map { batch.total(replicate: replicate, block: $0, column: column) }
          return zip(totals, weights).map { $0.0 / $0.1 } + [totals.reduce(0, +) / weights.reduce(0, +)]
        }
        return means
      }
    }
  }

  @Test("the replicate variance of means is the linearised variance", arguments: [true, false])
  func variance(raked: Bool) throws {
    let data = SyntheticSample(blocks: 3, perStratum: 30, columns: 2, seed: 11, raked: raked)
    let replicates = 4000
    let means = replicateMeans(data, replicates: replicates)
    for column in 0..<2 {
      for domain in 0...3 {
        let records = data.block.indices.filter { domain == 3 || data.block[$0] == domain }
        let estimate = try #require(data.sample.mean(data.columns[column], over: records))
        let linear = data.sample.variance(ofLinearised: estimate.linearised)
        let values = means.map { $0[column * 4 + domain] }
        let center = values.reduce(0, +) / Double(replicates)
        let variance = values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(replicates - 1)
        // The Monte Carlo error of a variance ratio is sqrt(2/R) = 2.2 %; linearisation adds terms of order 1/n.
        #expect(abs(variance / linear - 1) < 0.10, "domain \(domain): \(variance / linear)")
        #expect(abs(center - estimate.value) < 0.1 * linear.squareRoot())
      }
    }
  }

  @Test("the finite population correction is in the replicates")
  func correction() throws {
    let data = SyntheticSample(blocks: 1, perStratum: 40, columns: 1, seed: 5, raked: false, fraction: 0.75)
    let values = replicateMeans(data, replicates: 4000).map { $0[1] }
    let estimate = try #require(data.sample.mean(data.columns[0], over: Array(data.block.indices)))
    let linear = data.sample.variance(ofLinearised: estimate.linearised)
    let center = values.reduce(0, +) / 4000
    let variance = values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 3999
    #expect(abs(variance / linear - 1) < 0.08)
    // Without the correction it would be about four times as large.
    #expect(variance < 2 * linear)
  }

  @Test("every replicate meets the margins")
  func margins() throws {
    let data = SyntheticSample(blocks: 2, perStratum: 20, columns: 1, seed: 3)
    let calibration = try #require(data.sample.calibration)
    let margin = calibration.cells.margins[1]
    let indicators = (0..<6).map { sector in margin.classOfRecord.map { $0 == sector ? 1.0 : 0 } }
    let plan = ReplicatePlan(
      sample: data.sample, blockOfRecord: data.block, blockCount: 2, columns: indicators)
    let batch = plan.bootstrap(replicates: 0..<20, seed: 1, stream: DrawStream(wave: 1, source: "s"))
    for replicate in 0..<20 {
      for sector in 0..<6 {
        let sum = (0..<2).reduce(0) { $0 + batch.total(replicate: replicate, block: $1, column: sector) }
        #expect(abs(sum / margin.population[sector] - 1) < 1e-8)
      }
    }
  }

  @Test("the same bits on one, two and four threads, and replicate by replicate")
  func threads() {
    let data = SyntheticSample(blocks: 3, perStratum: 12, columns: 9, seed: 2)
    let one = replicateMeans(data, replicates: 100, threads: 1)
    #expect(one == replicateMeans(data, replicates: 100, threads: 2))
    #expect(one == replicateMeans(data, replicates: 100, threads: 4))
  }

  @Test("a replicate does not depend on the batch it is drawn in")
  func batches() {
    let data = SyntheticSample(blocks: 2, perStratum: 12, columns: 3, seed: 2)
    let plan = ReplicatePlan(sample: data.sample, blockOfRecord: data.block, blockCount: 2, columns: data.columns)
    let stream = DrawStream(wave: 1, source: "s")
    let all = plan.bootstrap(replicates: 0..<5, seed: 4, stream: stream)
    for replicate in 0..<5 {
      let alone = plan.bootstrap(replicates: replicate..<replicate + 1, seed: 4, stream: stream)
      for column in 0..<3 {
        #expect(
          all.total(replicate: replicate, block: 1, column: column)
            == alone.total(replicate: replicate, block: 1, column: column))
      }
    }
  }

  @Test("a stratum of one PSU and a stratum taken completely stay as they are")
  func constant() {
    let design = ClusterDesign(
      stratumOfRecord: [0, 1, 1, 1], names: ["lonely", "census"], populations: [10, 3])
    let sample = WeightedSample(design: design, weights: [10, 1, 1, 1])
    let plan = ReplicatePlan(
      sample: sample, blockOfRecord: [0, 1, 1, 1], blockCount: 2, columns: [[4, 1, 2, 3]])
    let batch = plan.bootstrap(replicates: 0..<50, seed: 9, stream: DrawStream(wave: 1, source: "s"))
    for replicate in 0..<50 {
      #expect(batch.total(replicate: replicate, block: 0, column: 0) == 40)
      #expect(batch.total(replicate: replicate, block: 1, column: 0) == 6)
    }
    #expect(design.lonelyStrata.map(\.name) == ["lonely"])
  }

  @Test("clusters move together and an empty domain gives no quantile")
  func clusters() {
    let design = ClusterDesign(
      stratumOfRecord: [0, 0, 0, 0, 0, 0], names: ["s"], clusterOfRecord: [1, 1, 2, 2, 3, 3])
    let sample = WeightedSample(unweighted: design)
    let values = [1.0, 2, 3, 4, 5, 6]
    let plan = ReplicatePlan(
      sample: sample, blockOfRecord: [0, 0, 0, 0, 0, 0], blockCount: 2,
      columns: [[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]],
      quantiles: [ReplicateQuantile(p: 0.5, rule: .hf7, values: values, isUsable: values.map { $0 < 3 })],
      domains: [[0], [1]])
    let batch = plan.bootstrap(replicates: 0..<200, seed: 9, stream: DrawStream(wave: 1, source: "s"))
    var empty = 0
    for replicate in 0..<200 {
      let weight = batch.total(replicate: replicate, block: 0, column: 0)
      #expect(weight == batch.total(replicate: replicate, block: 0, column: 1))
      #expect([0, 1.5, 3].contains(weight))
      let median = batch.quantile(replicate: replicate, domain: 0, quantile: 0)
      if weight == 0 { empty += 1 }
      #expect(weight == 0 ? median.isNaN : median == 2 || median == 1.5 || median == 1)
      #expect(batch.quantile(replicate: replicate, domain: 1, quantile: 0).isNaN)
    }
    // Two draws of three clusters miss one with probability (2/3)² = 0.44.
    #expect((60...120).contains(empty))
  }

  @Test(
    "the quantile and the deviation of a replicate are the weighted ones under its weights",
    arguments: [QuantileRule.hf7, .math])
  func quantiles(rule: QuantileRule) throws {
    let data = SyntheticSample(blocks: 2, perStratum: 9, columns: 1, seed: 21, raked: false)
    let heaped = data.columns[0].map { ($0 / 10).rounded() * 10 }
    // The identity columns give the replicate's weights record by record.
    let identity = heaped.indices.map { record in heaped.indices.map { $0 == record ? 1.0 : 0 } }
    let plan = ReplicatePlan(
      sample: data.sample, blockOfRecord: data.block, blockCount: 2, columns: identity,
      quantiles: [0.5, nil].map {
        ReplicateQuantile(p: $0, rule: rule, values: heaped, isUsable: heaped.map { $0 != 70 })
      },
      domains: [[0], [0, 1]])
    let batch = plan.bootstrap(replicates: 0..<40, seed: 3, stream: DrawStream(wave: 1, source: "s"))
    for replicate in 0..<40 {
      let weights = heaped.indices.map { record in
        (0..<2).reduce(0) { $0 + batch.total(replicate: replicate, block: $1, column: record) }
      }
      for (domain, blocks) in [[0], [0, 1]].enumerated() {
        let records = heaped.indices.filter { heaped[$0] != 70 && blocks.contains(data.block[$0]) }
        let order = WeightedOrder(values: heaped, weights: weights, records: records)
        let wanted = [order.quantile(0.5, rule: rule), order.medianAbsoluteDeviation(rule: rule)]
        for (index, value) in wanted.enumerated() {
          let found = batch.quantile(replicate: replicate, domain: domain, quantile: index)
          #expect(abs(found - (value ?? .nan)) < 1e-9)
        }
      }
    }
  }
}
