import CKernels
import Tables

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
      let deals = deals(of: bucket)
      // Records that are much alike on every band would be dealt again and again without coming apart; whether they are
      // is seen once the first deal has parted them from the others.
      let isWorthIt = next == 1 || 2 * deals.reduce(0) { $0 + $1.pairs } <= Self.pairs(bucket.records.count)
      guard !deals.isEmpty, isWorthIt else {
        leftOver.append(bucket.records)
        continue
      }
      // Records that are much alike meet by one band after the other: in the deal of all of them that is noted.
      compareSmall(deals, known: next == 1 ? KnownPlaces(recordCount: records.count) : nil)
      for deal in deals {
        let remaining = bucket.remaining.filter { !deal.band.contains($0) }
        for part in deal.parts where part.count > parameters.splitAbove {
          queue.append(Bucket(records: deal.records(part), remaining: remaining))
        }
      }
    }
    // The allowance goes to many small buckets before it goes to a large one.
    for members in leftOver.enumerated().sorted(by: { ($0.1.count, $0.0) < ($1.1.count, $1.0) }).map(\.1) {
      if work + Self.pairs(members.count) <= allowance {
        compare(members, reach: members.count)
      } else {
        for record in members { isBounded[Int(record)] = true }
        if work < 2 * allowance { compare(members, reach: parameters.splitAbove) }
      }
    }
  }

  private static func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

  /// The records of a bucket sorted by their answers to a band of columns.
  private struct Deal: Sendable {
    var band: [Int]
    /// The hash of the answers above, the record below.
    var keys: [UInt64]
    /// The sets of two and more records that agree on the band.
    var parts: [Range<Int>]

    var pairs: Int { parts.reduce(0) { $0 + NearDuplicateSearch.pairs($1.count) } }

    func records(_ part: Range<Int>) -> [Int32] { keys[part].map { Int32(truncatingIfNeeded: $0 & 0xFFFF_FFFF) } }
  }

  /// How a large bucket is dealt by each of the bands of its remaining columns; none for a small one, or where there are
  /// not columns enough.
  private mutating func deals(of bucket: Bucket) -> [Deal] {
    guard bucket.records.count > parameters.splitAbove, bucket.remaining.count >= bandCount, work < allowance else {
      return []
    }
    work += bandCount * bucket.records.count
    let bands = bands(of: bucket.remaining)
    let threads = bucket.records.count > 1 << 10 ? availableCores() : 1
    return parallelMap(count: bands.count, threads: threads) { [matrix, records] place in
      let band = matrix.band(bands[place])
      let keys = bucket.records.map { record -> UInt64 in
        let seed = recordSeed(records.blocks[Int(record)])
        let hash = matrix.hash(of: records.firstRow(Int(record)), band, seed: seed)
        return hash & ~0xFFFF_FFFF | UInt64(truncatingIfNeeded: record)
      }
      return Self.deal(sortedByUpperHalf(keys), by: bands[place])
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

  private static func deal(_ keys: [UInt64], by band: [Int]) -> Deal {
    var deal = Deal(band: band, keys: keys, parts: [])
    var start = 0
    for end in 1...keys.count where end == keys.count || keys[end] >> 32 != keys[start] >> 32 {
      if end - start > 1 { deal.parts.append(start..<end) }
      start = end
    }
    return deal
  }

  private struct AlikePair: Sendable {
    var one: Int32
    var other: Int32
    var share: Double
  }

  /// The small parts that records were in by the first bands of a deal: those of one part were compared.
  private struct KnownPlaces: Sendable {
    static let width = Int(CK_PLACES)
    /// By record and band, the number of the part; 0: none so far.
    private var parts: [UInt32]

    init(recordCount: Int) { parts = Array(repeating: 0, count: Self.width * recordCount) }

    mutating func note(_ small: [Range<Int>], of deal: Deal, band: Int) {
      guard band < Self.width else { return }
      for (number, part) in small.enumerated() {
        for key in deal.keys[part] {
          parts[Int(key & 0xFFFF_FFFF) * Self.width + band] = UInt32(truncatingIfNeeded: number + 1)
        }
      }
    }

    /// Of some records, one after the other.
    func of(_ members: [Int32]) -> [UInt32] {
      [UInt32](unsafeUninitializedCapacity: Self.width * members.count) { places, count in
        for (index, record) in members.enumerated() {
          for band in 0..<Self.width {
            places.initializeElement(at: index * Self.width + band, to: parts[Int(record) * Self.width + band])
          }
        }
        count = Self.width * members.count
      }
    }
  }

  /// Compares all records within each small part, those that met in one before excepted where that is known.
  private mutating func compareSmall(_ deals: [Deal], known: KnownPlaces?) {
    var places = known
    for (band, deal) in deals.enumerated() {
      let small = deal.parts.filter { $0.count <= parameters.splitAbove }
      work += small.reduce(0) { $0 + Self.pairs($1.count) }
      let size = 256
      let threads = small.count > size ? availableCores() : 1
      let earlier = band > 0 ? places : nil
      let found = parallelMap(count: (small.count + size - 1) / size, threads: threads) { [self] piece in
        var pairs: [AlikePair] = []
        for part in small[piece * size..<min((piece + 1) * size, small.count)] {
          let members = deal.records(part)
          collect(members, reach: part.count, known: earlier?.of(members) ?? [], &pairs)
        }
        return pairs
      }
      for pair in found.joined() { note(pair) }
      places?.note(small, of: deal, band: band)
    }
  }

  /// Compares each record with as many that follow it, and notes the pairs that reach the threshold.
  private mutating func compare(_ members: [Int32], reach: Int) {
    work += reach >= members.count ? Self.pairs(members.count) : members.count * reach
    var pairs: [AlikePair] = []
    collect(members, reach: reach, known: [], &pairs)
    for pair in pairs { note(pair) }
  }

  private func collect(_ members: [Int32], reach: Int, known: [UInt32], _ pairs: inout [AlikePair]) {
    let rows = members.map { records.firstRow(Int($0)) }
    matrix.forEachAlike(rows, reach: reach, allowed: allowed, known: known) { first, second, share in
      let (one, other) = (members[first], members[second])
      // Two blocks can meet where their hashes collide.
      guard records.blocks[Int(one)] == records.blocks[Int(other)] else { return }
      pairs.append(AlikePair(one: one, other: other, share: share))
    }
  }

  private mutating func note(_ pair: AlikePair) {
    note(pair.share, of: pair.one, with: pair.other)
    note(pair.share, of: pair.other, with: pair.one)
  }

  private mutating func note(_ share: Double, of record: Int32, with other: Int32) {
    let known = best[Int(record)]
    if share > known.share || share == known.share && other < known.other {
      best[Int(record)] = Match(share: share, other: other)
    }
  }
}

/// Keys in ascending order of their upper halves; keys that share one stay in their order.
private func sortedByUpperHalf(_ keys: [UInt64]) -> [UInt64] {
  var (keys, others) = (keys, keys)
  let digitBits = keys.count < 1 << 12 ? 8 : 11
  let mask = 1 << digitBits - 1
  for shift in stride(from: 32, to: 64, by: digitBits) {
    var ends = [Int](repeating: 0, count: 1 << digitBits)
    for key in keys { ends[Int(truncatingIfNeeded: key >> shift) & mask] += 1 }
    var sum = 0
    for digit in ends.indices {
      sum += ends[digit]
      ends[digit] = sum - ends[digit]
    }
    for key in keys {
      let digit = Int(truncatingIfNeeded: key >> shift) & mask
      others[ends[digit]] = key
      ends[digit] += 1
    }
    swap(&keys, &others)
  }
  return keys
}
