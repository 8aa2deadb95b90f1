internal import Diagnostics
internal import Expressions
internal import Tables

/// One pass over a table: the cell of every row, then the sums of every item.
struct CellPass {
  private let plan: ReductionPlan
  private let items: [CompiledItem]
  private let table: Table
  private let threads: Int

  init(_ plan: ReductionPlan, items: [CompiledItem], table: Table, threads: Int) {
    self.plan = plan
    self.items = items
    self.table = table
    self.threads = threads
  }

  /// - Parameter given: shifts; nil for the first value of each item.
  /// - Returns: the cells of the table.
  /// - Throws: columns that are not there, rows that cannot be counted.
  func cells(shifts given: [ReductionPlan.Shift]?) throws(DiagnosticError) -> CellTable {
    let layout = try RowLayout(plan, table: table)
    // A few items share what is read of the rows; the values of no more are held at a time by one thread.
    let groups = stride(from: 0, to: items.count, by: 4).map { $0..<min($0 + 4, items.count) }
    let found: [[ItemCells]]
    if groups.count >= threads {
      found = parallelMap(count: groups.count, threads: threads) { group in
        sums(of: groups[group], shifts: given, layout: layout, threads: 1)
      }
    } else {
      found = groups.map { sums(of: $0, shifts: given, layout: layout, threads: threads) }
    }
    let cells = found.flatMap(\.self)
    return CellTable(
      keys: layout.keys, rowCounts: layout.rowCounts, items: plan.items.map(\.name), shifts: cells.map(\.shift),
      sums: cells.map(\.sums), populations: layout.populations)
  }

  private struct ItemCells: Sendable {
    var shift: ReductionPlan.Shift
    /// By cell.
    var sums: [CellSums]
  }

  /// Sums items segment by segment and joins the segments in order, whichever thread sums which.
  private func sums(
    of group: Range<Int>, shifts given: [ReductionPlan.Shift]?, layout: RowLayout, threads: Int
  ) -> [ItemCells] {
    let cellCount = layout.keys.count
    let columns = group.map { ItemColumns(items[$0], table: table, shift: given?[$0], cellCount: cellCount) }
    let segments = Self.segments(rows: table.rowCount, cells: cellCount)
    let parts = parallelMap(count: segments.count, threads: threads) { segment in
      var sums = columns.map { ItemSums($0, cellCount: cellCount) }
      // Rows that one item has read are still near when the next one reads them.
      let size = max(Self.blockSize, 16 * cellCount)
      let scratch = BlockScratch(rows: min(size, segments[segment].count))
      for start in stride(from: segments[segment].lowerBound, to: segments[segment].upperBound, by: size) {
        let block = start..<min(start + size, segments[segment].upperBound)
        layout.withRows(block) { rows in
          for item in sums.indices { sums[item].add(block, rows, scratch) }
        }
      }
      return sums
    }
    return columns.indices.map { item in
      var sums = ItemSums(columns[item], cellCount: cellCount)
      for part in parts { sums.merge(part[item]) }
      return ItemCells(shift: columns[item].shift, sums: sums.cells(weights: layout.weights))
    }
  }

  private static let blockSize = 8192

  /// Segments depend on the data alone. Where there are hardly more rows than cells, one segment saves the joining.
  private static func segments(rows: Int, cells: Int) -> [Range<Int>] {
    let size = max(65_536, 16 * cells, (rows + 15) / 16)
    return stride(from: 0, to: rows, by: size).map { $0..<min($0 + size, rows) }
  }
}
