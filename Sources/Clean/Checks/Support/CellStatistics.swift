import Tables

/// A statistic for each row from the finest cell that can give one.
///
/// Cells are made by variables in declared order. Where a cell has too few rows, or no statistic, the last variable is
/// left out, and so on, to all rows together.
struct CellStatistics<Statistic: Sendable>: Sendable {
  /// Where a statistic comes from.
  struct Cell: Sendable {
    var statistic: Statistic
    /// How many of the cell variables were left out, from the last: 0 is the cell as declared.
    var level: Int
  }

  private(set) var cells: [Cell] = []
  /// The position in `cells` of each row's cell; -1 where no cell has a statistic, and for rows that did not ask.
  private var positions: [Int32]

  /// - Parameters:
  ///   - variables: the cell variables, the one that is left out first last.
  ///   - rowCount: the rows of the table.
  ///   - contributors: the rows that a statistic is made of, in row order.
  ///   - recipients: the rows that want one, in row order.
  ///   - minimum: the fewest contributors of a cell. All rows together may be fewer.
  ///   - statistic: makes it of the contributors of a cell; nil sends the cell's rows to the coarser cell. It is told
  ///     whether there is a coarser one.
  init(
    _ variables: [Column], rowCount: Int, contributors: [Int], recipients: [Int], minimum: Int,
    _ statistic: (_ rows: ArraySlice<Int>, _ isCoarsest: Bool) -> Statistic?
  ) {
    positions = Array(repeating: -1, count: rowCount)
    var partitions = [RowPartition(rowCount: rowCount)]
    for variable in variables {
      var finer = partitions[partitions.count - 1]
      finer.split(by: ValueCodes(variable).codes)
      partitions.append(finer)
    }
    var waiting = recipients
    for (level, partition) in partitions.reversed().enumerated() where !waiting.isEmpty {
      let isCoarsest = level == variables.count
      let grouped = partition.grouped(contributors)
      // The cell of a group: -2 not yet asked for, -1 none.
      var known = [Int32](repeating: -2, count: grouped.count)
      var unresolved: [Int] = []
      for row in waiting {
        let group = Int(partition.ids[row])
        if known[group] == -2 {
          let members = grouped[group]
          known[group] = -1
          if members.count >= (isCoarsest ? 1 : max(1, minimum)), let found = statistic(members, isCoarsest) {
            known[group] = Int32(cells.count)
            cells.append(Cell(statistic: found, level: level))
          }
        }
        if known[group] >= 0 { positions[row] = known[group] } else { unresolved.append(row) }
      }
      waiting = unresolved
    }
  }

  /// The cell of a row; nil when none has a statistic.
  subscript(row: Int) -> Cell? { positions[row] < 0 ? nil : cells[Int(positions[row])] }
}
