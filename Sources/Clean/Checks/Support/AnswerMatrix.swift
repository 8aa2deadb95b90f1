import CKernels
import Tables

/// Answers as small whole numbers, row by row: 0 is no answer, and equal answers to a question are equal numbers.
///
/// One byte a cell: sixty answers are a single line of the processor's cache. A question with more answers than a byte
/// tells apart has bytes that differ only where the answers do, and its codes beside the matrix tell the rest.
///
/// The questions stand in the order in which they tell records apart, the best first, so that a comparison ends early.
struct AnswerMatrix: Sendable {
  let columnCount: Int
  let rowCount: Int
  /// Cells from one row to the next: the columns, and zeros up to whole chunks.
  private let stride: Int
  private let cells: [UInt8]
  private let wide: [WideColumn]

  /// A question whose bytes do not tell all answers apart.
  private struct WideColumn: Sendable {
    var position: Int
    var codes: [Int32]
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
    // Cells compared between two looks at how many differ.
    let chunk = 16
    stride = (columns.count + chunk - 1) / chunk * chunk
    cells = interleaved(ordered, rowCount: rowCount, stride: stride)
    wide = ordered.indices.filter { ordered[$0].count > byteCodes }
      .map { WideColumn(position: $0, codes: ordered[$0].codes) }
  }

  /// The number of questions that the record answered.
  func answered(_ row: Int) -> Int { cells[row * stride..<(row + 1) * stride].count { $0 != 0 } }

  /// Some questions, for hashes of the answers to them.
  struct Band: Sendable {
    fileprivate let columns: [Int]
    /// Those whose bytes do not tell all answers apart, among the wide ones.
    fileprivate let wide: [Int]
  }

  func band(_ columns: [Int]) -> Band {
    Band(columns: columns, wide: wide.indices.filter { columns.contains(wide[$0].position) })
  }

  /// The seed with the record's answers to some questions mixed in; equal answers give equal hashes.
  func hash(of row: Int, _ band: Band, seed: UInt64) -> UInt64 {
    let start = row * stride
    var hash = seed
    for column in band.columns { hash = mixed(hash, UInt64(cells[start + column])) }
    for place in band.wide { hash = mixed(hash, UInt64(UInt32(bitPattern: wide[place].codes[row]))) }
    return hash
  }

  /// The hash of all answers of a record, mixed with a seed; equal records give equal hashes.
  func hash(of row: Int, seed: UInt64) -> UInt64 {
    cells[row * stride..<(row + 1) * stride].withUnsafeBytes { bytes in
      var hash = seed
      for offset in Swift.stride(from: 0, to: bytes.count, by: 8) {
        hash = mixed(hash, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      return hash
    }
  }

  /// Whether two records are equal cell for cell, missing cells included.
  func isEqual(_ row: Int, _ other: Int) -> Bool {
    let (range, otherRange) = (row * stride..<(row + 1) * stride, other * stride..<(other + 1) * stride)
    return cells[range] == cells[otherRange] && wide.allSatisfy { $0.codes[row] == $0.codes[other] }
  }

  /// The questions with equal bytes that both answered, but differently.
  private func hiddenDifferences(_ row: Int, _ other: Int) -> Int {
    var sum = 0
    for place in wide.indices {
      let (own, others) = (wide[place].codes[row], wide[place].codes[other])
      if own != others, own >= 0, others >= 0, Self.byte(own) == Self.byte(others) { sum += 1 }
    }
    return sum
  }

  /// 0 for no answer, 1 to 255 for the others, over and over.
  fileprivate static func byte(_ code: Int32) -> UInt8 {
    code < 0 ? 0 : UInt8(truncatingIfNeeded: UInt32(bitPattern: code) % UInt32(byteCodes) + 1)
  }

  /// The pairs of records that differ in few enough of the questions that both answered.
  ///
  /// - Parameters:
  ///   - rows: the records.
  ///   - reach: how many that follow in the list each record is compared with.
  ///   - allowed: by the number of questions that both answered, the most that may differ; -1: none may be so few.
  ///   - known: eight places of each record in the list, or nothing; records that share one other than 0 are passed over.
  ///   - body: called with the places of two records in the list, the earlier first, and of the questions that both
  ///     answered the share with equal answers; in the order of the list.
  func forEachAlike(
    _ rows: [Int], reach: Int, allowed: [Int], known: [UInt32] = [],
    _ body: (_ first: Int, _ second: Int, _ share: Double) -> Void
  ) {
    known.withUnsafeBufferPointer { known in
      let places = known.isEmpty ? nil : known.baseAddress
      forEachAlike(rows, reach, allowed, places, body)
    }
  }

  private func forEachAlike(
    _ rows: [Int], _ reach: Int, _ allowed: [Int], _ places: UnsafePointer<UInt32>?, _ body: (Int, Int, Double) -> Void
  ) {
    let limit = allowed.max() ?? -1
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
            records, stride, places, UInt32(truncatingIfNeeded: first),
            UInt32(truncatingIfNeeded: end),
            Int32(truncatingIfNeeded: limit), pairs)
          for place in 0..<count {
            let second = Int(pairs[place].other)
            let joint = Int(pairs[place].comparison.joint)
            let differing = Int(pairs[place].comparison.differing) + hiddenDifferences(rows[first], rows[second])
            guard differing <= allowed[joint] else { continue }
            body(first, second, Double(joint - differing) / Double(joint))
          }
        }
      }
    }
  }
}

/// The answers that a byte tells apart, beside none.
private let byteCodes = 255

/// Some rows of all columns at a time, so that a record is written while it is in cache.
private func interleaved(_ columns: [ValueCodes], rowCount: Int, stride: Int) -> [UInt8] {
  var cells = [UInt8](repeating: 0, count: stride * rowCount)
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
            target[place] = AnswerMatrix.byte(codes[row])
            place += stride
          }
        }
      }
      return true
    }
  }
  return cells
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
