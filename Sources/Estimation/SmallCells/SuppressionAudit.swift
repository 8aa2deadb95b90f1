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
  /// The suppressed cells.
  private let cells: [Int]
  private let start: CellMoves

  /// - Parameters:
  ///   - tables: the tables.
  ///   - suppressed: by cell, whether it is not published.
  ///   - margin: how far both ends must be from a total, as a share of it.
  public init(_ tables: LinkedTables, suppressed: [Bool], margin: Double = 0.15) {
    self.tables = tables
    isSuppressed = suppressed
    self.margin = margin
    cells = tables.cells.indices.filter { suppressed[$0] }
    start = CellMoves(tables, cells: cells)
  }

  /// The distances from a total that its interval must reach: a share of it, and more above where the p % rule asks for it;
  /// for a contributor a share of what the others add, since nothing can hide their own part.
  static func needed(_ cell: TableCell, margin: Double, knowing: Int?) -> (below: Double, above: Double) {
    if cell.isChange { return (0, 0) }
    guard let knowing else { return (margin * cell.value, max(margin * cell.value, cell.neededAbove)) }
    let others = max(0, cell.value - (cell.knownParts[knowing] ?? 0))
    return (margin * others, margin * others)
  }

  /// The interval of every suppressed total that is not a change.
  ///
  /// - Parameter knowing: a contributor who knows the totals that are theirs alone; nil for any reader.
  /// - Returns: in order of cells, without those known.
  public func intervals(knowing: Int? = nil) -> [Interval] {
    var moves = start
    let known = knowing.map { self.known(to: $0) } ?? []
    return cells.filter { !tables.cells[$0].isChange && !known.contains($0) }.map { cell in
      interval(cell, &moves, knowing: knowing, known: known)
    }
  }

  /// The suppressed totals of one contributor alone.
  private func known(to contributor: Int) -> [Int] {
    cells.filter { tables.cells[$0].soleContributor == contributor }
  }

  /// Every interval that is too narrow: of any suppressed total for any reader, and of sensitive totals for readers who
  /// know their own.
  public var exposures: [Interval] {
    var moves = start
    var found: [Interval] = []
    // By cell, a move up and one down that reach far enough.
    var reached: [Int: [CellSet]] = [:]
    for cell in cells where !tables.cells[cell].isChange {
      if let both = reaching(cell, &moves, knowing: nil, known: []) {
        reached[cell] = both
      } else {
        found.append(interval(cell, &moves, knowing: nil, known: []))
      }
    }
    for contributor in Set(cells.compactMap { tables.cells[$0].soleContributor }).sorted() {
      let known = known(to: contributor)
      for cell in cells where tables.cells[cell].isSensitive && !known.contains(cell) {
        // Moves that need none of the totals known are moves for this reader too.
        let isFree = reached[cell]?.allSatisfy { move in !known.contains { move.contains($0) } } ?? false
        if isFree || reaching(cell, &moves, knowing: contributor, known: known) != nil { continue }
        found.append(interval(cell, &moves, knowing: contributor, known: known))
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
    var moves = start
    guard moves.furthest(cell, isUp: isHigh, without: []) < .infinity else { return nil }
    var values = tables.cells.map(\.value)
    for move in moves.present { values[move.cell] += move.distance }
    return values
  }

  /// A move up and one down as far as needed; nil if either is not there.
  private func reaching(_ cell: Int, _ moves: inout CellMoves, knowing: Int?, known: [Int]) -> [CellSet]? {
    let needed = Self.needed(tables.cells[cell], margin: margin, knowing: knowing)
    var found: [CellSet] = []
    for distance in [needed.above, -needed.below] where distance != 0 {
      guard let move = moves.reach(cell, distance: distance, without: known) else { return nil }
      found.append(move)
    }
    return found
  }

  private func interval(_ cell: Int, _ moves: inout CellMoves, knowing: Int?, known: [Int]) -> Interval {
    let own = tables.cells[cell]
    let needed = Self.needed(own, margin: margin, knowing: knowing)
    return Interval(
      cell: cell, low: own.value - moves.furthest(cell, isUp: false, without: known),
      high: own.value + moves.furthest(cell, isUp: true, without: known), neededLow: own.value - needed.below,
      neededHigh: own.value + needed.above, knowing: knowing)
  }
}
