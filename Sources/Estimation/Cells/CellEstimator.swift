public import Diagnostics
public import SurveyModel

/// An estimate read off cells: its linearised value of a row of the domain is the weight times a linear form of the item's
/// variables.
public struct CellEstimate: Sendable {
  /// The estimate.
  public var value: Double
  /// The item that it is of.
  let item: Int
  /// The cells of its domain.
  let cells: [Int]
  let form: LinearForm
}

/// Estimates and their covariances from cells, as `WeightedSample` makes them from rows.
public struct CellEstimator: Sendable {
  private let table: CellTable
  private let lonelyPolicy: LonelyPolicy
  private let adjustsLonelyInDomains: Bool
  /// The strata, in order of their names.
  private let strata: [Stratum]
  /// By cell, its stratum and, where units have cells of their own, its unit.
  private let stratumOfCell: [Int]
  private let unitOfCell: [Int]

  private struct Stratum: Sendable {
    var name: String
    var unitCount = 0
    var unsampledShare = 1.0
  }

  /// - Parameters:
  ///   - table: the cells of the whole sample, its domains all of them.
  ///   - lonelyPolicy: what a stratum with one unit adds to a variance.
  ///   - adjustsLonelyInDomains: whether a stratum met by a domain in one unit is lonely too.
  /// - Throws: every stratum whose population is smaller than its sample.
  public init(
    _ table: CellTable, lonelyPolicy: LonelyPolicy = .fail, adjustsLonelyInDomains: Bool = false
  ) throws(DiagnosticError) {
    self.table = table
    self.lonelyPolicy = lonelyPolicy
    self.adjustsLonelyInDomains = adjustsLonelyInDomains
    var strata: [Stratum] = []
    var stratumOfCell: [Int] = []
    var unitOfCell: [Int] = []
    var unitCount = 0
    // Keys are in order, so that a stratum's cells are neighbours and so are a unit's.
    for (cell, key) in table.keys.enumerated() {
      let isNewStratum = strata.last?.name != key.stratum
      if isNewStratum { strata.append(Stratum(name: key.stratum)) }
      if key.unit == nil {
        strata[strata.count - 1].unitCount += table.rowCounts[cell]
      } else if isNewStratum || table.keys[cell - 1].unit != key.unit {
        strata[strata.count - 1].unitCount += 1
        unitCount += 1
      }
      stratumOfCell.append(strata.count - 1)
      unitOfCell.append(unitCount - 1)
    }
    var problems: [Diagnostic] = []
    for index in strata.indices {
      guard let population = table.populations[strata[index].name] else { continue }
      let n = Double(strata[index].unitCount)
      if population < n {
        problems.append(
          Diagnostic(
            .error, code: "E-129",
            "stratum \(strata[index].name) has \(Int(n)) units in the sample and only \(population) in the population",
            advice: "Correct the population or the strata"))
      }
      strata[index].unsampledShare = 1 - n / population
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    self.strata = strata
    self.stratumOfCell = stratumOfCell
    self.unitOfCell = unitOfCell
  }

  /// Σ w y over the cells of a domain.
  ///
  /// - Parameters:
  ///   - item: which item of the plan.
  ///   - cells: the domain; nil for all cells.
  /// - Returns: the total over rows with a value.
  public func total(item: Int, over cells: [Int]? = nil) -> CellEstimate {
    let (cells, sum) = summed(item, cells)
    let shift = table.shifts[item].value
    return CellEstimate(
      value: sum.y + shift * sum.one, item: item, cells: cells, form: LinearForm(constant: shift, y: 1))
  }

  /// Σ w y / Σ w over the cells of a domain; of a condition, the share of rows.
  ///
  /// - Parameters:
  ///   - item: which item of the plan.
  ///   - cells: the domain; nil for all cells.
  /// - Returns: nil over an empty domain.
  public func mean(item: Int, over cells: [Int]? = nil) -> CellEstimate? {
    let (cells, sum) = summed(item, cells)
    guard sum.one > 0 else { return nil }
    let centered = sum.y / sum.one
    return CellEstimate(
      value: table.shifts[item].value + centered, item: item, cells: cells,
      form: LinearForm(constant: -centered / sum.one, y: 1 / sum.one))
  }

  /// Σ w y / Σ w x over the cells of a domain, x the denominator of the item.
  ///
  /// - Parameters:
  ///   - item: which item of the plan.
  ///   - cells: the domain; nil for all cells.
  /// - Returns: nil where the denominator is 0.
  public func ratio(item: Int, over cells: [Int]? = nil) -> CellEstimate? {
    let (cells, sum) = summed(item, cells)
    let shift = table.shifts[item]
    let below = sum.x + shift.denominator * sum.one
    guard below != 0 else { return nil }
    let value = (sum.y + shift.value * sum.one) / below
    let constant = (shift.value - value * shift.denominator) / below
    return CellEstimate(
      value: value, item: item, cells: cells, form: LinearForm(constant: constant, y: 1 / below, x: -value / below))
  }

  /// The weighted sums over cells.
  private func summed(_ item: Int, _ cells: [Int]?) -> (cells: [Int], sum: MonomialSums) {
    let cells = cells ?? Array(table.keys.indices)
    var sum = MonomialSums()
    for cell in cells { sum.add(table[item: item, cell: cell].weighted) }
    return (cells, sum)
  }

  /// V / V_srs of an estimate, as `WeightedSample.designEffect`.
  ///
  /// - Parameters:
  ///   - estimate: the estimate.
  ///   - variance: its variance.
  ///   - replacement: whether the reference draws with replacement.
  /// - Returns: nil where the reference does not vary.
  public func designEffect(_ estimate: CellEstimate, variance: Double, replacement: Bool = false) -> Double? {
    let sum = summed(estimate.item, estimate.cells).sum
    let n = estimate.cells.reduce(0) { $0 + table[item: estimate.item, cell: $1].n }
    guard n > 1, sum.one > 0 else { return nil }
    let centered = estimate.form.scaled(by: 1, less: sum.sum(estimate.form) / sum.one)
    let spread = sum.sum(centered, centered) / sum.one * n / (n - 1)
    let reference = sum.one * sum.one * spread / n * (replacement ? 1 : 1 - n / sum.one)
    return reference > 0 ? variance / reference : nil
  }

  /// Estimates with their joint covariance.
  ///
  /// - Parameter estimates: of any domains. Where each row is a unit, of one item only: sums of products between items are
  ///   not kept.
  /// - Returns: the estimates; degrees of freedom are units less strata with a value in any of the domains.
  /// - Throws: under `fail`, the strata with a single unit; and different items where each row is a unit.
  public func joint(_ estimates: [CellEstimate]) throws(DiagnosticError) -> JointEstimate {
    let met = metCells(estimates)
    try check(estimates, met: met)
    // Outside its domain the linearised value of an estimate is 0.
    let forms = estimates.map { estimate in
      var forms = [LinearForm?](repeating: nil, count: table.keys.count)
      for cell in estimate.cells { forms[cell] = estimate.form }
      return forms
    }
    let hasUnits = table.keys.first?.unit != nil
    var groups = [[Int]](repeating: [], count: strata.count)
    for cell in table.keys.indices { groups[stratumOfCell[cell]].append(cell) }
    var df = 0
    var parts: [StratumTotals] = []
    for (index, stratum) in strata.enumerated() {
      let cells = groups[index]
      guard cells.contains(where: { met[$0] }) else { continue }
      let part =
        hasUnits
        ? units(of: stratum, cells: cells, estimates.map(\.item), forms: forms, met: met)
        : elements(of: stratum, cells: cells, item: estimates.first?.item ?? 0, forms: forms, met: met)
      df += part.unitsMet - 1
      parts.append(part)
    }
    let covariance = StratumTotals.covariance(
      parts, columnCount: estimates.count, policy: lonelyPolicy, adjustsLonelyInDomains: adjustsLonelyInDomains)
    return JointEstimate(values: estimates.map(\.value), covariance: covariance, degreesOfFreedom: Double(df))
  }

  /// Cells in which some estimate has a row with a value.
  private func metCells(_ estimates: [CellEstimate]) -> [Bool] {
    var met = [Bool](repeating: false, count: table.keys.count)
    for estimate in estimates {
      for cell in estimate.cells where table[item: estimate.item, cell: cell].n > 0 { met[cell] = true }
    }
    return met
  }

  private func check(_ estimates: [CellEstimate], met: [Bool]) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    if table.keys.first?.unit == nil, Set(estimates.map(\.item)).count > 1 {
      problems.append(
        Diagnostic(
          .error, code: "E-150", "the covariance of different items is not in cells of a design without units",
          advice: "Make an item of their ratio or difference, or name a column of units in the plan"))
    }
    if lonelyPolicy == .fail {
      let strataMet = Set(met.indices.filter { met[$0] }.map { stratumOfCell[$0] })
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

  /// A stratum whose units have cells: totals by unit.
  private func units(
    of stratum: Stratum, cells: [Int], _ items: [Int], forms: [[LinearForm?]], met: [Bool]
  ) -> StratumTotals {
    let first = unitOfCell[cells[0]]
    let totals = items.indices.map { index in
      var totals = [Double](repeating: 0, count: stratum.unitCount)
      for cell in cells {
        guard let form = forms[index][cell] else { continue }
        totals[unitOfCell[cell] - first] += table[item: items[index], cell: cell].total(form)
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
  private func elements(
    of stratum: Stratum, cells: [Int], item: Int, forms: [[LinearForm?]], met: [Bool]
  ) -> StratumTotals {
    let sums = cells.map { table[item: item, cell: $0] }
    let own = forms.map { forms in cells.map { forms[$0] ?? LinearForm() } }
    let rowsMet = zip(cells, sums).reduce(0) { met[$1.0] ? $0 + $1.1.n : $0 }
    // Rows without a value, and those of other domains within `own`, count with 0.
    let rest = Double(stratum.unitCount) - sums.reduce(0) { $0 + $1.n }
    return StratumTotals(
      unitCount: stratum.unitCount, unitsMet: Int(rowsMet), unsampledShare: stratum.unsampledShare,
      sums: own.map { form in zip(sums, form).reduce(0) { $0 + $1.0.total($1.1) } },
      products: { a, b, centers in
        var products = rest * centers[a] * centers[b]
        for (position, cell) in sums.enumerated() {
          products += cell.products(own[a][position], less: centers[a], own[b][position], less: centers[b])
        }
        return products
      })
  }
}
