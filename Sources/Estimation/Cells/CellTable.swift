public import Diagnostics

/// Which rows a cell holds.
public struct CellKey: Sendable, Hashable, Comparable {
  /// The stratum; empty without strata.
  public var stratum: String
  /// The primary sampling unit; nil where each row is one.
  public var unit: String?
  /// The label of each domain column; nil where the row has none.
  public var domain: [String?]

  /// - Parameters:
  ///   - stratum: the stratum.
  ///   - unit: the primary sampling unit.
  ///   - domain: the label of each domain column.
  public init(stratum: String, unit: String?, domain: [String?]) {
    self.stratum = stratum
    self.unit = unit
    self.domain = domain
  }

  /// By stratum, unit and domain, missing labels first.
  public static func < (left: CellKey, right: CellKey) -> Bool {
    if left.stratum != right.stratum { return left.stratum < right.stratum }
    if left.unit != right.unit { return (left.unit ?? "") < (right.unit ?? "") }
    for (a, b) in zip(left.domain, right.domain) where a != b {
      guard let a else { return true }
      guard let b else { return false }
      return a < b
    }
    return false
  }
}

/// The sums of a plan by cell: sufficient for means, totals, ratios and shares with their variances, and mergeable.
public struct CellTable: Sendable, Hashable {
  /// The cells, in order.
  public private(set) var keys: [CellKey]
  /// The rows of each cell, with a value or without.
  public private(set) var rowCounts: [Int]
  /// The names of the items.
  public let items: [String]
  /// What was taken off each item.
  public let shifts: [ReductionPlan.Shift]
  /// The sums, item after item: those of all cells, then the next item's.
  private var sums: [CellSums]
  /// The number of units in the population of each stratum; empty without correction.
  public private(set) var populations: [String: Double]

  /// - Parameters:
  ///   - keys: the cells, in any order, each once.
  ///   - rowCounts: the rows of each.
  ///   - items: the names of the items.
  ///   - shifts: what was taken off each item.
  ///   - sums: by item and cell.
  ///   - populations: by stratum.
  public init(
    keys: [CellKey], rowCounts: [Int], items: [String], shifts: [ReductionPlan.Shift], sums: [[CellSums]],
    populations: [String: Double] = [:]
  ) {
    let order = keys.indices.sorted { keys[$0] < keys[$1] }
    self.keys = order.map { keys[$0] }
    self.rowCounts = order.map { rowCounts[$0] }
    self.items = items
    self.shifts = shifts
    self.sums = sums.flatMap { item in order.map { item[$0] } }
    self.populations = populations
  }

  /// The sums of an item in a cell.
  public subscript(item item: Int, cell cell: Int) -> CellSums { sums[item * keys.count + cell] }

  /// The cells whose key fits.
  public func cells(where fits: (CellKey) -> Bool) -> [Int] { keys.indices.filter { fits(keys[$0]) } }

  /// The cells of the rows of both tables together.
  ///
  /// - Parameter other: of the same plan over other rows; its shifts may differ.
  /// - Returns: cells with this table's shifts.
  /// - Throws: if the items differ, or the population of a stratum does.
  public func merging(_ other: CellTable) throws(DiagnosticError) -> CellTable {
    var problems: [Diagnostic] = []
    if items != other.items {
      problems.append(
        Diagnostic(
          .error, code: "E-141",
          "cells of the items \(items.joined(separator: ", ")) do not merge with cells of "
            + other.items.joined(separator: ", "), advice: "Merge cells of the same plan"))
    }
    for (stratum, size) in other.populations.sorted(by: { $0.key < $1.key }) {
      if let own = populations[stratum], own != size {
        problems.append(
          Diagnostic(
            .error, code: "E-142", "stratum \(stratum) has the population \(own) in some rows and \(size) in others",
            advice: "Give one population for each stratum"))
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    var place = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
    var (allKeys, counts) = (keys, rowCounts)
    var merged = items.indices.map { item in keys.indices.map { self[item: item, cell: $0] } }
    for (cell, key) in other.keys.enumerated() {
      let target = place[key] ?? allKeys.count
      if target == allKeys.count {
        place[key] = target
        allKeys.append(key)
        counts.append(0)
        for item in merged.indices { merged[item].append(CellSums()) }
      }
      counts[target] += other.rowCounts[cell]
      for item in merged.indices {
        let (own, theirs) = (shifts[item], other.shifts[item])
        let sums = other[item: item, cell: cell]
          .shifted(dy: own.value - theirs.value, dx: own.denominator - theirs.denominator)
        merged[item][target].merge(sums)
      }
    }
    return CellTable(
      keys: allKeys, rowCounts: counts, items: items, shifts: shifts, sums: merged,
      populations: populations.merging(other.populations) { own, _ in own })
  }
}
