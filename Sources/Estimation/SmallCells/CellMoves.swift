/// A set of cells.
struct CellSet: Sendable, Hashable {
  private var words: [UInt64]

  init(_ cells: some Sequence<Int>, count: Int) {
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for cell in cells { words[cell / 64] |= 1 << UInt64(cell % 64) }
  }

  func contains(_ cell: Int) -> Bool { words[cell / 64] & 1 << UInt64(cell % 64) != 0 }
}

/// Moves of totals that keep every relation and leave no total below 0, of some cells; the others stay.
struct CellMoves: Sendable {
  private let tables: LinkedTables
  private let cells: [Int]
  private let variableOfCell: [Int]
  private var simplex: BoundedSimplex
  /// What numbers are divided by.
  private let scale: Double

  /// - Parameters:
  ///   - tables: the tables.
  ///   - cells: those that may move.
  init(_ tables: LinkedTables, cells: [Int]) {
    var variableOfCell = [Int](repeating: -1, count: tables.cells.count)
    for (variable, cell) in cells.enumerated() { variableOfCell[cell] = variable }
    let largest = cells.reduce(0) { max($0, abs(tables.cells[$1].value)) }
    let scale = largest > 0 ? largest : 1
    simplex = BoundedSimplex(
      rows: tables.relations.compactMap { relation in
        let row = relation.terms.filter { variableOfCell[$0.cell] >= 0 }
          .map { (variable: variableOfCell[$0.cell], coefficient: $0.coefficient) }
        return row.isEmpty ? nil : row
      },
      lower: cells.map { tables.cells[$0].isChange ? -.infinity : -tables.cells[$0].value / scale },
      upper: cells.map { _ in .infinity })
    self.tables = tables
    self.cells = cells
    self.variableOfCell = variableOfCell
    self.scale = scale
  }

  /// Keeps a cell where it is, and goes back to the start.
  mutating func close(_ cell: Int) {
    simplex.reset()
    simplex.bound(variableOfCell[cell], lower: 0, upper: 0)
  }

  /// Lets a cell move.
  mutating func open(_ cell: Int) {
    let own = tables.cells[cell]
    simplex.bound(variableOfCell[cell], lower: own.isChange ? -.infinity : -own.value / scale, upper: .infinity)
  }

  /// A move that takes a cell so far up, or down for a distance below 0.
  ///
  /// - Parameters:
  ///   - cell: the cell.
  ///   - distance: how far it must go.
  ///   - known: cells that stay besides.
  /// - Returns: the cells that move; nil where it cannot go so far.
  mutating func reach(_ cell: Int, distance: Double, without known: [Int]) -> CellSet? {
    for other in known { close(other) }
    defer { for other in known { open(other) } }
    simplex.reset()
    let sign: Double = distance > 0 ? 1 : -1
    let target = abs(distance) / scale
    let reached = simplex.maximise([(variableOfCell[cell], sign)], until: target).value
    guard reached >= target * (1 - 1e-9) else { return nil }
    let least = 1e-9 * min(target, 1)
    return CellSet(
      cells.indices.filter { abs(simplex.values[$0]) > least || cells[$0] == cell }.map { cells[$0] },
      count: tables.cells.count)
  }

  /// How far a cell can go up, or down: infinite without an end.
  mutating func furthest(_ cell: Int, isUp: Bool, without known: [Int]) -> Double {
    for other in known { close(other) }
    defer { for other in known { open(other) } }
    simplex.reset()
    return simplex.maximise([(variableOfCell[cell], isUp ? 1 : -1)]).value * scale
  }

  /// The moves of the last search, by cell.
  var present: [(cell: Int, distance: Double)] {
    cells.indices.map { (cells[$0], simplex.values[$0] * scale) }
  }
}
