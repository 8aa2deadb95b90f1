/// The merged cells of a sheet, found by the row they cover without going through all of them.
struct MergedCells: Sendable {
  /// By their first row.
  let ranges: [CellRange]
  /// The last row that any of the ranges up to each one reaches.
  private let reach: [Int]

  init(_ ranges: [CellRange] = []) {
    self.ranges = ranges.sorted {
      ($0.rows.lowerBound, $0.columns.lowerBound) < ($1.rows.lowerBound, $1.columns.lowerBound)
    }
    var last = 0
    reach = self.ranges.map {
      last = max(last, $0.rows.upperBound)
      return last
    }
  }

  /// The merged range that holds a cell, by sheet row and column from 1.
  func range(row: Int, column: Int) -> CellRange? {
    // The ranges that start at or above the row; from there backwards as long as one may reach down to it.
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].rows.lowerBound <= row { low = middle + 1 } else { high = middle }
    }
    var index = low - 1
    while index >= 0, reach[index] >= row {
      if ranges[index].rows.contains(row), ranges[index].columns.contains(column) { return ranges[index] }
      index -= 1
    }
    return nil
  }
}
