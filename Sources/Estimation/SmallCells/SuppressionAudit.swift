/// What a reader can infer about suppressed totals from published ones: the least and the greatest value that each can
/// have, by linear programming over all relations of all linked tables (Fischetti & Salazar 2001, section 2).
///
/// A reader is taken to know that totals are 0 or more, every relation, and every published total. Rounding of published
/// totals, which makes intervals wider, is left out of account. The effort grows with relations times suppressed totals.
public struct SuppressionAudit: Sendable {
  /// What can be inferred about one suppressed total.
  public struct Interval: Sendable, Hashable {
    /// The cell.
    public var cell: Int
    /// The least value.
    public var low: Double
    /// The greatest; infinite without one.
    public var high: Double
    /// Where both ends must lie at the nearest.
    public var neededLow: Double
    public var neededHigh: Double
    /// The contributor who knows the totals that are theirs alone; nil for any reader.
    public var knowing: Int?

    /// Whether both ends are far enough away, to rounding.
    public var isProtected: Bool {
      let rounding = 1e-7 * max(abs(neededLow), abs(neededHigh))
      return low <= neededLow + rounding && high >= neededHigh - rounding
    }
  }

  let tables: LinkedTables
  let isSuppressed: [Bool]
  let margin: Double
  /// The suppressed cells that can vary, and by cell its variable.
  private let variables: [Int]
  private let variableOfCell: [Int]
  private let start: BoundedSimplex
  /// What numbers are divided by.
  private let scale: Double

  /// - Parameters:
  ///   - tables: the tables.
  ///   - suppressed: by cell, whether it is not published.
  ///   - margin: how far both ends must be from a total, as a share of it.
  public init(_ tables: LinkedTables, suppressed: [Bool], margin: Double = 0.15) {
    self.tables = tables
    isSuppressed = suppressed
    self.margin = margin
    let variables = tables.cells.indices.filter { suppressed[$0] }
    var variableOfCell = [Int](repeating: -1, count: tables.cells.count)
    for (variable, cell) in variables.enumerated() { variableOfCell[cell] = variable }
    let largest = variables.reduce(0) { max($0, abs(tables.cells[$1].value)) }
    scale = largest > 0 ? largest : 1
    let divisor = scale
    start = BoundedSimplex(
      rows: tables.relations.compactMap { relation in
        let row = relation.terms.filter { variableOfCell[$0.cell] >= 0 }
          .map { (variable: variableOfCell[$0.cell], coefficient: $0.coefficient) }
        return row.isEmpty ? nil : row
      },
      lower: variables.map { tables.cells[$0].isChange ? -.infinity : -tables.cells[$0].value / divisor },
      upper: variables.map { _ in .infinity })
    self.variables = variables
    self.variableOfCell = variableOfCell
  }

  /// The distances from a total that its interval must reach: a share of it, and more above where the p % rule asks for it.
  static func needed(_ cell: TableCell, margin: Double) -> (below: Double, above: Double) {
    if cell.isChange { return (0, 0) }
    return (margin * cell.value, max(margin * cell.value, cell.neededAbove))
  }

  /// The interval of every suppressed total that is not a change.
  ///
  /// - Parameter knowing: a contributor who knows the totals that are theirs alone; nil for any reader.
  /// - Returns: in order of cells, without those known.
  public func intervals(knowing: Int? = nil) -> [Interval] {
    var simplex = start
    let known = knowing.map { self.known(to: $0) } ?? []
    for cell in known { simplex.bound(variableOfCell[cell], lower: 0, upper: 0) }
    return variables.filter { !tables.cells[$0].isChange && !known.contains($0) }.map { cell in
      interval(cell, &simplex, knowing: knowing, stopsEarly: false)
    }
  }

  /// The suppressed totals of one contributor alone.
  func known(to contributor: Int) -> [Int] { variables.filter { tables.cells[$0].soleContributor == contributor } }

  /// Every interval that is too narrow: of any suppressed total for any reader, and of sensitive totals for readers who
  /// know their own.
  public var exposures: [Interval] {
    var simplex = start
    var found: [Interval] = []
    for cell in variables where !tables.cells[cell].isChange {
      let own = interval(cell, &simplex, knowing: nil, stopsEarly: true)
      if !own.isProtected { found.append(own) }
    }
    for contributor in Set(variables.compactMap { tables.cells[$0].soleContributor }).sorted() {
      let known = self.known(to: contributor)
      simplex.reset()
      for cell in known { simplex.bound(variableOfCell[cell], lower: 0, upper: 0) }
      for cell in variables where tables.cells[cell].isSensitive && !known.contains(cell) {
        let own = interval(cell, &simplex, knowing: contributor, stopsEarly: true)
        if !own.isProtected { found.append(own) }
      }
      simplex.reset()
      for cell in known {
        simplex.bound(variableOfCell[cell], lower: -tables.cells[cell].value / scale, upper: .infinity)
      }
    }
    return found
  }

  /// Whether no interval is too narrow.
  public var holds: Bool { exposures.isEmpty }

  /// A table of values that agrees with everything published and has one end of the interval of a cell.
  ///
  /// - Parameters:
  ///   - cell: a suppressed cell.
  ///   - isHigh: the greatest value, or the least.
  /// - Returns: the value of every cell, nil where the greatest has no end.
  public func witness(_ cell: Int, isHigh: Bool) -> [Double]? {
    var simplex = start
    let sign = isHigh ? 1.0 : -1.0
    guard simplex.maximise([(variableOfCell[cell], sign)]).value < .infinity else { return nil }
    var values = tables.cells.map(\.value)
    for (variable, cell) in variables.enumerated() { values[cell] += simplex.values[variable] * scale }
    return values
  }

  private func interval(
    _ cell: Int, _ simplex: inout BoundedSimplex, knowing: Int?, stopsEarly: Bool
  ) -> Interval {
    let own = tables.cells[cell]
    let needed = Self.needed(own, margin: margin)
    let variable = variableOfCell[cell]
    let above = simplex.maximise([(variable, 1)], until: stopsEarly ? needed.above / scale : .infinity).value
    let below = simplex.maximise([(variable, -1)], until: stopsEarly ? needed.below / scale : .infinity).value
    return Interval(
      cell: cell, low: own.value - below * scale, high: own.value + above * scale,
      neededLow: own.value - needed.below, neededHigh: own.value + needed.above, knowing: knowing)
  }
}
