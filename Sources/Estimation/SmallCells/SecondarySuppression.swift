/// Which totals of linked tables are not published: those that break a rule, and others so that none can be worked out.
/// Estimates and scores use all of them; only print does not.
public struct SuppressionPattern: Sendable {
  /// By cell, whether it is not published.
  public let isSuppressed: [Bool]
  /// The audit of the pattern, made apart from the search for it.
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
  /// Each total that can be told too closely is given room: the cheapest way through the relations in which it can move as
  /// far as it must, by linear programming with the cost of a cell per unit that it moves; the cells on the way are
  /// suppressed (after Kelly, Golden & Assad 1992). At the end cells that are not needed are published again.
  ///
  /// - Parameters:
  ///   - margin: how far both ends must be from a total, as a share of it.
  ///   - publishesSpare: whether cells that turn out not to be needed are published again.
  /// - Returns: the pattern, whose exposures are empty unless something cannot be protected.
  public func suppressed(margin: Double = 0.15, publishesSpare: Bool = true) -> SuppressionPattern {
    var search = SuppressionSearch(self, margin: margin)
    search.protect()
    if publishesSpare { search.publishSpare() }
    let audit = SuppressionAudit(self, suppressed: search.isSuppressed, margin: margin)
    return SuppressionPattern(isSuppressed: search.isSuppressed, audit: audit, exposures: audit.exposures)
  }
}

/// The search for a pattern. For every demand on a total it keeps a move of totals that meets it, so that only the demands
/// whose move needs a cell are looked at again when the cell is to be published.
private struct SuppressionSearch {
  private let tables: LinkedTables
  private let margin: Double
  private let path: SuppressionPath
  private var moves: CellMoves
  private(set) var isSuppressed: [Bool]
  /// Demands with the cells of a move that meets them.
  private var met: [Demand: CellSet] = [:]
  /// Demands that nothing can meet.
  private var hopeless: Set<Demand> = []

  /// A total must be able to go up or down, for a reader who knows the totals of one contributor or none.
  private struct Demand: Hashable {
    var cell: Int
    var isUp: Bool
    var contributor: Int?
  }

  init(_ tables: LinkedTables, margin: Double) {
    self.tables = tables
    self.margin = margin
    path = SuppressionPath(tables)
    isSuppressed = tables.cells.map(\.isSensitive)
    moves = CellMoves(tables, cells: Array(tables.cells.indices))
    for cell in tables.cells.indices where !isSuppressed[cell] { moves.close(cell) }
  }

  private func distance(_ demand: Demand) -> Double {
    let needed = SuppressionAudit.needed(
      tables.cells[demand.cell], margin: margin, knowing: demand.contributor)
    return demand.isUp ? needed.above : -needed.below
  }

  private func known(to contributor: Int?) -> [Int] {
    guard let contributor else { return [] }
    return tables.cells.indices.filter { isSuppressed[$0] && tables.cells[$0].soleContributor == contributor }
  }

  /// Every demand of the present pattern, those of readers who know nothing first.
  private var demands: [Demand] {
    let suppressed = isSuppressed.indices.filter { isSuppressed[$0] && !tables.cells[$0].isChange }
    func both(_ cell: Int, _ contributor: Int?) -> [Demand] {
      [true, false].map { Demand(cell: cell, isUp: $0, contributor: contributor) }
    }
    var demands = suppressed.flatMap { both($0, nil) }
    for contributor in Set(suppressed.compactMap { tables.cells[$0].soleContributor }).sorted() {
      for cell in suppressed
      where tables.cells[cell].isSensitive && tables.cells[cell].soleContributor != contributor {
        demands += both(cell, contributor)
      }
    }
    return demands.filter { distance($0) != 0 }
  }

  /// Suppresses cells until every demand is met or hopeless.
  mutating func protect() {
    var isChanged = true
    while isChanged {
      isChanged = false
      for demand in demands where met[demand] == nil && !hopeless.contains(demand) {
        if let move = move(demand) {
          met[demand] = move
        } else if let way = path.cheapest(
          demand.cell, moving: distance(demand), isFree: isSuppressed, knowing: demand.contributor)
        {
          for cell in way where !isSuppressed[cell] {
            isSuppressed[cell] = true
            moves.open(cell)
            isChanged = true
          }
          met[demand] = CellSet(way, count: tables.cells.count)
        } else {
          hopeless.insert(demand)
        }
      }
    }
  }

  /// A move that meets a demand with the cells suppressed at present.
  private mutating func move(_ demand: Demand) -> CellSet? {
    let known = known(to: demand.contributor)
    if demand.contributor != nil {
      // What meets the demand of a reader who knows nothing often needs none of the cells known.
      var common = demand
      common.contributor = nil
      if let move = met[common], !known.contains(where: { move.contains($0) }) { return move }
    }
    return moves.reach(demand.cell, distance: distance(demand), without: known)
  }

  /// Publishes the cells that no demand needs, the dearest first.
  mutating func publishSpare() {
    let secondary = tables.cells.indices.filter { isSuppressed[$0] && !tables.cells[$0].isSensitive }
      .sorted { (tables.cells[$0].cost, $0) > (tables.cells[$1].cost, $1) }
    for cell in secondary {
      // The cell is shown, so that nothing is demanded of it.
      let own = met.keys.filter { $0.cell == cell }
      let before = met
      for demand in own { met[demand] = nil }
      isSuppressed[cell] = false
      moves.close(cell)
      // In an order that does not depend on hashing, those of readers who know nothing first.
      let affected = met.filter { $0.value.contains(cell) }.map(\.key).sorted {
        ($0.contributor ?? -1, $0.cell, $0.isUp ? 0 : 1) < ($1.contributor ?? -1, $1.cell, $1.isUp ? 0 : 1)
      }
      for demand in affected { met[demand] = nil }
      var isNeeded = false
      for demand in affected {
        guard let move = move(demand) else {
          isNeeded = true
          break
        }
        met[demand] = move
      }
      if isNeeded {
        met = before
        isSuppressed[cell] = true
        moves.open(cell)
      }
    }
  }
}
