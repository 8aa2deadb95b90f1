/// The search of ``NearDuplicates`` over distinct records: buckets of records that agree on a band of columns, and
/// comparisons within them.
struct NearDuplicateSearch {
  /// The best match of a record so far; `other` is -1 when none reaches the threshold.
  struct Match: Sendable {
    var share: Double
    var other: Int32
  }

  /// Records that agree on some columns, and the columns on which they may differ.
  private struct Bucket {
    var records: [Int32]
    var remaining: [Int]
  }

  private let parameters: NearDuplicates
  private let matrix: AnswerMatrix
  private let records: DistinctRecords
  private let bandCount: Int
  /// By the number of questions that both answered, the most that may differ; -1: no pair of so few strikes.
  private let allowed: [Int]
  private var work = 0
  private let allowance: Int

  private(set) var best: [Match]
  /// Whether the record was in a bucket that was not searched out.
  private var isBounded: [Bool]

  /// Rows whose record was in a bucket that was not searched out.
  var recordsBounded: Int {
    isBounded.indices.reduce(0) { $0 + (isBounded[$1] ? records.rows[$1].count : 0) }
  }

  init(_ parameters: NearDuplicates, _ matrix: AnswerMatrix, _ records: DistinctRecords) {
    self.parameters = parameters
    self.matrix = matrix
    self.records = records
    let columns = matrix.columnCount
    allowed = (0...columns).map { joint in
      guard joint >= max(1, parameters.minimumCompared) else { return -1 }
      // The very comparison that decides, so that rounding cannot part the search from the definition.
      return (0...joint).last { Double(joint - $0) / Double(joint) >= parameters.threshold } ?? -1
    }
    // Bands of one column each miss nothing at all, since two records that are alike agree somewhere.
    bandCount = min(columns, max(0, allowed[columns]) + 1 + parameters.oneSidedMissing)
    allowance = parameters.workPerRecord * max(1, records.count)
    best = Array(repeating: Match(share: -1, other: -1), count: records.count)
    isBounded = Array(repeating: false, count: records.count)
  }

  mutating func run() {
    guard records.count > 1, allowed[matrix.columnCount] >= 0 else { return }
    var queue = [Bucket(records: Array(0..<Int32(records.count)), remaining: Array(0..<matrix.columnCount))]
    var leftOver: [[Int32]] = []
    var next = 0
    while next < queue.count {
      let bucket = queue[next]
      queue[next] = Bucket(records: [], remaining: [])
      next += 1
      let parts = parts(of: bucket)
      // Records that are much alike on every band would be dealt again and again without coming apart; whether they are
      // is seen once the first deal has parted them from the others.
      let isWorthIt = next == 1 || 2 * parts.reduce(0) { $0 + pairs($1.records.count) } <= pairs(bucket.records.count)
      guard !parts.isEmpty, isWorthIt else {
        leftOver.append(bucket.records)
        continue
      }
      for part in parts {
        if part.records.count <= parameters.splitAbove {
          compare(part.records, reach: part.records.count)
        } else {
          queue.append(part)
        }
      }
    }
    // The allowance goes to many small buckets before it goes to a large one.
    for members in leftOver.enumerated().sorted(by: { ($0.1.count, $0.0) < ($1.1.count, $1.0) }).map(\.1) {
      if work + pairs(members.count) <= allowance {
        compare(members, reach: members.count)
      } else {
        for record in members { isBounded[Int(record)] = true }
        if work < 2 * allowance { compare(members, reach: parameters.splitAbove) }
      }
    }
  }

  private func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

  /// The buckets that a large bucket is dealt into by each of the bands of its remaining columns; none for a small one, or
  /// where there are not columns enough.
  private mutating func parts(of bucket: Bucket) -> [Bucket] {
    guard bucket.records.count > parameters.splitAbove, bucket.remaining.count >= bandCount, work < allowance else {
      return []
    }
    work += bandCount * bucket.records.count
    return bands(of: bucket.remaining).flatMap { band in
      let remaining = bucket.remaining.filter { !band.contains($0) }
      return split(bucket.records, by: band).map { Bucket(records: $0, remaining: remaining) }
    }
  }

  /// The columns dealt out to and fro, so that every band gets good and bad ones.
  private func bands(of columns: [Int]) -> [[Int]] {
    var bands = [[Int]](repeating: [], count: bandCount)
    for (position, column) in columns.enumerated() {
      let (round, place) = position.quotientAndRemainder(dividingBy: bandCount)
      bands[round % 2 == 0 ? place : bandCount - 1 - place].append(column)
    }
    return bands
  }

  /// The sets of two and more records that agree on the band.
  private func split(_ members: [Int32], by band: [Int]) -> [[Int32]] {
    var keyed = members.map { record in
      let seed = recordSeed(records.blocks[Int(record)])
      return HashedRecord(hash: matrix.hash(of: records.firstRow(Int(record)), band, seed: seed), record: record)
    }
    keyed.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.record < $1.record }
    var found: [[Int32]] = []
    var start = 0
    for end in 1...keyed.count where end == keyed.count || keyed[end].hash != keyed[start].hash {
      if end - start > 1 { found.append(keyed[start..<end].map(\.record)) }
      start = end
    }
    return found
  }

  private struct HashedRecord {
    var hash: UInt64
    var record: Int32
  }

  /// Compares each record with as many that follow it, and notes the pairs that reach the threshold.
  private mutating func compare(_ members: [Int32], reach: Int) {
    work += reach >= members.count ? pairs(members.count) : members.count * reach
    let rows = members.map { records.firstRow(Int($0)) }
    for pair in matrix.alike(rows, reach: reach, allowed: allowed) {
      let (one, other) = (members[pair.first], members[pair.second])
      // Two blocks can meet where their hashes collide.
      guard records.blocks[Int(one)] == records.blocks[Int(other)] else { continue }
      note(pair.share, of: one, with: other)
      note(pair.share, of: other, with: one)
    }
  }

  private mutating func note(_ share: Double, of record: Int32, with other: Int32) {
    let known = best[Int(record)]
    if share > known.share || share == known.share && other < known.other {
      best[Int(record)] = Match(share: share, other: other)
    }
  }
}
