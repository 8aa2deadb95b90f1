import Tables

/// Answers as small whole numbers, row by row: 0 is no answer, and equal answers to a question are equal numbers.
struct AnswerMatrix: Sendable {
  let columnCount: Int
  let rowCount: Int
  /// `rowCount` rows of `columnCount` cells.
  private let cells: [UInt32]

  init(_ columns: [Column], rowCount: Int) {
    let width = columns.count
    var cells = [UInt32](repeating: 0, count: width * rowCount)
    cells.withUnsafeMutableBufferPointer { target in
      for (position, column) in columns.enumerated() {
        ValueCodes(column).codes.withUnsafeBufferPointer { codes in
          var place = position
          for row in 0..<rowCount {
            target[place] = UInt32(codes[row] + 1)
            place += width
          }
        }
      }
    }
    self.columnCount = width
    self.rowCount = rowCount
    self.cells = cells
  }

  @inline(__always)
  func withCells<Result>(_ body: (UnsafeBufferPointer<UInt32>) -> Result) -> Result {
    cells.withUnsafeBufferPointer(body)
  }

  /// The number of questions that the record answered.
  func answered(_ row: Int) -> Int {
    cells[row * columnCount..<(row + 1) * columnCount].count { $0 != 0 }
  }

  /// The share, among the rows, of pairs that give the same answer to a question; the lower, the more it tells apart.
  func matchShare(_ column: Int) -> Double {
    var counts: [Int] = []
    for row in 0..<rowCount {
      let answer = Int(cells[row * columnCount + column])
      if answer >= counts.count { counts += Array(repeating: 0, count: answer + 1 - counts.count) }
      counts[answer] += 1
    }
    let squares = counts.reduce(0.0) { $0 + Double($1) * Double($1) }
    return rowCount == 0 ? 0 : squares / (Double(rowCount) * Double(rowCount))
  }
}

/// How two records compare: questions that both answered, and those of them answered differently.
///
/// - Parameters:
///   - first: the cells of one record.
///   - second: the cells of the other, as many.
///   - count: the cells of a record.
///   - limit: the comparison ends early when more answers differ.
/// - Returns: the counts; of a comparison that ended early they are incomplete, and `differing` is above the limit.
@inline(__always)
func compareAnswers(
  _ first: UnsafePointer<UInt32>, _ second: UnsafePointer<UInt32>, count: Int, limit: UInt32
) -> (joint: UInt32, differing: UInt32) {
  var joint: UInt32 = 0
  var differing: UInt32 = 0
  var start = 0
  while start < count {
    let end = min(start + 16, count)
    for position in start..<end {
      let (one, other) = (first[position], second[position])
      let both: UInt32 = one != 0 && other != 0 ? 1 : 0
      joint &+= both
      differing &+= one != other ? both : 0
    }
    if differing > limit { break }
    start = end
  }
  return (joint, differing)
}

/// The different records of each block; those that are equal cell for cell count once.
struct DistinctRecords: Sendable {
  /// The rows of each distinct record, in row order; records are in the order of their first rows.
  let rows: GroupedRows
  /// The block of each distinct record.
  let blocks: [Int32]

  var count: Int { rows.count }

  func firstRow(_ record: Int) -> Int { rows.rows[rows.offsets[record]] }

  init(_ matrix: AnswerMatrix, blocks rowBlocks: [Int32]) {
    let width = matrix.columnCount
    // A column at a time would be a partition; whole records at a time hash each cell once.
    let ids: [Int32] = matrix.withCells { cells in
      var slots: [UInt64: [Int32]] = [:]
      slots.reserveCapacity(matrix.rowCount)
      var firsts: [Int] = []
      return (0..<matrix.rowCount).map { row in
        var hash = recordSeed(rowBlocks[row])
        for place in row * width..<(row + 1) * width { hash = mixed(hash, cells[place]) }
        let alike = slots[hash]?.first { id in
          let first = firsts[Int(id)]
          guard rowBlocks[first] == rowBlocks[row] else { return false }
          return (0..<width).allSatisfy { cells[first * width + $0] == cells[row * width + $0] }
        }
        if let alike { return alike }
        let id = Int32(firsts.count)
        firsts.append(row)
        slots[hash, default: []].append(id)
        return id
      }
    }
    var partition = RowPartition(rowCount: matrix.rowCount)
    partition.split(by: ids)
    rows = partition.grouped(Array(0..<matrix.rowCount))
    blocks = (0..<rows.count).map { [rows] in rowBlocks[rows.rows[rows.offsets[$0]]] }
  }
}

/// Where the hash of a record begins, so that records of different blocks do not meet.
@inline(__always)
func recordSeed(_ block: Int32) -> UInt64 {
  (UInt64(UInt32(bitPattern: block)) &+ 1) &* 0x9E37_79B9_7F4A_7C15
}

/// The hash with one more cell: a multiplication folded upon itself.
@inline(__always)
func mixed(_ hash: UInt64, _ cell: UInt32) -> UInt64 {
  let product = (hash ^ UInt64(cell)).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
  return (product.high ^ product.low) &+ 0x9E37_79B9_7F4A_7C15
}
