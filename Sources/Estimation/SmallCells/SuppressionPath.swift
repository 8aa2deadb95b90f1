/// Moves of totals that keep every relation: a cell up is one variable and down another, so that both cost.
struct SuppressionPath: Sendable {
  private let tables: LinkedTables
  /// Cells that can move: those with a total, since a reader may know that nobody is in the others.
  private let movable: [Int]
  private let variableOfCell: [Int]
  /// The relations, solved for some variables; only bounds differ from target to target.
  private let start: BoundedSimplex

  /// - Parameter tables: the tables.
  init(_ tables: LinkedTables) {
    self.tables = tables
    let movable = tables.cells.indices.filter { tables.cells[$0].value > 0 || tables.cells[$0].isChange }
    var variableOfCell = [Int](repeating: -1, count: tables.cells.count)
    for (variable, cell) in movable.enumerated() { variableOfCell[cell] = variable }
    let rows = tables.relations.map { relation in
      relation.terms.filter { variableOfCell[$0.cell] >= 0 }.flatMap { term in
        let variable = 2 * variableOfCell[term.cell]
        return [
          (variable: variable, coefficient: term.coefficient), (variable: variable + 1, coefficient: -term.coefficient),
        ]
      }
    }
    let none = [Double](repeating: 0, count: 2 * movable.count)
    start = BoundedSimplex(rows: rows, lower: none, upper: none)
    self.movable = movable
    self.variableOfCell = variableOfCell
  }

  /// - Parameters:
  ///   - target: the cell that must move.
  ///   - distance: how far.
  ///   - isFree: cells that move for nothing.
  ///   - knowing: a contributor whose own totals cannot move; nil for none.
  /// - Returns: the cells that move; nil where the target cannot go so far.
  func cheapest(_ target: Int, moving distance: Double, isFree: [Bool], knowing: Int?) -> [Int]? {
    let own = variableOfCell[target]
    guard own >= 0 else { return nil }
    let scale = abs(distance)
    var upper = [Double](repeating: .infinity, count: 2 * movable.count)
    for (variable, cell) in movable.enumerated() {
      if !tables.cells[cell].isChange { upper[2 * variable + 1] = tables.cells[cell].value / scale }
      if let knowing, tables.cells[cell].soleContributor == knowing {
        (upper[2 * variable], upper[2 * variable + 1]) = (0, 0)
      }
    }
    let moving = 2 * own + (distance > 0 ? 0 : 1)
    (upper[2 * own], upper[2 * own + 1]) = (0, 0)
    upper[moving] = 1
    var simplex = start
    simplex.bound(lower: upper.map { _ in 0 }, upper: upper)
    guard simplex.maximise([(moving, 1)], until: 1 - 1e-12).value > 1 - 1e-9 else { return nil }
    simplex.bound(moving, lower: simplex.values[moving], upper: simplex.values[moving])
    var costs: [(variable: Int, coefficient: Double)] = []
    for (variable, cell) in movable.enumerated() where cell != target && !isFree[cell] {
      let cost = -max(tables.cells[cell].cost, 1e-3)
      costs += [(2 * variable, cost), (2 * variable + 1, cost)]
    }
    _ = simplex.maximise(costs)
    return movable.indices.filter { abs(simplex.values[2 * $0] - simplex.values[2 * $0 + 1]) > 1e-9 }.map {
      movable[$0]
    }
  }
}
