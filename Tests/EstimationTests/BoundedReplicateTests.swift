import Testing

@testable import Estimation

@Suite("Calibration within bounds, again in every replicate")
struct BoundedReplicateTests {
  private static let stream = DrawStream(wave: 1, source: "s")

  /// A sample calibrated within bounds to the margins of a raked one, and the margins.
  private func bounded(
    _ data: SyntheticSample, _ bounds: ClosedRange<Double>
  ) throws -> (sample: WeightedSample, margins: [Margin]) {
    let margins = try #require(data.sample.calibration).cells.margins
    let base = WeightedSample(design: data.sample.design, weights: data.sample.baseWeights)
    let classes = WeightAdjusting.independentClasses(of: margins, baseWeights: base.weights)
    let model = RegressionCalibration(
      names: classes.map { margins[$0.margin].classes[$0.own] },
      columns: classes.map { place in margins[place.margin].classOfRecord.map { $0 == place.own ? 1 : 0 } },
      totals: classes.map { margins[$0.margin].population[$0.own] },
      distance: .logit(lower: bounds.lowerBound, upper: bounds.upperBound))
    return (try base.calibrated(to: model, margins: margins, classes: classes, bounds: bounds), margins)
  }

  private func batch(
    _ sample: WeightedSample, _ data: SyntheticSample, columns: [[Double]], replicates: Int
  ) -> ReplicateBatch {
    ReplicatePlan(sample: sample, blockOfRecord: data.block, blockCount: data.blockCount, columns: columns)
      .bootstrap(replicates: 0..<replicates, seed: 5, stream: Self.stream)
  }

  private func whole(_ batch: ReplicateBatch, _ replicate: Int, _ column: Int) -> Double {
    (0..<batch.blockCount).reduce(0) { $0 + batch.total(replicate: replicate, block: $1, column: column) }
  }

  @Test("the factors of the full sample are those that its records have")
  func fullSample() throws {
    let data = SyntheticSample(blocks: 2, perStratum: 20, columns: 1, seed: 3)
    let (sample, _) = try bounded(data, 0.4...2.5)
    let again = try #require(sample.bounded)
    let found = again.factors(again.cells.totals(sample.baseWeights))
    #expect(found.isMet)
    for (record, cell) in again.cells.cellOfRecord.enumerated() {
      let own = sample.weights[record] / sample.baseWeights[record]
      #expect(abs(found.values[Int(cell)] / own - 1) < 1e-7)
    }
  }

  @Test("every replicate meets the margins, and no weight changes by more than the bounds")
  func margins() throws {
    let data = SyntheticSample(blocks: 2, perStratum: 25, columns: 1, seed: 3)
    let bounds = 0.3...3.2
    let (sample, margins) = try bounded(data, bounds)
    let cells = try #require(sample.bounded).cells
    let inClass = margins[1].classes.indices.map { own in margins[1].classOfRecord.map { $0 == own ? 1.0 : 0 } }
    let inCell = (0..<cells.count).map { cell in cells.cellOfRecord.map { Int($0) == cell ? 1.0 : 0 } }
    let found = batch(sample, data, columns: inClass + inCell, replicates: 60)
    // The same draws without calibration.
    let before = batch(
      WeightedSample(design: sample.design, weights: sample.baseWeights), data, columns: inCell, replicates: 60)
    #expect(found.unmet == 0)
    var (lowest, highest) = (1.0, 1.0)
    for replicate in 0..<60 {
      for own in inClass.indices {
        #expect(abs(whole(found, replicate, own) / margins[1].population[own] - 1) < 1e-8)
      }
      for cell in inCell.indices {
        let base = whole(before, replicate, cell)
        guard base > 0 else { continue }
        let factor = whole(found, replicate, inClass.count + cell) / base
        #expect(factor > bounds.lowerBound - 1e-9 && factor < bounds.upperBound + 1e-9)
        (lowest, highest) = (min(lowest, factor), max(highest, factor))
      }
    }
    #expect(lowest < 0.7 && highest > 1.4, "the bounds are near enough to matter: \(lowest), \(highest)")
  }

  @Test("with bounds out of sight it is raking")
  func wide() throws {
    let data = SyntheticSample(blocks: 2, perStratum: 20, columns: 2, seed: 8)
    let (sample, _) = try bounded(data, 1e-7...1e7)
    let columns = data.columns
    let (own, raked) = (
      batch(sample, data, columns: columns, replicates: 30), batch(data.sample, data, columns: columns, replicates: 30)
    )
    for replicate in 0..<30 {
      for block in 0..<2 {
        for column in 0..<2 {
          let ratio =
            own.total(replicate: replicate, block: block, column: column)
            / raked.total(replicate: replicate, block: block, column: column)
          #expect(abs(ratio - 1) < 1e-5)
        }
      }
    }
  }

  @Test("the replicate variance of means is the linearised variance, that of the sector margin taken out")
  func variance() throws {
    let data = SyntheticSample(blocks: 3, perStratum: 30, columns: 1, seed: 11)
    let (sample, _) = try bounded(data, 0.3...3.5)
    let ones = data.block.map { _ in 1.0 }
    let found = batch(sample, data, columns: data.columns + [ones], replicates: 3000)
    for domain in 0...3 {
      let blocks = domain == 3 ? Array(0..<3) : [domain]
      let records = data.block.indices.filter { blocks.contains(data.block[$0]) }
      let estimate = try #require(sample.mean(data.columns[0], over: records))
      let linear = sample.variance(ofLinearised: estimate.linearised)
      let means = (0..<3000).map { replicate in
        let sums = (0..<2).map { column in
          blocks.reduce(0) { $0 + found.total(replicate: replicate, block: $1, column: column) }
        }
        return sums[0] / sums[1]
      }
      let center = means.reduce(0, +) / 3000
      let variance = means.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 2999
      #expect(abs(variance / linear - 1) < 0.12, "domain \(domain): \(variance / linear)")
    }
  }

  @Test("a replicate that cannot meet the margins keeps the bounds, and is counted")
  func unmet() throws {
    let data = SyntheticSample(blocks: 1, perStratum: 8, columns: 1, seed: 6)
    let bounds = 0.45...2.3
    let (sample, margins) = try bounded(data, bounds)
    let cells = try #require(sample.bounded).cells
    let inCell = (0..<cells.count).map { cell in cells.cellOfRecord.map { Int($0) == cell ? 1.0 : 0 } }
    let found = batch(sample, data, columns: inCell, replicates: 200)
    let before = batch(
      WeightedSample(design: sample.design, weights: sample.baseWeights), data, columns: inCell, replicates: 200)
    #expect(found.unmet > 0 && found.unmet < 200, "\(found.unmet)")
    var unmet = 0
    for replicate in 0..<200 {
      var sums = margins[1].population.map { _ in 0.0 }
      for cell in inCell.indices {
        let (own, base) = (whole(found, replicate, cell), whole(before, replicate, cell))
        sums[Int(cells.classOfCell[1][cell])] += own
        guard base > 0 else { continue }
        #expect(own / base > bounds.lowerBound - 1e-9 && own / base < bounds.upperBound + 1e-9)
      }
      if zip(sums, margins[1].population).contains(where: { abs($0 / $1 - 1) > 1e-7 }) { unmet += 1 }
    }
    #expect(unmet <= found.unmet && unmet > 0)
  }
}
