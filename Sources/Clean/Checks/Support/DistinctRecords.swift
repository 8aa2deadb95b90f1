/// The different records of each block; those that are equal cell for cell count once.
struct DistinctRecords: Sendable {
  /// The rows of each distinct record, in row order; records are in the order of their first rows.
  let rows: GroupedRows
  /// The block of each distinct record.
  let blocks: [Int32]

  var count: Int { rows.count }

  func firstRow(_ record: Int) -> Int { rows.rows[rows.offsets[record]] }

  init(_ matrix: AnswerMatrix, blocks rowBlocks: [Int32]) {
    let columns = Array(0..<matrix.columnCount)
    var known: [UInt64: [Int32]] = [:]
    known.reserveCapacity(matrix.rowCount)
    var firsts: [Int] = []
    let ids = (0..<matrix.rowCount).map { (row) -> Int32 in
      let hash = matrix.hash(of: row, columns, seed: recordSeed(rowBlocks[row]))
      let alike = known[hash]?.first { id in
        let first = firsts[Int(id)]
        return rowBlocks[first] == rowBlocks[row] && matrix.isEqual(first, row)
      }
      if let alike { return alike }
      let id = Int32(firsts.count)
      firsts.append(row)
      known[hash, default: []].append(id)
      return id
    }
    var partition = RowPartition(rowCount: matrix.rowCount)
    partition.split(by: ids)
    rows = partition.grouped(Array(0..<matrix.rowCount))
    blocks = firsts.map { rowBlocks[$0] }
  }
}
