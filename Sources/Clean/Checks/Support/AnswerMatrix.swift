import CKernels
import Tables

/// Answers as small whole numbers, row by row: 0 is no answer, and equal answers to a question are equal numbers.
///
/// The questions stand in the order in which they tell records apart, the best first, so that a comparison ends early.
struct AnswerMatrix: Sendable {
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
    let coded = parallelMap(count: columns.count, threads: availableCores()) { place in
      let codes = ValueCodes(columns[place])
      return (codes, matchShare(codes))
    }
    let order = coded.indices.sorted { (coded[$0].1, $0) < (coded[$1].1, $1) }
    let ordered = order.map { coded[$0].0 }
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
    case .narrow(let cells): for column in columns { hash = mixed(hash, UInt64(cells[start + column])) }
    case .wide(let cells): for column in columns { hash = mixed(hash, UInt64(cells[start + column])) }
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

  /// The hash of all answers of a record, mixed with a seed; equal records give equal hashes.
  func hash(of row: Int, seed: UInt64) -> UInt64 {
    func folded(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
      var hash = seed
      for offset in Swift.stride(from: 0, to: bytes.count, by: 8) {
        hash = mixed(hash, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      return hash
    }
    let range = row * stride..<(row + 1) * stride
    switch cells {
    case .narrow(let cells): return cells[range].withUnsafeBytes(folded)
    case .wide(let cells): return cells[range].withUnsafeBytes(folded)
    }
  }

  /// The pairs of records that differ in few enough of the questions that both answered.
  ///
  /// - Parameters:
  ///   - rows: the records.
  ///   - reach: how many that follow in the list each record is compared with.
  ///   - allowed: by the number of questions that both answered, the most that may differ; -1: none may be so few.
  ///   - body: called with the places of two records in the list, the earlier first, and of the questions that both
  ///     answered the share with equal answers; in the order of the list.
  func forEachAlike(
    _ rows: [Int], reach: Int, allowed: [Int], _ body: (_ first: Int, _ second: Int, _ share: Double) -> Void
  ) {
    let limit = allowed.max() ?? -1
    func judge(_ first: Int, _ second: Int, _ joint: Int, _ differing: Int) {
      // A comparison that ended early has more differences than any pair may have.
      guard differing <= limit, differing <= allowed[joint] else { return }
      body(first, second, Double(joint - differing) / Double(joint))
    }
    switch cells {
    case .narrow(let cells):
      // Side by side, so that comparing them all stays in the processor's nearest cache.
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rows.count * stride) { near in
        withUnsafeTemporaryAllocation(of: ck_alike.self, capacity: rows.count) { found in
          guard let records = near.baseAddress, let pairs = found.baseAddress else { return }
          cells.withUnsafeBufferPointer { cells in
            guard let base = cells.baseAddress else { return }
            for (place, row) in rows.enumerated() {
              (records + place * stride).initialize(from: base + row * stride, count: stride)
            }
          }
          for first in rows.indices {
            let end = min(rows.count, first + 1 + reach)
            let count = ck_alike_after(
              records, stride, UInt32(truncatingIfNeeded: first), UInt32(truncatingIfNeeded: end),
              Int32(truncatingIfNeeded: limit), pairs)
            for place in 0..<count {
              let pair = pairs[place]
              judge(first, Int(pair.other), Int(pair.comparison.joint), Int(pair.comparison.differing))
            }
          }
        }
      }
    case .wide(let cells):
      cells.withUnsafeBufferPointer { cells in
        guard let base = cells.baseAddress else { return }
        for first in rows.indices {
          for second in first + 1..<max(first + 1, min(rows.count, first + 1 + reach)) {
            let (joint, differing) = compareAnswers(
              base + rows[first] * stride, base + rows[second] * stride, count: stride, limit: limit)
            judge(first, second, joint, differing)
          }
        }
      }
    }
  }
}

/// Cells compared between two looks at how many differ.
private let chunk = 16

/// Some rows of all columns at a time, so that a record is written while it is in cache.
private func interleaved<Cell: FixedWidthInteger & Sendable>(
  _ columns: [ValueCodes], rowCount: Int, stride: Int
) -> [Cell] {
  var cells = [Cell](repeating: 0, count: stride * rowCount)
  let size = 256
  cells.withUnsafeMutableBufferPointer { target in
    // Each block writes its own rows.
    nonisolated(unsafe) let target = target
    _ = parallelMap(count: (rowCount + size - 1) / size, threads: availableCores()) { block in
      let rows = block * size..<min((block + 1) * size, rowCount)
      for (position, column) in columns.enumerated() {
        column.codes.withUnsafeBufferPointer { codes in
          var place = rows.lowerBound * stride + position
          for row in rows {
            target[place] = Cell(truncatingIfNeeded: codes[row] + 1)
            place += stride
          }
        }
      }
      return true
    }
  }
  return cells
}

/// How two records compare: questions that both answered, and those of them answered differently; of a comparison that
/// ended early, with more differences than the limit, both are incomplete.
private func compareAnswers(
  _ first: UnsafePointer<UInt32>, _ second: UnsafePointer<UInt32>, count: Int, limit: Int
) -> (joint: Int, differing: Int) {
  var joint = 0
  var differing = 0
  var start = 0
  while start < count, differing <= limit {
    for position in start..<start + chunk where first[position] != 0 && second[position] != 0 {
      joint += 1
      if first[position] != second[position] { differing += 1 }
    }
    start += chunk
  }
  return (joint, differing)
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

/// The hash with one more cell, or eight of them: a multiplication folded upon itself.
@inline(__always)
private func mixed(_ hash: UInt64, _ cell: UInt64) -> UInt64 {
  let product = (hash ^ cell).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
  return (product.high ^ product.low) &+ 0x9E37_79B9_7F4A_7C15
}
