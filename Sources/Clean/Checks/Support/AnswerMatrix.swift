import Tables

/// Answers as small whole numbers, row by row: 0 is no answer, and equal answers to a question are equal numbers.
///
/// The questions stand in the order in which they tell records apart, the best first, so that a comparison ends early.
struct AnswerMatrix: Sendable {
  /// Two records that are alike, by their places in a list of rows.
  struct AlikePair: Sendable {
    var first: Int
    var second: Int
    /// Of the questions that both answered, the share with equal answers.
    var share: Double
  }

  let columnCount: Int
  let rowCount: Int
  /// Cells from one row to the next: the columns, and zeros up to whole chunks.
  private let stride: Int
  private let cells: Cells

  /// One byte a cell where that is enough: sixty answers are a single line of the processor's cache.
  private enum Cells: Sendable {
    case narrow([UInt8])
    case wide([UInt32])
  }

  init(_ columns: [Column], rowCount: Int) {
    let coded = columns.map { ValueCodes($0) }
    let order = coded.indices.map { (matchShare(coded[$0]), $0) }.sorted { $0 < $1 }.map(\.1)
    let ordered = order.map { coded[$0] }
    columnCount = columns.count
    self.rowCount = rowCount
    stride = (columns.count + chunk - 1) / chunk * chunk
    let isNarrow = ordered.allSatisfy { $0.count < 256 }
    cells =
      isNarrow
      ? .narrow(interleaved(ordered, rowCount: rowCount, stride: stride))
      : .wide(interleaved(ordered, rowCount: rowCount, stride: stride))
  }

  /// The number of questions that the record answered.
  func answered(_ row: Int) -> Int {
    let range = row * stride..<(row + 1) * stride
    switch cells {
    case .narrow(let cells): return cells[range].count { $0 != 0 }
    case .wide(let cells): return cells[range].count { $0 != 0 }
    }
  }

  /// The seed with the record's answers to some questions mixed in; equal answers give equal hashes.
  func hash(of row: Int, _ columns: [Int], seed: UInt64) -> UInt64 {
    let start = row * stride
    var hash = seed
    switch cells {
    case .narrow(let cells): for column in columns { hash = mixed(hash, UInt32(cells[start + column])) }
    case .wide(let cells): for column in columns { hash = mixed(hash, cells[start + column]) }
    }
    return hash
  }

  /// Whether two records are equal cell for cell, missing cells included.
  func isEqual(_ row: Int, _ other: Int) -> Bool {
    let (range, otherRange) = (row * stride..<(row + 1) * stride, other * stride..<(other + 1) * stride)
    switch cells {
    case .narrow(let cells): return cells[range] == cells[otherRange]
    case .wide(let cells): return cells[range] == cells[otherRange]
    }
  }

  /// The pairs of records that differ in few enough of the questions that both answered.
  ///
  /// - Parameters:
  ///   - rows: the records.
  ///   - reach: how many that follow in the list each record is compared with.
  ///   - allowed: by the number of questions that both answered, the most that may differ; -1: none may be so few.
  /// - Returns: the pairs in the order of the list.
  func alike(_ rows: [Int], reach: Int, allowed: [Int]) -> [AlikePair] {
    let places = rows.map { $0 * stride }
    switch cells {
    case .narrow(let cells): return alikePairs(cells, places, stride, reach, allowed)
    case .wide(let cells): return alikePairs(cells, places, stride, reach, allowed)
    }
  }
}

/// Cells compared between two looks at how many differ.
private let chunk = 16

private func interleaved<Cell: FixedWidthInteger>(_ columns: [ValueCodes], rowCount: Int, stride: Int) -> [Cell] {
  var cells = [Cell](repeating: 0, count: stride * rowCount)
  cells.withUnsafeMutableBufferPointer { target in
    for (position, column) in columns.enumerated() {
      column.codes.withUnsafeBufferPointer { codes in
        var place = position
        for row in 0..<rowCount {
          target[place] = Cell(truncatingIfNeeded: codes[row] + 1)
          place += stride
        }
      }
    }
  }
  return cells
}

private func alikePairs<Cell: AnswerCell>(
  _ cells: [Cell], _ places: [Int], _ stride: Int, _ reach: Int, _ allowed: [Int]
) -> [AnswerMatrix.AlikePair] {
  let limit = allowed.max() ?? -1
  var pairs: [AnswerMatrix.AlikePair] = []
  cells.withUnsafeBufferPointer { cells in
    guard let base = cells.baseAddress else { return }
    for position in places.indices {
      let first = base + places[position]
      for other in position + 1..<max(position + 1, min(places.count, position + 1 + reach)) {
        let (joint, differing) = compareAnswers(first, base + places[other], count: stride, limit: limit)
        // A comparison that ended early has more differences than any pair may have.
        guard differing <= limit, differing <= allowed[joint] else { continue }
        pairs.append(.init(first: position, second: other, share: Double(joint - differing) / Double(joint)))
      }
    }
  }
  return pairs
}

/// How two records compare: questions that both answered, and those of them answered differently; of a comparison that
/// ended early, with more differences than the limit, both are incomplete.
@inline(__always)
private func compareAnswers<Cell: AnswerCell>(
  _ first: UnsafePointer<Cell>, _ second: UnsafePointer<Cell>, count: Int, limit: Int
) -> (joint: Int, differing: Int) {
  var joint = 0
  var differing = 0
  var start = 0
  while start < count, differing <= limit {
    let (both, unequal) = Cell.compareChunk(first + start, second + start)
    joint += both
    differing += unequal
    start += chunk
  }
  return (joint, differing)
}

/// A width of cells, and how a chunk of them is compared.
private protocol AnswerCell: FixedWidthInteger {
  /// Cells of a chunk that neither has as 0, and those of them that differ.
  static func compareChunk(
    _ first: UnsafePointer<Self>, _ second: UnsafePointer<Self>
  ) -> (joint: Int, differing: Int)
}

extension UInt32: AnswerCell {
  @inline(__always)
  fileprivate static func compareChunk(
    _ first: UnsafePointer<UInt32>, _ second: UnsafePointer<UInt32>
  ) -> (joint: Int, differing: Int) {
    var joint = 0
    var differing = 0
    for position in 0..<chunk where first[position] != 0 && second[position] != 0 {
      joint += 1
      if first[position] != second[position] { differing += 1 }
    }
    return (joint, differing)
  }
}

extension UInt8: AnswerCell {
  /// Eight cells at a time in one word.
  @inline(__always)
  fileprivate static func compareChunk(
    _ first: UnsafePointer<UInt8>, _ second: UnsafePointer<UInt8>
  ) -> (joint: Int, differing: Int) {
    var joint: UInt64 = 0
    var differing: UInt64 = 0
    var offset = 0
    while offset < chunk {
      let one = UnsafeRawPointer(first + offset).loadUnaligned(as: UInt64.self)
      let other = UnsafeRawPointer(second + offset).loadUnaligned(as: UInt64.self)
      let both = nonzeroBytes(one) & nonzeroBytes(other)
      joint &+= both >> 7
      differing &+= (both & nonzeroBytes(one ^ other)) >> 7
      offset += 8
    }
    return (sumOfBytes(joint), sumOfBytes(differing))
  }

  /// The highest bit of each byte that is not 0: adding 127 to its lower bits carries into it.
  @inline(__always)
  private static func nonzeroBytes(_ word: UInt64) -> UInt64 {
    let lower: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ((word & lower) &+ lower | word) & ~lower
  }

  @inline(__always)
  private static func sumOfBytes(_ word: UInt64) -> Int {
    Int((word &* 0x0101_0101_0101_0101) >> 56)
  }
}

/// The share of pairs of rows whose cells are alike; the lower, the more the column tells apart.
private func matchShare(_ column: ValueCodes) -> Double {
  var counts = [Int](repeating: 0, count: column.count + 1)
  for code in column.codes { counts[Int(code) + 1] += 1 }
  let squares = counts.reduce(0.0) { $0 + Double($1) * Double($1) }
  let rows = Double(max(1, column.codes.count))
  return squares / (rows * rows)
}

/// Where the hash of a record begins, so that records of different blocks do not meet.
@inline(__always)
func recordSeed(_ block: Int32) -> UInt64 {
  (UInt64(UInt32(bitPattern: block)) &+ 1) &* 0x9E37_79B9_7F4A_7C15
}

/// The hash with one more cell: a multiplication folded upon itself.
@inline(__always)
private func mixed(_ hash: UInt64, _ cell: UInt32) -> UInt64 {
  let product = (hash ^ UInt64(cell)).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
  return (product.high ^ product.low) &+ 0x9E37_79B9_7F4A_7C15
}
