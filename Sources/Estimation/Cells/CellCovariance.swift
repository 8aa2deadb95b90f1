public import Diagnostics
internal import SurveyModel

extension CellEstimator {
  /// Estimates with their joint covariance.
  ///
  /// - Parameter estimates: of any domains. Where each row is a unit, different items need the products of each pair.
  /// - Returns: the estimates; degrees of freedom are units less strata with a value in any of the domains.
  /// - Throws: under `fail`, the strata with a single unit; and where each row is a unit, items without products.
  public func joint(_ estimates: [CellEstimate]) throws(DiagnosticError) -> JointEstimate {
    let itemsMet = itemsMet(estimates)
    let met = itemsMet.map { !$0.isEmpty }
    try check(estimates, met: met)
    let columns = estimates.map { column($0) }
    let hasUnits = table.keys.first?.unit != nil
    var df = 0
    var parts: [StratumTotals] = []
    for stratum in strata {
      let isMet = stratum.cells.contains { met[$0] }
      // What calibration takes out lies outside the domain too, so that all strata are there.
      guard isMet || weighting != nil else { continue }
      var part =
        hasUnits
        ? units(of: stratum, columns, met: met) : elements(of: stratum, columns, itemsMet: itemsMet)
      if isMet { df += part.unitsMet - 1 }
      if weighting != nil { part.unitsMet = part.unitCount }
      parts.append(part)
    }
    let covariance = StratumTotals.covariance(
      parts, columnCount: estimates.count, policy: lonelyPolicy, adjustsLonelyInDomains: adjustsLonelyInDomains)
    return JointEstimate(values: estimates.map(\.value), covariance: covariance, degreesOfFreedom: Double(df))
  }

  /// The linearised value of an estimate over its weight, by cell.
  private struct Column: Sendable {
    var item: Int
    /// Of rows of the domain with a value.
    var inside: [LinearForm]
    /// Of all other rows.
    var outside: [Double]
  }

  private func column(_ estimate: CellEstimate) -> Column {
    var column = Column(
      item: estimate.item, inside: [LinearForm](repeating: LinearForm(), count: table.keys.count),
      outside: [Double](repeating: 0, count: table.keys.count))
    let offsets = weighting?.offsets(table, item: estimate.item, over: estimate.cells)
    if let offsets {
      for cell in table.keys.indices {
        column.outside[cell] = -factor(cell) * offsets.value(estimate.form, cell: cell)
        // Outside the domain rows with a value count like those without.
        column.inside[cell] = LinearForm(constant: column.outside[cell])
      }
    }
    for cell in estimate.cells {
      let form = offsets?.residual(estimate.form, cell: cell) ?? estimate.form
      column.inside[cell] = form.scaled(by: factor(cell))
    }
    return column
  }

  /// By cell, the items of the estimates whose domain it is in and that have a value there.
  private func itemsMet(_ estimates: [CellEstimate]) -> [[Int]] {
    var items = [[Int]](repeating: [], count: table.keys.count)
    for estimate in estimates {
      for cell in estimate.cells where table[item: estimate.item, cell: cell].n > 0 {
        if !items[cell].contains(estimate.item) { items[cell].append(estimate.item) }
      }
    }
    return items
  }

  private func check(_ estimates: [CellEstimate], met: [Bool]) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    if table.keys.first?.unit == nil {
      let items = Set(estimates.map(\.item)).sorted()
      let missing = items.flatMap { first in items.filter { $0 > first && pair(first, $0) == nil }.map { (first, $0) } }
      if let (first, second) = missing.first {
        problems.append(
          Diagnostic(
            .error, code: "E-150",
            "the covariance of \(table.items[first]) and \(table.items[second]) is not in cells of a design without units",
            advice: "Pair the items in the plan, make one item of their ratio or difference, or name a column of units")
        )
      }
    }
    if lonelyPolicy == .fail {
      let strataMet = Set(met.indices.filter { met[$0] || weighting != nil }.map { stratumOfCell[$0] })
      for (index, stratum) in strata.enumerated()
      where stratum.unitCount == 1 && stratum.unsampledShare > 0 && strataMet.contains(index) {
        problems.append(
          Diagnostic(
            .error, code: "E-130", "stratum \(stratum.name) has only one unit, which gives no variance",
            advice: "Merge it with a neighbour, or choose remove, certainty, average or adjust for lonely strata"))
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }

  /// The pair of two items, and whether the first is its variable.
  private func pair(_ first: Int, _ second: Int) -> (item: Int, isInOrder: Bool)? {
    for pair in pairs {
      if pair.first == first, pair.second == second { return (pair.item, true) }
      if pair.first == second, pair.second == first { return (pair.item, false) }
    }
    return nil
  }

  /// The rows of a cell without a value of an item, as sums of which only those of 1 are not 0.
  private func restOf(_ cell: Int, item: Int) -> CellSums {
    let own = table[item: item, cell: cell]
    var plain = MonomialSums()
    plain.one = Double(table.rowCounts[cell]) - own.n
    guard let weighting, plain.one > 0 else {
      return CellSums(weight: 0, plain: plain, byDistance: MonomialSums(), bySquare: MonomialSums())
    }
    return table[item: weighting.counting, cell: cell].ones(without: own)
  }

  /// A stratum whose units have cells: totals by unit.
  private func units(of stratum: Stratum, _ columns: [Column], met: [Bool]) -> StratumTotals {
    let cells = stratum.cells
    let first = unitOfCell[cells.lowerBound]
    let totals = columns.map { column in
      var totals = [Double](repeating: 0, count: stratum.unitCount)
      for cell in cells {
        let unit = unitOfCell[cell] - first
        totals[unit] += table[item: column.item, cell: cell].total(column.inside[cell])
        if column.outside[cell] != 0 {
          totals[unit] += column.outside[cell] * restOf(cell, item: column.item).weighted.one
        }
      }
      return totals
    }
    return StratumTotals(
      unitCount: stratum.unitCount, unitsMet: Set(cells.filter { met[$0] }.map { unitOfCell[$0] }).count,
      unsampledShare: stratum.unsampledShare, sums: totals.map { $0.reduce(0, +) },
      products: { a, b, centers in
        zip(totals[a], totals[b]).reduce(0) { $0 + ($1.0 - centers[a]) * ($1.1 - centers[b]) }
      })
  }

  /// A stratum of which each row is a unit: sums and sums of products. Domains share the rows of the cells they share.
  private func elements(of stratum: Stratum, _ columns: [Column], itemsMet: [[Int]]) -> StratumTotals {
    let cells = stratum.cells
    let rowsMet = cells.reduce(0.0) { $0 + rows(of: itemsMet[$1], cell: $1) }
    let sums = columns.map { column in
      cells.reduce(0.0) { sum, cell in
        var part = table[item: column.item, cell: cell].total(column.inside[cell])
        if column.outside[cell] != 0 { part += column.outside[cell] * restOf(cell, item: column.item).weighted.one }
        return sum + part
      }
    }
    return StratumTotals(
      unitCount: stratum.unitCount, unitsMet: Int(rowsMet), unsampledShare: stratum.unsampledShare, sums: sums,
      products: { a, b, centers in
        cells.reduce(0.0) { products, cell in
          products
            + (columns[a].item == columns[b].item
              ? sameItem(cell, columns[a], columns[b], centers[a], centers[b])
              : differentItems(cell, columns[a], columns[b], centers[a], centers[b]))
        }
      })
  }

  /// Rows of a cell with a value of any of the items; of three and more, which pairs do not tell, those with a value of the
  /// item that has most.
  private func rows(of items: [Int], cell: Int) -> Double {
    let counts = items.map { table[item: $0, cell: cell].n }
    guard items.count == 2, let pair = pair(items[0], items[1]) else { return counts.max() ?? 0 }
    return counts[0] + counts[1] - table[item: pair.item, cell: cell].n
  }

  private func sameItem(
    _ cell: Int, _ a: Column, _ b: Column, _ centerA: Double, _ centerB: Double
  ) -> Double {
    let inside = table[item: a.item, cell: cell].products(a.inside[cell], less: centerA, b.inside[cell], less: centerB)
    let others = restOf(cell, item: a.item).products(
      LinearForm(constant: a.outside[cell]), less: centerA, LinearForm(constant: b.outside[cell]), less: centerB)
    return inside + others
  }

  /// Σ (w (κ + φ) - A)(w (κ' + φ') - B) with κ the value of rows without the item and φ what a value adds to it.
  private func differentItems(
    _ cell: Int, _ a: Column, _ b: Column, _ centerA: Double, _ centerB: Double
  ) -> Double {
    guard let pair = pair(a.item, b.item) else { return .nan }
    let (outsideA, outsideB) = (LinearForm(constant: a.outside[cell]), LinearForm(constant: b.outside[cell]))
    var (addedA, addedB) = (a.inside[cell], b.inside[cell])
    addedA.constant -= outsideA.constant
    addedB.constant -= outsideB.constant
    let (sumsA, sumsB) = (table[item: a.item, cell: cell], table[item: b.item, cell: cell])
    var products = sumsA.products(outsideA, less: centerA, outsideB, less: centerB)
    products += restOf(cell, item: a.item).products(outsideA, less: centerA, outsideB, less: centerB)
    products += sumsA.products(addedA, less: 0, outsideB, less: centerB)
    products += sumsB.products(outsideA, less: centerA, addedB, less: 0)
    // The pair has shifts of its own.
    let (shift, ownA, ownB) = (table.shifts[pair.item], table.shifts[a.item].value, table.shifts[b.item].value)
    let (shiftA, shiftB) = pair.isInOrder ? (shift.value, shift.denominator) : (shift.denominator, shift.value)
    let constantA = addedA.constant + addedA.y * (shiftA - ownA)
    let constantB = addedB.constant + addedB.y * (shiftB - ownB)
    let formA =
      pair.isInOrder ? LinearForm(constant: constantA, y: addedA.y) : LinearForm(constant: constantA, x: addedA.y)
    let formB =
      pair.isInOrder ? LinearForm(constant: constantB, x: addedB.y) : LinearForm(constant: constantB, y: addedB.y)
    return products + table[item: pair.item, cell: cell].products(formA, less: 0, formB, less: 0)
  }
}

extension CellSums {
  /// The sums of 1 over the rows of this cell that another item's sums leave out.
  func ones(without other: CellSums) -> CellSums {
    // The other's distances, taken from this weight.
    let step = other.weight - weight
    var (plain, byDistance, bySquare) = (MonomialSums(), MonomialSums(), MonomialSums())
    plain.one = self.plain.one - other.plain.one
    byDistance.one = self.byDistance.one - (other.byDistance.one + step * other.plain.one)
    bySquare.one =
      self.bySquare.one - (other.bySquare.one + 2 * step * other.byDistance.one + step * step * other.plain.one)
    return CellSums(weight: weight, plain: plain, byDistance: byDistance, bySquare: bySquare)
  }
}
