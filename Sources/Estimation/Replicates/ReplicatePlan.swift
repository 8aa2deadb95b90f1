/// A quantile, or a median absolute deviation, wanted in every replicate.
public struct ReplicateQuantile: Sendable {
  /// nil for the median absolute deviation, whose median too is that of the replicate.
  public var p: Double?
  public var rule: QuantileRule
  /// One a record.
  public var values: [Double]
  public var isUsable: [Bool]

  public init(p: Double?, rule: QuantileRule, values: [Double], isUsable: [Bool]) {
    self.p = p
    self.rule = rule
    self.values = values
    self.isUsable = isUsable
  }
}

/// Everything about a sample that replicates need, laid out once so that a replicate is little more than a matrix
/// product.
///
/// Records of one block (a district), PSU and calibration cell always move together, so they are added up into one
/// piece first. Pieces are sorted by block; a domain is a list of blocks.
public struct ReplicatePlan: Sendable {
  let strata: [ClusterDesign.Stratum]
  let psuCount: Int
  let psuOfPiece: [Int32]
  let cellOfPiece: [Int32]
  /// Σ of base weights of each piece.
  let weightOfPiece: [Double]
  let pieceOfRecord: [Int32]
  let baseWeightOfRecord: [Double]
  /// Pieces of each block.
  let blocks: [Range<Int>]
  /// Base-weighted column sums by piece, in tiles of eight columns: `tiles[(tile * pieces + piece) * 8 + column % 8]`.
  let tiles: [Double]
  let tileCount: Int
  static let tileWidth = 8
  public let columnCount: Int
  let calibration: WeightedSample.Calibration?
  let bounded: BoundedCalibration?
  /// Records of each quantile and domain in value order: `orders[quantile][domain]`.
  let orders: [[ReplicateOrder]]
  let quantiles: [(p: Double?, rule: QuantileRule)]
  public let domainCount: Int

  /// Lays out the columns, by record, whose weighted totals are wanted by block, and the quantiles that are wanted for
  /// domains, each a list of blocks.
  public init(
    sample: WeightedSample, blockOfRecord: [Int], blockCount: Int, columns: [[Double]],
    quantiles: [ReplicateQuantile] = [], domains: [[Int]] = []
  ) {
    let psus = sample.design.psuOfRecord
    let cells = (sample.calibration?.cells ?? sample.bounded?.cells)?.cellOfRecord
    // By block, PSU and cell; the least of them is put in order first, and each order keeps those before.
    var sorted = Array(psus.indices)
    if let cells { sorted = Self.ordered(sorted, by: { Int(cells[$0]) }) }
    sorted = Self.ordered(sorted, by: { Int(psus[$0]) })
    sorted = Self.ordered(sorted, by: { blockOfRecord[$0] })
    var firsts: [Int] = []
    var pieceOfRecord = [Int32](repeating: 0, count: psus.count)
    for record in sorted {
      let isSame = firsts.last.map { first in
        blockOfRecord[first] == blockOfRecord[record] && psus[first] == psus[record]
          && (cells.map { $0[first] == $0[record] } ?? true)
      }
      if isSame != true { firsts.append(record) }
      pieceOfRecord[record] = Int32(firsts.count - 1)
    }
    let pieces = firsts.count
    var weights = [Double](repeating: 0, count: pieces)
    for record in psus.indices { weights[Int(pieceOfRecord[record])] += sample.baseWeights[record] }
    tileCount = (columns.count + Self.tileWidth - 1) / Self.tileWidth
    tiles = Self.tiles(columns, weights: sample.baseWeights, pieceOfRecord: pieceOfRecord, pieces: pieces)
    var starts = [Int](repeating: 0, count: blockCount + 1)
    for record in firsts { starts[blockOfRecord[record] + 1] += 1 }
    for block in 0..<blockCount { starts[block + 1] += starts[block] }

    strata = sample.design.strata
    psuCount = sample.design.psuCount
    psuOfPiece = firsts.map { psus[$0] }
    cellOfPiece = firsts.map { cells?[$0] ?? 0 }
    weightOfPiece = weights
    blocks = (0..<blockCount).map { starts[$0]..<starts[$0 + 1] }
    columnCount = columns.count
    calibration = sample.calibration
    bounded = sample.bounded
    self.quantiles = quantiles.map { ($0.p, $0.rule) }
    domainCount = domains.count
    var recordsOfBlock = [[Int]](repeating: [], count: quantiles.isEmpty ? 0 : blockCount)
    if !quantiles.isEmpty {
      for (record, block) in blockOfRecord.enumerated() { recordsOfBlock[block].append(record) }
    }
    orders = quantiles.map { request in
      domains.map { domain in
        ReplicateOrder(
          request, records: Set(domain).sorted().flatMap { recordsOfBlock[$0] }, pieceOfRecord: pieceOfRecord,
          baseWeights: sample.baseWeights)
      }
    }
    self.pieceOfRecord = pieceOfRecord
    baseWeightOfRecord = sample.baseWeights
  }

  var pieceCount: Int { psuOfPiece.count }

  /// Records in the order of a number from 0 on, those with the same number in the order given.
  private static func ordered(_ records: [Int], by number: (Int) -> Int) -> [Int] {
    var places: [Int] = []
    for record in records {
      let own = number(record)
      while places.count <= own { places.append(0) }
      places[own] += 1
    }
    var next = 0
    for own in places.indices { (places[own], next) = (next, next + places[own]) }
    var result = records
    for record in records {
      let own = number(record)
      result[places[own]] = record
      places[own] += 1
    }
    return result
  }

  private static func tiles(
    _ columns: [[Double]], weights: [Double], pieceOfRecord: [Int32], pieces: Int
  ) -> [Double] {
    let width = tileWidth
    let count = (columns.count + width - 1) / width * pieces * width
    var tiles = [Double](repeating: 0, count: count)
    tiles.withUnsafeMutableBufferPointer { tiles in
      for (column, values) in columns.enumerated() {
        let start = column / width * pieces * width + column % width
        for record in pieceOfRecord.indices {
          tiles[start + Int(pieceOfRecord[record]) * width] += weights[record] * values[record]
        }
      }
    }
    return tiles
  }
}

/// The records of one domain in ascending order of a variable, ties in record order.
struct ReplicateOrder: Sendable {
  let values: [Double]
  let pieces: [Int32]
  let baseWeights: [Double]

  init(
    _ request: ReplicateQuantile, records: [Int], pieceOfRecord: [Int32], baseWeights: [Double]
  ) {
    let records =
      records
      .filter { request.isUsable[$0] && baseWeights[$0] > 0 }
      .sorted { (request.values[$0], $0) < (request.values[$1], $1) }
    values = records.map { request.values[$0] }
    pieces = records.map { pieceOfRecord[$0] }
    self.baseWeights = records.map { baseWeights[$0] }
  }

  /// The median absolute deviation under the factors of a replicate; NaN where no record has weight.
  func medianAbsoluteDeviation(rule: QuantileRule, factors: UnsafeBufferPointer<Double>) -> Double {
    var kept: [Double] = []
    var sums: [Double] = []
    var sum = 0.0
    for index in pieces.indices {
      let weight = baseWeights[index] * factors[Int(pieces[index])]
      guard weight > 0 else { continue }
      sum += weight
      kept.append(values[index])
      sums.append(sum)
    }
    return WeightedOrder(values: kept, cumulative: sums).medianAbsoluteDeviation(rule: rule) ?? .nan
  }

  /// The quantile under the factors of a replicate; NaN where no record has weight. As `WeightedOrder.quantile`.
  func quantile(_ p: Double, rule: QuantileRule, factors: UnsafeBufferPointer<Double>) -> Double {
    var (total, last) = (0.0, -1)
    var beforeLast = 0.0
    for index in pieces.indices {
      let weight = baseWeights[index] * factors[Int(pieces[index])]
      if weight > 0 {
        beforeLast = total
        total += weight
        last = index
      }
    }
    guard last >= 0 else { return .nan }
    if rule == .hf4 { return interpolated(p * total, factors: factors) }
    let target = p * (rule == .hf7 ? beforeLast : total)
    var sum = 0.0
    for index in 0...last {
      let weight = baseWeights[index] * factors[Int(pieces[index])]
      guard weight > 0 else { continue }
      let end = sum + weight
      if index == last { break }
      if end >= target {
        guard rule == .hf7 else { return values[index] }
        var next = index + 1
        while baseWeights[next] * factors[Int(pieces[next])] <= 0 { next += 1 }
        return values[index] + (target - sum) / weight * (values[next] - values[index])
      }
      sum = end
    }
    return values[last]
  }

  /// The value at a sum of weights, by type 4: interpolated between the sums up to each record.
  private func interpolated(_ target: Double, factors: UnsafeBufferPointer<Double>) -> Double {
    var (sum, before) = (0.0, Double.nan)
    for index in pieces.indices {
      let weight = baseWeights[index] * factors[Int(pieces[index])]
      guard weight > 0 else { continue }
      if sum + weight >= target {
        return before.isNaN ? values[index] : before + (target - sum) / weight * (values[index] - before)
      }
      sum += weight
      before = values[index]
    }
    return before
  }
}
