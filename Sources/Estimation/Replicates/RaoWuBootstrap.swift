internal import CKernels

/// What a run of replicates gives: weighted totals by block and quantiles by domain.
public struct ReplicateBatch: Sendable {
  public let replicates: Range<Int>
  public let blockCount: Int
  public let columnCount: Int
  public let domainCount: Int
  public let quantileCount: Int
  /// Replicates in which margins cannot be met within the bounds of weights; they have the nearest weights.
  public let unmet: Int
  var totals: [Double]
  var quantiles: [Double]

  /// The weighted total of a column over a block.
  @inlinable
  public func total(replicate: Int, block: Int, column: Int) -> Double {
    self[totalAt: ((replicate - replicates.lowerBound) * blockCount + block) * columnCount + column]
  }

  /// NaN where no record has weight in this replicate.
  public func quantile(replicate: Int, domain: Int, quantile: Int) -> Double {
    quantiles[((replicate - replicates.lowerBound) * domainCount + domain) * quantileCount + quantile]
  }

  @usableFromInline
  subscript(totalAt index: Int) -> Double { totals[index] }
}

extension ReplicatePlan {
  /// The Rao-Wu rescaling bootstrap with finite population correction (Rao & Wu 1988; Rao, Wu & Yue 1992), calibration
  /// repeated in each replicate.
  ///
  /// m_h = n_h - 1 draws with replacement; w* = w [1 + sqrt(1 - f_h) (n_h/(n_h - 1) r - 1)]. A stratum with one PSU, or
  /// with all of its population, stays as it is. A replicate depends on seed, stream and its number alone.
  public func bootstrap(replicates: Range<Int>, seed: UInt64, stream: DrawStream) -> ReplicateBatch {
    var totals = [Double](repeating: 0, count: replicates.count * blocks.count * columnCount)
    var quantileValues: [Double] = []
    quantileValues.reserveCapacity(replicates.count * domainCount * quantiles.count)
    var unmet = 0
    var counts = [Int32](repeating: 1, count: psuCount)
    // What is not drawn from keeps its weights.
    var psuFactors = [Double](repeating: 1, count: psuCount)
    // Every factor is written before it is read.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: replicates.count * pieceCount) { factors in
      for (position, replicate) in replicates.enumerated() {
        var generator = KeyedGenerator(seed: seed, stream: stream, replicate: replicate)
        let own = UnsafeMutableBufferPointer(rebasing: factors[position * pieceCount..<(position + 1) * pieceCount])
        draw(&counts, &psuFactors, with: &generator)
        if !fill(own, from: psuFactors) { unmet += 1 }
        let read = UnsafeBufferPointer(own)
        for domain in 0..<domainCount {
          for (index, wanted) in quantiles.enumerated() {
            let order = orders[index][domain]
            quantileValues.append(
              wanted.p.map { order.quantile($0, rule: wanted.rule, factors: read) }
                ?? order.medianAbsoluteDeviation(rule: wanted.rule, factors: read))
          }
        }
      }
      totals.withUnsafeMutableBufferPointer { totals in
        multiply(UnsafeBufferPointer(factors), replicates: replicates.count, into: totals)
      }
    }
    return ReplicateBatch(
      replicates: replicates, blockCount: blocks.count, columnCount: columnCount, domainCount: domainCount,
      quantileCount: quantiles.count, unmet: unmet, totals: totals, quantiles: quantileValues)
  }

  /// What the base weight of each piece is multiplied by in one replicate; false where margins cannot be met within bounds.
  private func fill(_ factors: UnsafeMutableBufferPointer<Double>, from psuFactors: [Double]) -> Bool {
    psuFactors.withUnsafeBufferPointer { psuFactors in
      psuOfPiece.withUnsafeBufferPointer { psus in
        for piece in 0..<pieceCount { factors[piece] = psuFactors[Int(psus[piece])] }
      }
    }
    guard let cellCount = calibration?.cells.count ?? bounded?.cells.count else { return true }
    var cellTotals = [Double](repeating: 0, count: cellCount)
    for piece in 0..<pieceCount { cellTotals[Int(cellOfPiece[piece])] += weightOfPiece[piece] * factors[piece] }
    if let bounded {
      let found = bounded.factors(cellTotals)
      for piece in 0..<pieceCount { factors[piece] *= found.values[Int(cellOfPiece[piece])] }
      return found.isMet
    }
    guard let calibration else { return true }
    // Far below the Monte Carlo error, and reached in a few passes from the full sample's factors.
    let raked = calibration.cells.rake(
      totals: cellTotals, start: calibration.factors, tolerance: 1e-9, maximumPasses: 200)
    for piece in 0..<pieceCount { factors[piece] *= raked.factors[Int(cellOfPiece[piece])] }
    return true
  }

  /// What one replicate does to each record, for steps that are no sums over records.
  ///
  /// - Parameters:
  ///   - replicate: its number.
  ///   - seed: the seed.
  ///   - stream: the stream of draws.
  /// - Returns: weights, and how often the replicate drew the unit of each record; those of strata that are not drawn from
  ///   count once.
  public func draw(
    replicate: Int, seed: UInt64, stream: DrawStream
  ) -> (weights: [Double], multiplicities: [Int]) {
    var generator = KeyedGenerator(seed: seed, stream: stream, replicate: replicate)
    var counts = [Int32](repeating: 1, count: psuCount)
    var psuFactors = [Double](repeating: 1, count: psuCount)
    draw(&counts, &psuFactors, with: &generator)
    var factors = [Double](repeating: 0, count: pieceCount)
    _ = factors.withUnsafeMutableBufferPointer { fill($0, from: psuFactors) }
    var weights = [Double](repeating: 0, count: pieceOfRecord.count)
    var multiplicities = [Int](repeating: 0, count: pieceOfRecord.count)
    for record in pieceOfRecord.indices {
      let piece = Int(pieceOfRecord[record])
      weights[record] = baseWeightOfRecord[record] * factors[piece]
      multiplicities[record] = Int(counts[Int(psuOfPiece[piece])])
    }
    return (weights, multiplicities)
  }

  /// Draws how often each PSU counts, and what that multiplies its weights by.
  private func draw(_ counts: inout [Int32], _ factors: inout [Double], with generator: inout KeyedGenerator) {
    counts.withUnsafeMutableBufferPointer { counts in
      factors.withUnsafeMutableBufferPointer { factors in
        guard let counts = counts.baseAddress else { return }
        for stratum in strata where stratum.psus.count > 1 && stratum.samplingFraction < 1 {
          let (first, n) = (stratum.psus.lowerBound, stratum.psus.count)
          (counts + first).update(repeating: 0, count: n)
          generator.count(n - 1, below: UInt32(n), into: counts + first)
          let spread = (1 - stratum.samplingFraction).squareRoot()
          let step = spread * Double(n) / Double(n - 1)
          for psu in stratum.psus { factors[psu] = 1 - spread + step * Double(counts[psu]) }
        }
      }
    }
  }

  /// Totals by replicate, block and column. A run of pieces stays near while all columns and replicates pass over it, and each
  /// sum is taken in the order of the pieces.
  private func multiply(
    _ factors: UnsafeBufferPointer<Double>, replicates: Int, into totals: UnsafeMutableBufferPointer<Double>
  ) {
    let run = 128
    let width = ReplicatePlan.tileWidth
    var sums = [Double](repeating: 0, count: tileCount * replicates * width)
    tiles.withUnsafeBufferPointer { tiles in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let tiles = tiles.baseAddress, let factors = factors.baseAddress, let own = sums.baseAddress else {
          return
        }
        for (block, pieces) in blocks.enumerated() {
          sums.update(repeating: 0)
          for start in stride(from: pieces.lowerBound, to: pieces.upperBound, by: run) {
            let count = min(run, pieces.upperBound - start)
            for tile in 0..<tileCount {
              ck_add_replicates(
                tiles + (tile * pieceCount + start) * width, factors + start, pieceCount, count, replicates,
                own + tile * replicates * width)
            }
          }
          for replicate in 0..<replicates {
            let target = (replicate * blocks.count + block) * columnCount
            for column in 0..<columnCount {
              totals[target + column] = sums[(column / width * replicates + replicate) * width + column % width]
            }
          }
        }
      }
    }
  }
}
