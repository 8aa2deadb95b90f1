import Tables

/// The different records of each block; those that are equal cell for cell count once.
struct DistinctRecords: Sendable {
  /// The rows of each distinct record, in row order; records are in the order of their first rows.
  let rows: GroupedRows
  /// The block of each distinct record.
  let blocks: [Int32]

  var count: Int { rows.count }

  func firstRow(_ record: Int) -> Int { rows.rows[rows.offsets[record]] }

  init(_ matrix: AnswerMatrix, blocks rowBlocks: [Int32]) {
    let size = 1 << 12
    let hashes = parallelMap(count: (matrix.rowCount + size - 1) / size, threads: availableCores()) { piece in
      (piece * size..<min((piece + 1) * size, matrix.rowCount)).map { row in
        let hash = matrix.hash(of: row, seed: recordSeed(rowBlocks[row]))
        return max(1, UInt32(truncatingIfNeeded: hash ^ hash >> 32))
      }
    }
    let distinct = DistinctRows(hashes: hashes.flatMap(\.self)) { first, row in
      rowBlocks[first] == rowBlocks[row] && matrix.isEqual(first, row)
    }
    rows = RowPartition(distinct).grouped(Array(0..<matrix.rowCount))
    blocks = distinct.firstRows.map { rowBlocks[Int($0)] }
  }
}
