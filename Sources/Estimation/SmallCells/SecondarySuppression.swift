/// Which totals of linked tables are not published: those that break a rule, and others so that none can be worked out.
/// Estimates and scores use all of them; only print does not.
public struct SuppressionPattern: Sendable {
  /// By cell, whether it is not published.
  public let isSuppressed: [Bool]
  /// The audit of the pattern.
  public let audit: SuppressionAudit
  /// Totals that no suppression can protect, because nothing else could vary with them.
  public let exposures: [SuppressionAudit.Interval]

  /// Cells that break a rule.
  public var primary: [Int] { isSuppressed.indices.filter { isSuppressed[$0] && audit.tables.cells[$0].isSensitive } }
  /// Cells that are held back for others.
  public var secondary: [Int] {
    isSuppressed.indices.filter { isSuppressed[$0] && !audit.tables.cells[$0].isSensitive }
  }
}

extension LinkedTables {
  /// Finds a pattern of suppression in which the interval of each suppressed total reaches far enough.
  ///
  /// Each total that the audit finds exposed is given room: the cheapest way through the relations in which it can move as
  /// far as it must, by linear programming with the cost of a cell per unit that it moves; the cells on the way are
  /// suppressed (after Kelly, Golden & Assad 1992). At the end cells that are not needed are published again.
  ///
  /// - Parameters:
  ///   - margin: how far both ends must be from a total, as a share of it.
  ///   - publishesSpare: whether cells that turn out not to be needed are published again, which takes an audit each.
  /// - Returns: the pattern, whose exposures are empty unless something cannot be protected.
  public func suppressed(margin: Double = 0.15, publishesSpare: Bool = true) -> SuppressionPattern {
    var isSuppressed = cells.map(\.isSensitive)
    var hopeless: Set<SuppressionAudit.Interval> = []
    var path = SuppressionPath(self)
    var audit = SuppressionAudit(self, suppressed: isSuppressed, margin: margin)
    while true {
      let exposed = audit.exposures.filter { !hopeless.contains($0) }
      guard let worst = exposed.first else { break }
      var added = false
      for own in exposed {
        let needed = SuppressionAudit.needed(cells[own.cell], margin: margin)
        for distance in [needed.above, -needed.below] where distance != 0 {
          guard let way = path.cheapest(own.cell, moving: distance, isFree: isSuppressed, knowing: own.knowing) else {
            continue
          }
          for cell in way where !isSuppressed[cell] {
            isSuppressed[cell] = true
            added = true
          }
        }
      }
      if !added { hopeless.formUnion([worst] + exposed) }
      audit = SuppressionAudit(self, suppressed: isSuppressed, margin: margin)
    }
    if publishesSpare { publishSpare(&isSuppressed, margin: margin) }
    audit = SuppressionAudit(self, suppressed: isSuppressed, margin: margin)
    return SuppressionPattern(isSuppressed: isSuppressed, audit: audit, exposures: audit.exposures)
  }

  private func publishSpare(_ isSuppressed: inout [Bool], margin: Double) {
    let before = SuppressionAudit(self, suppressed: isSuppressed, margin: margin).exposures.count
    let secondary = cells.indices.filter { isSuppressed[$0] && !cells[$0].isSensitive }
      .sorted { (cells[$0].cost, $0) > (cells[$1].cost, $1) }
    for cell in secondary {
      isSuppressed[cell] = false
      if SuppressionAudit(self, suppressed: isSuppressed, margin: margin).exposures.count > before {
        isSuppressed[cell] = true
      }
    }
  }
}

/// Moves of totals that keep every relation: a cell up is one variable and down another, so that both cost.
private struct SuppressionPath {
  private let tables: LinkedTables
  /// Cells that can move: those with a total, since a reader may know that nobody is in the others.
  private let movable: [Int]
  private let variableOfCell: [Int]
  private let rows: [[(variable: Int, coefficient: Double)]]

  init(_ tables: LinkedTables) {
    self.tables = tables
    let movable = tables.cells.indices.filter { tables.cells[$0].value > 0 || tables.cells[$0].isChange }
    var variableOfCell = [Int](repeating: -1, count: tables.cells.count)
    for (variable, cell) in movable.enumerated() { variableOfCell[cell] = variable }
    rows = tables.relations.map { relation in
      relation.terms.filter { variableOfCell[$0.cell] >= 0 }.flatMap { term in
        let variable = 2 * variableOfCell[term.cell]
        return [
          (variable: variable, coefficient: term.coefficient), (variable: variable + 1, coefficient: -term.coefficient),
        ]
      }
    }
    self.movable = movable
    self.variableOfCell = variableOfCell
  }

  /// - Parameters:
  ///   - target: the cell that must move.
  ///   - distance: how far.
  ///   - isFree: cells that move for nothing.
  ///   - knowing: a contributor whose own totals cannot move; nil for none.
  /// - Returns: the cells that move; nil where the target cannot go so far.
  mutating func cheapest(_ target: Int, moving distance: Double, isFree: [Bool], knowing: Int?) -> [Int]? {
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
    var simplex = BoundedSimplex(rows: rows, lower: upper.map { _ in 0 }, upper: upper)
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
