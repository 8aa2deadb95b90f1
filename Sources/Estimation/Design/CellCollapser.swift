/// Merges neighbouring cells of an ordered variable until each has enough respondents and no extreme weight.
///
/// Cells merge only along the order and only inside one group (a district), so a district never borrows another's
/// respondents. The result is decided once on the full sample; replicates keep it.
public struct CellCollapser: Sendable {
  /// A cell with fewer respondents is merged.
  public var minimumRespondents: Int
  /// A cell whose weight N/n exceeds this many times the group's own N/n is merged.
  public var maximumFactor: Double

  public init(minimumRespondents: Int, maximumFactor: Double) {
    self.minimumRespondents = minimumRespondents
    self.maximumFactor = maximumFactor
  }

  /// Runs of neighbouring cells, as ranges of positions in the order.
  ///
  /// While a cell offends, the one with the fewest respondents (the first of several) joins the neighbour with fewer
  /// respondents (the earlier of two equal). A cell without population and respondents offends nobody. A cell offends when
  /// it has respondents below the minimum, more respondents than population, or too large a factor.
  public func collapse(respondents: [Int], population: [Double]) -> [Range<Int>] {
    struct Cell {
      var range: Range<Int>
      var n: Int
      var size: Double
    }
    let total = Double(respondents.reduce(0, +))
    let mean = total > 0 ? population.reduce(0, +) / total : .infinity
    var cells = respondents.indices.map { Cell(range: $0..<$0 + 1, n: respondents[$0], size: population[$0]) }
    func offends(_ cell: Cell) -> Bool {
      if cell.n == 0 { return cell.size > 0 }
      return cell.n < minimumRespondents || Double(cell.n) > cell.size
        || cell.size / Double(cell.n) > maximumFactor * mean
    }
    /// Cells that nobody is in are passed over when neighbours are looked for.
    func neighbour(of index: Int) -> Int? {
      func isThere(_ cell: Cell) -> Bool { cell.n > 0 || cell.size > 0 }
      let before = cells[..<index].lastIndex(where: isThere)
      let after = cells[(index + 1)...].firstIndex(where: isThere)
      guard let before, let after else { return before ?? after }
      return cells[before].n <= cells[after].n ? before : after
    }
    while let index = cells.indices.filter({ offends(cells[$0]) }).min(by: { (cells[$0].n, $0) < (cells[$1].n, $1) }),
      let other = neighbour(of: index)
    {
      let (first, last) = (min(index, other), max(index, other))
      let merged = cells[first...last].dropFirst().reduce(cells[first]) { sum, next in
        Cell(range: sum.range.lowerBound..<next.range.upperBound, n: sum.n + next.n, size: sum.size + next.size)
      }
      cells.replaceSubrange(first...last, with: [merged])
    }
    return cells.map(\.range)
  }
}
