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
    // Columns that tell records apart are shared out evenly over the bands.
    let byMatchShare = (0..<matrix.columnCount).map { ($0, matrix.matchShare($0)) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    var queue = [Bucket(records: Array(0..<Int32(records.count)), remaining: byMatchShare)]
    var next = 0
    // Breadth first: the allowance goes to small buckets before it goes to splitting large ones.
    while next < queue.count {
      let bucket = queue[next]
      queue[next] = Bucket(records: [], remaining: [])
      next += 1
      if bucket.records.count <= parameters.maximumBucket {
        compareAll(bucket.records)
        continue
      }
      // With more bands than columns one band is empty, and a bucket would be split into itself.
      guard bucket.remaining.count >= bandCount, work < allowance else {
        compareNeighbours(bucket.records)
        continue
      }
      for band in bands(of: bucket.remaining) {
        work += bucket.records.count
        for records in split(bucket.records, by: band) {
          if records.count <= parameters.maximumBucket {
            compareAll(records)
          } else {
            queue.append(Bucket(records: records, remaining: bucket.remaining.filter { !band.contains($0) }))
          }
        }
      }
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
    let width = matrix.columnCount
    var keyed = matrix.withCells { cells in
      members.map { record in
        let start = records.firstRow(Int(record)) * width
        var hash = recordSeed(records.blocks[Int(record)])
        for column in band { hash = mixed(hash, cells[start + column]) }
        return HashedRecord(hash: hash, record: record)
      }
    }
    keyed.sort { ($0.hash, $0.record) < ($1.hash, $1.record) }
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

  /// Compares each with each.
  private mutating func compareAll(_ members: [Int32]) {
    guard work < allowance else { return setBounded(members) }
    compare(members, reach: members.count)
  }

  /// Compares each with as many that follow as a bucket may hold; notes when that is not all of them.
  private mutating func compareNeighbours(_ members: [Int32]) {
    if members.count > parameters.maximumBucket { setBounded(members) }
    if work < allowance { compare(members, reach: parameters.maximumBucket) }
  }

  private mutating func setBounded(_ members: [Int32]) {
    for record in members { isBounded[Int(record)] = true }
  }

  private mutating func compare(_ members: [Int32], reach: Int) {
    let width = matrix.columnCount
    let limit = UInt32(max(0, allowed[width]))
    let pairs = members.indices.reduce(0) { $0 + min(reach, members.count - 1 - $1) }
    work += pairs
    matrix.withCells { cells in
      guard let base = cells.baseAddress else { return }
      for (position, record) in members.enumerated() {
        let first = base + records.firstRow(Int(record)) * width
        var other = position + 1
        let end = min(members.count, position + 1 + reach)
        while other < end {
          let candidate = members[other]
          other += 1
          let found = compareAnswers(
            first, base + records.firstRow(Int(candidate)) * width, count: width, limit: limit)
          // A comparison that ended early has more differences than any pair may have.
          guard Int(found.differing) <= allowed[Int(found.joint)] else { continue }
          // Two blocks can meet where their hashes collide.
          guard records.blocks[Int(record)] == records.blocks[Int(candidate)] else { continue }
          let share = Double(found.joint - found.differing) / Double(found.joint)
          note(share, of: record, with: candidate)
          note(share, of: candidate, with: record)
        }
      }
    }
  }

  private mutating func note(_ share: Double, of record: Int32, with other: Int32) {
    let known = best[Int(record)]
    if share > known.share || share == known.share && other < known.other {
      best[Int(record)] = Match(share: share, other: other)
    }
  }
}
